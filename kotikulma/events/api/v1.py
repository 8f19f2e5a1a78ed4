"""Events in our own JSON API: times by their start, one time with its free seats. Reading only; see `registrations`."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kotikulma.events.api import shapes
from kotikulma.events.formats import public as formats
from kotikulma.events.queries import exchange, lines, listing
from kotikulma.events.queries.freshness import freshness, known
from kotikulma.events.types.records import ListFilter
from kotikulma.kernel import clock
from kotikulma.kernel.machine import bad_parameter
from kotikulma.kernel.shapes import JSON, listed, number
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

COUNTED = 1_000
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
router = Router(tags=["events"])


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


@router.get("/events", response=shapes.EventPage, url_name="events", summary="What takes place, by its start")
@caching.public(fresh)
def events(request: HttpRequest, query: Query[shapes.EventQuery]) -> HttpResponse:
    wanted = _wanted(query)
    after = listing.position(number(query.cursor)) if query.cursor else None
    told = known(caching.known(request))
    found = exchange.items(wanted, told, after=after, limit=query.limit + 1)
    rows = [f"{orjson.dumps(formats.own(line)).decode()[:-1]},{shared}}}" for line, _several, shared in found]
    following = found[query.limit - 1][0].id if len(found) > query.limit else None
    total = exchange.count(wanted, told, COUNTED)
    return listed(rows[: query.limit], following, total, total < COUNTED)


@router.get(
    "/occurrences/{uuid:id}", response=shapes.OccurrenceDetail, url_name="occurrence", summary="One time of an event"
)
@caching.public(fresh)
def occurrence(request: HttpRequest, id: UUID) -> HttpResponse:
    found = lines.one(id, clock.now(), known(caching.known(request)))
    here = {**formats.own(found.line), **formats.only_here(found.note, found.seats)}
    parts = (orjson.dumps(here).decode()[1:-1], found.item, found.more)
    return HttpResponse(f"{{{','.join(filter(None, parts))}}}", content_type=JSON)


def _wanted(query: shapes.EventQuery) -> ListFilter:
    return ListFilter(
        start=clock.parse((_day("from", query.from_) or clock.today()).isoformat()),
        end=clock.parse((last + timedelta(days=1)).isoformat()) if (last := _day("to", query.to)) else None,
        municipalities=frozenset({query.municipality}) if query.municipality else frozenset(),
        place=query.place,
        organization=query.organization,
        age_groups=frozenset({query.age}) if query.age else frozenset(),
        themes=frozenset({query.theme}) if query.theme else frozenset(),
        types=frozenset({query.type}) if query.type else frozenset(),
        free=bool(query.free),
        online=bool(query.online),
    )


def _day(name: str, value: str | None) -> date | None:
    """Any day of the calendar; those beyond what we hold are the first and the last we hold."""
    if value is None:
        return None
    try:
        found = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None:
        raise bad_parameter(name, "Use a day such as 2027-02-10.")
    return min(max(found, FIRST), LAST)
