"""For readers of changes and for search engines: an Atom feed, site maps, robots.txt."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kotikulma.directory.queries import changes, documents
from kotikulma.kernel import data_version, feeds
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.feeds import Feed
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import readable
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.caching import Freshness

PATHS = {"service": "/palvelut/{}/", "place": "/paikat/{}/", "organization": "/organisaatiot/{}/"}
PAGES = ("directory:home", "directory:meeting_places", "directory:open_data")
XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return documents.freshness()


@readable
@caching.public(fresh, max_age=900)
def atom(request: HttpRequest) -> HttpResponse:
    """What changed last, in the language of `lang`."""
    return feeds.atom(request, _feed)


@readable
@caching.public(fresh, max_age=900)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index: the standing pages, one part for each 3,000 things, then one for each module above."""
    more = (key for key, _part in changes.MORE_ADDRESSES.items())
    names = ["pages", *(str(number) for number in range(1, changes.maps() + 1)), *more]
    rows = (f"<sitemap><loc>{_address(f'/sitemap-{name}.xml', '')}</loc></sitemap>\n" for name in names)
    return HttpResponse(f'{_HEAD}<sitemapindex xmlns="{_MAPS}">\n{"".join(rows)}</sitemapindex>\n', content_type=XML)


@readable
@caching.public(fresh, max_age=900)
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    with translation.override("fi"):
        paths = [reverse(name) for name in PAGES]
    return _urlset((path, None) for path in paths)


@readable
@caching.public(fresh, max_age=900)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    rows = [(_path(kind, uuid), moment) for kind, uuid, moment in changes.on_map(number)] if number < 10**6 else []
    if not rows:
        raise NotFound("There is no such part of the site map.")
    return _urlset(iter(rows))


def more_fresh(request: HttpRequest, name: str) -> Freshness:
    part = changes.MORE_ADDRESSES.get(name)
    if part is None:
        raise NotFound("There is no such part of the site map.")
    return Freshness(version=data_version.current(part.subject))


@readable
@caching.public(more_fresh, max_age=900)
def sitemap_more(request: HttpRequest, name: str) -> HttpResponse:
    """What a module above shows to everybody."""
    part = changes.MORE_ADDRESSES.get(name)
    return _urlset(iter(part.pages(changes.MOST_ON_A_MAP) if part else ()))


@readable
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /demo/",
        "Disallow: /haku/",
        "Disallow: /sv/haku/",
        "Disallow: /en/haku/",
        "",
        f"Sitemap: {feeds.address('/sitemap.xml')}",
        "",
    ]
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", headers=headers)


def _feed(language: str) -> Feed:
    found = changes.latest(feeds.ENTRIES)
    feed = Feed(
        title=_("Kotikulma: mitä muuttui"),
        link=feeds.address("/", language),
        description=_("Palvelut, paikat ja organisaatiot, joiden tiedot muuttuivat viimeksi."),
        language=language,
        feed_url=feeds.address(f"/atom.xml?lang={language}"),
    )
    for one in found:
        feed.add_item(
            title=localise(one.name, language).text,
            link=feeds.address(one.url, language),
            description=escape(localise(one.summary, language).text),  # readers take it for HTML
            unique_id=f"urn:uuid:{one.uuid}",
            updateddate=one.modified_at,
            categories=[one.kind],
        )
    return feed


def _urlset(rows: Iterator[tuple[str, datetime | None]]) -> HttpResponse:
    body = "".join(_urls(path, moment) for path, moment in rows)
    head = f'{_HEAD}<urlset xmlns="{_MAPS}" xmlns:xhtml="{_XHTML}">\n'
    return HttpResponse(f"{head}{body}</urlset>\n", content_type=XML)


def _urls(path: str, moment: datetime | None) -> str:
    """The page in each language, each naming the others."""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{_address(path, language)}"/>'
        for language in feeds.LANGUAGES
    )
    stamp = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
    return "".join(f"<url><loc>{_address(path, language)}</loc>{stamp}{others}</url>\n" for language in feeds.LANGUAGES)


def _path(kind: str, uuid: UUID) -> str:
    return PATHS[kind].format(uuid)


def _address(path: str, language: str) -> str:
    return escape(feeds.address(path, language))
