"""Calendar files of others become drafts, entry by entry, whatever is broken in them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.events.commands.importing_calendars import import_calendar
from kotikulma.events.formats.icalendar import reading, writing
from kotikulma.events.models import Event
from kotikulma.events.tests.ics import MORNINGS
from kotikulma.events.tests.make import at
from kotikulma.events.types import EventNotFound, EventState
from tests.cast import HOUSE, actor, other_editor, own_organization

pytestmark = pytest.mark.django_db
GOOD = "BEGIN:VEVENT\nUID:a@example.org\nSUMMARY:Kahvila\nDTSTART;TZID={zone}:20270210T173000\n{more}END:VEVENT\n"


@pytest.fixture(autouse=True)
def autumn(time_machine: Any) -> None:
    time_machine.move_to(at("2026-09-20T12:00"), tick=False)


def file(*entries: str) -> bytes:
    return ("BEGIN:VCALENDAR\nVERSION:2.0\n" + "".join(entries) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def good(more: str = "", zone: str = "Europe/Helsinki") -> str:
    return GOOD.format(zone=zone, more=more)


def imported(data: bytes, **more: Any) -> Any:
    return import_calendar(HOUSE, data, organization=own_organization().uuid, **more)


def only(data: bytes) -> Any:
    (line,) = imported(data).lines
    return line


def said(data: bytes) -> list[str]:
    return [problem.message for line in imported(data).lines for problem in line.problems]


def test_an_entry_becomes_a_draft_of_the_organisation() -> None:
    line = only(file(good("DTEND;TZID=Europe/Helsinki:20270210T190000\nLOCATION:Sali\nDESCRIPTION:Kahvia\\, teetä\n")))
    event = Event.objects.get()
    assert (line.outcome, line.uuid, event.state) == ("added", event.uuid, EventState.DRAFT)
    assert (event.title, event.place_note, event.description) == (
        {"fi": "Kahvila"},
        {"fi": "Sali"},
        {"fi": "Kahvia, teetä"},
    )
    time = event.occurrences.get()
    assert (time.starts_at, time.ends_at) == (at("2027-02-10T17:30"), at("2027-02-10T19:00"))


def test_a_mark_at_the_beginning_bare_line_ends_and_no_time_zone_are_no_hindrance() -> None:
    data = b"\xef\xbb\xbf" + file(good()).replace(b"\r\n", b"\n")
    assert (only(data).outcome, Event.objects.get().occurrences.get().starts_at) == ("added", at("2027-02-10T17:30"))


@pytest.mark.parametrize("zone", ["FLE Standard Time", "/somewhere/unknown", "Europe/Helsinki"])
def test_a_time_zone_without_a_definition_is_that_of_helsinki(zone: str) -> None:
    only(file(good(zone=zone)))
    assert Event.objects.get().occurrences.get().starts_at == at("2027-02-10T17:30")


def test_broken_lines_are_told_and_the_entry_goes_in() -> None:
    data = file(good("tämä ei ole mitään\nDTEND:ei aikaa\n"))
    line = only(data)
    assert line.outcome == "added"
    assert [problem.message for problem in line.problems] == [
        "Riviä ei voitu lukea: tämä ei ole mitään",
        "Riviä ei voitu lukea: DTEND:ei aikaa",
    ]


def test_an_entry_without_a_start_or_a_name_is_skipped_and_the_rest_goes_in() -> None:
    bad = (
        "BEGIN:VEVENT\nUID:b\nSUMMARY:Ilman aikaa\nEND:VEVENT\n",
        "BEGIN:VEVENT\nUID:c\nDTSTART:20270101T100000Z\nEND:VEVENT\n",
    )
    report = imported(file(*bad, good()))
    assert [(line.source, line.outcome) for line in report.lines] == [
        ("b", "skipped"),
        ("c", "skipped"),
        ("a@example.org", "added"),
    ]


def test_an_end_before_the_start_and_a_whole_day_are_told() -> None:
    assert said(file(good("DTEND:20270101T100000Z\n"))) == ["Merkintä päättyy ennen alkuaan. Tarkista loppuaika."]
    day = "BEGIN:VEVENT\nUID:d\nSUMMARY:Päivä\nDTSTART;VALUE=DATE:20270210\nDTEND;VALUE=DATE:20270211\nEND:VEVENT\n"
    assert said(file(day)) == ["Merkintä kestää koko päivän. Anna kellonajat."]


def test_our_own_series_comes_in_with_its_exceptions() -> None:
    assert only(writing.feed("Aamut", MORNINGS)).outcome == "added"
    series = Event.objects.get().series.get()
    assert (series.rule, series.occurrences.count()) == ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270525", 31)
    kinds = series.occurrences.exclude(exception="").order_by("starts_at").values_list("exception", flat=True)
    assert list(kinds) == ["cancelled", "moved"]


def test_a_rule_we_do_not_keep_leaves_the_first_time() -> None:
    assert said(file(good("RRULE:FREQ=DAILY;COUNT=3\n"))) == ["Toisto voi olla viikoittainen tai kuukausittainen."]
    assert Event.objects.get().occurrences.count() == 1


def test_long_words_are_shortened_and_told() -> None:
    assert said(file(good(f"DESCRIPTION:{'a' * 30_000}\n"))) == ["Teksti lyhennettiin."]
    assert len(Event.objects.get().description["fi"]) == 5000


def test_again_changes_nothing_and_a_rehearsal_makes_nothing() -> None:
    assert imported(file(good()), dry_run=True).counts["added"] == 1
    assert not Event.objects.exists()
    only(file(good()))
    assert (only(file(good())).outcome, Event.objects.count()) == ("unchanged", 1)


def test_only_who_edits_the_organisation_imports_into_it() -> None:
    with pytest.raises(EventNotFound):
        import_calendar(actor(other_editor()), file(good()), organization=own_organization().uuid)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.text(max_size=200))
def test_no_file_breaks_the_reader(noise: bytes, words: str) -> None:
    list(reading.entries(noise))
    list(reading.entries(file(good(words.replace("\r", "\n") + "\n"))) if words.isprintable() else [])
