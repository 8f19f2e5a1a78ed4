"""Where Linked Events rows come from: files, folders, or a live service page by page."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from kotikulma.events.formats.linkedevents import reading
from kotikulma.kernel.errors import Refused

PAUSE = 0.2  # seconds between pages
PAGES = 500
TIMEOUT = 60.0
MOST_BYTES = 50 * 1024 * 1024


def rows_of(path: str, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Any]:
    """Every row behind an address or a path. Refused when there is nothing to read."""
    if urlsplit(path).scheme in ("http", "https"):
        yield from _fetched(path, sleep)
        return
    found = Path(path)
    files = sorted(found.glob("*.json")) if found.is_dir() else [found]
    for file in files:
        if file.stat().st_size > MOST_BYTES:
            raise Refused(_("Tiedosto %(name)s on yli 50 megatavua. Jaa se osiin.") % {"name": file.name})
        yield from _read(file.read_bytes(), file.name)[0]


def _fetched(address: str, sleep: Callable[[float], None]) -> Iterator[Any]:
    """Pages one after another, on the same host alone."""
    host: str = urlsplit(address).netloc
    following: str | None = address
    headers = {"User-Agent": f"Kotikulma (+{settings.BASE_URL})", "Accept": "application/json"}
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers=headers) as client:
        for number in range(PAGES):
            if following is None or urlsplit(following).netloc != host:
                return
            if number:
                sleep(PAUSE)
            answer = _asked(client, following)
            rows, after = _read(answer.content, following)
            yield from rows
            following = urljoin(following, after) if after else None


def _asked(client: httpx.Client, address: str) -> httpx.Response:
    try:
        answer = client.get(address)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Refused(
            _("Palvelu ei vastannut (%(address)s). Yritä myöhemmin uudelleen: tuotu jää talteen.")
            % {"address": address}
        ) from error
    return answer


def _read(data: bytes, name: str) -> tuple[list[Any], str | None]:
    try:
        return reading.rows(data)
    except reading.Unreadable:
        raise Refused(_("%(name)s ei ole Linked Events -muotoista JSONia.") % {"name": name}) from None
