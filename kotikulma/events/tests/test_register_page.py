"""Registering on one page and one's own page behind the link: typed words stay, GET changes nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from kotikulma.events.forms.registration import RegisterForm
from kotikulma.events.models import Hold, Occurrence, Registration
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import LINK, cancel, fill, make_occurrence, make_online, register, token
from kotikulma.events.types import Question

pytestmark = pytest.mark.django_db
NOW = at("2027-02-09T09:30")
AINO = {"contact_name": "Aino Esimerkki", "email": "aino@example.org", "party_size": "1"}


@pytest.fixture(autouse=True)
def _tuesday(frozen) -> None:
    frozen.move_to(NOW)


@pytest.fixture
def aino(frozen: Any) -> dict[str, str]:
    """A form handed out ten seconds ago, filled in."""
    made = {"stamp": RegisterForm.new_stamp(), **AINO}
    frozen.shift(10)
    return made


def address(occurrence: Occurrence) -> str:
    return f"/tapahtumat/{occurrence.event.uuid}/{occurrence.uuid}/ilmoittaudu/"


def words(response: Any) -> str:
    return str(response.content.decode())


def test_three_fields_are_enough_and_the_page_says_what_comes_next(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence()
    response = client.post(address(occurrence), aino, follow=True)
    assert "Olet mukana" in words(response)
    assert "Mitä seuraavaksi tapahtuu" in words(response)
    assert "Saat vahvistuksen sähköpostiin." in words(response)
    assert "aino@example.org" not in words(response)
    assert Registration.objects.get().state == "attending"


def test_the_same_form_again_is_the_same_registration(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence()
    first, second = client.post(address(occurrence), aino), client.post(address(occurrence), aino)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Registration.objects.count() == 1


def test_a_full_one_answers_409_with_the_form_kept(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence(capacity_in_person=1, waiting_capacity=0)
    fill(occurrence, 1)
    response = client.post(address(occurrence), aino)
    assert response.status_code == 409
    assert "Tapahtuma ja sen jono ovat täynnä." in words(response)
    assert 'value="Aino Esimerkki"' in words(response)
    assert 'value="aino@example.org"' in words(response)


def test_a_closed_one_answers_409_with_the_form_kept(client: Client, aino: dict[str, str], frozen: Any) -> None:
    occurrence = make_occurrence(closes_minutes_before=30)
    frozen.move_to(at("2027-02-17T17:10"))
    response = client.post(address(occurrence), {**aino, "stamp": RegisterForm.new_stamp()})
    assert response.status_code == 422  # too quick: a form is read first
    stamp = RegisterForm.new_stamp()
    frozen.shift(10)
    response = client.post(address(occurrence), {**aino, "stamp": stamp})
    assert response.status_code == 409
    assert "Ilmoittautuminen on päättynyt." in words(response)
    assert 'value="Aino Esimerkki"' in words(response)
    assert client.get(address(occurrence)).status_code == 409


def test_who_waits_is_told_her_place_and_the_rule(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    fill(occurrence, 1, 1)
    html = words(client.post(address(occurrence), aino, follow=True))
    assert "Olet jonossa" in html
    assert "Paikkasi jonossa on 2." in html
    assert "Kukaan ei menetä sijaansa." in html


def test_seats_are_kept_while_one_types_and_the_time_may_be_made_longer(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    html = words(client.post(address(occurrence), {**aino, "email": "", "teko": "varaa"}))
    assert "Pidämme sinulle 1 paikan klo 9.45 asti." in html
    assert "Korjaa nämä kohdat" not in html
    found = re.search(r'name="hold" value="([^"]+)"', html)
    assert found is not None
    html = words(client.post(address(occurrence), {**aino, "hold": found[1], "teko": "jatka"}))
    assert "asti." in html
    assert Hold.objects.get().extended == 1
    client.post(address(occurrence), {**aino, "hold": found[1]})
    assert not Hold.objects.exists()


def test_opening_the_form_keeps_no_seat(client: Client) -> None:
    client.get(address(make_occurrence(capacity_in_person=3)))
    assert not Hold.objects.exists()


def test_the_organiser_s_questions_are_asked_and_answered(client: Client, aino: dict[str, str]) -> None:
    questions = [
        Question("yhdistys", {"fi": "Yhdistys tai ryhmä"}),
        Question("ruoka", {"fi": "Syötkö?"}, "yes_no", required=True),
        Question("koko", {"fi": "Koko"}, "choice", choices=({"fi": "S"}, {"fi": "M"})),
    ]
    occurrence = make_occurrence(questions=questions)
    response = client.post(address(occurrence), aino)
    assert response.status_code == 422
    assert "Vastaa tähän kysymykseen." in words(response)
    answers = {"kysymys-yhdistys": "Naapurit", "kysymys-ruoka": "1", "kysymys-koko": "1"}
    client.post(address(occurrence), {**aino, **answers})
    assert Registration.objects.get().answers == {"yhdistys": "Naapurit", "ruoka": True, "koko": 1}


def test_a_party_comes_with_names(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence(ask_names=True)
    client.post(address(occurrence), {**aino, "party_size": "3", "names": "Onni\nHelmi\n"})
    own = Registration.objects.get()
    assert own.party_size == 3
    names = own.participants.order_by("ordinal").values_list("name", flat=True)
    assert list(names) == ["Aino Esimerkki", "Onni", "Helmi"]


def test_a_field_no_person_sees_stays_empty(client: Client, aino: dict[str, str]) -> None:
    response = client.post(address(make_occurrence()), {**aino, "website": "https://example.org"})
    assert response.status_code == 422
    assert not Registration.objects.exists()


def test_who_leaves_no_mail_comes_to_her_own_page_at_once(client: Client, aino: dict[str, str]) -> None:
    occurrence = make_occurrence()
    response = client.post(address(occurrence), {**aino, "email": "", "phone": "040 123 4567"}, follow=True)
    assert "Tämä linkki on vain sinun. Ota se talteen:" in words(response)


def own_page(row: Registration, deed: str = "") -> str:
    return f"/ilmoittautuminen/{token(row)}/" + (f"{deed}/" if deed else "")


def test_one_s_own_page_is_kept_nowhere_and_opens_to_the_link_alone(client: Client) -> None:
    row = register(make_occurrence())
    response = client.get(own_page(row))
    assert "Olet mukana" in words(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert client.get(own_page(row)[:-3] + "xx/").status_code == 404


def test_a_robot_that_opens_every_link_changes_nothing(client: Client) -> None:
    row = register(make_occurrence())
    for deed in ("", "peru", "vahvista", "luovu"):
        client.get(own_page(row, deed))
        client.head(own_page(row, deed))
    row.refresh_from_db()
    assert row.state == "attending"


def test_one_cancels_by_pressing_and_sees_that_it_is_done(client: Client) -> None:
    row = register(make_occurrence())
    html = words(client.post(own_page(row, "peru"), follow=True))
    assert "Peruit ilmoittautumisesi" in html


def test_the_way_in_comes_to_the_page_at_its_moment_and_to_those_who_attend(client: Client, frozen: Any) -> None:
    occurrence = make_online(capacity_online=1)
    mine, waiting = register(occurrence), register(occurrence, "Veikko")
    assert LINK.replace("&", "&amp;") not in words(client.get(own_page(mine)))
    frozen.move_to(at("2027-02-17T16:00"))
    assert LINK.replace("&", "&amp;") in words(client.get(own_page(mine)))
    assert "zoom.example" not in words(client.get(own_page(waiting)))


def test_an_offer_is_shown_with_its_end_and_taken_by_pressing(client: Client, frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    first, second = fill(occurrence, 1, 1)
    frozen.move_to(at("2027-02-16T18:00"))
    cancel(first)
    assert "Sinulle on paikka" in words(client.get(own_page(second)))
    html = words(client.post(own_page(second, "vahvista"), follow=True))
    assert "Olet mukana" in html


def test_changes_are_saved_and_more_seats_than_there_are_refused(client: Client) -> None:
    occurrence = make_occurrence(capacity_in_person=2)
    row = register(occurrence)
    kept = {"email": "aino@example.org", "phone": ""}
    html = words(client.post(own_page(row), {**kept, "party_size": "2"}, follow=True))
    assert "Muutokset on tallennettu." in html
    response = client.post(own_page(row), {**kept, "party_size": "5"})
    assert response.status_code == 409
    assert "Ilmoittautumisesi on voimassa ennallaan." in words(response)


def test_a_new_address_gets_a_new_link(client: Client) -> None:
    row = register(make_occurrence())
    response = client.post(own_page(row), {"email": "uusi@example.org", "phone": "", "party_size": "1"})
    assert "Lähetimme uuden linkin uuteen osoitteeseesi." in words(response)
