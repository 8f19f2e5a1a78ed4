"""What pages of others need: whole addresses, states in words alone, and where oEmbed answers."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kotikulma.events.rules import pictures
from kotikulma.events.rules.status import STATUSES, joining_of, status_of
from kotikulma.events.templatetags.events import joining_words
from kotikulma.events.types.pictures import Picture
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.events.types.status import Joining, Status
from kotikulma.kernel.ui import links

register = template.Library()
THUMBNAIL = 104  # pixels of the longer side: no taller than the words beside it


@register.simple_tag
def absolute(page: str, **kwargs: Any) -> str:
    return links.absolute(page, **kwargs)


@register.simple_tag
def thumbnail(image: str) -> Picture | None:
    """The small picture, and how large it is shown: also where the page of others gives it no style."""
    small = pictures.small(image)
    if small is None:
        return None
    scale = THUMBNAIL / max(small.width, small.height)
    return Picture(small.name, round(small.width * scale) or 1, round(small.height * scale) or 1)


@register.filter
def states(time: OccurrenceRecord, now: datetime) -> list[str]:
    """What differs from the plan, and how one comes along: without icons, which other pages have not."""
    status = status_of(time, now)
    found = [] if status == Status.PLANNED else [str(STATUSES[status].word)]
    joining = joining_of(time, now)
    return found if joining in (Joining.NONE, Joining.WALK_IN) else [*found, joining_words(time, joining)]


@register.simple_tag
def oembed(address: str) -> SafeString:
    """Where programs ask how to show this page elsewhere."""
    ask = f"{settings.BASE_URL}/oembed?{urlencode({'url': address})}"
    return format_html(
        '<link rel="alternate" type="application/json+oembed" href="{}&format=json">'
        '<link rel="alternate" type="text/xml+oembed" href="{}&format=xml">',
        ask,
        ask,
    )
