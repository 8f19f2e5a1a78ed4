"""The directory's pages as a resident meets them: words, states, languages, addresses, and what never may break."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from kotikulma.directory.commands import entries
from kotikulma.directory.models import Place
from kotikulma.directory.queries import candidates
from kotikulma.directory.tests.make import MON, TUE, at, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import AddressVisibility, HoursKind, PlaceType, Status
from kotikulma.kernel import memory
from kotikulma.people import commands as people
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
OPEN = {"kind": HoursKind.OPEN}
WORKDAYS = weekly(range(5), "09:00-16:00", **OPEN)


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2026-11-24 09:30"), tick=False) as traveller:
        yield traveller


def read(client: Client, address: str, status: int = 200, **headers: Any) -> str:
    response = client.get(address, **headers)
    assert response.status_code == status, response.content[:300]
    return str(response.content.decode())


def huhtasuo() -> Place:
    """Open on workdays; housing advice on Tuesdays, by telephone on Mondays."""
    place = make_place("Huhtasuon piste", WORKDAYS, type=PlaceType.SERVICE_POINT)
    phone = weekly(MON, "09:00-11:00", kind=HoursKind.PHONE)
    connect(make_service(access_modes=["drop_in"]), place, weekly(TUE, "09:00-11:00"), phone)
    return place


# Home


def test_home_shows_the_field_what_is_open_now_and_the_coming_days(client: Client) -> None:
    huhtasuo()
    html = read(client, "/")
    assert "Mihin tarvitset apua?" in html
    assert "Kaikki auki olevat (1)" in html
    assert "Tällä viikolla palvelupisteessä" not in html, "one service is not a joint service point"


def test_home_says_so_when_nothing_is_open(client: Client) -> None:
    assert "Mikään paikka ei ole juuri nyt auki." in read(client, "/")


def test_the_rest_of_today_is_gone_from_home_when_its_last_hour_has_passed(client: Client) -> None:
    place = huhtasuo()
    connect(make_service("Kahvila"), place, weekly(2, "13:00-15:00"))
    assert "Tänään" in read(client, "/")
    with time_machine.travel(at("2026-11-24 16:30"), tick=False):
        html = read(client, "/")
    assert "Tänään" not in html
    assert "Huomenna" in html


def test_days_of_next_week_are_not_called_this_week(client: Client) -> None:
    place = huhtasuo()
    connect(make_service("Kahvila"), place, weekly(MON, "13:00-15:00"))
    assert "Lähipäivinä palvelupisteessä" in read(client, "/")


# Results


def test_the_first_line_of_results_answers(client: Client) -> None:
    huhtasuo()
    assert "2 tulosta, 2 auki nyt." in read(client, "/haku/?q=asumisneuvonta")


def test_at_night_a_row_tells_the_opening_and_the_telephone_hour(client: Client) -> None:
    huhtasuo()
    with time_machine.travel(at("2026-11-29 22:10"), tick=False):
        html = read(client, "/haku/?q=asumisneuvonta&laji=service").replace("\xa0", " ")
    assert "Suljettu nyt, aukeaa tiistaina klo 9. Puhelinaika huomenna klo 9–11." in html


def test_the_calm_word_leads_straight_to_the_service_when_it_is_found(client: Client) -> None:
    straight = '<a href="{}">Asumisneuvonta</a></p>'
    assert straight.format("/haku/?q=asumisneuvonta") in read(client, "/haku/?q=häätö")
    service = make_service(keywords={"fi": ["häätö"]})
    assert straight.format(f"/palvelut/{service.uuid}/") in read(client, "/haku/?q=häätö")
    plain = straight.format(f"/palvelut/{service.uuid}/?selko=1")
    assert plain in read(client, "/haku/?q=häätö&selko=1")
    assert f'<a href="/sv/palvelut/{service.uuid}/">Boenderådgivning</a></p>' in read(client, "/sv/haku/?q=häätö")


def test_an_empty_result_helps(client: Client) -> None:
    html = read(client, "/haku/?q=qwrtpzx")
    assert "Ei tuloksia." in html
    assert "Haulla ”qwrtpzx” ei löytynyt mitään." in html
    assert "Poista rajaukset" not in html


def test_an_empty_result_offers_to_remove_any_filter(client: Client) -> None:
    assert "Poista rajaukset" in read(client, "/haku/?q=qwrtpzx&maksuton=1")


@pytest.mark.parametrize(
    "query",
    ["x" * 10_000, "'\"*()- AND OR NOT NEAR", '"', "🏠🔥", "\x00", "%00", "häätö" * 60, "kunta=999", "q[]=1"],
)
def test_any_words_give_a_page(client: Client, query: str) -> None:
    assert client.get("/haku/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["kunta=999", "alku=-5", "alku=99999", "lahella=a,b", "lahella=999,999", "miten=x&ika=y&kieli=%00", "ryhma=%27"],
)
def test_a_filter_that_makes_no_sense_is_ignored(client: Client, address: str) -> None:
    huhtasuo()
    assert "2 tulosta" in read(client, f"/haku/?q=asumisneuvonta&{address.replace('alku=99999', 'alku=x')}")


def test_filters_stay_in_the_address_when_more_is_shown(client: Client) -> None:
    place = huhtasuo()
    for number in range(22):
        connect(make_service(f"Neuvonta {number}", access_modes=["drop_in"]), place, weekly(TUE, "09:00-11:00"))
    html = read(client, "/haku/?q=neuvonta&miten=drop_in&laji=service")
    assert "?q=neuvonta&amp;miten=drop_in&amp;laji=service&amp;alku=20" in html
    later = read(client, "/haku/?q=neuvonta&miten=drop_in&laji=service&alku=20")
    assert "Alkuun" in later
    assert 'start="21"' in later


def test_the_map_shows_more_rows_than_the_list(client: Client) -> None:
    for number in range(22):
        make_place(f"Kohtaamispaikka {number}", WORKDAYS, type=PlaceType.MEETING_PLACE)
    assert read(client, "/haku/?q=kohtaamispaikka").count("<li data-lat=") == 20
    assert read(client, "/haku/?q=kohtaamispaikka&nakyma=kartta").count("<li data-lat=") == 22


def test_a_filter_that_would_leave_nothing_is_quiet(client: Client) -> None:
    huhtasuo()
    html = read(client, "/haku/?q=asumisneuvonta")
    assert 'value="referral">Lähetteellä<span class="k-count" data-none>0</span>' in html


def test_nearness_says_so_when_it_did_not_weigh_everything(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    huhtasuo()
    words = "Lähimmät on valittu 1 ensimmäisen tuloksen joukosta."
    asked = "/haku/?q=asumisneuvonta&lahella=62.24,25.75"
    assert words not in read(client, asked)
    monkeypatch.setattr(candidates, "NEARBY", 1)
    memory.forget_all()
    assert words in read(client, asked)


def test_a_position_is_rounded_to_a_hundredth_of_a_degree(client: Client) -> None:
    huhtasuo()
    html = read(client, "/haku/?lahella=62.24987,25.79512")
    assert 'name="lahella" value="62.25,25.80"' in html
    assert "62.249" not in html.replace("62.24987%2C25.79512", "").replace("62.24987,25.79512", "")


def test_results_are_not_for_search_engines(client: Client) -> None:
    assert '<meta name="robots" content="noindex, follow">' in read(client, "/haku/?q=koti")


# A place


def test_the_place_page_groups_services_by_whether_they_run(client: Client) -> None:
    place = huhtasuo()
    connect(make_service("Työpiste"), place, weekly(MON, "09:00-11:00"), starts_on=at("2026-12-07 00:00").date())
    html = read(client, f"/paikat/{place.uuid}/").replace("\xa0", " ")
    assert html.index("Käynnissä</h3>") < html.index("Alkaa myöhemmin</h3>") < html.index("Alkaa 7.12.2026")
    assert "Auki nyt, sulkeutuu klo 16" in html
    assert "Auki nyt, sulkeutuu klo 11" in html


def test_days_without_anybody_are_one_row(client: Client) -> None:
    html = read(client, f"/paikat/{huhtasuo().uuid}/")
    assert '<th scope="row">La–su <small>28.–29.11.</small></th>' in html


def test_today_and_tomorrow_are_words(client: Client) -> None:
    html = read(client, f"/paikat/{huhtasuo().uuid}/").replace("\xa0", " ")
    assert '<tr data-today><th scope="row">Tänään <small>ti 24.11.</small></th>' in html
    assert '<th scope="row">Huomenna <small>ke 25.11.</small></th>' in html


def test_the_next_week_is_one_link_away(client: Client) -> None:
    place = huhtasuo()
    assert f"/paikat/{place.uuid}/?viikko=2026-11-30#viikko" in read(client, f"/paikat/{place.uuid}/")
    html = read(client, f"/paikat/{place.uuid}/?viikko=2026-12-02")
    assert "Viikko 49: 30.11. – 6.12." in html
    assert "Tämä viikko" in html


@pytest.mark.parametrize("week", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-24T00:00", "%00"])
def test_a_week_that_is_no_date_is_this_week(client: Client, week: str) -> None:
    assert "Viikko 48" in read(client, f"/paikat/{huhtasuo().uuid}/?viikko={week}")


def test_a_municipality_far_away_is_told_by_its_post_office_and_never_by_a_number(client: Client) -> None:
    far = {"municipality_code": "491", "post_office": {"fi": "OTAVA"}, "postal_code": "50670"}
    place = make_place("Otavan piste", WORKDAYS, **far)
    service = make_service("Kaukoneuvonta", municipalities=["179", "491"])
    connect(service, place)
    for address in (f"/paikat/{place.uuid}/", f"/paikat/{place.uuid}/ovi/", f"/palvelut/{service.uuid}/", "/haku/"):
        page = read(client, address)
        assert "Nevakatu 2, Otava" in page or "Nevakatu 2, 50670 Otava" in page, address
        assert ", 491" not in page, address
    assert "Jyväskylä, muualla Suomessa" in read(client, f"/palvelut/{service.uuid}/")


def test_accessibility_is_one_sentence(client: Client) -> None:
    place = make_place(accessibility=["step_free", "wide_door", "accessible_toilet"])
    assert "Ei kynnystä eikä portaita, leveä ovi, esteetön wc" in read(client, f"/paikat/{place.uuid}/")


def test_a_hidden_address_is_on_no_page(client: Client) -> None:
    place = make_place("Turvakoti", WORKDAYS, address_visibility=AddressVisibility.HIDDEN)
    for page in (f"/paikat/{place.uuid}/", f"/paikat/{place.uuid}/ovi/", "/haku/?q=turvakoti", "/"):
        html = read(client, page)
        assert "Nevakatu" not in html, page
        assert "62.25" not in html, page


def test_the_door_has_dates_and_no_today(client: Client) -> None:
    html = read(client, f"/paikat/{huhtasuo().uuid}/ovi/")
    assert "Tänään" not in html
    assert "Huomenna" not in html
    assert '<th scope="row">Ti <small>24.11.</small></th>' in html


def test_the_code_for_the_door_is_a_picture_of_the_address(client: Client) -> None:
    response = client.get(f"/paikat/{huhtasuo().uuid}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


# A service, an organisation


def test_a_service_tells_hours_by_their_kind(client: Client) -> None:
    html = read(client, f"/palvelut/{_service_of(huhtasuo()).uuid}/").replace("\xa0", " ")
    assert "Ilman ajanvarausta ti klo 9–11" in html
    assert "Puhelinaika ma klo 9–11" in html


def test_an_organisation_shows_the_services_of_its_units_too(client: Client) -> None:
    place = huhtasuo()
    unit = people.create_organization(HOUSE, name={"fi": "Asuminen"}, sector="municipality", parent=place.organization)
    make_service("Yksikön neuvonta", responsible=unit)
    html = read(client, f"/organisaatiot/{place.organization.uuid}/")
    assert "Yksikön neuvonta" in html
    assert "Asumisneuvonta" in html


def test_text_in_another_language_says_which(client: Client) -> None:
    place = huhtasuo()
    html = read(client, f"/en/paikat/{place.uuid}/")
    assert '<h1><span lang="fi">Huhtasuon piste</span></h1>' in html
    rows = read(client, "/en/haku/?q=asumisneuvonta")
    assert f'<a href="/en/paikat/{place.uuid}/" lang="fi">' in rows


def test_search_engines_are_told_the_door_and_nothing_ends_the_block_early(client: Client) -> None:
    place = make_place("Piste </script><b>", WORKDAYS)
    html = read(client, f"/paikat/{place.uuid}/")
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert '"@type":"CivicStructure"' in block
    assert "<" not in block


def _service_of(place: Place) -> Any:
    return place.connections.get().service


# What is gone, what has moved


def test_an_archived_place_is_gone_and_says_what_to_do(client: Client) -> None:
    place = make_place()
    entries.archive(HOUSE, place)
    html = read(client, f"/paikat/{place.uuid}/", 410)
    assert "Tämä ei ole enää luettelossa" in html
    assert 'name="q"' in html


def test_a_merged_place_leads_to_the_one_that_stayed(client: Client) -> None:
    old, new = make_place("Vanha"), make_place("Uusi")
    Place.objects.filter(id=old.id).update(status=Status.MERGED, merged_into=new)
    for tail in ("", "ovi/"):
        response = client.get(f"/sv/paikat/{old.uuid}/{tail}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/sv/paikat/{new.uuid}/{tail}"


def test_a_draft_is_not_found(client: Client) -> None:
    draft = entries.create_place(HOUSE, name={"fi": "Tuleva"}, municipality_code="179", organization=None)
    for tail in ("", "ovi/", "qr.svg"):
        assert client.get(f"/paikat/{draft.uuid}/{tail}").status_code == 404


# Every page


def pages_of(place: Place) -> list[str]:
    service, organization = _service_of(place), place.organization
    assert organization
    return [
        "/",
        "/haku/?q=asumisneuvonta",
        "/haku/?q=asumisneuvonta&nakyma=kartta",
        f"/palvelut/{service.uuid}/",
        f"/paikat/{place.uuid}/",
        f"/paikat/{place.uuid}/ovi/",
        f"/organisaatiot/{organization.uuid}/",
        "/kohtaamispaikat/",
        "/avoin-data/",
    ]


def test_public_pages_set_no_cookie_and_answer_304(client: Client) -> None:
    for page in pages_of(huhtasuo()):
        first = client.get(page)
        assert not first.cookies, page
        assert first.headers["Cache-Control"].startswith("public, max-age="), page
        again = client.get(page, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), page


def test_a_page_is_new_when_the_data_are(client: Client) -> None:
    place = huhtasuo()
    tag = client.get(f"/paikat/{place.uuid}/").headers["ETag"]
    make_place("Toinen")
    assert client.get(f"/paikat/{place.uuid}/", headers={"If-None-Match": tag}).status_code == 200


def test_a_line_that_was_rendered_says_at_once_what_was_edited(client: Client) -> None:
    place = huhtasuo()
    assert "Huhtasuon piste" in read(client, "/haku/?laji=place")
    entries.edit(HOUSE, place, changes={"name": {"fi": "Uusi piste"}})
    html = read(client, "/haku/?laji=place")
    assert "Uusi piste" in html
    assert "Huhtasuon piste" not in html


def test_a_line_follows_the_clock_and_has_words_of_its_own_in_each_language(client: Client) -> None:
    huhtasuo()
    said = {
        ("09:30", "/haku/?laji=place"): "Auki nyt, sulkeutuu klo 16",
        ("09:30", "/sv/haku/?laji=place"): "Öppet nu, stänger kl. 16",
        ("16:30", "/haku/?laji=place"): "Suljettu nyt, aukeaa huomenna klo 9",
        ("16:30", "/en/haku/?laji=place"): "Closed now, opens tomorrow at 9:00",
    }
    for (hour, address), words in said.items():
        with time_machine.travel(at(f"2026-11-24 {hour}"), tick=False):
            assert words in read(client, address).replace("\N{NO-BREAK SPACE}", " ")


def test_links_keep_the_language_and_plain_finnish(client: Client) -> None:
    place = huhtasuo()
    assert f'href="/sv/paikat/{place.uuid}/"' in read(client, "/sv/haku/?q=asumisneuvonta")
    html = read(client, "/haku/?q=asumisneuvonta&selko=1")
    assert f'href="/paikat/{place.uuid}/?selko=1"' in html
    assert '<input type="hidden" name="selko" value="1">' in html


def test_plain_finnish_has_words_of_its_own(client: Client) -> None:
    assert "Täältä löydät apua. Kirjoita, mitä tarvitset." in read(client, "/?selko=1")
    assert "Hae helpolla sanalla" in read(client, "/haku/?q=qwrtpzx&selko=1")
    assert "Hae helpolla sanalla" not in read(client, "/sv/haku/?q=qwrtpzx&selko=1")


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "Kerro virheestä"), ("/sv", "Anmäl ett fel"), ("/en", "Report an error")]
)
def test_every_page_offers_to_tell_of_an_error(client: Client, prefix: str, words: str) -> None:
    for page in pages_of(huhtasuo()):
        html = read(client, prefix + page)
        assert f'href="{prefix}/kerro-virheesta/?sivu=' in html, page
        assert words in html, page


def test_the_report_link_of_a_thing_names_the_thing(client: Client) -> None:
    place = huhtasuo()
    assert f"&amp;kohde=place:{place.uuid}" in read(client, f"/paikat/{place.uuid}/")
