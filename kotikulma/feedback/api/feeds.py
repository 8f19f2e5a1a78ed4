"""For readers of feeds: the latest public answers, in each language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from kotikulma.feedback.formats.open311.answers import plain
from kotikulma.feedback.queries import listing
from kotikulma.feedback.types import Item, PublishedAnswer
from kotikulma.kernel import feeds
from kotikulma.kernel.feeds import Feed
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

TITLE = 80


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return Freshness(version=listing.version())


@readable
@caching.public(fresh, max_age=900)
def atom(request: HttpRequest) -> HttpResponse:
    """What was answered last. The words stay in the language they were written in."""
    return feeds.atom(request, _feed)


def _feed(language: str) -> Feed:
    feed = Feed(
        title=_("Kotikulma: vastauksia palautteeseen"),
        link=feeds.address("/palaute/", language),
        description=_("Mitä toiveista, ideoista ja kysymyksistä seurasi."),
        language=language,
        feed_url=feeds.address(f"/palaute/atom.xml?lang={language}"),
    )
    found = [(one, one.answer) for one in listing.answered(feeds.ENTRIES) if one.answer]
    for one, answer in found:
        feed.add_item(
            title=_title(one),
            link=feeds.address(f"/palaute/{one.reference}/", language),
            description=_summary(one, answer),
            unique_id=f"urn:uuid:{one.uuid}",
            pubdate=one.received_at,
            updateddate=answer.published_at,
            categories=[one.kind],
        )
    return feed


def _title(one: Item) -> str:
    first = " ".join(plain(one.text).split())
    return first if len(first) <= TITLE else f"{first[: TITLE - 1].rsplit(' ', 1)[0]}…"


def _summary(one: Item, answer: PublishedAnswer) -> str:
    """What came of it, who says so, and the words. Feeds take summaries as HTML."""
    said = f"{one.outcome_label}. {localise(answer.by)}: " if answer.by else f"{one.outcome_label}. "
    return linebreaks(escape(said + plain(answer.text)))
