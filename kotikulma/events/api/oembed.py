"""oEmbed 1.0: which frame shows a page of events elsewhere. JSON or XML; other formats are 501, other pages 404."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from kotikulma.events.formats import embedding as formats
from kotikulma.events.forms import embedding as forms
from kotikulma.events.queries import embedding
from kotikulma.events.queries.freshness import freshness
from kotikulma.events.rules import pictures
from kotikulma.events.types.embedding import Frame
from kotikulma.events.types.records import EventRecord
from kotikulma.kernel import clock
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.machine import bad_parameter, readable
from kotikulma.kernel.ui import caching, links
from kotikulma.kernel.ui.caching import Freshness


class UnknownFormat(DomainError):
    status = 501
    code = "unknown_format"
    title = "Unknown format"


def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


@readable
@caching.public(fresh, max_age=900)
def oembed(request: HttpRequest) -> HttpResponse:
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        raise UnknownFormat("format: Give json or xml.")
    if "url" not in request.GET:
        raise bad_parameter("url", "Give the address of a page.")
    told = _told(request.GET["url"], _most(request, "maxwidth"), _most(request, "maxheight"))
    if form == "xml":
        return HttpResponse(formats.xml(told), content_type="text/xml; charset=utf-8")
    return HttpResponse(orjson.dumps(told, default=str), content_type="application/json")


def _told(url: str, width: int | None, height: int | None) -> dict[str, Any]:
    language, uuid, query = forms.page_of(url)
    with translation.override(language):
        event = embedding.event(uuid) if uuid else None
        shown = {forms.EVENT: str(uuid)} if uuid else forms.kept(query)
        frame = Frame(
            forms.address_of(shown, language),
            localise(event.title).text if event else _("Tapahtumat Kotikulmassa"),
            url,
            min(formats.WIDTH, width or formats.WIDTH),
            min(formats.height(forms.USUAL), height or formats.height(forms.USUAL)),
        )
        author = _author(event) if event else {}
        picture = _picture(event, width, height) if event else {}
        return formats.oembed(frame, settings.BASE_URL, author=author, picture=picture)


def _author(event: EventRecord) -> dict[str, Any]:
    keeper = next(iter(event.organisers), None)
    if keeper is None:
        return {}
    return {
        "author_name": localise(keeper.name).text,
        "author_url": links.absolute("directory:organization", uuid=keeper.uuid),
    }


def _picture(event: EventRecord, width: int | None, height: int | None) -> dict[str, Any]:
    """Left out where it would be larger than the asker has room for."""
    shown = pictures.small(event.image)
    if shown is None or (width and shown.width > width) or (height and shown.height > height):
        return {}
    address = f"{settings.BASE_URL}/tapahtumat/kuvat/{shown.name}"
    return {"thumbnail_url": address, "thumbnail_width": shown.width, "thumbnail_height": shown.height}


def _most(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name)
    if value is None:
        return None
    if not value.isdecimal() or len(value) > 6 or int(value) == 0:
        raise bad_parameter(name, "Give a number of pixels.")
    return int(value)
