"""schema.org in a page."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"


def script(thing: Mapping[str, Any]) -> SafeString:
    """The whole element for a page; nothing in the texts can end it early."""
    text = orjson.dumps({"@context": CONTEXT, **thing}).decode()
    for letter, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(letter, code)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 — escaped above
