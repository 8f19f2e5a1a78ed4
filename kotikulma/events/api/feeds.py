"""Feeds of what was published and changed: Atom (RFC 4287) and JSON Feed 1.1, the same items in both."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from kotikulma.events.queries import exchange
from kotikulma.events.queries.freshness import freshness
from kotikulma.events.types import EventState
from kotikulma.events.types.records import EventRecord
from kotikulma.kernel import clock
from kotikulma.kernel.feeds import Feed
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import bad_parameter, readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

LANGUAGES = ("fi", "sv", "en")
ENTRIES = 50


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


@readable
@caching.public(fresh, max_age=900)
def atom(request: HttpRequest) -> HttpResponse:
    """Events by latest change, in the language of `lang`."""
    language = _language(request)
    with translation.override(language):
        feed = Feed(
            title=_("Kotikulma: tapahtumat"),
            link=_address("/tapahtumat/", language),
            description=_("Uudet ja muuttuneet tapahtumat."),
            language=language,
            feed_url=f"{settings.BASE_URL}/tapahtumat/atom.xml?lang={language}",
        )
        for one in exchange.changed_last(ENTRIES):
            feed.add_item(
                title=_title(one, language),
                link=_address(f"/tapahtumat/{one.uuid}/", language),
                description=escape(localise(one.summary, language).text),  # readers take it for HTML
                unique_id=f"urn:uuid:{one.uuid}",
                pubdate=one.published_at,
                updateddate=one.changed_at,
                categories=[*one.themes],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@readable
@caching.public(fresh, max_age=900)
def json_feed(request: HttpRequest) -> HttpResponse:
    language = _language(request)
    with translation.override(language):
        body = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _("Kotikulma: tapahtumat"),
            "description": _("Uudet ja muuttuneet tapahtumat."),
            "home_page_url": _address("/tapahtumat/", language),
            "feed_url": f"{settings.BASE_URL}/tapahtumat/feed.json?lang={language}",
            "language": language,
            "items": [_item(one, language) for one in exchange.changed_last(ENTRIES)],
        }
    return HttpResponse(orjson.dumps(body), content_type="application/feed+json")


def _item(one: EventRecord, language: str) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{one.uuid}",
        "url": _address(f"/tapahtumat/{one.uuid}/", language),
        "title": _title(one, language),
        "content_text": localise(one.summary, language).text,
        "date_published": one.published_at.isoformat() if one.published_at else None,
        "date_modified": one.changed_at.isoformat(),
        "tags": [*one.themes],
    }


def _title(one: EventRecord, language: str) -> str:
    """What became of it is said first: a reader sees the title alone."""
    name = localise(one.title, language).text
    return f"{EventState(one.state).label}: {name}" if one.cancelled or one.postponed else name


def _language(request: HttpRequest) -> str:
    language = request.GET.get("lang", "fi")
    if language not in LANGUAGES:
        raise bad_parameter("lang", "Give fi, sv or en.")
    return language


def _address(path: str, language: str) -> str:
    prefix = f"/{language}" if language in LANGUAGES[1:] else ""
    return f"{settings.BASE_URL}{prefix}{path}"
