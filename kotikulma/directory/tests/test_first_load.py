"""What a phone fetches to see the first page: at most 60 kB, as a proxy with brotli sends it."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from kotikulma.config import assets
from kotikulma.directory.tests.make import MON, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service

MOST = 60_000  # bytes
HEADERS = 400  # of each answer
DEFERRED = ("htmx.js", "leaflet", "map.js", "near.js")
ADDRESS = re.compile(r'(?:href|src)="/static/([^"#]+)(?:#[^"]*)?"')


def files_of(html: str) -> set[str]:
    """Static files the page names, those left out that come after it is shown."""
    return {name for name in ADDRESS.findall(html) if not any(part in name for part in DEFERRED)}


def weight(content: bytes, name: str = "") -> int:
    """Bytes on the wire; a font is compressed as it is."""
    sent = content if name.endswith(".woff2") else brotli.compress(content, quality=5)
    return len(sent) + HEADERS


@pytest.mark.django_db
def test_the_first_page_weighs_at_most_sixty_kilobytes(client: Client) -> None:
    assert assets.ready(), "build the assets first: make test does"
    place = make_place("Piste", weekly(MON, "09:00-16:00"), type="service_point")
    for number in range(6):
        connect(make_service(f"Neuvonta {number}"), place)
    with translation.override("fi"):
        html = client.get("/").content
    parts = {name: weight(Path(finders.find(name)).read_bytes(), name) for name in files_of(html.decode())}
    assert {Path(name).suffix for name in parts} >= {".css", ".woff2", ".svg"}
    assert weight(html) + sum(parts.values()) <= MOST, parts
