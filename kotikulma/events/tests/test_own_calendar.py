"""The calendar of one registration: private, true to the end, and no way to anything else."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.events import access, commands
from kotikulma.events.models import Event, Registration
from kotikulma.events.queries import own_calendar
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import LINK, cancel, fill, make_occurrence, make_online, register, token
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def path(row: Registration) -> str:
    row.refresh_from_db()
    return own_calendar.address(row).removeprefix("http://localhost:8000")


def entry(client: Client, row: Registration) -> Any:
    (event,) = icalendar.Calendar.from_ical(client.get(path(row)).content).walk("VEVENT")
    return event


def test_it_shows_the_time_one_registered_to_under_the_name_the_mails_gave(client: Client) -> None:
    row = register(make_occurrence())
    found = entry(client, row)
    assert (str(found["UID"]), str(found["STATUS"])) == (f"registration-{row.uuid}@localhost", "CONFIRMED")
    assert (found["DTSTART"].dt, str(found["SUMMARY"])) == (at("2027-02-17T17:30"), "Avoin perhekahvila")
    assert str(found["URL"]) == f"http://localhost:8000/tapahtumat/{Event.objects.get().uuid}/"


def test_it_follows_a_move_and_a_cancelling(client: Client) -> None:
    occurrence = make_occurrence()
    row = register(occurrence)
    times = {"starts_at": at("2027-02-18T10:00"), "ends_at": at("2027-02-18T11:00")}
    commands.move_occurrence(HOUSE, occurrence.uuid, version=Event.objects.get().version, **times)
    assert (entry(client, row)["DTSTART"].dt, entry(client, row)["SEQUENCE"]) == (times["starts_at"], 1)
    cancel(row)
    found = entry(client, row)
    assert (str(found["STATUS"]), str(found["SUMMARY"])) == ("CANCELLED", "PERUTTU: Avoin perhekahvila")


def test_who_waits_sees_that_the_seat_is_not_hers_yet(client: Client) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    fill(occurrence, 1)
    found = entry(client, register(occurrence))
    assert (str(found["STATUS"]), str(found["SUMMARY"])) == ("TENTATIVE", "Jonossa: Avoin perhekahvila")


def test_words_are_in_the_persons_language(client: Client) -> None:
    row = register(make_occurrence(), language="sv")
    cancel(row)
    assert str(entry(client, row)["SUMMARY"]) == "INSTÄLLT: Avoin perhekahvila"


def test_neither_the_way_in_nor_the_persons_own_link_is_in_it(client: Client, frozen: Any) -> None:
    row = register(make_online(), channel="online")
    frozen.move_to(at("2027-02-17T16:30"))
    body = client.get(path(row)).content.decode().replace("\r\n ", "")
    assert LINK not in body
    assert token(row) not in body


def test_it_is_private_and_304_when_unchanged(client: Client) -> None:
    where = path(register(make_occurrence()))
    first = client.get(where)
    assert (first["Cache-Control"], first["X-Robots-Tag"]) == ("private, max-age=900", "noindex")
    assert first["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in first
    assert client.get(where, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_its_address_does_not_open_the_persons_page_nor_the_other_way(client: Client) -> None:
    row = register(make_occurrence())
    assert access.calendar_token(row) != token(row)
    assert client.get(f"/kalenteri/{token(row)}.ics").status_code == 404


def test_a_link_sent_anew_ends_the_old_address(client: Client) -> None:
    row = register(make_occurrence())
    where = path(row)
    Registration.objects.filter(pk=row.pk).update(link_version=2)
    assert client.get(where).status_code == 404


def test_it_ends_thirty_days_after_the_end(client: Client, frozen: Any) -> None:
    where = path(register(make_occurrence()))
    frozen.move_to(at("2027-02-17T18:30") + timedelta(days=30))
    assert client.get(where).status_code == 200
    frozen.shift(timedelta(minutes=1))
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("guess", ["x", "2AAAA", "2" + "A" * 64, "é"])
def test_a_guessed_address_is_not_found(client: Client, guess: str) -> None:
    assert client.get(f"/kalenteri/{guess}.ics").status_code == 404
