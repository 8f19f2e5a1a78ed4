"""What happens next, with real days: when the link comes, when what one told leaves, where one's calendar is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.events.commands.retention import purge_old
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import fill, make_occurrence, make_online, register, token
from kotikulma.events.types import Question
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday(frozen: Any) -> None:
    frozen.move_to(at("2027-02-09T09:30"))


def form(client: Client, occurrence: Occurrence) -> str:
    path = f"/tapahtumat/{occurrence.event.uuid}/{occurrence.uuid}/ilmoittaudu/"
    return client.get(path).content.decode()


def own(client: Client, row: Registration, prefix: str = "") -> str:
    return client.get(f"{prefix}/ilmoittautuminen/{token(row)}/").content.decode()


def steps(html: str) -> dict[str, str]:
    """What is told under each moment."""
    listed = html.split('class="k-steps')[1].replace("\N{NO-BREAK SPACE}", " ")
    return dict(re.findall(r"<li><b>([^<]+)</b>([^<]+)</li>", listed))


def test_the_hour_of_the_link_is_told_before_one_registers(client: Client) -> None:
    assert steps(form(client, make_online()))["ke 17.2. klo 16"] == "Linkki tulee sähköpostiisi."


def test_one_s_own_page_names_the_hour_and_the_address_it_comes_to(client: Client) -> None:
    row = register(make_online())
    words = own(client, row).replace("\N{NO-BREAK SPACE}", " ")
    assert "Linkki tulee tähän ja sähköpostiisi ke 17.2. klo 16." in words


def test_who_left_no_mail_finds_it_on_her_page(client: Client) -> None:
    row = register(make_online(), email="", phone="014 000 0000")
    words = own(client, row).replace("\N{NO-BREAK SPACE}", " ")
    assert "Linkki tulee tähän ke 17.2. klo 16." in words
    assert "Linkki tulee omalle sivullesi." in words


def test_an_hour_nobody_has_chosen_is_not_told(client: Client) -> None:
    occurrence = make_occurrence()
    type(occurrence.event).objects.filter(pk=occurrence.event_id).update(mode="online")
    assert "Ennen tapahtumaa" in steps(form(client, occurrence))


def test_a_link_that_is_out_is_not_promised_again(client: Client, frozen: Any) -> None:
    occurrence = make_online()
    frozen.move_to(at("2027-02-17T16:30"))
    assert "Linkki tulee sähköpostiisi." not in form(client, occurrence)


def test_the_day_by_which_data_leave_is_the_day_they_have_left(client: Client, frozen: Any) -> None:
    row = register(make_occurrence())
    assert steps(own(client, row))["la 20.3."] == "Tietosi on viimeistään silloin poistettu."
    frozen.move_to(at("2027-03-20T03:57"))
    purge_old(HOUSE)
    row.refresh_from_db()
    assert row.contact_name == ""


def test_who_waits_is_told_of_the_shorter_time(client: Client) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    _first, second = fill(occurrence, 1, 1)
    assert steps(own(client, second))["to 25.2."] == "Poistamme tietosi, jos et saanut paikkaa."


def test_answers_that_leave_earlier_are_told_of(client: Client) -> None:
    occurrence = make_occurrence(questions=[Question("ruoka", {"fi": "Allergiat"}, days_kept=7)])
    assert steps(form(client, occurrence))["to 25.2."] == "Poistamme ensimmäiset vastauksesi."


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("/sv", "Länken kommer hit och till din e-post"), ("/en", "The link comes here and to your e-mail")],
)
def test_it_is_said_in_three_languages(client: Client, prefix: str, words: str) -> None:
    assert words in own(client, register(make_online()), prefix)


def test_one_s_own_page_leads_to_one_s_own_calendar(client: Client) -> None:
    row = register(make_occurrence())
    found = re.search(r'href="http://localhost:8000(/kalenteri/[^"]+\.ics)"', own(client, row))
    assert found
    feed = client.get(found[1])
    assert feed["Content-Type"].startswith("text/calendar")
    assert b"Avoin perhekahvila" in feed.content
    assert token(row) not in found[1]


def test_the_calendar_holds_no_other_registration_of_the_same_mailbox(client: Client) -> None:
    row = register(make_occurrence(), email="aino@example.org")
    later = at("2027-02-17T17:30") + timedelta(days=1)
    register(make_occurrence(later, event={"title": {"fi": "Toinen tilaisuus"}}), email="aino@example.org")
    found = re.search(r'href="http://localhost:8000(/kalenteri/[^"]+\.ics)"', own(client, row))
    assert found
    assert b"Toinen tilaisuus" not in client.get(found[1]).content
