"""One file of the by-name list: its rows as values, and what became of each."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types.imports import ImportLine, RowOutcome
from kotikulma.kernel.errors import Refused

PERSON, SITUATION, TENANCY, EVENT = RECORDS = ("person", "situation", "tenancy", "event")


class FileRefused(Refused):
    """The file as a whole cannot be read."""

    code = "casework.file_refused"

    def __init__(self) -> None:
        super().__init__(
            _("Tiedostosta ei löydy sarakkeita record ja id. Tee malli komennolla import homelessness --template.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What all rows have: its line in the file, and an id of the sender's that is the same next time."""

    line: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Row):
    birth_year: int | None = None
    sex: str = ""
    immigrant: bool = False
    factor: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRow(Row):
    person: str
    situation: str
    start: date
    end: date | None = None
    certainty: str = "told"
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyRow(Row):
    person: str
    start: date
    end: date | None = None
    end_reason: str = ""
    seen: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Row):
    """`delta` None: of a merge one less, of a split one more."""

    person: str
    type: str
    valid_date: date
    recorded_at: datetime | None = None
    situation: str = ""
    household: str = ""
    factor: bool | None = None
    since: date | None = None
    delta: int | None = None
    other: str = ""
    supersedes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Row):
    """A row that cannot be used. `column` and a sentence say why."""

    record: str
    column: str
    code: str
    message: str


@dataclass(slots=True)
class LedgerReport:
    """The sums, and a line for each row that was left out. Every row of the file is in one of the sums."""

    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[ImportLine] = field(default_factory=list)
    stopped: str = ""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def as_dict(self) -> dict[str, object]:
        bad = [
            {"line": int(line.source), "record": line.kind, "id": line.name, "column": one.path}
            | {"code": one.code, "reason": one.message}
            for line in self.lines
            for one in line.problems
        ]
        counts = {str(outcome): self.counts[str(outcome)] for outcome in RowOutcome if outcome != RowOutcome.ARCHIVED}
        return {"dry_run": self.dry_run, "rows": self.rows, "counts": counts, "bad": bad}
