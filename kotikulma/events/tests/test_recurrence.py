"""Rules of series: read, written, counted out in the wall time of Helsinki."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.events.rules import local_time, recurrence
from kotikulma.events.rules.recurrence import CODES
from kotikulma.events.types import EventRefused, HolidayPolicy, Rule
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.public_holidays import free_day

CALMLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TUESDAYS = Rule("WEEKLY", ("TU",))
MORNINGS = Rhythm(date(2026, 10, 6), time(9), 120, Rule("WEEKLY", ("TU",), until=date(2027, 5, 25)))
WHICH = "Kerro kuukausittaisesta toistosta, monesko viikonpäivä. Viikoittaisessa sitä ei ole."
FAR = datetime(2030, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def starts(rhythm: Rhythm) -> list[str]:
    return [f"{one.starts_at:%Y-%m-%dT%H:%MZ}" for one in recurrence.planned(rhythm, LONG_AGO, FAR)]


def refusal(text: str) -> str:
    with pytest.raises(EventRefused) as refused:
        recurrence.parse(text)
    return str(refused.value.message)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270525", Rule("WEEKLY", ("TU",), until=date(2027, 5, 25))),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=8", Rule("WEEKLY", ("MO", "TH"), 2, count=8)),
        ("FREQ=MONTHLY;BYDAY=2TU", Rule("MONTHLY", ("2TU",))),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1FR,-1FR", Rule("MONTHLY", ("1FR", "-1FR"), 3)),
    ],
)
def test_a_rule_is_read_and_written_the_same(text: str, rule: Rule) -> None:
    read = recurrence.parse(text)
    assert (set(read.byday), read.frequency, read.interval) == (set(rule.byday), rule.frequency, rule.interval)
    assert recurrence.parse(recurrence.text(read)) == read


def test_a_rule_is_written_the_one_way() -> None:
    assert recurrence.text(recurrence.parse("rrule:BYDAY=TH,MO;FREQ=WEEKLY;WKST=MO")) == "FREQ=WEEKLY;BYDAY=MO,TH"


def test_a_weekly_rule_without_a_day_takes_that_of_its_start() -> None:
    assert recurrence.parse("FREQ=WEEKLY", starts=datetime(2026, 10, 6, 9)).byday == ("TU",)


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("20270525", date(2027, 5, 25)),
        ("20270525T060000Z", date(2027, 5, 25)),
        ("20270525T055959Z", date(2027, 5, 24)),
        ("20270525T205959Z", date(2027, 5, 25)),
        ("20270525T090000", date(2027, 5, 25)),
    ],
)
def test_the_last_moment_of_a_rule_is_read_as_its_last_day(until: str, day: date) -> None:
    read = recurrence.parse(f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}", starts=datetime(2026, 10, 6, 9))
    assert read.until == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FREQ=DAILY", "Toisto voi olla viikoittainen tai kuukausittainen."),
        ("", "Toistosääntöä ei voi lukea."),
        ("FREQ=WEEKLY;FREQ=WEEKLY", "Toistosääntöä ei voi lukea."),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", "Viikon on alettava maanantaista."),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=3", "Tällaista toistoa ei voi tehdä: BYMONTH."),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "Tällaista toistoa ei voi tehdä: BYMONTHDAY."),
        ("FREQ=MONTHLY", "Valitse viikonpäivä."),
        ("FREQ=MONTHLY;BYDAY=TU", WHICH),
        ("FREQ=WEEKLY;BYDAY=2TU", WHICH),
        ("FREQ=WEEKLY;BYDAY=XX", "Viikonpäivää XX ei tunneta."),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=0", "Luvun on oltava 1–52."),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=521", "Luvun on oltava 1–520."),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=２", "Luvun on oltava 1–520."),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=2027", "Toiston viimeistä päivää ei voi lukea."),
        (
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270525;COUNT=3",
            "Anna toistolle joko viimeinen päivä tai kertojen määrä.",
        ),
    ],
)
def test_what_is_not_supported_is_refused_in_words(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_wall_time_stays_when_clocks_are_turned() -> None:
    found = starts(MORNINGS)
    assert {"2026-10-20T06:00Z", "2026-10-27T07:00Z", "2027-03-23T07:00Z", "2027-03-30T06:00Z"} <= set(found)


def test_length_is_elapsed_time_over_the_night_clocks_are_turned() -> None:
    nights = Rhythm(date(2027, 3, 27), time(23), 480, Rule("WEEKLY", ("SA",), count=1), HolidayPolicy.KEEP)
    (only,) = recurrence.planned(nights, LONG_AGO, FAR)
    assert (only.ends_at - only.starts_at, only.ends_at.astimezone(HELSINKI).hour) == (timedelta(hours=8), 8)


def test_holidays_and_eves_are_left_out_unless_kept() -> None:
    saturdays = Rhythm(date(2027, 3, 20), time(12), 60, Rule("WEEKLY", ("SA",), count=3))
    kept = Rhythm(date(2027, 3, 20), time(12), 60, saturdays.rule, kept=frozenset({date(2027, 3, 27)}))
    always = Rhythm(date(2027, 3, 20), time(12), 60, saturdays.rule, HolidayPolicy.KEEP)
    assert [len(starts(rhythm)) for rhythm in (saturdays, kept, always)] == [2, 3, 3]
    assert [one.holiday for one in recurrence.planned(kept, LONG_AGO, FAR)] == ["", "easter_saturday", ""]


def test_the_days_left_out_are_what_calendars_are_told() -> None:
    skipped = frozenset({date(2026, 12, 22), date(2026, 12, 29), date(2027, 1, 5)})
    rhythm = Rhythm(MORNINGS.starts_on, time(9), 120, MORNINGS.rule, skipped=skipped)
    assert recurrence.left_out(rhythm, date(2028, 1, 1)) == skipped
    assert len(starts(rhythm)) == 31


def test_a_count_counts_what_the_rule_gives_not_what_is_held() -> None:
    rhythm = Rhythm(date(2027, 12, 17), time(18), 60, Rule("WEEKLY", ("FR",), count=3))
    assert starts(rhythm) == ["2027-12-17T16:00Z", "2027-12-31T16:00Z"]


def test_the_third_and_the_last_weekday_of_a_month() -> None:
    rhythm = Rhythm(date(2027, 1, 1), time(18), 60, Rule("MONTHLY", ("3WE", "-1WE"), count=4))
    assert [text[:10] for text in starts(rhythm)] == ["2027-01-20", "2027-01-27", "2027-02-17", "2027-02-24"]


def test_a_rhythm_begins_on_the_first_day_of_its_rule() -> None:
    rhythm = recurrence.check(Rhythm(date(2026, 10, 1), time(9), 120, TUESDAYS))
    assert rhythm.starts_on == date(2026, 10, 6)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"minutes": 0}, "minutes", "Tapahtuman on päätyttävä sen jälkeen, kun se alkaa."),
        (
            {"rule": Rule("WEEKLY", ("TU",), until=date(2026, 10, 1))},
            "until",
            "Toisto ei anna yhtään kertaa. Tarkista viimeinen päivä.",
        ),
        (
            {"rule": Rule("WEEKLY", ("SU",)), "start_time": time(3, 30)},
            "start_time",
            "Kello siirtyy kesäaikaan 28.3.2027, eikä kellonaikaa 3.30 silloin ole. Valitse toinen aika.",
        ),
        (
            {"rule": Rule("WEEKLY", ("TU",), count=1), "skipped": frozenset({date(2026, 10, 6)})},
            "kept",
            "Kaikki kerrat osuvat pyhiin tai ohitettuihin päiviin. Valitse, mitkä pidetään.",
        ),
    ],
)
def test_a_rhythm_that_cannot_be_held_is_refused(changes: dict[str, Any], field: str, sentence: str) -> None:
    values = {"starts_on": date(2026, 10, 6), "start_time": time(9), "minutes": 60, "rule": TUESDAYS, **changes}
    if values["start_time"] == time(3, 30):
        values["holidays"] = HolidayPolicy.KEEP
    with pytest.raises(EventRefused) as refused:
        recurrence.check(Rhythm(**values))
    assert refused.value.fields == {field: sentence}


def test_the_preview_shows_ten_first_and_ten_last_and_asks_about_holidays() -> None:
    fridays = Rhythm(date(2026, 10, 2), time(17), 60, Rule("WEEKLY", ("FR",), until=date(2027, 6, 25)))
    found = recurrence.preview(fridays, date(2026, 9, 1))
    assert (found.first[0].day, found.last[-1].day, len(found.first), len(found.last), found.total) == (
        date(2026, 10, 2),
        date(2027, 6, 18),
        10,
        10,
        35,
    )
    assert [(day.day, day.free_day, day.held) for day in found.free_days] == [
        (date(2026, 12, 25), "christmas_day", False),
        (date(2027, 1, 1), "new_year", False),
        (date(2027, 3, 26), "good_friday", False),
        (date(2027, 6, 25), "midsummer_eve", False),
    ]


def test_the_preview_of_an_endless_rhythm_looks_eighteen_months_ahead() -> None:
    found = recurrence.preview(Rhythm(date(2027, 1, 5), time(9), 60, TUESDAYS), date(2027, 1, 1))
    assert (found.total, found.last[-1].day) == (None, date(2028, 7, 4))


def test_the_preview_tells_of_hours_that_do_not_exist_or_come_twice() -> None:
    nights = Rhythm(date(2026, 10, 4), time(3, 30), 60, Rule("WEEKLY", ("SU",)), HolidayPolicy.KEEP)
    found = recurrence.preview(nights, date(2026, 9, 1))
    assert (found.impossible[0], found.twice[0]) == (date(2027, 3, 28), date(2026, 10, 25))


def test_a_rhythm_cut_in_two_is_whole() -> None:
    rhythm = Rhythm(date(2026, 10, 6), time(9), 60, Rule("WEEKLY", ("TU",), count=10))
    before = recurrence.ended_before(rhythm, date(2026, 11, 3))
    after = recurrence.continued_from(rhythm, date(2026, 11, 3))
    assert None not in (before, after)
    assert (before.rule.until, after.rule.count) == (date(2026, 10, 27), 6)
    assert starts(before) + starts(after) == starts(rhythm)
    assert recurrence.ended_before(rhythm, date(2026, 10, 6)) is None
    assert recurrence.continued_from(rhythm, date(2027, 10, 6)) is None


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EventRefused) as refused:
        local_time.read(date(2027, 3, 28), time(3, 30))
    sentence = "Kello siirtyy kesäaikaan 28.3.2027, eikä kellonaikaa 3.30 silloin ole. Valitse toinen aika."
    assert refused.value.fields == {"starts_at": sentence}


@pytest.mark.parametrize("at", [time(2, 59), time(4)])
def test_hours_around_the_missing_one_exist(at: time) -> None:
    assert local_time.read(date(2027, 3, 28), at).astimezone(HELSINKI).time() == at


def test_an_hour_that_comes_twice_is_the_first_and_said_so() -> None:
    day, at = date(2026, 10, 25), time(3, 30)
    assert local_time.read(day, at) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_time.comes_twice(day, at)
    sentence = "Kello siirtyy talviaikaan 25.10.2026 ja näyttää 3.30 kahdesti. Tarkoitamme ensimmäistä."
    assert local_time.twice_sentence(day, at) == sentence
    assert not local_time.comes_twice(date(2027, 3, 28), at)


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@st.composite
def rules(draw: Any) -> Rule:
    weekly = draw(st.booleans())
    nth = st.just("") if weekly else st.sampled_from(["-1", "1", "2", "3", "4", "5"])
    days = draw(st.sets(st.builds(str.__add__, nth, st.sampled_from(CODES)), min_size=1, max_size=4))
    end = draw(st.sampled_from(["", "until", "count"]))
    return Rule(
        "WEEKLY" if weekly else "MONTHLY",
        tuple(sorted(days)),
        draw(st.integers(1, 6)),
        draw(DAYS) if end == "until" else None,
        draw(st.integers(1, 60)) if end == "count" else None,
    )


@st.composite
def rhythms(draw: Any) -> Rhythm:
    return Rhythm(
        draw(DAYS),
        draw(st.times()).replace(second=0, microsecond=0),
        draw(st.integers(1, 1440)),
        draw(rules()),
        draw(st.sampled_from(HolidayPolicy.values)),
        frozenset(draw(st.sets(DAYS, max_size=3))),
    )


@CALMLY
@given(rules())
def test_every_rule_is_read_back_as_written(rule: Rule) -> None:
    written = recurrence.text(rule)
    assert recurrence.text(recurrence.parse(written)) == written
    assert set(recurrence.parse(written).byday) == set(rule.byday)


@CALMLY
@given(rhythms())
def test_every_time_stands_on_its_weekday_hour_and_length(rhythm: Rhythm) -> None:
    end = datetime.combine(rhythm.starts_on + timedelta(days=200), time(), UTC)
    codes = {code[-2:] for code in rhythm.rule.byday}
    for one in recurrence.planned(rhythm, LONG_AGO, end):
        local = one.starts_at.astimezone(HELSINKI)
        assert CODES[local.weekday()] in codes
        assert local.time() == rhythm.start_time or not local_time.exists(local.date(), rhythm.start_time)
        assert one.ends_at - one.starts_at == timedelta(minutes=rhythm.minutes)
        assert local.date() not in rhythm.skipped
        assert rhythm.holidays == HolidayPolicy.KEEP or not free_day(local.date())


@CALMLY
@given(rhythms(), st.integers(0, 200))
def test_two_windows_side_by_side_hold_what_one_holds(rhythm: Rhythm, days: int) -> None:
    begin = datetime.combine(rhythm.starts_on, time(), UTC) - timedelta(days=2)
    middle, end = begin + timedelta(days=days), begin + timedelta(days=210)
    halves = recurrence.planned(rhythm, begin, middle) + recurrence.planned(rhythm, middle, end)
    assert halves == recurrence.planned(rhythm, begin, end)


@CALMLY
@given(rhythms(), st.integers(1, 100))
def test_cutting_a_rhythm_loses_and_adds_nothing(rhythm: Rhythm, days: int) -> None:
    cut = rhythm.starts_on + timedelta(days=days)
    halves = (recurrence.ended_before(rhythm, cut), recurrence.continued_from(rhythm, cut))
    last = cut + timedelta(days=200)
    found = [day for half in halves if half for day in recurrence.rule_days(half, last)]
    assert found == [*recurrence.rule_days(rhythm, last)]


@CALMLY
@given(DAYS, st.times())
def test_a_wall_time_that_exists_is_read_as_itself(day: date, at: time) -> None:
    if local_time.exists(day, at):
        assert local_time.instant(day, at).astimezone(HELSINKI).replace(tzinfo=None) == datetime.combine(day, at)
