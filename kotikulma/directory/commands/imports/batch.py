"""What one batch of an import knows and has done: loaded once, written in few statements, told line by line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from kotikulma.directory.commands.entries import Entry
from kotikulma.directory.formats.ptv.values import PtvConnection, PtvHours, PtvRow, PtvTerm
from kotikulma.directory.models import Channel, PendingConnection, Place, Service, ServiceAt
from kotikulma.directory.types.imports import ImportLine, ImportReport, Problem, RowOutcome
from kotikulma.kernel.types import Actor

SERVICE = "ptv.service"
CHANNEL = "ptv.channel"
ORGANIZATION = "ptv.organization"
GENERAL_DESCRIPTION = "ptv.general_description"

Key = tuple[str, str]
ConnectionKey = tuple[int, str, int]  # service, "place" or "channel", its id


@dataclass(slots=True)
class Run:
    """What lasts from batch to batch of one run.

    `applied`: connections written in this run with the moment their teller's data was changed.
    `untold`: connections one end no longer tells; archived at the end unless the other end told them.
    """

    actor: Actor
    now: datetime
    today: date
    report: ImportReport
    terms: dict[str, tuple[int, str]] = field(default_factory=dict)  # any address -> (id, scheme)
    town_names: frozenset[str] = frozenset()
    applied: dict[ConnectionKey, datetime | None] = field(default_factory=dict)
    untold: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Batch:
    run: Run
    rows: Sequence[PtvRow]
    lines: list[ImportLine]
    ids: dict[Key, UUID] = field(default_factory=dict)
    moved: set[Key] = field(default_factory=set)  # those that name our thing since a merge: found, never written
    fresh: list[tuple[Key, UUID]] = field(default_factory=list)
    services: dict[UUID, Service] = field(default_factory=dict)
    places: dict[UUID, Place] = field(default_factory=dict)
    channels: dict[UUID, Channel] = field(default_factory=dict)
    organizations: dict[UUID, int] = field(default_factory=dict)
    pending: list[PendingConnection] = field(default_factory=list)
    written: dict[UUID, tuple[Entry, ImportLine]] = field(default_factory=dict)  # the batch's own entries
    created: list[Entry] = field(default_factory=list)
    hours: list[tuple[Entry | ServiceAt, PtvHours]] = field(default_factory=list)
    terms: dict[UUID, tuple[PtvTerm, ...]] = field(default_factory=dict)
    producers: dict[UUID, dict[int, str]] = field(default_factory=dict)
    told: list[tuple[Entry, tuple[PtvConnection, ...]]] = field(default_factory=list)
    connections: list[tuple[ServiceAt, Entry]] = field(default_factory=list)
    connections_added: set[UUID] = field(default_factory=set)
    applied: dict[ConnectionKey, datetime | None] = field(default_factory=dict)
    untold: set[int] = field(default_factory=set)
    connected: set[UUID] = field(default_factory=set)  # tellers of connections that were added or changed
    kept: list[Entry] = field(default_factory=list)  # whose waited-for organisation came
    touched: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))

    def settle(self) -> None:
        """The transaction is through: the run may know what the batch has done."""
        self.run.applied |= self.applied
        self.run.untold |= self.untold
        self.run.report.connected += len(self.connections_added)

    def known(self, key: Key) -> UUID | None:
        return self.ids.get(key)

    def name(self, key: Key) -> UUID:
        """Our uuid for an identifier, a new one when it has none yet."""
        found = self.ids.get(key)
        if found is None:
            found = self.ids[key] = uuid4()
            self.fresh.append((key, found))
        return found

    def entry(self, uuid: UUID) -> Entry | None:
        return self.services.get(uuid) or self.places.get(uuid) or self.channels.get(uuid)

    def touch(self, entry: Entry | ServiceAt, *fields: str) -> None:
        """Something about the batch's own entry has changed."""
        self.touched[entry.uuid].update(fields)


def skip(line: ImportLine, code: str, message: str) -> None:
    line.outcome = RowOutcome.SKIPPED
    line.problems = (*line.problems, Problem("", code, message))


def note(line: ImportLine, path: str, code: str, message: str) -> None:
    line.problems = (*line.problems, Problem(path, code, message))


def pks(entries: Iterable[Entry]) -> set[int]:
    return {entry.pk for entry in entries if entry.pk}
