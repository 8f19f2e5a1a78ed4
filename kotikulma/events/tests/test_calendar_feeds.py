"""Calendars to subscribe to: what is in them, when it goes, and that nothing changes by itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import icalendar
import pytest
from django.test import Client

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Event, JoinInfo, Occurrence, RegistrationSetup
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.events.tests.make_series import MORNINGS, at_ten, make_series, morning, version
from kotikulma.events.types import Rule
from kotikulma.kernel import sealing
from tests.cast import HOUSE, other_organization, own_organization

pytestmark = pytest.mark.django_db
WHY = {"fi": "Ohjaaja on sairaana."}
JOIN = "https://kokous.example.org/j/123?pwd=abc"


@pytest.fixture(autouse=True)
def autumn(time_machine: Any) -> Any:
    time_machine.move_to(at("2026-09-20T12:00"), tick=False)
    return time_machine


def fetch(client: Client, path: str = "/kalenteri.ics") -> bytes:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return response.content


def events(client: Client, path: str = "/kalenteri.ics") -> list[Any]:
    return icalendar.Calendar.from_ical(fetch(client, path)).walk("VEVENT")


def titles(client: Client, path: str = "/kalenteri.ics") -> list[str]:
    return [str(event["SUMMARY"]) for event in events(client, path)]


def cancel(row: Occurrence) -> Occurrence:
    number = Event.objects.get(pk=row.event_id).version
    return commands.cancel_occurrence(HOUSE, row.uuid, version=number, reason=WHY)


def test_an_event_is_one_entry_with_place_words_and_address(client: Client) -> None:
    place = make_place("Yhteinen palvelupiste", street_address={"fi": "Kirkkokatu 1"}, postal_code="40100")
    event = make_event(at("2027-02-10T17:30"), hours=1, place=place.uuid, themes=["family"])
    (entry,) = events(client)
    assert str(entry["UID"]) == f"occurrence-{only_time(event).uuid}@localhost"
    assert str(entry["SUMMARY"]) == "Avoin perhekahvila"
    assert str(entry["LOCATION"]) == "Yhteinen palvelupiste, Kirkkokatu 1, 40100, Alakerran sali"
    address = f"http://localhost:8000/tapahtumat/{event.uuid}/"
    assert str(entry["DESCRIPTION"]) == f"Kahvia, leikkiä ja muita perheitä.\n{address}"
    assert (str(entry["URL"]), str(entry["STATUS"]), entry["SEQUENCE"]) == (address, "CONFIRMED", 0)
    assert entry.start == at("2027-02-10T17:30")
    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt == event.changed_at
    assert entry["GEO"].to_ical() == "62.25;25.8"
    assert [str(one) for one in entry["CATEGORIES"].cats] == ["Avoin kohtaaminen", "Lapset ja perheet"]


def test_a_feed_has_a_name_and_says_how_often_to_look(client: Client) -> None:
    body = fetch(client).decode()
    assert "NAME:Kotikulman tapahtumat\r\n" in body
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in body
    assert "METHOD" not in body


@pytest.mark.parametrize(("language", "word"), [("sv", "INSTÄLLT: "), ("en", "CANCELLED: ")])
def test_words_come_in_the_language_asked_for(client: Client, language: str, word: str) -> None:
    event = make_event(title={"fi": "Kahvila", language: "Café"})
    cancel(only_time(event))
    (entry,) = events(client, f"/kalenteri.ics?lang={language}")
    assert (str(entry["SUMMARY"]), str(entry["STATUS"])) == (f"{word}Café", "CANCELLED")
    assert str(entry["URL"]) == f"http://localhost:8000/{language}/tapahtumat/{event.uuid}/"


def test_an_unknown_language_is_refused_by_name(client: Client) -> None:
    assert client.get("/kalenteri.ics?lang=xx").json()["fields"] == {"lang": "Give fi, sv or en."}


def test_drafts_unlisted_and_members_events_are_in_no_feed(client: Client) -> None:
    hidden = [make_draft(), make_event(visibility="unlisted"), make_event(visibility="members")]
    assert events(client) == []
    for event in hidden:
        assert client.get(f"/kalenteri/tapahtumat/{event.uuid}.ics").status_code == 404
        assert client.get(f"/kalenteri/kerrat/{only_time(event).uuid}.ics").status_code == 404


def test_the_join_link_is_in_no_calendar(client: Client) -> None:
    event = make_draft(mode="online")
    RegistrationSetup.objects.create(event=event)
    row = JoinInfo(event=event, release_time=at("2027-02-10T16:00").time(), changed_at=event.created_at)
    row.url = sealing.seal("events.join_link", row.uuid, JOIN)
    row.save()
    event = commands.publish_event(HOUSE, event.uuid, version=event.version)
    series = commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=MORNINGS)
    paths = ["/kalenteri.ics", f"/kalenteri/tapahtumat/{event.uuid}.ics"]
    paths += [f"/kalenteri/kerrat/{row.uuid}.ics" for row in series.occurrences.all()[:2]]
    for path in paths:
        body = fetch(client, path).replace(b"\r\n ", b"").decode()
        assert "kokous.example.org" not in body
        assert "Osallistumislinkki lähetetään ilmoittautuneille." in body
        assert "LOCATION:Verkossa" in body


def test_feeds_reach_thirty_days_back_and_eighteen_months_ahead(client: Client, autumn: Any) -> None:
    make_event(at("2026-10-01T10:00"), title={"fi": "Ensin"})
    make_event(at("2028-04-01T10:00"), title={"fi": "Kaukana"})
    assert titles(client) == ["Ensin"]
    autumn.move_to(at("2026-10-31T10:00"))
    assert titles(client) == ["Ensin", "Kaukana"]
    autumn.move_to(at("2026-11-01T10:00"))
    assert titles(client) == ["Kaukana"]


def test_what_was_cancelled_stays_thirty_days(client: Client, autumn: Any) -> None:
    event = make_event(at("2027-02-10T10:00"))
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason=WHY)
    (entry,) = events(client)
    assert (str(entry["STATUS"]), str(entry["SUMMARY"]), entry["SEQUENCE"]) == (
        "CANCELLED",
        "PERUTTU: Avoin perhekahvila",
        1,
    )
    assert str(entry["DESCRIPTION"]).startswith("Ohjaaja on sairaana.\n")
    autumn.shift(timedelta(days=29))
    assert len(events(client)) == 1
    autumn.shift(timedelta(days=2))
    assert events(client) == []


def test_a_postponed_event_is_tentative(client: Client) -> None:
    event = make_event(at("2027-02-10T10:00"))
    commands.postpone_event(HOUSE, event.uuid, version=event.version, reason=WHY)
    (entry,) = events(client)
    assert (str(entry["STATUS"]), str(entry["SUMMARY"])) == ("TENTATIVE", "SIIRTYY: Avoin perhekahvila")


def test_a_series_is_one_entry_with_the_times_that_differ(client: Client) -> None:
    series = make_series()
    cancel(morning(series, "2026-11-17"))
    moved = morning(series, "2027-02-09")
    times = {"starts_at": at("2027-02-10T10:00"), "ends_at": at("2027-02-10T12:00")}
    commands.move_occurrence(HOUSE, moved.uuid, version=version(series), **times)
    master, cancelled, other = events(client)
    assert {str(one["UID"]) for one in (master, cancelled, other)} == {f"series-{series.uuid}@localhost"}
    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270525T060000Z;BYDAY=TU"
    skipped = [str(one.dts[0].dt.date()) for one in master["EXDATE"]]
    assert skipped == ["2026-12-22", "2026-12-29", "2027-01-05"]
    assert (str(cancelled["STATUS"]), cancelled["RECURRENCE-ID"].dt) == ("CANCELLED", at("2026-11-17T09:00"))
    assert (other["RECURRENCE-ID"].dt, other["DTSTART"].dt) == (at("2027-02-09T09:00"), at("2027-02-10T10:00"))
    assert [one["SEQUENCE"] for one in (master, cancelled, other)] == [0, 1, 1]


def test_a_time_cancelled_long_ago_is_left_out_of_its_series(client: Client, autumn: Any) -> None:
    series = make_series()
    cancel(morning(series, "2026-11-17"))
    autumn.shift(timedelta(days=31))
    (master,) = events(client)
    assert "2026-11-17" in [str(one.dts[0].dt.date()) for one in master["EXDATE"]]


def test_a_series_of_a_cancelled_event_is_cancelled_as_one(client: Client) -> None:
    series = make_series()
    commands.cancel_event(HOUSE, series.event.uuid, version=version(series), reason=WHY)
    (master,) = events(client)
    assert (str(master["STATUS"]), master["SEQUENCE"], "RRULE" in master) == ("CANCELLED", 1, True)


def test_a_split_series_has_a_new_name_that_points_to_the_old(client: Client) -> None:
    series = make_series()
    first = morning(series, "2027-04-06")
    rhythm = at_ten(MORNINGS, starts_on=first.starts_at.date())
    new = commands.change_following(HOUSE, first.uuid, version=version(series), rhythm=rhythm).series
    old, following = events(client)
    assert old["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270330T060000Z;BYDAY=TU"
    assert (str(following["UID"]), str(following["RELATED-TO"])) == (
        f"series-{new.uuid}@localhost",
        f"series-{series.uuid}@localhost",
    )
    assert following["DTSTART"].dt == at("2027-04-06T10:00")


def test_times_before_a_change_are_told_as_they_were(client: Client, autumn: Any) -> None:
    series = make_series()
    autumn.move_to(at("2026-10-14T12:00"))
    commands.change_series(HOUSE, series.uuid, version=version(series), rhythm=at_ten(MORNINGS))
    master, *past = events(client)
    assert master["DTSTART"].dt == at("2026-10-20T10:00")
    assert [one["DTSTART"].dt for one in past] == [at("2026-10-06T09:00"), at("2026-10-13T09:00")]
    assert {str(one["RELATED-TO"]) for one in past} == {str(master["UID"])}


def test_an_extra_time_has_an_entry_of_its_own(client: Client) -> None:
    series = make_series()
    times = {"starts_at": at("2026-10-08T17:00"), "ends_at": at("2026-10-08T19:00")}
    row = commands.add_occurrence(HOUSE, series.event.uuid, version=version(series), series=series.uuid, **times)
    _master, extra = events(client)
    assert (str(extra["UID"]), "RECURRENCE-ID" in extra) == (f"occurrence-{row.uuid}@localhost", False)


def test_an_endless_series_leaves_out_holidays_to_the_end_of_the_year_after(client: Client) -> None:
    make_series(replace(MORNINGS, starts_on=date(2026, 10, 2), rule=Rule("WEEKLY", ("FR",)), skipped=frozenset()))
    (master,) = events(client)
    assert str(master["EXDATE"][-1].dts[0].dt.date()) == "2029-06-22"
    assert b"UNTIL" not in master["RRULE"].to_ical()


def test_a_place_shows_what_is_there_and_what_moved_there(client: Client) -> None:
    here, there = make_place("Palvelupiste"), make_place("Kirjasto")
    series = make_series(place=here.uuid)
    moved = morning(series, "2027-02-09")
    times = {"starts_at": at("2027-02-10T10:00"), "ends_at": at("2027-02-10T12:00")}
    commands.move_occurrence(
        HOUSE, moved.uuid, version=version(series), **times, values={"place": there.uuid, "place_note": {"fi": "Sali"}}
    )
    assert len(events(client, f"/kalenteri/paikat/{here.uuid}.ics")) == 2
    (entry,) = events(client, f"/kalenteri/paikat/{there.uuid}.ics")
    assert (entry["DTSTART"].dt, "RRULE" in entry) == (times["starts_at"], False)
    assert "X-WR-CALNAME:Kirjasto\r\n" in fetch(client, f"/kalenteri/paikat/{there.uuid}.ics").decode()


def test_an_organisation_shows_what_it_holds_alone_or_with_others(client: Client) -> None:
    make_event(title={"fi": "Oma"}, organisers=[other_organization().uuid])
    make_event(title={"fi": "Toisen"}, organization=other_organization().uuid)
    assert titles(client, f"/kalenteri/jarjestajat/{own_organization().uuid}.ics") == ["Oma"]
    assert titles(client, f"/kalenteri/jarjestajat/{other_organization().uuid}.ics") == ["Oma", "Toisen"]


def test_one_time_is_a_file_to_keep(client: Client) -> None:
    row = morning(make_series(), "2027-02-09")
    response = client.get(f"/kalenteri/kerrat/{row.uuid}.ics")
    assert response["Content-Disposition"] == 'attachment; filename="2027-02-09.ics"'
    (entry,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert ("RRULE" in entry, "RECURRENCE-ID" in entry, entry["DTSTART"].dt) == (False, False, row.starts_at)


@pytest.mark.parametrize("kind", ["paikat", "jarjestajat", "tapahtumat", "kerrat"])
def test_what_does_not_exist_is_not_found(client: Client, kind: str) -> None:
    response = client.get(f"/kalenteri/{kind}/{uuid4()}.ics")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_an_unchanged_feed_is_the_same_bytes_an_hour_later_and_304_without_asking(
    client: Client, autumn: Any, django_assert_num_queries: Any
) -> None:
    cancel(morning(make_series(), "2026-11-17"))
    first = client.get("/kalenteri.ics")
    autumn.shift(timedelta(hours=1))
    again = client.get("/kalenteri.ics")
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert (first["ETag"].startswith('"'), first["Cache-Control"]) == (True, "public, max-age=900")
    with django_assert_num_queries(1):
        assert client.get("/kalenteri.ics", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_mended_word_changes_the_stamp_and_not_the_sequence(client: Client, autumn: Any) -> None:
    event = make_event(at("2027-02-10T10:00"))
    before, tag = events(client)[0], client.get("/kalenteri.ics")["ETag"]
    autumn.shift(timedelta(hours=1))
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": "Kahvia ja leikkiä."}})
    after = events(client)[0]
    assert after["LAST-MODIFIED"].dt - before["LAST-MODIFIED"].dt == timedelta(hours=1)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 0)
    assert client.get("/kalenteri.ics", headers={"If-None-Match": tag}).status_code == 200


def test_twenty_series_and_times_cost_the_statements_of_one(client: Client, django_assert_max_num_queries: Any) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(30) as asked:
            fetch(client)
        return len(asked)

    _grow(1)
    first = cost()
    _grow(19)
    assert cost() == first


def _grow(number: int) -> None:
    short = replace(MORNINGS, rule=Rule("WEEKLY", ("TU",), count=3))
    for _time in range(number):
        cancel(morning(make_series(short), "2026-10-13"))
        make_event()
