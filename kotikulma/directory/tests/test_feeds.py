"""Feed of changes, site maps, robots.txt and schema.org."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from kotikulma.directory.api import feeds
from kotikulma.directory.formats import jsonld
from kotikulma.directory.queries import changes, records
from kotikulma.directory.tests.make import TUE, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def xml(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


@pytest.mark.parametrize(("language", "prefix"), [("fi", ""), ("sv", "/sv"), ("en", "/en")])
def test_the_feed_tells_what_changed_in_three_languages(client: Client, language: str, prefix: str) -> None:
    service = make_service("Asumisneuvonta & apu")
    feed = xml(client, f"/atom.xml?lang={language}")
    entry = next(one for one in feed.iter(f"{ATOM}entry") if one.find(f"{ATOM}category").get("term") == "service")
    assert entry.find(f"{ATOM}title").text == "Asumisneuvonta & apu"
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{service.uuid}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000{prefix}/palvelut/{service.uuid}/"


def test_a_summary_is_text_even_where_readers_take_it_for_html(client: Client) -> None:
    make_service("Apu", summary={"fi": "Alle 18 < 21 & <b>kaikki</b>"})
    summaries = [one.text for one in xml(client, "/atom.xml").iter(f"{ATOM}summary")]
    assert "Alle 18 &lt; 21 &amp; &lt;b&gt;kaikki&lt;/b&gt;" in summaries


def test_an_empty_feed_does_not_look_new(client: Client) -> None:
    assert xml(client, "/atom.xml").find(f"{ATOM}updated").text == "2026-01-01T00:00:00+00:00"


def test_the_feed_begins_with_the_latest(client: Client) -> None:
    make_service("Ensin")
    make_service("Sitten")
    titles = [one.find(f"{ATOM}title").text for one in xml(client, "/atom.xml").iter(f"{ATOM}entry")]
    assert titles.index("Sitten") < titles.index("Ensin")


def test_an_unknown_language_of_the_feed_is_refused_by_name(client: Client) -> None:
    assert client.get("/atom.xml?lang=xx").json()["fields"] == {"lang": "Give fi, sv or en."}


def test_the_site_map_names_every_page_in_every_language(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "ON_A_MAP", 2)
    paths = {f"/palvelut/{make_service(f'Palvelu {number}').uuid}/" for number in range(3)}
    parts = [one.text for one in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert [part.rpartition("/")[2] for part in parts][:3] == ["sitemap-pages.xml", "sitemap-1.xml", "sitemap-2.xml"]
    found = [one for number in (1, 2) for one in xml(client, f"/sitemap-{number}.xml").iter(f"{MAP}url")]
    places = {one.find(f"{MAP}loc").text.removeprefix("http://localhost:8000") for one in found}
    assert {f"{prefix}{path}" for path in paths for prefix in ("", "/sv", "/en")} <= places
    assert {len(one.findall(LINK)) for one in found} == {3}


@pytest.fixture
def _more() -> Iterator[None]:
    kept = dict(changes.MORE_ADDRESSES.items())
    changes.MORE_ADDRESSES._plugs.clear()
    changes.MORE_ADDRESSES.register("retket", changes.MoreAddresses("directory", lambda limit: [("/retket/1/", None)]))
    yield
    changes.MORE_ADDRESSES._plugs.clear()
    changes.MORE_ADDRESSES._plugs.update(kept)


@pytest.mark.usefixtures("_more")
def test_modules_above_have_a_part_of_their_own_in_every_language(client: Client) -> None:
    parts = [one.text for one in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert "http://localhost:8000/sitemap-retket.xml" in parts
    found = [one.text for one in xml(client, "/sitemap-retket.xml").iter(f"{MAP}loc")]
    assert found == [f"http://localhost:8000{language}/retket/1/" for language in ("", "/sv", "/en")]
    assert client.get("/sitemap-muuta.xml").status_code == 404


def test_the_standing_pages_are_on_the_map(client: Client) -> None:
    found = [one.text for one in xml(client, "/sitemap-pages.xml").iter(f"{MAP}loc")]
    assert "http://localhost:8000/kohtaamispaikat/" in found
    assert len(found) == 3 * len(feeds.PAGES)


def test_a_part_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-9.xml").status_code == 404


def test_robots_are_shown_the_map(client: Client) -> None:
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode().splitlines()


def test_schema_org_knows_the_door_its_hours_and_the_days_that_differ() -> None:
    closed = exception("2026-12-24", "2026-12-26")
    place = make_place("Piste", weekly(TUE, "09:00-00:00"), exceptions=(closed,))
    found = jsonld.place(records.load_places([place.id])[place.id], "fi", "https://example.org/p/")
    assert found["openingHoursSpecification"] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Tuesday"], "opens": "09:00", "closes": "23:59"}
    ]
    assert found["specialOpeningHoursSpecification"][0]["validThrough"] == "2026-12-26"
    assert found["address"]["streetAddress"] == "Nevakatu 2"


def test_schema_org_calls_a_citys_service_a_government_service() -> None:
    connection = connect(make_service(charge="free"), make_place(address_visibility="hidden"))
    record = records.load_services([connection.service_id])[connection.service_id]
    found = jsonld.service(record, "fi", "https://example.org/s/")
    assert (found["@type"], found["isAccessibleForFree"]) == ("GovernmentService", True)
    assert "Nevakatu" not in json.dumps(found)
    assert records.load_connections("service", [connection.service_id])
