"""What a web editor copies into a page, and the same as an answer of oEmbed 1.0. Mappings of values to text alone."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kotikulma.events.types.embedding import Frame

WIDTH = 600
_FOOT, _ROW = 64, 132  # pixels of the link below the rows, and of a row of four lines


def height(rows: int) -> int:
    """Of a frame that shows this many rows without a scroll bar on most screens."""
    return _FOOT + _ROW * rows


def with_script(frame: Frame, script: str) -> SafeString:
    """The link is there before, and without, the script."""
    return format_html(
        '<div data-kotikulma="{}">\n  <a href="{}">{}</a>\n</div>\n<script src="{}" async></script>',
        frame.address,
        frame.onward,
        frame.title,
        script,
    )


def in_frame(frame: Frame) -> SafeString:
    """For editors that take no scripts, and for consumers of oEmbed."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0"></iframe>',
        frame.address,
        frame.title,
        frame.width,
        frame.height,
    )


def oembed(frame: Frame, base: str, *, author: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": frame.title,
        **author,
        "provider_name": "Kotikulma",
        "provider_url": f"{base}/",
        "cache_age": 900,
        **picture,
        "html": in_frame(frame),
        "width": frame.width,
        "height": frame.height,
    }


def xml(told: Mapping[str, Any]) -> str:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{fields}</oembed>\n'
