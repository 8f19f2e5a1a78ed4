"""Linked Events v1 for reading, under /linkedevents/v1/: events, places, keywords, search.

Unknown parameters are passed over, as its clients send many; a known one with a value that cannot be read is refused
by name. No registration, no person and no way in online is here.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kotikulma.events.formats.linkedevents import writing
from kotikulma.events.queries import exchange
from kotikulma.events.queries.exchange import ORDERS, Asked
from kotikulma.events.queries.freshness import freshness, known
from kotikulma.events.types import EventNotFound, Theme
from kotikulma.events.types.records import ListFilter, Texts
from kotikulma.events.types.themes import theme
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.machine import bad_parameter, readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

JSON = "application/json"
LANGUAGES = ("fi", "sv", "en")
PAGE, MOST = 20, 100
DEEPEST = 1_000_000  # a number that no list reaches and every database counts to
LONGEST_TEXT = 200
OWN = f"{writing.SOURCE}:"
KINDS = ("event", "place", "keyword", "search")
INCLUDED = frozenset({"location", "keywords"})


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


def interface(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    return readable(caching.public(fresh)(view))


@interface
def root(request: HttpRequest) -> HttpResponse:
    return _json({kind: f"{settings.BASE_URL}/linkedevents/v1/{kind}/" for kind in KINDS})


@interface
def events(request: HttpRequest) -> HttpResponse:
    """Times by default; heads of series with `super_event_type=recurring` or `hide_recurring_children=true`."""
    return _events(request, _asked(request.GET))


@interface
def search(request: HttpRequest) -> HttpResponse:
    """Events by words, as the calendar finds them: `q` or `input`."""
    asked = _asked(request.GET, text=request.GET.get("q") or request.GET.get("input") or "")
    if not asked.wanted.text:
        raise bad_parameter("q", "Give the words to look for.")
    return _events(request, asked)


@interface
def event(request: HttpRequest, name: str) -> HttpResponse:
    uuid = _own(name)
    try:
        one = exchange.time(uuid)
    except EventNotFound:
        found, times = exchange.head(uuid)
        return _json(writing.super_event(found, times, settings.BASE_URL, _names))
    series = bool(exchange.repeated([one.event.id]))
    include = _include(request.GET)
    return _json(writing.occurrence(one, settings.BASE_URL, series=series, include=include, names=_names))


@interface
def places(request: HttpRequest) -> HttpResponse:
    number, size = _page(request.GET)
    found, count = exchange.places(number, size)
    rows = [writing.place(one, settings.BASE_URL, _names) for one in found]
    return _listed(request, rows, count, number, size)


@interface
def place(request: HttpRequest, name: str) -> HttpResponse:
    if name == writing.ONLINE:
        return _json(writing.internet(settings.BASE_URL))
    return _json(writing.place(exchange.place(_own(name)), settings.BASE_URL, _names))


@interface
def keywords(request: HttpRequest) -> HttpResponse:
    rows = writing.keywords(settings.BASE_URL, _names)
    return _listed(request, rows, len(rows), 1, len(rows))


@interface
def keyword(request: HttpRequest, name: str) -> HttpResponse:
    code = theme(name)
    if not code:
        raise EventNotFound
    return _json(writing.keyword(code, settings.BASE_URL, _names))


def _events(request: HttpRequest, asked: Asked) -> HttpResponse:
    number, size = _page(request.GET)
    include = _include(request.GET)
    if _wants_heads(request.GET):
        heads, count = exchange.heads(asked, known(caching.known(request)), number=number, size=size)
        rows = [writing.super_event(one, (), settings.BASE_URL, _names) for one in heads]
        return _listed(request, rows, count, number, size)
    if not include:
        return _lines(request, asked, number, size)
    found, count = exchange.page(asked, known(caching.known(request)), number=number, size=size)
    several = exchange.repeated(one.event.id for one in found)
    rows = [
        writing.occurrence(one, settings.BASE_URL, series=one.event.id in several, include=include, names=_names)
        for one in found
    ]
    return _listed(request, rows, count, number, size)


def _lines(request: HttpRequest, asked: Asked, number: int, size: int) -> HttpResponse:
    """The same from stored texts, joined and not parsed."""
    found, count = exchange.linked_page(asked, known(caching.known(request)), number=number, size=size)
    rows = []
    for line, several, shared in found:
        own = writing.own(line, settings.BASE_URL, series=several, names=_names)
        rows.append(orjson.Fragment(f"{orjson.dumps(own).decode()[:-1]},{shared}}}"))
    return _listed(request, rows, count, number, size)


def _asked(given: Mapping[str, str], text: str = "") -> Asked:
    locations = _several(given, "location")
    order = given.get("sort") or "start_time"
    if order not in ORDERS:
        raise bad_parameter("sort", f"Use one of {', '.join(ORDERS)}.")
    wanted = ListFilter(
        start=_moment(given, "start"),
        end=_moment(given, "end", last=True),
        municipalities=_municipalities(given),
        organization=_own(given["publisher"]) if given.get("publisher") else None,
        languages=frozenset(_several(given, "language") | _several(given, "in_language")),
        themes=_themes(given),
        free=given.get("is_free", "").lower() == "true",
        online=given.get("internet_based", "").lower() == "true",
        text=(text or given.get("text") or given.get("full_text") or "")[:LONGEST_TEXT].replace("\x00", " "),
    )
    return Asked(
        wanted,
        places=frozenset(_own(name) for name in locations if name != writing.ONLINE),
        online_place=writing.ONLINE in locations,
        since=_moment(given, "last_modified_since"),
        order=order,
    )


def _themes(given: Mapping[str, str]) -> frozenset[str]:
    """Themes of the keywords; keywords we have no theme for find nothing, never everything."""
    asked = _several(given, "keyword") | _several(given, "keyword_OR")
    return frozenset(theme(name) or f"unknown:{name}" for name in asked)


def _municipalities(given: Mapping[str, str]) -> frozenset[str]:
    """Divisions by name or by Open Civic Data id (`kunta:jyväskylä`)."""
    found = set()
    for division in _several(given, "division"):
        town = municipalities.find_by_name(division.rpartition(":")[2])
        found.add(town.code if town else "none")
    return frozenset(found)


def _several(given: Mapping[str, str], name: str) -> set[str]:
    return {part.strip() for part in given.get(name, "").split(",") if part.strip()}


def _moment(given: Mapping[str, str], name: str, *, last: bool = False) -> datetime | None:
    """`today`, `now`, a day or an instant; a day as `end` is the whole of it. Days are Helsinki's."""
    value = given.get(name, "").strip()
    if not value:
        return None
    if value == "now":
        return clock.now().replace(second=0, microsecond=0)
    try:
        day = clock.today() if value == "today" else date.fromisoformat(value)
    except ValueError:
        try:
            return clock.parse(value.replace(" ", "+"))
        except ValueError:
            raise bad_parameter(name, "Use today, now, a day such as 2027-02-10 or an instant.") from None
    return clock.parse((day + timedelta(days=last)).isoformat())


