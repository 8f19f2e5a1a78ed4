"""The demo's door is open in the demo, at this machine, and nowhere else."""

import re
from typing import Any

import pytest
from django.test import Client

from kotikulma.people import commands
from kotikulma.people.demo import ROLES, lay_people
from kotikulma.people.models import Membership, Organization
from kotikulma.people.tests.make import SIGN_IN, make_organization
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    organization = make_organization("Esittelyn väki")
    lay_people({role.key: organization for role in ROLES})


def test_the_roles_are_listed_with_a_button_each(demo: None, client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert re.findall(r'<button[^>]* name="role" value="(\w+)"', page) == ["editor", "coordinator", "administrator"]
    assert "Pisteen koordinaattori" in page


def test_a_tour_begins_at_its_step_signed_in_and_a_resident_needs_no_account(demo: None, client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert "Kierros: Asukas" in page
    assert 'href="/kohtaamispaikat/"' in page
    [step] = re.findall(r'name="next" value="(/tyotila/asunnottomuus/virrat/)"', page)
    answer = client.post("/demo/sign-in", {"role": "coordinator", "next": step})
    assert answer.headers["Location"] == step
    assert client.post("/demo/sign-in", {"role": "resident"}).status_code == 404


def test_a_plain_client_signs_in_with_the_token_of_the_page(demo: None) -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/demo/").content.decode())[1]  # type: ignore[index]
    answer = client.post("/demo/sign-in", {"role": "coordinator", "csrfmiddlewaretoken": token, "next": "/apua/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/apua/")
    assert client.get("/apua/").status_code == 200


def test_a_script_signs_in_with_the_role_alone(demo: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/demo/sign-in", {"role": "editor"}).status_code == 302
    assert client.get("/tyotila/").status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_signs_nobody_in(demo: None, client: Client, headers: dict[str, str]) -> None:
    assert client.post("/demo/sign-in", {"role": "editor"}, headers=headers).status_code == 403


def test_an_unknown_role_is_not_found(demo: None, client: Client) -> None:
    assert client.post("/demo/sign-in", {"role": "keisari"}).status_code == 404


def test_the_mailbox_is_empty_first_and_then_shows_the_newest_mail(demo: None, client: Client) -> None:
    assert "Postia ei ole" in client.get("/demo/mail").content.decode()
    client.post(SIGN_IN, {"email": "editor@example.org"})
    page = client.get("/demo/mail").content.decode()
    assert re.search(r"kirjautumiskoodisi on \d{3} \d{3}", page)


@pytest.mark.parametrize(
    "away",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_away_from_this_machine_the_door_is_not_there(demo: None, away: dict[str, str]) -> None:
    client = Client(**away)
    answers = [client.get("/demo/"), client.get("/demo/mail"), client.post("/demo/sign-in", {"role": "editor"})]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_outside_the_demo_the_door_is_not_there(demo: None, client: Client, settings: Any) -> None:
    settings.DEMO = False
    answers = [client.get("/demo/"), client.get("/demo/mail"), client.post("/demo/sign-in", {"role": "editor"})]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "sid" not in client.cookies


def test_laying_the_people_twice_changes_nothing(demo: None) -> None:
    organization = Organization.objects.get(name__fi="Esittelyn väki")
    lay_people({role.key: organization for role in ROLES})
    assert Membership.objects.count() == len(ROLES)


def test_a_demo_person_is_an_ordinary_person(demo: None, client: Client) -> None:
    client.post("/demo/sign-in", {"role": "administrator"})
    assert "tämä selain" in client.get("/tili/").content.decode()
    client.post("/tili/kirjaudu-ulos-kaikkialta/")
    assert client.get("/tili/").status_code == 302
    assert commands.create_person(cast.HOUSE, email="administrator@example.org").name == "Pääkäyttäjä"
