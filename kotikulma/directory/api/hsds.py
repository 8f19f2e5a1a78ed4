"""HSDS 3.1 for reading, under /hsds/. What may be asked of each list stands in `hsds_document.LISTS`.

Every list is a page in an envelope with exact totals; a page beyond the last is empty, not an error. All filters must
hold. Unknown parameters are passed over; a known one with a value that cannot be read is refused by name.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from kotikulma.directory.api import hsds_asked as asked
from kotikulma.directory.api import hsds_document
from kotikulma.directory.formats import hsds as formats
from kotikulma.directory.queries import documents
from kotikulma.directory.queries import hsds as queries
from kotikulma.directory.queries.hsds import Wanted
from kotikulma.directory.queries.pages import Moved
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.machine import readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

JSON = "application/json"
NDJSON = "application/x-ndjson"


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    found = documents.freshness()
    request.data_version = found.version
    return found


def interface(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return readable(caching.public(fresh)(view))


@interface
def base(request: HttpRequest) -> HttpResponse:
    address = f"{settings.BASE_URL}/hsds"
    return _json({"version": "3.1", "profile": f"{address}/profile", "openapi_url": f"{address}/openapi.json"})


@interface
def profile(request: HttpRequest) -> HttpResponse:
    return _json(hsds_document.profile(f"{settings.BASE_URL}/hsds"))


@interface
def openapi(request: HttpRequest) -> HttpResponse:
    return _json(hsds_document.openapi(f"{settings.BASE_URL}/hsds"))


@interface
def services(request: HttpRequest) -> HttpResponseBase:
    return _list(request, "service")


@interface
def service(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _one(request, "service", uuid)


@interface
def organizations(request: HttpRequest) -> HttpResponseBase:
    return _list(request, "organization")


@interface
def organization(request: HttpRequest, uuid: UUID) -> HttpResponse:
    full = asked.truth(request, "full_service")
    return HttpResponse(queries.organization(uuid, full_service=full), content_type=JSON)


@interface
def service_at_locations(request: HttpRequest) -> HttpResponseBase:
    return _list(request, "service_at_location")


@interface
def service_at_location(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _one(request, "service_at_location", uuid)


@interface
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    used = {one.taxonomy_id for one in queries.terms(_version(request))}
    rows = [formats.taxonomy(one) for one in formats.TAXONOMIES.values() if str(one.uuid) in used]
    text = asked.text(request).casefold()
    return _small(request, [orjson.dumps(row).decode() for row in rows if text in row["name"].casefold()])


@interface
def taxonomy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    for one in formats.TAXONOMIES.values():
        if one.uuid == uuid:
            return _json(formats.taxonomy(one))
    raise NotFound("There is no taxonomy with this id.")


@interface
def taxonomy_terms(request: HttpRequest) -> HttpResponseBase:
    text, top = asked.text(request).casefold(), asked.truth(request, "top_only")
    of, parent = asked.uuid(request, "taxonomy_id"), asked.uuid(request, "parent_id")
    rows = [
        one.text
        for one in queries.terms(_version(request))
        if text in one.name.casefold()
        and not (top and one.parent_id)
        and (not of or one.taxonomy_id == str(of))
        and (not parent or one.parent_id == str(parent))
    ]
    return _small(request, rows)


@interface
def taxonomy_term(request: HttpRequest, uuid: UUID) -> HttpResponse:
    for one in queries.terms(_version(request)):
        if one.id == str(uuid):
            return HttpResponse(one.text, content_type=JSON)
    raise NotFound("There is no term with this id in use.")


def _list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A page of stored rows: two or three statements."""
    wanted = Wanted(
        kind=kind,
        text=asked.text(request),
        term=asked.uuid(request, "taxonomy_term_id"),
        taxonomy=asked.uuid(request, "taxonomy_id"),
        organization=asked.uuid(request, "organization_id") if kind != "organization" else None,
        modified_after=asked.moment(request, "modified_after"),
        near=asked.near(request) if kind == "service_at_location" else None,
        ages=asked.ages(request) if kind == "service" else None,
        open_at=asked.open_at(request) if kind == "service" else None,
    )
    full_service = kind == "organization" and asked.truth(request, "full_service")
    full = asked.truth(request, "full") or full_service
    read = partial(queries.texts, full=full)
    if full and kind == "organization":
        read = partial(queries.organizations, full_service=full_service)
    minimal, stream = asked.truth(request, "minimal"), asked.streamed(request)
    page, size = asked.number(request, "page", 1, 10**9), asked.size(request, full=full)
    numbers = queries.matching(wanted, _version(request))
    if minimal:
        size = size if "per_page" in request.GET else max(len(numbers), 1)
        shown = numbers if stream else numbers[(page - 1) * size : page * size]
        rows: Iterable[str] = queries.brief(shown)
        return _lines(rows) if stream else _envelope(list(rows), page, size, len(numbers))
    if stream:
        return _lines(queries.stream(numbers, read))
    shown = numbers[(page - 1) * size : page * size]
    return _envelope(read(shown) if shown else [], page, size, len(numbers))


def _one(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    try:
        return HttpResponse(queries.one(kind, uuid), content_type=JSON)
    except Moved as moved:
        return HttpResponse(status=301, headers={"Location": request.path.replace(str(uuid), str(moved.uuid))})


def _small(request: HttpRequest, rows: Sequence[str]) -> HttpResponseBase:
    """A list that is at hand as a whole."""
    if asked.streamed(request):
        return _lines(rows)
    page, size = asked.number(request, "page", 1, 10**9), asked.size(request)
    return _envelope(rows[(page - 1) * size : page * size], page, size, len(rows))


def _envelope(rows: Sequence[str], page: int, size: int, total: int) -> HttpResponse:
    pages = -(-total // size)
    head = {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(rows),
        "first_page": page == 1,
        "last_page": page == max(pages, 1),
        "empty": not rows,
    }
    text = orjson.dumps(head).decode()
    return HttpResponse(f'{text[:-1]},"contents":[{",".join(rows)}]}}', content_type=JSON)


def _lines(rows: Iterable[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse((f"{row}\n" for row in rows), content_type=NDJSON)


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON)


def _version(request: HttpRequest) -> int:
    number: int = request.data_version
    return number
