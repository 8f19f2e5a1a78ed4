"""The calendar and the pages of events. None of them looks at the session, so they are the same for everyone."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.directory.queries import names
from kotikulma.events.formats import jsonld
from kotikulma.events.forms import calendar as forms
from kotikulma.events.forms import embedding
from kotikulma.events.forms.calendar import Asked
from kotikulma.events.queries import calendar, pages
from kotikulma.events.queries.freshness import freshness
from kotikulma.events.rules import pictures
from kotikulma.events.types import EventNotFound
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.caching import Freshness, public
from kotikulma.kernel.ui.filter_links import FilterLinks
from kotikulma.kernel.ui.jsonld import script
from kotikulma.people import queries as people

MAP_ROWS, ROWS, WEEK_ROWS = 100, 20, 200


def fresh(request: HttpRequest, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


@require_safe
@public(fresh)
def calendar_page(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    asked = forms.asked(request.GET, now)
    rows = {forms.MAP: MAP_ROWS, forms.WEEK: WEEK_ROWS, forms.MONTH: 0}.get(asked.view, ROWS)
    kept = embedding.kept(request.GET)
    listing = calendar.listed(asked.filters, now, after=asked.after, limit=rows, backwards=asked.view == forms.PAST)
    context = {
        "now": now,
        "asked": asked,
        "filters": asked.filters,
        "listing": listing,
        "more": forms.position_words(listing.following) if listing.following and rows else "",
        "links": FilterLinks(request),
        "address": embedding.calendar_address(kept, get_language() or "fi"),
        "embedding": links.to(request, "events:embedding", kept),
        "place": names.places_by_uuid([asked.filters.place]).get(asked.filters.place) if asked.filters.place else None,
        "organiser": _organiser(asked.filters.organization),
        "municipalities": municipalities.in_project(),
        **_stretch(asked, now),
    }
    return render(request, "events/calendar.html", context)


def _organiser(uuid: UUID | None) -> Any:
    return people.organizations_by_uuid(ANONYMOUS, [uuid]).get(uuid) if uuid else None


@require_safe
def event_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Public ones may be kept by anybody; what is for members or still a draft is made for one viewer."""
    try:
        return _event_for_all(request, uuid=uuid)
    except EventNotFound:
        return _event_for_one(request, uuid)


@require_safe
def time_page(request: HttpRequest, uuid: UUID, occurrence: UUID) -> HttpResponse:
    try:
        return _event_for_all(request, uuid=uuid, occurrence=occurrence)
    except EventNotFound:
        return _event_for_one(request, uuid, occurrence)


@public(fresh)
def _event_for_all(request: HttpRequest, uuid: UUID, occurrence: UUID | None = None) -> HttpResponse:
    return _event(request, ANONYMOUS, uuid, occurrence)


@never_cache
def _event_for_one(request: HttpRequest, uuid: UUID, occurrence: UUID | None = None) -> HttpResponse:
    response = _event(request, people.actor_of(request.user), uuid, occurrence)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _event(request: HttpRequest, viewer: Actor, uuid: UUID, occurrence: UUID | None) -> HttpResponse:
    now = clock.now()
    page = pages.event_page(viewer, uuid, now, occurrence=occurrence)
    address = links.absolute("events:event", uuid=uuid)
    shown = pictures.whole(page.event.image)
    image = f"{settings.BASE_URL}/tapahtumat/kuvat/{shown.name}" if shown else ""
    told = jsonld.Told(page.event, page.time, page.rhythms, page.status, page.joining, image)
    context = {
        "now": now,
        "page": page,
        "address": address,
        "data": script(jsonld.event(told, get_language() or "fi", address)) if page.public else "",
    }
    return render(request, "events/event.html", context)


def _stretch(asked: Asked, now: datetime) -> dict[str, Any]:
    """The days before and after of a stretch, and the weeks of a month."""
    if asked.view not in (forms.TODAY, forms.WEEK, forms.MONTH) or asked.first is None or asked.last is None:
        return {}
    context: dict[str, Any] = {
        "before": asked.first - timedelta(days=1),
        "later": asked.last + timedelta(days=1),
        "this": asked.first <= clock.today() <= asked.last,
    }
    if asked.view == forms.MONTH:
        found = calendar.month(asked.filters)
        context["weeks"] = [[(day, found.get(day)) for day in week] for week in _weeks(asked.first, asked.last)]
        context["days"] = [found[day] for day in sorted(found)]
    return context


def _weeks(first: date, last: date) -> list[list[date]]:
    """Whole weeks from Monday that hold the month."""
    monday = first - timedelta(days=first.weekday())
    count = ((last - monday).days // 7) + 1
    return [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(count)]
