"""What an import tells: one line per row of the source, and the sums."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the source that did not become what its sender meant.

    `path`: where in the row, as `serviceHours[2].openingHour[0]` or a column. `code`: stable, English.
    `message`: what happened and what to do, translated.
    """

    path: str
    code: str
    message: str


class RowOutcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ARCHIVED = "archived"
    SKIPPED = "skipped"


@dataclass(slots=True)
class ImportLine:
    """What became of one row. `kind`: service, place, channel, organization or empty when it was not understood.

    `hints`: codes of directory.rules.quality; the record is in, but something about it could be better.
    """

    source: str
    outcome: RowOutcome
    kind: str = ""
    name: str = ""
    uuid: UUID | None = None
    changed: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    hints: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        told: dict[str, object] = {"source": self.source, "outcome": str(self.outcome)}
        told |= {"kind": self.kind} if self.kind else {}
        told |= {"name": self.name} if self.name else {}
        told |= {"uuid": str(self.uuid)} if self.uuid else {}
        for key in ("changed", "locked", "hints"):
            told |= {key: list(getattr(self, key))} if getattr(self, key) else {}
        if self.problems:
            told["problems"] = [
                {"path": item.path, "code": item.code, "message": item.message} for item in self.problems
            ]
        return told


@dataclass(slots=True)
class ImportReport:
    """Every line in the order of the source, and connections made, ended and waiting for their other end.

    `stopped`: a sentence when the source broke off before its end.
    """

    dry_run: bool = False
    lines: list[ImportLine] = field(default_factory=list)
    connected: int = 0
    disconnected: int = 0
    waiting: int = 0
    notices: list[Problem] = field(default_factory=list)  # about the source as a whole
    stopped: str = ""

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(str(line.outcome) for line in self.lines)
        return {str(outcome): found[str(outcome)] for outcome in RowOutcome}

    @property
    def changes(self) -> int:
        """How many rows made a difference."""
        counts = self.counts
        return counts["added"] + counts["changed"] + counts["archived"]

    def as_dict(self) -> dict[str, object]:
        told: dict[str, object] = {"dry_run": self.dry_run, "counts": dict(self.counts)}
        told |= {"connected": self.connected, "disconnected": self.disconnected, "waiting": self.waiting}
        told |= {"stopped": self.stopped} if self.stopped else {}
        told |= {"notices": [notice.message for notice in self.notices]} if self.notices else {}
        return told | {"rows": [line.as_dict() for line in self.lines]}


class Silent:
    """The progress nobody watches."""

    def start(self, total: int | None, label: str) -> None:
        pass

    def step(self, n: int = 1) -> None:
        pass

    def done(self) -> None:
        pass
