"""One event's page: its state in words, its times, what machines are told, and what stays secret."""

import json
import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.rules import time_words
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.events.tests.make_registrations import LINK, fill, make_occurrence, make_online
from kotikulma.events.types import Rule
from kotikulma.events.types.records import SeriesRecord
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
NOW = at("2027-02-09T09:30")
WEDNESDAY = at("2027-02-17T17:30")


@pytest.fixture(autouse=True)
def _tuesday(frozen) -> None:
    frozen.move_to(NOW)


def page(client: Client, event: Event, occurrence: Occurrence | None = None) -> str:
    response = client.get(f"/tapahtumat/{event.uuid}/" + (f"{occurrence.uuid}/" if occurrence else ""))
    assert response.status_code == 200
    return str(response.content.decode())


def told(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    made: dict[str, Any] = json.loads(found[1])
    return made


def cancel(event: Event) -> Event:
    return commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Vesivahinko."})


def test_it_says_what_when_where_for_whom_and_whom_to_ask(client: Client) -> None:
    place = make_place()
    html = page(client, make_event(WEDNESDAY, place=place.uuid, languages=["fi"], max_age=6))
    for words in (
        "Avoin perhekahvila",
        "ke\N{NO-BREAK SPACE}17.2. klo\N{NO-BREAK SPACE}17.30–19",
        "8 päivän päästä",
        "Huhtasuon yhteistoimintapiste",
        "Enintään 6-vuotiaat",
        "Maksuton",
        "toiminta@example.org",
        "Tule suoraan, et tarvitse ilmoittautumista",
    ):
        assert words in html


def test_a_cancelled_one_says_why_and_takes_nobody(client: Client) -> None:
    occurrence = make_occurrence()
    html = page(client, cancel(Event.objects.get(pk=occurrence.event_id)))
    assert "Tapahtuma on peruttu" in html
    assert "Vesivahinko." in html
    assert "ilmoittaudu/" not in html
    assert told(html)["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_postponed_one_waits_for_its_time(client: Client) -> None:
    event = make_event(WEDNESDAY)
    commands.postpone_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Tila remontissa."})
    html = page(client, event)
    assert "Tapahtuma siirtyy, uusi aika tulee tähän" in html
    assert told(html)["eventStatus"] == "https://schema.org/EventPostponed"


def test_a_rescheduled_one_tells_its_former_time(client: Client) -> None:
    event = make_event(WEDNESDAY)
    later = WEDNESDAY + timedelta(days=1)
    commands.reschedule_event(
        HOUSE, event.uuid, version=event.version, starts_at=later, ends_at=later + timedelta(hours=1)
    )
    html = page(client, event)
    assert "Uusi aika" in html
    assert "Aiemmin ke\N{NO-BREAK SPACE}17.2." in html
    data = told(html)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2027-02-17T17:30:00+02:00"


def test_what_is_over_is_said_to_be_over(client: Client, frozen: Any) -> None:
    event = make_event(WEDNESDAY)
    frozen.move_to(WEDNESDAY + timedelta(days=1))
    assert "Tapahtuma on ohi" in page(client, event)


def test_free_seats_are_told_and_a_full_one_has_a_queue(client: Client) -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    html = page(client, occurrence.event)
    assert "3 jäljellä, yhteensä 3" in html
    assert told(html)["remainingAttendeeCapacity"] == 3
    fill(occurrence, 3)
    html = page(client, occurrence.event)
    assert "Ilmoittaudu jonoon" in html
    assert told(html)["offers"]["availability"] == "https://schema.org/SoldOut"


def test_the_way_in_online_is_in_no_public_page(client: Client, frozen: Any) -> None:
    occurrence = make_online()
    for moment in (NOW, at("2027-02-17T16:30")):
        frozen.move_to(moment)
        html = page(client, occurrence.event)
        assert LINK not in html
        assert "zoom.example" not in html
        virtual = told(html)["location"][0]
        assert virtual == {"@type": "VirtualLocation", "url": told(html)["url"]}


def test_drafts_and_what_is_for_members_open_to_those_whose_it_is(client: Client) -> None:
    own = cast.own_organization().uuid
    draft, inside = make_draft(WEDNESDAY, organization=own), make_event(WEDNESDAY, visibility="members")
    member = cast.browser_of(cast.editor())
    for event in (draft, inside):
        assert client.get(f"/tapahtumat/{event.uuid}/").status_code == 404
        response = member.get(f"/tapahtumat/{event.uuid}/")
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert "application/ld+json" not in response.content.decode()


def test_a_time_of_another_event_is_not_found(client: Client) -> None:
    other = only_time(make_event(WEDNESDAY))
    event = make_event(WEDNESDAY)
    assert client.get(f"/tapahtumat/{event.uuid}/{other.uuid}/").status_code == 404


def test_the_page_is_kept_until_something_changes(client: Client) -> None:
    occurrence = make_occurrence()
    address = f"/tapahtumat/{occurrence.event.uuid}/"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    fill(occurrence, 1)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def rhythm(rule: Rule) -> str:
    made = SeriesRecord(cast.own_organization().uuid, date(2027, 2, 9), time(9), 120, rule, frozenset(), 0, NOW)
    return time_words.rhythm(made).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("WEEKLY", ("TU",)), "Joka tiistai klo 9–11"),
        (Rule("WEEKLY", ("TU", "TH")), "Joka tiistai ja torstai klo 9–11"),
        (Rule("WEEKLY", ("TU",), 2), "Joka toinen tiistai klo 9–11"),
        (Rule("WEEKLY", ("MO", "TU", "WE", "TH", "FR")), "Joka arkipäivä klo 9–11"),
        (Rule("MONTHLY", ("2TU",)), "Kuukauden 2. tiistai klo 9–11"),
        (Rule("MONTHLY", ("-1FR",)), "Kuukauden viimeinen perjantai klo 9–11"),
        (Rule("WEEKLY", ("TU",), until=date(2027, 5, 25)), "Joka tiistai klo 9–11, viimeistään 25.5.2027"),
    ],
)
def test_a_rhythm_is_said_in_words(rule: Rule, words: str) -> None:
    assert rhythm(rule) == words


def test_a_place_s_week_shows_events_beside_its_hours_once(client: Client) -> None:
    place = make_place()
    event = make_event(at("2027-02-10T12:00"), place=place.uuid)
    html = str(client.get(f"/paikat/{place.uuid}/").content.decode())
    assert html.count(f"/tapahtumat/{event.uuid}/{only_time(event).uuid}/") == 2  # the week, and the list of events
    cancel(event)
    html = str(client.get(f"/paikat/{place.uuid}/").content.decode())
    assert "Ei neuvontaa" in html or "Suljettu." in html
