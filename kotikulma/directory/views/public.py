"""The directory's public pages. None of them looks at the session: they are the same for everyone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.formats import jsonld
from kotikulma.directory.forms.public import ReportForm, filters_from
from kotikulma.directory.queries import guidance, listing, pages, panels
from kotikulma.directory.queries.freshness import freshness, state_of
from kotikulma.directory.types import ReportRefused
from kotikulma.directory.types.pages import PlacePage, ServicePage
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.caching import Freshness, known, public
from kotikulma.kernel.ui.filter_links import FilterLinks
from kotikulma.kernel.ui.jsonld import script
from kotikulma.kernel.ui.qr import qr_code

MAP_ROWS = 100  # as many pins as one can tell apart


def fresh(request: HttpRequest, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


def fresh_with_panels(request: HttpRequest, **kwargs: Any) -> Freshness:
    """Also what modules above show on the page."""
    return freshness(clock.now(), panels.subjects())


def fresh_results(request: HttpRequest, **kwargs: Any) -> Freshness:
    """Also what modules above have indexed."""
    return freshness(clock.now(), [beside.subject for beside in panels.RESULTS])


def elsewhere(request: HttpRequest, error: Exception, url_name: str) -> HttpResponse:
    """I12: a merged entry answers 301 to where it went, an archived one 410. A hidden one says who knows more."""
    if isinstance(error, pages.Moved):
        return HttpResponsePermanentRedirect(links.to(request, url_name, uuid=error.uuid))
    if isinstance(error, pages.Unconfirmed):
        keeper = pages.keeper(error.organization)
        return render(request, "directory/unconfirmed.html", {"name": error.name, "keeper": keeper})
    return HttpResponseGone(render_to_string("directory/gone.html", {}, request))


@require_safe
@public(fresh_with_panels)
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    filters = filters_from(request.GET)
    point = pages.show_piece(now, filters.municipality)
    context = {
        "now": now,
        "filters": filters,
        "open": listing.open_nearby(filters, now, state_of(known(request), now)),
        "home": guidance.home(get_language() or "fi", plain=links.is_plain(request)),
        "point": point,
        "week": pages.coming_days(point, now) if point else (),
    }
    return render(request, "directory/home.html", context)


@require_safe
@public(fresh_results)
def results(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    on_map = request.GET.get("nakyma") == "kartta"
    filters = filters_from(request.GET)
    if on_map:
        filters = replace(filters, limit=MAP_ROWS)
    found = listing.listing(filters, now, state_of(known(request), now))
    context = {
        "now": now,
        "filters": filters,
        "listing": found,
        "beside": panels.beside(found.beside),
        "links": FilterLinks(request),
        "map": on_map,
        "guidance": guidance.matching(filters.text, plain=links.is_plain(request), rows=found.rows),
        "municipalities": municipalities.in_project,
    }
    return render(request, "directory/results.html", context)


def service_context(page: ServicePage, now: datetime) -> dict[str, Any]:
    """What the page of a service is drawn from, stored or not."""
    return {"page": page, "now": now, "panels": panels.loaded(panels.SERVICE_PANELS, page.service.uuid)}


def place_context(page: PlacePage, now: datetime) -> dict[str, Any]:
    """The same of a place."""
    later = page.monday + timedelta(days=7)
    return {"page": page, "now": now, "later": later, "panels": panels.loaded(panels.PLACE_PANELS, page.place.uuid)}


@require_safe
@public(fresh_with_panels)
def service(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    try:
        page = pages.service_page(uuid, now)
    except pages.AWAY as error:
        return elsewhere(request, error, "directory:service")
    data = jsonld.service(page.service, get_language() or "fi", links.absolute("directory:service", uuid=uuid))
    return render(request, "directory/service.html", service_context(page, now) | {"data": script(data)})


@require_safe
@public(fresh_with_panels)
def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    try:
        page = pages.place_page(uuid, now, monday=_monday(request.GET.get("viikko", "")))
    except pages.AWAY as error:
        return elsewhere(request, error, "directory:place")
    page = replace(page, week=panels.joined(uuid, page.week))
    data = jsonld.place(page.place, get_language() or "fi", links.absolute("directory:place", uuid=uuid))
    return render(request, "directory/place.html", place_context(page, now) | {"data": script(data)})


@require_safe
@public(fresh_with_panels)
def place_door(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    try:
        page = pages.place_page(uuid, now, monday=_monday(request.GET.get("viikko", "")))
    except pages.AWAY as error:
        return elsewhere(request, error, "directory:place_door")
    page = replace(page, week=panels.joined(uuid, page.week))
    codes = panels.loaded(panels.DOOR_CODES, uuid)
    return render(request, "directory/place_door.html", {"page": page, "now": now, "codes": codes})


@require_safe
@public(fresh)
def place_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The QR code of the place's page, for the door."""
    try:
        pages.place_name(uuid)
    except pages.AWAY as error:
        return elsewhere(request, error, "directory:place_code")
    return HttpResponse(qr_code(links.absolute("directory:place", uuid=uuid)), content_type="image/svg+xml")


@require_safe
@public(fresh)
def organization(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    page, state = pages.organization_page(uuid), state_of(known(request), now)
    theirs = partial(listing.Filters, organizations=(uuid, *(unit.uuid for unit in page.units)), limit=MAP_ROWS)
    data = jsonld.organization(
        page.organization, get_language() or "fi", links.absolute("directory:organization", uuid=uuid)
    )
    context = {
        "page": page,
        "data": script(data),
        "now": now,
        "services": listing.listing(theirs(kinds=("service",)), now, state),
        "places": listing.listing(theirs(kinds=("place",)), now, state),
    }
    return render(request, "directory/organization.html", context)


@require_safe
@public(fresh)
def meeting_places(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    filters = filters_from(request.GET)
    found = listing.meeting_places(filters, now, state_of(known(request), now))
    context = {
        "now": now,
        "filters": filters,
        "groups": found,
        "links": FilterLinks(request),
        "municipalities": municipalities.in_project,
    }
    return render(request, "directory/meeting_places.html", context)


@require_safe
@public(fresh)
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/open_data.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    start = {"path": request.GET.get("sivu", "")[:300], "object": request.GET.get("kohde", "")}
    form = ReportForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        kind, uuid = form.cleaned_data["object"]
        try:
            report_error(
                ANONYMOUS,
                text=form.cleaned_data["text"],
                contact=form.cleaned_data["contact"],
                path=form.cleaned_data["path"],
                object_kind=kind,
                object_uuid=uuid,
                language=get_language() or "fi",
            )
            return redirect(links.to(request, "directory:report_thanks"))
        except ReportRefused as error:
            form.add_error("text", str(error.message))
    context = {"form": form, "about": form.about()}
    return render(request, "directory/report.html", context, status=422 if form.errors else 200)


@require_safe
def report_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/report_thanks.html")


def _monday(value: str) -> date | None:
    """The Monday of the week that holds an ISO date; None when it is no date or years away."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if abs((day - clock.today()).days) > 730:
        return None
    return day - timedelta(days=day.weekday())
