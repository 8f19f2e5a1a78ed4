"""The queue of handlers, most urgent first, and what waits for them today."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback.tests.make import make_answered, make_feedback
from tests import cast

pytestmark = pytest.mark.django_db
QUEUE = "/tyotila/palaute/"


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.coordinator())


def test_the_queue_begins_with_what_is_most_urgent(frozen: Any) -> None:
    make_feedback("Ensimmäinen toive")
    frozen.shift(20 * 24 * 3600)
    make_feedback("Toinen toive")
    inside = cast.browser_of(cast.coordinator())
    page = inside.get(QUEUE).content.decode()
    assert page.index("Ensimmäinen toive") < page.index("Toinen toive")
    assert "Myöhässä, luvattiin ke 24.2.2027" in page
    late = inside.get(f"{QUEUE}?nayta=late").content.decode()
    assert "Toinen toive" not in late


def test_the_queue_asks_as_often_for_twenty_as_for_one(inside: Client) -> None:
    place, counts = make_place(), []
    for number in (1, 19):
        for _ in range(number):
            make_feedback(place=place.uuid)
        with CaptureQueriesContext(connection) as queries:
            inside.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_view_comes_as_a_file_without_anybodys_words(inside: Client) -> None:
    place = make_place("Kylätalo")
    first = make_feedback(place=place.uuid, contact="aino@example.org")
    make_answered()
    text = inside.get(f"{QUEUE}?muoto=csv").content.decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head.startswith("Numero;Laji;Aihe;Paikka tai palvelu;Kunta;")
    assert [row.split(";")[:4] for row in rows] == [[first.reference, "Toive", "", "Kylätalo"]]
    assert first.text not in text
    assert "aino@example.org" not in text


def test_the_regions_numbers_are_the_lengths_of_the_files(inside: Client) -> None:
    make_feedback()
    make_answered()
    html = inside.get("/tyotila/alue/").content.decode()
    found = re.findall(r'<a href="([^"]+palaute/[^"]+)"><b>(\d+)</b>([^<]+)', html)
    assert [(count, words) for _address, count, words in found] == [
        ("1", "palautetta lukematta"),
        ("1", "palautetta vastaamatta"),
        ("0", "vastausta myöhässä"),
        ("0", "luvattu tehdä"),
    ]
    for address, count, _words in found:
        rows = inside.get(f"{address}&muoto=csv").content.decode().splitlines()
        assert len(rows) - 1 == int(count)


def test_today_tells_what_is_late_and_how_many_are_unread(frozen: Any) -> None:
    make_feedback("Voisiko ovi olla auki?")
    frozen.shift(15 * 24 * 3600)
    make_feedback()
    page = cast.browser_of(cast.coordinator()).get("/tyotila/").content.decode()
    assert "Asukas odottaa vastausta" in page
    assert "Voisiko ovi olla auki?" in page
    assert "1 uusi palaute odottaa lukijaa" in page


def test_a_member_without_an_organization_has_no_queue() -> None:
    inside = cast.browser_of(cast.newcomer())
    for path in (QUEUE, f"{QUEUE}luvut/", f"{QUEUE}pohjat/"):
        assert inside.get(path).status_code == 404
    assert inside.get("/tyotila/").status_code == 200
