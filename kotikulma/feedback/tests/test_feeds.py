"""The feed of answers."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.feedback.tests.make import make_answered, make_feedback, make_shown

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client, language: str = "fi") -> list[Any]:
    response = client.get(f"/palaute/atom.xml?lang={language}")
    assert response.status_code == 200
    return list(ElementTree.fromstring(response.content).iter(f"{ATOM}entry"))


@pytest.mark.parametrize(("language", "prefix"), [("fi", ""), ("sv", "/sv"), ("en", "/en")])
def test_the_feed_tells_what_was_answered_in_three_languages(client: Client, language: str, prefix: str) -> None:
    answered = make_answered("Voiko <tupa> & talo\x0b olla auki?", answer="Kyllä & ei <vielä>.")
    (entry,) = entries(client, language)
    assert entry.find(f"{ATOM}title").text == "Voiko <tupa> & talo olla auki?"
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{answered.uuid}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000{prefix}/palaute/{answered.reference}/"
    assert "Kyllä &amp; ei &lt;vielä&gt;." in entry.find(f"{ATOM}summary").text


def test_the_latest_answer_comes_first_and_is_dated_by_itself(client: Client, frozen: Any) -> None:
    make_answered("Ensin")
    frozen.shift(timedelta(hours=1))
    make_answered("Sitten")
    found = entries(client)
    assert [entry.find(f"{ATOM}title").text for entry in found] == ["Sitten", "Ensin"]
    assert found[0].find(f"{ATOM}updated").text == "2027-02-10T11:00:00+00:00"


def test_only_public_answers_are_in_the_feed(client: Client) -> None:
    make_shown("Ilman vastausta")
    make_answered("Salaa", answer="Vain sinulle", reply="private")
    assert entries(client) == []


def test_an_empty_feed_does_not_change_by_itself(client: Client) -> None:
    first, again = (client.get("/palaute/atom.xml").content for _time in range(2))
    assert (first, b"2026-01-01T00:00:00+00:00" in first) == (again, True)


def test_a_long_text_is_cut_between_words(client: Client) -> None:
    make_answered("sana " * 100)
    title = entries(client)[0].find(f"{ATOM}title").text
    assert (len(title) <= 80, title[-5:]) == (True, "sana…")


def test_an_unknown_language_of_the_feed_is_refused_by_name(client: Client) -> None:
    assert client.get("/palaute/atom.xml?lang=xx").json()["fields"] == {"lang": "Give fi, sv or en."}


def test_the_board_names_the_feed_in_its_own_language(client: Client) -> None:
    assert 'href="/palaute/atom.xml?lang=sv"' in client.get("/sv/palaute/").content.decode()


def test_a_feed_one_has_is_304(client: Client) -> None:
    tag = client.get("/palaute/atom.xml")["ETag"]
    assert client.get("/palaute/atom.xml", headers={"If-None-Match": tag}).status_code == 304


def test_what_everybody_may_read_is_on_the_site_map_and_nothing_else(client: Client) -> None:
    hidden, shown = make_feedback(), make_shown()
    assert "/sitemap-palaute.xml</loc>" in client.get("/sitemap.xml").content.decode()
    page = client.get("/sitemap-palaute.xml").content.decode()
    for path in ("/palaute/", "/palaute/anna/", f"/sv/palaute/{shown.reference}/"):
        assert f"<loc>http://localhost:8000{path}</loc>" in page
    assert hidden.reference not in page


def test_the_site_map_asks_as_often_for_twenty_as_for_one(client: Client) -> None:
    counts = []
    for number in (1, 19):
        for _time in range(number):
            make_shown()
        with CaptureQueriesContext(connection) as caught:
            client.get("/sitemap-palaute.xml")
        counts.append(len(caught))
    assert counts[0] == counts[1]
