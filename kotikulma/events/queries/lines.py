"""Times as ready texts for lists of programs: one statement for the rows, what events share comes stored."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.directory.queries.remembered import Remembered
from kotikulma.events.models import Occurrence
from kotikulma.events.queries import records
from kotikulma.events.queries.seats import with_seats
from kotikulma.events.types import EventNotFound
from kotikulma.events.types.records import Line, PlaceRecord, Seats, Texts
from kotikulma.kernel import clock, data_version

DIRECTORY = "directory"
_places: Remembered[PlaceRecord | bool] = Remembered(most=4096)
_FIELDS = (
    "id uuid event__uuid starts_at ends_at mode event__mode place_here place_note event__place_note state exception"
    " cancel_reason changed_at event__state event__state_reason event__changed_at event__municipality_code"
    " event__rescheduled event_id"
).split()


class Alone(NamedTuple):
    """One time by itself: what is different this time, and the stored texts of its event."""

    line: Line
    note: Texts
    item: str
    more: str
    seats: Seats | None


_STORED = ("event__document__item", "event__document__more", "event__setup")


def lines(rows: QuerySet[Occurrence], document: str) -> list[tuple[Line, int, str]]:
    """Each time with its event's row id and the stored text `document` (item or linked), in the order of the rows."""
    found = list(rows.values_list(*_FIELDS, f"event__document__{document}"))
    where = places(row[7] for row in found)
    return [(_line(row, where.get(row[7])), row[-2], row[-1]) for row in found]


def one(uuid: UUID, now: datetime) -> Alone:
    """One listed time with the longer texts of its event; EventNotFound otherwise."""
    rows = Occurrence.objects.filter(uuid=uuid, listed=True)
    found = list(rows.values_list(*_FIELDS, "note", *_STORED)[:1])
    if not found:
        raise EventNotFound
    *row, note, item, more, registers = found[0]
    where = places([row[7]])
    return Alone(_line((*row, ""), where.get(row[7])), note, item, more, _seats(uuid, now) if registers else None)


def places(ids: Iterable[int | None]) -> dict[int | None, PlaceRecord]:
    """Places by row id, remembered while the directory does not change."""
    wanted = {one for one in ids if one}
    state = (data_version.current(DIRECTORY), None, clock.today())
    known = {pk: _places.get(state, pk) for pk in wanted}
    missing = [pk for pk, place in known.items() if place is None]
    loaded = records.places(missing)
    for pk in missing:
        known[pk] = loaded.get(pk, False)
        _places.keep(state, pk, known[pk] or False)
    return {pk: place for pk, place in known.items() if isinstance(place, PlaceRecord)}


def _line(row: tuple[Any, ...], place: PlaceRecord | None) -> Line:
    pk, uuid, event, starts_at, ends_at, mode, event_mode, _place, note, event_note, *rest = row
    return Line(pk, uuid, event, starts_at, ends_at, mode or event_mode, place, note or event_note, *rest[:-2])


def _seats(uuid: UUID, now: datetime) -> Seats | None:
    found = records.occurrences(Occurrence.objects.filter(uuid=uuid).select_related("event"))
    return with_seats(found, now)[0].seats
