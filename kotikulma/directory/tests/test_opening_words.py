"""Opening hours in words: Finnish sentences, and forms of time in three languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
from django.utils import translation

from kotikulma.directory.rules import opening_words as words
from kotikulma.directory.rules.hours import Problem, regular_lines, state_at, week
from kotikulma.directory.rules.opening_words import state_sentence, state_short
from kotikulma.directory.tests.make import FRI, SAT, SUN, THU, TUE, at, exception, make_schedule, slot, weekly
from kotikulma.directory.types import HolidayPolicy, HoursKind, OpenKind, OpenState, Period, Recurrence, Schedule

TUESDAYS = make_schedule(weekly(TUE, "09:00-11:00"))


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def says(schedule: Schedule, moment: str) -> str:
    return plain(state_sentence(state_at(schedule, at(moment)), at(moment)))


def says_shortly(schedule: Schedule, moment: str) -> str:
    return plain(state_short(state_at(schedule, at(moment)), at(moment)))


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-12-01 09:30", "Auki nyt, sulkeutuu klo 11"),
        ("2026-12-01 08:59", "Suljettu nyt, aukeaa tänään klo 9"),
        ("2026-11-30 12:00", "Suljettu nyt, aukeaa huomenna klo 9"),
        ("2026-12-02 12:00", "Suljettu nyt, aukeaa tiistaina klo 9"),
        ("2026-12-01 11:00", "Suljettu nyt, aukeaa ti 8.12. klo 9"),
    ],
)
def test_the_day_is_told_as_people_tell_it(moment: str, sentence: str) -> None:
    assert says(TUESDAYS, moment) == sentence


def test_another_year_is_told_with_the_year() -> None:
    schedule = replace(TUESDAYS, exceptions=(exception("2026-12-21", "2027-01-06"),))
    assert says(schedule, "2026-12-15 11:01") == "Suljettu nyt, aukeaa 12.1.2027 klo 9"


def test_tomorrow_is_tomorrow_over_new_year() -> None:
    schedule = make_schedule(weekly(FRI, "09:30-11:00"), holiday_policy=HolidayPolicy.NORMAL)
    assert says(schedule, "2026-12-31 12:00") == "Suljettu nyt, aukeaa huomenna klo 9.30"


def test_a_time_stays_on_the_line_of_its_word() -> None:
    state = state_at(TUESDAYS, at("2026-12-01 09:30"))
    assert state_sentence(state, at("2026-12-01 09:30")) == "Auki nyt, sulkeutuu klo\N{NO-BREAK SPACE}11"


@pytest.mark.parametrize(
    ("hours", "moment", "sentence"),
    [
        ("18:00-00:00", "2026-12-01 19:00", "Auki nyt, sulkeutuu klo 24"),
        ("22:00-06:00", "2026-12-01 23:00", "Auki nyt, sulkeutuu klo 6"),
        ("08:00-07:00", "2026-12-01 09:00", "Auki nyt, sulkeutuu huomenna klo 7"),
    ],
)
def test_closing_at_night_names_a_day_only_when_far(hours: str, moment: str, sentence: str) -> None:
    assert says(make_schedule(weekly(TUE, hours)), moment) == sentence


def test_around_the_clock_has_no_closing_time() -> None:
    assert says(make_schedule(Period(always_open=True)), "2026-12-01 09:30") == "Auki nyt, ympäri vuorokauden"


def test_what_begins_later_tells_its_first_day() -> None:
    assert says(replace(TUESDAYS, starts_on=date(2027, 3, 2)), "2026-12-01 09:30") == "Alkaa 2.3.2027"


def test_a_pause_tells_its_last_day() -> None:
    paused = replace(TUESDAYS, paused_from=date(2026, 12, 1), paused_until=date(2027, 2, 28))
    assert says(paused, "2026-12-01 09:30") == "Tauolla 28.2.2027 asti"
    assert says(replace(paused, paused_until=None), "2026-12-01 09:30") == "Tauolla toistaiseksi"


def test_the_ended_has_ended() -> None:
    assert says(replace(TUESDAYS, ends_on=date(2026, 11, 30)), "2026-12-01 09:30") == "Päättynyt"


def test_what_nobody_knows_is_not_called_closed() -> None:
    assert says(make_schedule(), "2026-12-01 09:30") == "Aukiolo ei tiedossa"


def test_a_holiday_to_ask_about_is_told() -> None:
    assert says(TUESDAYS, "2028-12-26 09:30") == "Tarkista pyhäpäivän aukiolo"


def test_hours_by_appointment_alone_say_so() -> None:
    assert says(make_schedule(Period(kind=HoursKind.BY_APPOINTMENT)), "2026-12-01 09:30") == "Ajanvarauksella"


@pytest.mark.parametrize(
    ("kind", "before", "during"),
    [
        (HoursKind.PHONE, "Seuraava puhelinaika tänään klo 9", "Puhelinaika nyt, päättyy klo 11"),
        (HoursKind.BY_APPOINTMENT, "Seuraava aika varauksella tänään klo 9", "Nyt ajanvarauksella, päättyy klo 11"),
        (HoursKind.SELF_SERVICE, "Omatoimisesti seuraavan kerran tänään klo 9", "Nyt omatoimisesti, päättyy klo 11"),
    ],
)
def test_other_kinds_speak_of_themselves(kind: HoursKind, before: str, during: str) -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", kind=kind))
    assert [says(schedule, f"2026-12-01 {hour}") for hour in ("08:00", "10:00")] == [before, during]


def test_endless_self_service_runs_now() -> None:
    schedule = make_schedule(Period(kind=HoursKind.SELF_SERVICE, always_open=True))
    assert says(schedule, "2026-12-01 09:30") == "Omatoimisesti milloin vain"


def test_a_telephone_speaks_of_phone_time() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", kind=HoursKind.PHONE), phone_counts=True)
    assert says(schedule, "2026-12-01 09:30") == "Puhelinaika nyt, päättyy klo 11"


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        ("2026-12-01 09:30", "Auki klo 11 asti"),
        ("2026-12-01 12:00", "Aukeaa ti 8.12. klo 9"),
        ("2028-12-26 09:30", "Tarkista aukiolo"),
    ],
)
def test_the_short_form_fits_a_label(moment: str, label: str) -> None:
    assert says_shortly(TUESDAYS, moment) == label


def test_closed_with_nothing_to_come_is_only_closed() -> None:
    state = OpenState(OpenKind.CLOSED)
    assert (state_sentence(state, at("2026-12-01 09:30")), state_short(state, at("2026-12-01 09:30"))) == (
        "Suljettu nyt",
        "Suljettu",
    )


@pytest.mark.parametrize(
    ("language", "form"), [("fi", "klo 9–11.30"), ("sv", "kl. 9–11.30"), ("en", "9:00–11:30"), ("de", "klo 9–11.30")]
)
def test_each_language_writes_a_time_its_own_way(language: str, form: str) -> None:
    with translation.override(language):
        assert plain(words.time_range(time(9), time(11, 30))) == form


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fi", ["tänään klo 9", "huomenna klo 9", "perjantaina klo 9", "ti 8.12. klo 9", "12.1.2027 klo 9"]),
        ("sv", ["i dag kl. 9", "i morgon kl. 9", "på fredag kl. 9", "tis 8.12 kl. 9", "den 12.1.2027 kl. 9"]),
        (
            "en",
            [
                "today at 9:00",
                "tomorrow at 9:00",
                "on Friday at 9:00",
                "on Tue 8 Dec at 9:00",
                "on 12 Jan 2027 at 9:00",
            ],
        ),
    ],
)
def test_each_language_tells_when_in_its_own_way(language: str, forms: list[str]) -> None:
    days = ("2026-12-01", "2026-12-02", "2026-12-04", "2026-12-08", "2027-01-12")
    with translation.override(language):
        found = [plain(words.moment_words(at(f"{day} 09:00"), at("2026-12-01 08:00"))) for day in days]
    assert found == forms


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fi", ["tänään", "huomenna", "ti 2.2.", "2.2.2028"]),
        ("sv", ["i dag", "i morgon", "tis 2.2", "2.2.2028"]),
        ("en", ["today", "tomorrow", "Tue 2 Feb", "2 Feb 2028"]),
    ],
)
def test_each_language_writes_a_date_its_own_way(language: str, forms: list[str]) -> None:
    days = [date(2027, 1, 20), date(2027, 1, 21), date(2027, 2, 2), date(2028, 2, 2)]
    with translation.override(language):
        assert [plain(words.date_words(day, date(2027, 1, 20))) for day in days] == forms


def test_regular_hours_are_told_in_lines() -> None:
    period = Period(slots=(*weekly(range(4), "09:00-16:00").slots, slot(FRI, "09:00-11:00"), slot(FRI, "12:00-14:00")))
    assert [plain(words.regular_line_words(line)) for line in regular_lines([period])] == [
        "ma–to klo 9–16",
        "pe klo 9–11 ja 12–14",
    ]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"recurrence": Recurrence.ODD_WEEKS}, "ti klo 9–11 (parittomat viikot)"),
        ({"recurrence": Recurrence.EVERY_N_WEEKS, "interval": 2}, "ti klo 9–11 (joka toinen viikko)"),
        ({"recurrence": Recurrence.EVERY_N_WEEKS, "interval": 3}, "ti klo 9–11 (joka 3. viikko)"),
        ({"recurrence": Recurrence.NTH_WEEKDAY, "nth": (1, 3)}, "kuukauden 1. ja 3. ti klo 9–11"),
        ({"recurrence": Recurrence.NTH_WEEKDAY, "nth": (-1,)}, "kuukauden viimeinen ti klo 9–11"),
    ],
)
def test_rhythms_are_told_with_the_line(more: dict[str, object], line: str) -> None:
    (found,) = regular_lines([weekly(TUE, "09:00-11:00", **more)])
    assert plain(words.regular_line_words(found)) == line


def test_a_week_table_tells_times_and_reasons() -> None:
    schedule = make_schedule(
        weekly([TUE, THU], "09:00-11:00"), weekly([SAT, SUN], "00:00-00:00"), exceptions=(exception("2027-01-07"),)
    )
    found = [plain(words.day_words(plan)) for plan in week(schedule, date(2027, 1, 4))]
    assert found[:4] == ["Suljettu", "klo 9–11", "Suljettu", "Suljettu"]
    assert found[5] == "ympäri vuorokauden"


def test_a_holiday_is_named_in_the_week_table() -> None:
    plan = week(replace(TUESDAYS, holiday_policy=HolidayPolicy.CLOSED), date(2028, 12, 25))[1]
    assert words.day_words(plan) == "Suljettu, tapaninpäivä"


def test_a_problem_is_told_with_its_slot() -> None:
    problem = Problem("outside_place_hours", period=0, slot=slot(SAT, "09:00-11:00"), day=date(2026, 12, 5))
    assert plain(words.problem_sentence(problem)) == "la klo 9–11 on paikan aukioloajan ulkopuolella. Tarkista ajat."


def test_validity_is_told_with_whole_dates() -> None:
    first, last = date(2027, 6, 1), date(2027, 8, 31)
    spoken = [
        words.period_dates(Period(valid_from=a, valid_to=b)) for a, b in ((first, last), (first, None), (None, last))
    ]
    assert spoken == ["1.6.2027–31.8.2027", "1.6.2027 alkaen", "31.8.2027 asti"]
