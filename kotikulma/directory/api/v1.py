"""Our own JSON API: what is published, in lists, one by one, and as searched. Stored texts are joined, not parsed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kotikulma.directory.api import shapes
from kotikulma.directory.formats import public as formats
from kotikulma.directory.queries import documents
from kotikulma.directory.queries.listing import Filters, Row, listing
from kotikulma.directory.queries.pages import Moved
from kotikulma.directory.types import OpenState
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.machine import bad_parameter
from kotikulma.kernel.shapes import JSON, PageQuery, cursor, listed, number
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

LONGEST = timedelta(days=93)
FIRST, LAST = (datetime(year, 1, 1, tzinfo=clock.HELSINKI) for year in (2000, 2100))
router = Router(tags=["directory"])


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    """The data's version, kept on the request; a list of what is open now is good for this minute only."""
    until = None
    if request.GET.get("open_now") == "true":
        until = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    found = documents.freshness(until)
    request.data_version = found.version
    return found


def this_minute(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    until = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    return documents.freshness(until)


@router.get("/services", response=shapes.ServicePage, url_name="services", summary="Published services")
@caching.public(fresh)
def services(request: HttpRequest, query: Query[shapes.ServiceQuery]) -> HttpResponse:
    tags = _tags(query, term="term", kind="kind", access="access")
    return _page(request, "service", query, tags)


@router.get("/services/{uuid:id}", response=shapes.ServiceDetail, url_name="service", summary="One service")
@caching.public(fresh)
def service(request: HttpRequest, id: UUID) -> HttpResponse:
    return _detail(request, "service", id)


@router.get("/places", response=shapes.PlacePage, url_name="places", summary="Published places")
@caching.public(fresh)
def places(request: HttpRequest, query: Query[shapes.PlaceQuery]) -> HttpResponse:
    tags = _tags(query, type="type")
    return _page(request, "place", query, [*tags, ["step_free"]] if query.step_free else tags)


@router.get("/places/{uuid:id}", response=shapes.PlaceDetail, url_name="place", summary="One place")
@caching.public(fresh)
def place(request: HttpRequest, id: UUID) -> HttpResponse:
    return _detail(request, "place", id)


@router.get("/places/{uuid:id}/open-hours", response=shapes.OpenHours, url_name="open_hours", summary="When it is open")
@caching.public(this_minute)
def open_hours(request: HttpRequest, id: UUID, query: Query[shapes.HoursQuery]) -> HttpResponse:
    now = clock.now()
    start = _moment("from", query.from_, now)
    end = min(_moment("to", query.to, start + timedelta(days=7)), start + LONGEST)
    found, state = documents.open_hours(id, start, end, now)
    rows = [{"opens_at": _local(one.start), "closes_at": _local(one.end), "kind": one.kind} for one in found]
    span = {"from": _local(start), "to": _local(end)}
    return _json({"timezone": formats.ZONE, **span, "open": _open(state), "items": rows})


@router.get("/organizations", response=shapes.OrganizationPage, url_name="organizations", summary="Organisations")
@caching.public(fresh)
def organizations(request: HttpRequest, query: Query[shapes.OrganizationQuery]) -> HttpResponse:
    tags = [[f"m:{query.municipality}"]] if query.municipality else []
    return _page(request, "organization", query, [*tags, [f"sector:{query.sector}"]] if query.sector else tags)


@router.get(
    "/organizations/{uuid:id}", response=shapes.OrganizationDetail, url_name="organization", summary="One organisation"
)
@caching.public(fresh)
def organization(request: HttpRequest, id: UUID) -> HttpResponse:
    return _detail(request, "organization", id)


@router.get("/municipalities", response=shapes.MunicipalityPage, url_name="municipalities", summary="Municipalities")
def municipality_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_municipalities(), content_type=JSON, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/terms", response=shapes.TermPage, url_name="terms", summary="Entries of the code lists")
@caching.public(fresh)
def terms(request: HttpRequest, query: Query[shapes.TermQuery]) -> HttpResponse:
    found, after, total = documents.terms(query.scheme or "", after=number(query.cursor), limit=query.limit)
    return listed([formats.dumps(formats.term(one)) for one in found], after, total, True)


@router.get("/search", response=shapes.FoundPage, url_name="search", summary="Search, ranked as the page ranks")
def search(request: HttpRequest, query: Query[shapes.SearchQuery]) -> HttpResponse:
    offset = number(query.cursor)
    filters = Filters(
        text=query.q.replace("\x00", " "),
        open_now=query.open_now,
        age=(query.age,) if query.age else (),
        municipality=query.municipality or "",
        language=(query.language,) if query.language else (),
        kinds=(query.kind,) if query.kind else (),
        offset=offset,
        limit=query.limit,
    )
    found = listing(filters, clock.now())
    body = {
        "items": [_found(row) for row in found.rows],
        "next": cursor(found.next_offset),
        "count": found.total,
        "count_exact": not found.capped,
        "suggestion": found.suggestion,
        "fuzzy": found.fuzzy,
    }
    return _json({key: value for key, value in body.items() if value is not None}, {"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _municipalities() -> bytes:
    """They change with the code alone."""
    rows = [
        {
            "code": one.code,
            "name": dict(one.name),
            "latitude": one.centre[0],
            "longitude": one.centre[1],
            "project": one.project,
        }
        for one in municipalities.by_code().values()
    ]
    return orjson.dumps({"items": rows, "count": len(rows), "count_exact": True})


def _tags(query: shapes.EntryQuery, **more: str) -> list[list[str]]:
    """The filters as groups of search tags. `more`: field -> prefix of its tag."""
    fields = {"municipality": "m", "organization": "org", "language": "lang", "age": "age", **more}
    given = {field: getattr(query, field) for field in fields}
    groups = [[f"{fields[field]}:{value}"] for field, value in given.items() if value is not None]
    if isinstance(query, shapes.ServiceQuery):
        return [[*group, "m:all"] if group[0].startswith("m:") else group for group in groups]
    return groups


def _page(request: HttpRequest, kind: str, query: PageQuery, tags: Sequence[Sequence[str]]) -> HttpResponse:
    found = documents.page(
        kind,
        tags=tags,
        after=number(query.cursor),
        limit=query.limit,
        version=request.data_version,
        open_at=clock.now() if getattr(query, "open_now", False) else None,
    )
    return listed(found.items, found.after, found.total, found.exact)


def _detail(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    try:
        return HttpResponse(documents.detail(kind, uuid), content_type=JSON)
    except Moved as moved:
        address = request.path.replace(str(uuid), str(moved.uuid))
        return HttpResponse(status=301, headers={"Location": address})


def _json(body: dict[str, Any], headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON, headers=headers)


def _found(row: Row) -> dict[str, Any]:
    card = row.card
    body = {
        "id": str(row.uuid),
        "kind": row.kind,
        "name": card["name"],
        "summary": card["summary"],
        "organization": card.get("organization"),
        "municipality": card.get("where", {}).get("municipality"),
        "open": _open(row.state) if row.kind != "organization" else None,
        "url": row.url,
    }
    return {key: value for key, value in body.items() if value not in (None, "", {}) or key == "summary"}


def _open(state: OpenState) -> dict[str, Any]:
    body = {
        "kind": state.kind,
        "until": _local(state.until) if state.until else None,
        "next": _local(state.next.start) if state.next else None,
        "starts_on": state.starts_on.isoformat() if state.starts_on else None,
        "always": state.always or None,
    }
    return {key: value for key, value in body.items() if value is not None}


def _local(moment: datetime) -> str:
    return moment.astimezone(clock.HELSINKI).isoformat(timespec="seconds")


def _moment(name: str, value: str | None, default: datetime) -> datetime:
    """A moment within the years the calendar knows."""
    if not value:
        return default
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+").upper())
    except ValueError:
        raise bad_parameter(name, "Give a moment such as 2027-02-10T09:00.") from None
    if moment.year < FIRST.year:
        return FIRST
    if moment.year > LAST.year:
        return LAST
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HELSINKI)
