"""The one way to write an internal link: `to(request, "directory:place", uuid=…)`, in templates `{% to … %}`.

The active language picks the prefix; plain Finnish (`selko=1`) rides along.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

LANGUAGES = ("fi", "sv", "en")
MACHINE = ("/api/", "/hsds/", "/open311/")
Query = Mapping[str, Any]


def is_machine(path: str) -> bool:
    """True for addresses that programs read: no language prefix, errors as problem+json."""
    return path.startswith(MACHINE) or path in {"/api", "/hsds", "/open311"}


def is_plain(request: HttpRequest | None) -> bool:
    """True when the reader asked for plain Finnish; there is none in other languages."""
    return request is not None and request.GET.get("selko") == "1" and translation.get_language() == "fi"


def to(request: HttpRequest | None, name: str, query: Query | None = None, /, **kwargs: Any) -> str:
    """Address of a named page in the active language, with `query` (lists allowed) and selko=1 if it was on."""
    return keep(request, reverse(name, kwargs=kwargs or None), query)


def absolute(name: str, /, **kwargs: Any) -> str:
    """The full address of a named page in the active language, for codes, feeds and mail."""
    return f"{settings.BASE_URL}{reverse(name, kwargs=kwargs or None)}"


def keep(request: HttpRequest | None, address: str, query: Query | None = None) -> str:
    """An internal address in the active language with `query`, and selko=1 if it was on; a fragment stays last."""
    address = _prefixed(address)
    pairs = [(key, value) for key, value in (query or {}).items() if value not in (None, "", [])]
    if is_plain(request) and "selko=" not in address:
        pairs.append(("selko", "1"))
    if not pairs:
        return address
    address, hash_mark, fragment = address.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs, doseq=True)}{hash_mark}{fragment}"


def _prefixed(address: str) -> str:
    """Stored paths are Finnish; people's pages get the prefix of the active language once."""
    language = translation.get_language() or "fi"
    if language not in LANGUAGES[1:] or not address.startswith("/") or is_machine(address):
        return address
    return address if without_language(address) != address else f"/{language}{address}"


def without_language(path: str) -> str:
    """/sv/apua/ -> /apua/"""
    for language in LANGUAGES[1:]:
        if path.startswith(f"/{language}/"):
            return path[len(language) + 1 :]
    return path


def in_language(request: HttpRequest, language: str, *, plain: bool = False) -> str:
    """This page in another language, the query kept; `plain` asks for plain Finnish."""
    query = _without_plain(request.META.get("QUERY_STRING", ""))
    if plain:
        query = f"{query}&selko=1" if query else "selko=1"
    prefix = "" if language == "fi" else f"/{language}"
    return f"{prefix}{without_language(request.path)}{'?' if query else ''}{query}"


@lru_cache(maxsize=64)
def _without_plain(query: str) -> str:
    """Asked once for each language of the switch."""
    return urlencode([pair for pair in parse_qsl(query) if pair[0] != "selko"])
