"""The Atom feed every module's feed is made with, and the address of a page in the feed's language."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed

from kotikulma.kernel.machine import bad_parameter

LANGUAGES = ("fi", "sv", "en")
ENTRIES = 50
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """An empty feed has not changed just now: it would look new each time it is read."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER


def atom(request: HttpRequest, feed: Callable[[str], Feed]) -> HttpResponse:
    """What `feed(language)` makes, in the language of `lang` and with it active."""
    language = request.GET.get("lang", "fi")
    if language not in LANGUAGES:
        raise bad_parameter("lang", "Give fi, sv or en.")
    with translation.override(language):
        body = feed(language).writeString("utf-8")
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def address(path: str, language: str = "fi") -> str:
    """A page of ours with its language before it."""
    prefix = f"/{language}" if language in LANGUAGES[1:] else ""
    return f"{settings.BASE_URL}{prefix}{path}"
