"""A place's calendar: the hours of its services beside what takes place there, each hour once."""

from datetime import date, time
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.directory.models import Place
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursException, HoursKind, Period, Slot
from kotikulma.events.tests.ics import starts, starts_by_ical_js
from kotikulma.events.tests.make import at, make_event

pytestmark = pytest.mark.django_db
TUESDAYS = Period(kind=HoursKind.DROP_IN, slots=(Slot(1, time(9), time(11)),))


@pytest.fixture(autouse=True)
def _tuesday(frozen: Any) -> None:
    frozen.move_to(at("2027-02-09T12:00"))


@pytest.fixture
def point() -> Place:
    """Housing advice on Tuesdays from 9 to 11, not on 23 February."""
    place = make_place()
    away = HoursException(date(2027, 2, 23), date(2027, 2, 23), reason={"fi": "Koulutus"})
    connect(make_service("Asumisneuvonta"), place, TUESDAYS, exceptions=[away])
    return place


def body(client: Client, place: Place, query: str = "") -> bytes:
    answer = client.get(f"/kalenteri/paikat/{place.uuid}.ics{query}")
    assert answer.status_code == 200
    return answer.content


def titles(content: bytes) -> list[str]:
    return sorted(str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_drop_in_of_a_service_is_in_the_calendar_of_its_place(client: Client, point: Place) -> None:
    (entry,) = icalendar.Calendar.from_ical(body(client, point)).walk("VEVENT")
    assert str(entry["SUMMARY"]) == "Asumisneuvonta"
    assert str(entry["DESCRIPTION"]).startswith("Ilman ajanvarausta\nhttp://localhost:8000/palvelut/")
    assert str(entry["LOCATION"]) == "Huhtasuon yhteistoimintapiste, Nevakatu 2, 40340"


def test_it_is_there_for_eight_weeks_and_not_on_a_day_without(client: Client, point: Place) -> None:
    found = starts(body(client, point))
    assert [moment[:10] for moment, _status in found] == [
        "2027-02-09",
        "2027-02-16",
        "2027-03-02",
        "2027-03-09",
        "2027-03-16",
        "2027-03-23",
        "2027-03-30",
    ]
    assert (found[0][0], found[-1][0]) == (
        "2027-02-09T07:00Z",
        "2027-03-30T06:00Z",
    )  # nine on the wall, summer time too
    assert starts_by_ical_js(body(client, point)) == found


def test_an_event_beside_the_hours_is_told_as_well(client: Client, point: Place) -> None:
    make_event(at("2027-02-16T09:00"), hours=2, place=point.uuid)
    assert titles(body(client, point)) == ["Asumisneuvonta", "Avoin perhekahvila"]


def test_the_same_hour_is_never_told_twice(client: Client, point: Place) -> None:
    make_event(at("2027-02-16T09:00"), hours=2, place=point.uuid, title={"fi": "Asumisneuvonta"})
    at_nine = [moment for moment, _status in starts(body(client, point)) if moment == "2027-02-16T07:00Z"]
    assert len(at_nine) == 1
    week = client.get(f"/paikat/{point.uuid}/?viikko=2027-02-15").content.decode()
    table = week.split("<table", 1)[1].split("</table>", 1)[0]
    assert table.count("Asumisneuvonta") == 1


def test_hours_of_several_days_are_one_entry(client: Client) -> None:
    place = make_place()
    weekdays = Period(kind=HoursKind.OPEN, slots=tuple(Slot(day, time(9), time(15)) for day in range(5)))
    connect(make_service(), place, weekdays)
    content = body(client, place)
    assert len(titles(content)) == 1
    assert len(starts(content)) == 8 * 5 - 2  # Good Friday and Easter Monday


def test_the_hours_of_a_place_are_in_no_other_calendar(client: Client, point: Place) -> None:
    assert titles(client.get("/kalenteri.ics").content) == []


def test_the_same_week_is_the_same_bytes(client: Client, point: Place, frozen: Any) -> None:
    before = body(client, point)
    frozen.move_to(at("2027-02-11T12:00"))
    assert body(client, point) == before


@pytest.mark.parametrize(("query", "words"), [("?lang=sv", "Utan tidsbokning"), ("?lang=en", "/en/palvelut/")])
def test_words_come_in_the_language_asked_for(client: Client, point: Place, query: str, words: str) -> None:
    assert words in body(client, point, query).decode().replace("\r\n ", "")