def _page(given: Mapping[str, str]) -> tuple[int, int]:
    try:
        number, size = int(given.get("page") or 1), int(given.get("page_size") or PAGE)
    except ValueError:
        raise bad_parameter("page", "Use a whole number.") from None
    if not 1 <= number <= DEEPEST or size < 1:
        raise bad_parameter("page", f"Use a number from 1 to {DEEPEST}.")
    return number, min(size, MOST)


def _include(given: Mapping[str, str]) -> frozenset[str]:
    return INCLUDED & _several(given, "include")


def _wants_heads(given: Mapping[str, str]) -> bool:
    return given.get("super_event_type") == "recurring" or given.get("hide_recurring_children") == "true"


def _own(name: str) -> UUID:
    """The uuid in `kotikulma:<uuid>`, or EventNotFound."""
    try:
        return UUID(name.removeprefix(OWN))
    except ValueError:
        raise EventNotFound from None


def _names(code: str) -> Texts:
    """A municipality by its number, a theme by its code, in each language."""
    if code in Theme.values:
        return _theme_names()[code]
    return municipalities.names().get(code, {})


@lru_cache(maxsize=1)
def _theme_names() -> Mapping[str, Texts]:
    """They change with the code alone."""
    found: dict[str, dict[str, str]] = {code: {} for code in Theme.values}
    for language in LANGUAGES:
        with translation.override(language):
            for one in Theme:
                found[one.value][language] = str(one.label)
    return found


def _listed(request: HttpRequest, rows: list[Any], count: int, number: int, size: int) -> HttpResponse:
    def at(page: int) -> str:
        query = urlencode({**request.GET.dict(), "page": page})
        return f"{settings.BASE_URL}{request.path}?{query}"

    following = at(number + 1) if number * size < count else None
    previous = at(number - 1) if number > 1 else None
    return _json(writing.page(rows, count=count, following=following, previous=previous))


def _json(body: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON)
