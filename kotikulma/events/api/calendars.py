"""Calendars to subscribe to, and files to put into one's own: anyone's, the same for everybody, without links to join.

`?lang=sv` or `en` gives the words in that language.
"""

from hashlib import blake2s
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kotikulma.events.formats.icalendar import hours, programme, writing
from kotikulma.events.queries import calendars, own_calendar
from kotikulma.events.types.calendars import Site, Timetable
from kotikulma.kernel.i18n import LanguageMap, localise
from kotikulma.kernel.machine import bad_parameter, readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

LANGUAGES = ("fi", "sv", "en")
MAX_AGE = 900


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return Freshness(version=calendars.version())


@readable
@caching.public(fresh, max_age=MAX_AGE, strong=True)
def everything(request: HttpRequest) -> HttpResponse:
    return _feed(request, None, calendars.everything())


@readable
@caching.public(fresh, max_age=MAX_AGE, strong=True)
def place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _feed(request, *calendars.at_place(uuid))


@readable
@caching.public(fresh, max_age=MAX_AGE, strong=True)
def organization(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _feed(request, *calendars.of_organization(uuid))


@readable
@caching.public(fresh, max_age=MAX_AGE, strong=True)
def event(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _feed(request, *calendars.of_event(uuid))


@readable
@caching.public(fresh, max_age=MAX_AGE, strong=True)
def one_time(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One time, to be put into one's calendar once."""
    found = calendars.one_time(uuid)
    language = _language(request)
    with translation.override(language):
        body = writing.document([programme.single(found, _site(language))])
    name = f"{found.starts_at:%Y-%m-%d}.ics"
    return _answer(body, {"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """One person's registration: private, ended with her link, named to no other site."""
    entry, language = own_calendar.of_token(token)
    with translation.override(language):
        body = writing.feed(_("Oma ilmoittautuminen"), [entry])
    tag = f'"{blake2s(body, digest_size=12).hexdigest()}"'
    response = HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else _answer(body, {})
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _feed(request: HttpRequest, name: LanguageMap | None, timetable: Timetable) -> HttpResponse:
    language = _language(request)
    with translation.override(language):
        title = localise(name).text if name else _("Kotikulman tapahtumat")
        site = _site(language)
        entries = [*programme.entries(timetable, site), *(hours.entry(one, site) for one in timetable.hours)]
        return _answer(writing.feed(title, entries), {})


def _answer(body: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(body, content_type=writing.MEDIA_TYPE, headers=headers)


def _language(request: HttpRequest) -> str:
    language = request.GET.get("lang", "fi")
    if language not in LANGUAGES:
        raise bad_parameter("lang", "Give fi, sv or en.")
    return language


def _site(language: str) -> Site:
    return Site(settings.BASE_URL, "" if language == "fi" else f"/{language}")
