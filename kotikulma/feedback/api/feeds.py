"""For readers of feeds: the latest public answers, in each language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from kotikulma.feedback.formats.open311.answers import plain
from kotikulma.feedback.queries import listing
from kotikulma.feedback.types import Item, PublishedAnswer
from kotikulma.kernel.feeds import Feed
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import bad_parameter, readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

LANGUAGES = ("fi", "sv", "en")
ENTRIES = 50
TITLE = 80


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return Freshness(version=listing.version())


@readable
@caching.public(fresh, max_age=900)
def atom(request: HttpRequest) -> HttpResponse:
    """What was answered last. The words stay in the language they were written in."""
    language = request.GET.get("lang", "fi")
    if language not in LANGUAGES:
        raise bad_parameter("lang", "Give fi, sv or en.")
    with translation.override(language):
        return HttpResponse(_feed(language), content_type="application/atom+xml; charset=utf-8")


def _feed(language: str) -> str:
    feed = Feed(
        title=_("Kotikulma: vastauksia palautteeseen"),
        link=_address("/palaute/", language),
        description=_("Mitä toiveista, ideoista ja kysymyksistä seurasi."),
        language=language,
        feed_url=f"{settings.BASE_URL}/palaute/atom.xml?lang={language}",
    )
    found = [(one, one.answer) for one in listing.answered(ENTRIES) if one.answer]
    for one, answer in found:
        feed.add_item(
            title=_title(one),
            link=_address(f"/palaute/{one.reference}/", language),
            description=_summary(one, answer),
            unique_id=f"urn:uuid:{one.uuid}",
            pubdate=one.received_at,
            updateddate=answer.published_at,
            categories=[one.kind],
        )
    return feed.writeString("utf-8")


def _title(one: Item) -> str:
    first = " ".join(plain(one.text).split())
    return first if len(first) <= TITLE else f"{first[: TITLE - 1].rsplit(' ', 1)[0]}…"


def _summary(one: Item, answer: PublishedAnswer) -> str:
    """What came of it, who says so, and the words. Feeds take summaries as HTML."""
    said = f"{one.outcome_label}. {localise(answer.by)}: " if answer.by else f"{one.outcome_label}. "
    return linebreaks(escape(said + plain(answer.text)))


def _address(path: str, language: str) -> str:
    prefix = f"/{language}" if language in LANGUAGES[1:] else ""
    return f"{settings.BASE_URL}{prefix}{path}"
