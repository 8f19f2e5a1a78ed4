"""A list of events on somebody else's page: what it shows, what it never does, the snippet, oEmbed."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Event
from kotikulma.events.tests.make import at, make_draft, make_event, make_picture, only_time
from kotikulma.events.tests.make_registrations import LINK, make_online
from kotikulma.people.tests.make import make_organization
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
LIST = "/tapahtumat/upotus/"
WEDNESDAY = at("2027-02-17T17:30")


@pytest.fixture(autouse=True)
def _tuesday(frozen: Any) -> None:
    frozen.move_to(at("2027-02-09T09:30"))


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def named(name: str, **values: Any) -> Event:
    return make_event(values.pop("starts", WEDNESDAY), title={"fi": name}, **values)


def ask(client: Client, path: str, **more: str) -> Any:
    return client.get("/oembed", {"url": f"{settings.BASE_URL}{path}", **more})


def test_a_list_tells_what_when_and_where_and_leads_to_the_event(client: Client) -> None:
    event = make_event(WEDNESDAY, place=make_place().uuid)
    html = shown(client)
    for words in ("Avoin perhekahvila", "ke\N{NO-BREAK SPACE}17.2. klo\N{NO-BREAK SPACE}17.30–19", "Huhtasuon"):
        assert words in html
    assert f'href="{settings.BASE_URL}/tapahtumat/{event.uuid}/{only_time(event).uuid}/" target="_top"' in html


def test_a_cancelled_one_says_so(client: Client) -> None:
    event = make_event(WEDNESDAY)
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Vesivahinko."})
    assert '<p class="tila">Peruttu</p>' in shown(client)


def test_a_picture_stands_small_beside_its_words_and_says_what_it_shows(client: Client) -> None:
    make_event(WEDNESDAY, image=make_picture(1600, 1200), image_alt={"fi": "Pöytä", "sv": "Ett bord"})
    picture = re.search(r"<img [^>]+>", shown(client))
    assert picture
    address = re.escape(f"{settings.BASE_URL}/tapahtumat/kuvat/")
    assert re.match(rf'<img src="{address}\S+-pieni\.webp" width="104" height="78" alt="Pöytä"', picture.group())
    assert 'alt="Ett bord"' in client.get(f"/sv{LIST}").content.decode()
    assert "img-src 'self'" in client.get(LIST)["Content-Security-Policy"]
    file = re.findall(r"/tapahtumat/kuvat/\S+\.webp", picture.group())[0]
    assert client.get(file)["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_where_there_is_no_picture_no_place_is_kept_for_one(client: Client) -> None:
    make_event(WEDNESDAY)
    assert "<img" not in shown(client)


def test_the_way_in_online_is_not_there(client: Client) -> None:
    make_online()
    assert LINK not in shown(client, "?rivit=20")


@pytest.mark.parametrize("values", [{"visibility": "members"}, {"visibility": "unlisted"}])
def test_only_what_is_for_everybody_is_listed(client: Client, values: dict[str, str]) -> None:
    event = make_event(WEDNESDAY, **values)
    make_draft(WEDNESDAY)
    assert "Avoin perhekahvila" not in shown(client)
    assert client.get(f"{LIST}?tapahtuma={event.uuid}").status_code == 404


def test_it_is_narrowed_as_the_calendar_is(client: Client) -> None:
    place, keeper = make_place(), make_organization()
    named("Täällä", place=place.uuid, organization=keeper.uuid, themes=["family"], languages=["sv"])
    named("Muualla", municipality_code="180")
    for query in (f"paikka={place.uuid}", f"jarjestaja={keeper.uuid}", "kunta=179", "aihe=family", "kieli=sv"):
        html = shown(client, f"?{query}")
        assert ("Täällä" in html, "Muualla" in html) == (True, False), query
        assert f'href="{settings.BASE_URL}/tapahtumat/?{query}" target="_top"' in html


@pytest.mark.parametrize(
    ("asked", "rows"), [("", 5), ("?rivit=3", 3), ("?rivit=999", 8), ("?rivit=0", 1), ("?rivit=x", 5)]
)
def test_it_has_as_many_rows_as_asked(client: Client, asked: str, rows: int) -> None:
    for number in range(8):
        named(f"Ryhmä {number}", starts=WEDNESDAY + timedelta(days=number))
    assert shown(client, asked).count("<li>") == rows


def test_it_costs_as_much_however_many_rows(client: Client) -> None:
    counts = []
    for more in (1, 19):
        for number in range(more):
            named(f"Ryhmä {number}", starts=WEDNESDAY + timedelta(hours=number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client, "?rivit=20")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_event_shows_its_own_times(client: Client) -> None:
    event = named("Oma")
    named("Toinen")
    html = shown(client, f"?tapahtuma={event.uuid}")
    assert ("Oma" in html, "Toinen" in html) == (True, False)
    assert f'href="{settings.BASE_URL}/tapahtumat/{event.uuid}/"' in html


def test_nothing_to_come_is_said(client: Client) -> None:
    assert "Ei tapahtumia juuri nyt." in shown(client)


def test_a_list_that_is_no_more_still_leads_on_inside_its_frame(client: Client) -> None:
    answer = client.get(f"{LIST}?tapahtuma=x")
    assert answer.status_code == 404
    assert "Tätä listaa ei enää ole." in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("prefix", "words"), [("/sv", "Alla evenemang i Kotikulma"), ("/en", "All events in Kotikulma")]
)
def test_the_address_decides_its_language(client: Client, prefix: str, words: str) -> None:
    html = client.get(f"{prefix}{LIST}").content.decode()
    assert words in html
    assert f'lang="{prefix[1:]}"' in html
    assert f'href="{settings.BASE_URL}{prefix}/tapahtumat/"' in html


def test_any_page_may_frame_and_read_the_list_and_no_other_page_of_ours(client: Client) -> None:
    event = make_event(WEDNESDAY)
    answer = client.get(LIST)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"
    for path in ("/tapahtumat/", f"/tapahtumat/{event.uuid}/", "/upota/"):
        other = client.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in other


def test_it_sets_no_cookie_and_does_not_ask_for_one(client: Client) -> None:
    answer = client.get(LIST)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_it_is_not_sent_again_until_something_changes(client: Client) -> None:
    event = make_event(WEDNESDAY)
    tag = client.get(LIST)["ETag"]
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 304
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Uusi nimi"}})
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_it_brings_no_script_and_no_style_of_its_own(client: Client) -> None:
    html = shown(client)
    assert "<script" not in html
    assert "style=" not in html
    assert "script-src" not in client.get(LIST)["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "kind"), [("js", "text/javascript"), ("css", "text/css")])
def test_script_and_style_stand_at_addresses_that_stay(client: Client, name: str, kind: str) -> None:
    answer = client.get(f"/upota/kotikulma.{name}")
    assert answer["Content-Type"].startswith(kind)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert len(answer.content) < 4096
    again = client.get(f"/upota/kotikulma.{name}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def builder(client: Client, query: str = "", prefix: str = "") -> str:
    answer = client.get(f"{prefix}/upota/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_chosen_is_in_the_snippet(client: Client) -> None:
    html = builder(client, "?kunta=179&aihe=family&rivit=10&lista=sv")
    address = f"{settings.BASE_URL}/sv/tapahtumat/upotus/?rivit=10&amp;kunta=179&amp;aihe=family"
    assert f"data-kotikulma=&quot;{address.replace('&amp;', '&amp;amp;')}&quot;" in html
    assert f"&lt;a href=&quot;{settings.BASE_URL}/sv/tapahtumat/?kunta=179&amp;amp;aihe=family&quot;&gt;" in html
    assert f"&lt;script src=&quot;{settings.BASE_URL}/upota/kotikulma.js&quot; async&gt;" in html


def test_the_preview_is_the_list_itself(client: Client) -> None:
    html = builder(client, "?kunta=179")
    assert '<iframe class="k-embedpreview k-gap" src="/tapahtumat/upotus/?rivit=5&amp;kunta=179"' in html
    assert "frame-src 'self'" in client.get("/upota/")["Content-Security-Policy"]


def test_places_and_organisers_of_coming_events_are_offered(client: Client, frozen: Any) -> None:
    place = make_place("Kylätalo")
    make_event(at("2027-02-10T10:00"), place=make_place("Suljettu talo").uuid)
    make_event(WEDNESDAY, place=place.uuid)
    frozen.move_to(at("2027-02-12T09:30"))
    html = builder(client)
    assert f'<option value="{place.uuid}">Kylätalo</option>' in html
    assert "Suljettu talo" not in html


def test_what_was_not_offered_is_left_out(client: Client) -> None:
    html = builder(client, "?kunta=999&paikka=x&rivit=7&lista=de&aihe=%3Cscript%3E")
    assert 'src="/tapahtumat/upotus/?rivit=5"' in html


def test_the_calendar_leads_to_it_with_what_narrows(client: Client) -> None:
    html = client.get("/tapahtumat/?kunta=179&nakyma=viikko").content.decode()
    assert 'href="/upota/?kunta=179"' in html


def test_a_calendar_of_one_organiser_says_whose_it_is(client: Client) -> None:
    keeper = make_organization("Kylät ry")
    html = client.get(f"/tapahtumat/?jarjestaja={keeper.uuid}").content.decode()
    assert "Kylät ry" in html
    assert f'<input type="hidden" name="jarjestaja" value="{keeper.uuid}">' in html


def test_the_demand_of_oembed_is_met_for_the_calendar(client: Client) -> None:
    answer = ask(client, "/tapahtumat/?kunta=179&nakyma=kuukausi")
    told = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert (told["type"], told["version"], told["title"]) == ("rich", "1.0", "Tapahtumat Kotikulmassa")
    assert (told["width"], told["height"]) == (600, 724)
    assert f'src="{settings.BASE_URL}/tapahtumat/upotus/?kunta=179"' in told["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_event_and_its_times_are_shown_by_oembed(client: Client) -> None:
    event = make_event(WEDNESDAY, organization=make_organization("Kylät ry").uuid)
    for path in (f"/tapahtumat/{event.uuid}/", f"/tapahtumat/{event.uuid}/{only_time(event).uuid}/"):
        told = ask(client, path).json()
        assert (told["title"], told["author_name"]) == ("Avoin perhekahvila", "Kylät ry")
        assert f"/tapahtumat/upotus/?tapahtuma={event.uuid}" in told["html"]


def test_oembed_speaks_the_language_of_the_page(client: Client) -> None:
    assert f'src="{settings.BASE_URL}/en/tapahtumat/upotus/"' in ask(client, "/en/tapahtumat/").json()["html"]


def test_oembed_in_xml_says_the_same(client: Client) -> None:
    event = make_event(WEDNESDAY, title={"fi": "Kahvi & pulla <3"})
    answer = ask(client, f"/tapahtumat/{event.uuid}/", format="xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    told = ask(client, f"/tapahtumat/{event.uuid}/").json()
    assert {one.tag: one.text for one in root} == {key: str(value) for key, value in told.items()}


def test_a_picture_comes_with_its_size_or_not_at_all(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    event = make_event(WEDNESDAY, image=make_picture(1600, 1200), image_alt={"fi": "Pöytä"})
    told = ask(client, f"/tapahtumat/{event.uuid}/").json()
    assert told["thumbnail_url"].endswith("-1600x1200-pieni.webp")
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (720, 540)
    assert "thumbnail_url" not in ask(client, f"/tapahtumat/{event.uuid}/", maxwidth="300").json()


def test_no_more_room_is_taken_than_there_is(client: Client) -> None:
    told = ask(client, "/tapahtumat/", maxwidth="320", maxheight="240").json()
    assert (told["width"], told["height"]) == (320, 240)
    assert 'width="320" height="240"' in told["html"]


def test_a_format_we_do_not_speak_is_501(client: Client) -> None:
    assert ask(client, "/tapahtumat/", format="yaml").status_code == 501


@pytest.mark.parametrize("path", ["/", "/paikat/", "/upota/", "/tyotila/tapahtumat/", "/tapahtumat/x/", "/olematon/"])
def test_a_page_that_cannot_be_shown_elsewhere_is_404(client: Client, path: str) -> None:
    assert ask(client, path).status_code == 404


def test_pages_of_others_are_404(client: Client) -> None:
    for url in ("https://example.org/tapahtumat/", "nonsense", "https://[", ""):
        assert client.get("/oembed", {"url": url}).status_code == 404


@pytest.mark.parametrize("values", [{"visibility": "members"}, {"visibility": "unlisted"}])
def test_what_is_not_for_everybody_is_404(client: Client, values: dict[str, str]) -> None:
    event = make_event(WEDNESDAY, **values)
    assert ask(client, f"/tapahtumat/{event.uuid}/").status_code == 404
    assert ask(client, f"/tapahtumat/{make_draft(WEDNESDAY).uuid}/").status_code == 404


@pytest.mark.parametrize("query", [{}, {"maxwidth": "0"}, {"maxheight": "-1"}, {"maxwidth": "9" * 30}])
def test_what_cannot_be_read_is_named(client: Client, query: dict[str, str]) -> None:
    url = {"url": f"{settings.BASE_URL}/tapahtumat/"} if query else {}
    assert client.get("/oembed", {**url, **query}).status_code == 400


def test_public_pages_tell_where_oembed_answers(client: Client) -> None:
    event = make_event(WEDNESDAY)
    for path in ("/tapahtumat/?kunta=179", f"/tapahtumat/{event.uuid}/", f"/en/tapahtumat/{event.uuid}/"):
        html = client.get(path).content.decode()
        found = re.findall(r'<link rel="alternate" type="(application/json|text/xml)\+oembed" href="([^"]+)"', html)
        assert [kind for kind, _address in found] == ["application/json", "text/xml"]
        assert quote(f"{settings.BASE_URL}{path}", safe="") in found[0][1]
        answer = client.get(found[0][1].replace("&amp;", "&").removeprefix(settings.BASE_URL))
        assert json.loads(answer.content)["type"] == "rich"


def test_pages_that_are_not_public_do_not(client: Client) -> None:
    event = make_event(WEDNESDAY, visibility="unlisted")
    assert "+oembed" not in client.get(f"/tapahtumat/{event.uuid}/").content.decode()
