"""Times as ready texts for lists of programs: one statement for the rows, what events share comes stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigAutoField, CharField, DateTimeField, Exists, F, OuterRef, QuerySet, UUIDField

from kotikulma.directory.queries.remembered import Remembered
from kotikulma.events.models import Occurrence
from kotikulma.events.queries import listing, records, seats
from kotikulma.events.queries.freshness import Fresh
from kotikulma.events.queries.listing import Position
from kotikulma.events.types import LONG, EventNotFound
from kotikulma.events.types.records import Line, ListFilter, PlaceRecord, Seats, Texts
from kotikulma.kernel.db.among import Several
from kotikulma.kernel.db.prepared import Given, Prepared

_places: Remembered[PlaceRecord | bool] = Remembered(most=4096)
_FIELDS = (
    "id uuid event__uuid starts_at ends_at mode event__mode place_here place_note event__place_note state exception"
    " cancel_reason changed_at event__state event__state_reason event__changed_at event__municipality_code"
    " event__rescheduled"
).split()


_NAMES = (*_FIELDS, "several", "shared")
_ALONE = (*_FIELDS, "note", "event__document__item", "event__document__more", "event__setup")


class Alone(NamedTuple):
    """One time by itself: what is different this time, and the stored texts of its event."""

    line: Line
    note: Texts
    item: str
    more: str
    seats: Seats | None


class Told(NamedTuple):
    """A time of a list. `several`: its event has other times; `shared`: what is stored of its event."""

    line: Line
    several: bool
    shared: str


class _Shape(NamedTuple):
    """What makes two lists the same statement. No `document`: the positions alone. `last`: the latest first."""

    document: str
    start: bool
    end: bool
    town: bool
    found: bool
    after: bool
    last: bool = False


def lines(rows: QuerySet[Occurrence], document: str, fresh: Fresh) -> list[Told]:
    """Each time with the stored text `document` (item or linked), in the order of the rows: two statements."""
    return _whole(list(rows.values_list("id", flat=True)), document, fresh)


def _whole(ids: Sequence[int], document: str, fresh: Fresh) -> list[Told]:
    """In the order of the ids: sorted by their rows alone, whatever does not reach the page is not read."""
    found = {row.id: row for row in _of_ids(document).rows(ids=ids)} if ids else {}
    return _told([found[pk] for pk in ids if pk in found], fresh)


def listed(
    wanted: ListFilter, document: str, fresh: Fresh, *, after: Position | None = None, limit: int, offset: int = 0
) -> list[Told]:
    """The list by start. What is asked for most is a prepared statement: by days, one municipality, page after page."""
    shape = _shape(wanted, document, after is not None or offset > 0)
    if shape is None:
        return lines(listing.after_position(wanted, after)[offset : offset + limit], document, fresh)
    given = _given(wanted)
    if offset:
        # Whole rows are read of the page alone: those before it are passed by in the index
        after = position(wanted, after=after, offset=offset - 1)
        if after is None:
            return []
    given["after_start"], given["after_row"] = after or (None, None)
    if shape.found:
        ids = _prepared(shape._replace(document="")).column(**given, limit=limit, offset=0)
        return _whole(ids, document, fresh)
    return _told(_prepared(shape).rows(**given, limit=limit, offset=0), fresh)


def position(
    wanted: ListFilter, *, after: Position | None = None, offset: int, backwards: bool = False
) -> Position | None:
    """Of the time with so many before it in the list, or behind it; from a position on, where one is known."""
    shape = _shape(wanted, "", after is not None)
    if shape is None:
        found = listing.before_position(wanted, after) if backwards else listing.after_position(wanted, after)
        return next((Position(*row) for row in found.values_list("starts_at", "id")[offset : offset + 1]), None)
    given = _given(wanted)
    given["after_start"], given["after_row"] = after or (None, None)
    rows = _prepared(shape._replace(last=backwards)).rows(**given, limit=1, offset=offset)
    return Position(rows[0].starts_at, rows[0].id) if rows else None


def count(wanted: ListFilter, limit: int) -> int:
    """How many there are, counted no further than the limit."""
    shape = _shape(wanted, "", after=False)
    return _counted(shape).count(**_given(wanted), limit=limit, offset=0) if shape else listing.count(wanted, limit)


def one(uuid: UUID, now: datetime, fresh: Fresh) -> Alone:
    """One listed time with the longer texts of its event; EventNotFound otherwise."""
    for row in _ONE.rows(uuid=uuid):
        line = _line(row, places([row.place_here], fresh))
        stored = row.note, row.event__document__item, row.event__document__more
        return Alone(line, *stored, seats.of_one(uuid, now) if row.event__setup else None)
    raise EventNotFound


def places(ids: Iterable[int | None], fresh: Fresh) -> dict[int | None, PlaceRecord]:
    """Places by row id, remembered while the directory does not change."""
    wanted = {one for one in ids if one}
    state = fresh.of_places()
    known = {pk: _places.get(state, pk) for pk in wanted}
    missing = [pk for pk, place in known.items() if place is None]
    loaded = records.places(missing)
    for pk in missing:
        known[pk] = loaded.get(pk, False)
        _places.keep(state, pk, known[pk] or False)
    return {pk: place for pk, place in known.items() if isinstance(place, PlaceRecord)}


def _told(found: Sequence[Any], fresh: Fresh) -> list[Told]:
    where = places((row.place_here for row in found), fresh)
    return [Told(_line(row, where), row.several, row.shared) for row in found]


def _line(row: Any, where: Mapping[int | None, PlaceRecord]) -> Line:
    return Line(
        row.id,
        row.uuid,
        row.event__uuid,
        row.starts_at,
        row.ends_at,
        row.mode or row.event__mode,
        where.get(row.place_here),
        row.place_note or row.event__place_note,
        row.state,
        row.exception,
        row.cancel_reason,
        row.changed_at,
        row.event__state,
        row.event__state_reason,
        row.event__changed_at,
        row.event__municipality_code,
        row.event__rescheduled,
    )


def _with_shared(rows: QuerySet[Occurrence], document: str) -> QuerySet[Occurrence]:
    others = Occurrence.objects.filter(event=OuterRef("event"), listed=True).exclude(pk=OuterRef("pk"))
    return rows.annotate(several=Exists(others), shared=F(f"event__document__{document}"))


def _shape(wanted: ListFilter, document: str, after: bool) -> _Shape | None:
    """None: too seldom asked for to be prepared."""
    towns = wanted.municipalities
    if replace(wanted, start=None, end=None, municipalities=frozenset(), found=None) != ListFilter() or len(towns) > 1:
        return None
    start, end, found = (part is not None for part in (wanted.start, wanted.end, wanted.found))
    return _Shape(document, start, end, bool(towns), found, after)


def _given(wanted: ListFilter) -> dict[str, Any]:
    near = wanted.start - LONG if wanted.start else None
    given: dict[str, Any] = {"start": wanted.start, "end": wanted.end, listing.NEAR: near}
    return given | {"town": next(iter(wanted.municipalities), ""), "found": wanted.found}


@cache
def _prepared(shape: _Shape) -> Prepared:
    def build() -> QuerySet[Occurrence]:
        after: Any = Position(_moment("after_start"), Given("after_row", BigAutoField()))
        beyond = listing.before_position if shape.last else listing.after_position
        found = beyond(_wanted(shape), after if shape.after else None)
        return _with_shared(found, shape.document) if shape.document else found

    return Prepared(build, *(_NAMES if shape.document else ("id", "starts_at")), paged=True)


@cache
def _counted(shape: _Shape) -> Prepared:
    """In no order: what is only counted need not be sorted."""
    return Prepared(lambda: listing.rows(_wanted(shape)).order_by(), "id", paged=True)


def _wanted(shape: _Shape) -> Any:
    return ListFilter(
        start=_moment("start") if shape.start else None,
        end=_moment("end") if shape.end else None,
        municipalities=[Given("town", CharField())] if shape.town else frozenset(),  # type: ignore[arg-type]
        found=Given("found", Several()) if shape.found else None,
    )


@cache
def _of_ids(document: str) -> Prepared:
    found = Occurrence.objects.filter(id__among=Given("ids", Several()))
    return Prepared(lambda: _with_shared(found, document), *_NAMES)


def _moment(name: str) -> Any:
    return Given(name, DateTimeField())


_ONE = Prepared(lambda: Occurrence.objects.filter(uuid=Given("uuid", UUIDField()), listed=True), *_ALONE)
