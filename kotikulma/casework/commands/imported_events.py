"""What a file tells of one person, taken into the ledger entry by entry: what does not fit is left out and told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from kotikulma.casework.commands import postings
from kotikulma.casework.models import ListEvent, LivingSituation, Subject
from kotikulma.casework.rules import episodes, ledger, situations
from kotikulma.casework.types.importing import EventRow, SituationRow
from kotikulma.casework.types.ledger import EFFECTS, Effect, Entry, EventType, KnownPosting, LedgerRefused
from kotikulma.casework.types.situations import Stay
from kotikulma.kernel.db import plain

Wanted = tuple[UUID, EventRow, UUID | None]  # our id, the row, the household it names
_DELTAS = {EventType.MERGE: -1, EventType.SPLIT: 1}


class Person:
    """A subject, what is known of it, and what the file adds."""

    def __init__(self, subject: Subject, factor: bool | None, *, is_new: bool) -> None:
        self.subject, self.factor, self.is_new = subject, factor, is_new
        self.entries: list[Entry] = []
        self.uuids: dict[int, UUID] = {}
        self.numbers: dict[UUID, int] = {}
        self.others: dict[int, str] = {}
        self.stays: list[Stay] = []
        self.new_stays: list[tuple[UUID, Stay]] = []
        self.wanted: list[Wanted] = []
        self.taken = 0
        self.history: list[KnownPosting] = []

    def add_stay(self, uuid: UUID, row: SituationRow, recorded: datetime) -> None:
        stay = Stay(code=row.situation, start=row.start, end=row.end, certainty=row.certainty, recorded_at=recorded)
        self.stays.append(stay)
        self.new_stays.append((uuid, stay))

    def take_in(self, now: datetime, meant: Mapping[str, UUID]) -> Iterator[tuple[EventRow, LedgerRefused]]:
        """All at once if all fit together, otherwise one after another. Tells the rows left out, and why.

        What cannot have been known before what it follows counts as known with it.
        """
        rows = sorted(self.wanted, key=lambda one: (one[1].recorded_at or now, one[1].valid_date, one[1].line))
        whole = self._try(rows, now, meant) and self._try(_knowable(rows, now), now, meant)
        for one in _knowable(rows, now) if whole else ():
            error = self._try([one], now, meant)
            if error:
                yield one[1], error
        self._follow_stays()

    def _try(self, rows: Sequence[Wanted], now: datetime, meant: Mapping[str, UUID]) -> LedgerRefused | None:
        """Take these in, all or none."""
        kept = len(self.entries)
        try:
            for uuid, row, household in rows:
                self._write(uuid, self._entry(row, household, now, meant), row)
            self.history = ledger.history(self.entries)
        except LedgerRefused as error:
            self._restore(kept)
            return error
        self.taken += len(rows)
        return None

    def _entry(self, row: EventRow, household: UUID | None, now: datetime, meant: Mapping[str, UUID]) -> Entry:
        situation, since, factor = row.situation, row.since, row.factor
        if EFFECTS[row.type] == Effect.IN:
            life = situations.resolved(self.stays)
            there = situations.code_on(life, row.valid_date)
            situation = situation or (there if situations.is_homeless(there) else "")
            episode = episodes.episode_on(episodes.episodes(life), row.valid_date)
            since = since or (episode.start if episode else None)
            factor = self.factor if factor is None else factor
        replaced = self.numbers.get(meant[row.supersedes]) if row.supersedes else None
        if row.supersedes and (replaced is None or any(one.supersedes == replaced for one in self.entries)):
            raise ledger.cannot_supersede()
        entry = Entry(
            number=len(self.entries) + 1,
            type=row.type,
            valid_date=row.valid_date,
            recorded_at=row.recorded_at or now,
            situation=situation,
            household=household,
            factor=factor,
            since=since,
            delta=_DELTAS.get(EventType(row.type), 0) if row.delta is None else row.delta,
            supersedes=replaced,
            reason=row.reason,
        )
        if entry.recorded_at > now:
            raise ledger.recorded_in_the_future()
        ledger.check_entry(entry)
        return entry

    def _follow_stays(self) -> None:
        """New records of where one lived, as changes of situation of who was on the list; what does not fit is not."""
        for uuid, stay in sorted(self.new_stays, key=lambda one: one[1].start):
            kind = ledger.of_stay(self.entries, self.stays, stay) if self.entries else None
            if kind is None or stay.recorded_at is None:
                continue
            number = len(self.entries) + 1
            entry = Entry(
                number=number,
                type=kind,
                valid_date=stay.start,
                recorded_at=stay.recorded_at,
                situation=stay.code,
            )
            try:
                self.history = ledger.history([*self.entries, entry])
            except LedgerRefused:
                continue
            self.entries.append(entry)
            self.uuids[number] = uuid5(uuid, "ledger")

    def _write(self, uuid: UUID, entry: Entry, row: EventRow) -> None:
        self.entries.append(entry)
        self.uuids[entry.number] = uuid
        self.numbers[uuid] = entry.number
        if row.other:
            self.others[entry.number] = row.other

    def _restore(self, length: int) -> None:
        for entry in self.entries[length:]:
            self.numbers.pop(self.uuids.pop(entry.number))
            self.others.pop(entry.number, None)
        del self.entries[length:]


def _knowable(rows: Sequence[Wanted], now: datetime) -> list[Wanted]:
    """In the order things happened, none recorded before the one it follows."""
    found: list[Wanted] = []
    latest: datetime | None = None
    for uuid, row, household in sorted(rows, key=lambda one: (one[1].valid_date, one[1].line)):
        recorded = row.recorded_at or now
        latest = max(latest, recorded) if latest else recorded
        found.append((uuid, replace(row, recorded_at=latest), household))
    return found


def read_stays(people: Iterable[Person]) -> None:
    """Where those we know have lived."""
    known = {one.subject.pk: one for one in people if not one.is_new}
    rows = LivingSituation.objects.filter(subject__among=list(known))
    for row in plain.read(rows, "subject_id", "code", "starts_on", "ends_on", "certainty", "recorded_at"):
        subject, code, start, end, certainty, recorded = row
        known[subject].stays.append(Stay(code=code, start=start, end=end, certainty=certainty, recorded_at=recorded))


def read_ledgers(people: Iterable[Person]) -> None:
    """What the ledger holds of those we know."""
    known = {one.subject.pk: one for one in people if not one.is_new}
    for subject, entries in postings.entries_of(list(known)).items():
        known[subject].entries = list(entries)
    rows = ListEvent.objects.filter(subject__among=list(known))
    for subject, number, uuid in plain.read(rows, "subject_id", "number", "uuid"):
        known[subject].uuids[number] = uuid
        known[subject].numbers[uuid] = number


def says_the_same(entry: Entry, row: EventRow) -> bool:
    return (entry.type, entry.valid_date) == (row.type, row.valid_date) and row.situation in ("", entry.situation)
