"""Opening hours: acceptance cases A1–A5, what a range holds, and what is looked for how far (R1–R3)."""

from datetime import UTC, datetime, timedelta

import pytest

from kotikulma.directory.rules.hours import DayCause, intervals, state_at, week
from kotikulma.directory.tests.make import FRI, SAT, SUN, TUE, at, exception, make_schedule, weekly
from kotikulma.directory.tests.make_hours import NIGHTS, TUESDAYS, day, kind, next_start, spans
from kotikulma.directory.types import HolidayPolicy, HoursKind, Interval, OpenKind, Period

# A1–A5


def test_a1_drop_in_is_open_within_its_hours() -> None:
    state = state_at(make_schedule(TUESDAYS), at("2026-12-01 09:30"))
    assert (state.kind, state.until, state.hours_kind) == (OpenKind.OPEN, at("2026-12-01 11:00"), HoursKind.DROP_IN)


def test_a1_closing_time_is_closed() -> None:
    assert kind(make_schedule(TUESDAYS), "2026-12-01 11:00") == OpenKind.CLOSED


def test_a1_a_minute_before_opening_is_closed_until_nine() -> None:
    schedule = make_schedule(TUESDAYS)
    assert kind(schedule, "2026-12-01 08:59") == OpenKind.CLOSED
    assert next_start(schedule, "2026-12-01 08:59") == at("2026-12-01 09:00")


def test_a1_after_the_day_the_next_tuesday_comes() -> None:
    assert next_start(make_schedule(TUESDAYS), "2026-12-02 12:00") == at("2026-12-08 09:00")


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [(None, OpenKind.OPEN), ("2027-01-12", OpenKind.OPEN), ("2027-02-02", "starts"), ("2027-03-02", "starts")],
)
def test_a2_services_of_one_place_start_on_their_own_days(starts_on: str | None, expected: str) -> None:
    own = make_schedule(TUESDAYS, starts_on=day(starts_on) if starts_on else None, parent=make_schedule(TUESDAYS))
    state = state_at(own, at("2027-01-26 09:30"))
    assert state.kind == expected
    assert state.starts_on == (day(starts_on) if starts_on and expected == "starts" else None)


def test_a3_a_closure_is_skipped() -> None:
    schedule = make_schedule(TUESDAYS, exceptions=(exception("2026-12-21", "2027-01-06"),))
    assert next_start(schedule, "2026-12-15 11:01") == at("2027-01-12 09:00")


def test_a4_a_holiday_tuesday_is_closed_by_policy() -> None:
    schedule = make_schedule(TUESDAYS, holiday_policy=HolidayPolicy.CLOSED)
    state = state_at(schedule, at("2028-12-26 09:30"))
    assert (state.kind, state.check_holiday) == (OpenKind.CLOSED, "")
    assert state.next is not None
    assert state.next.start == at("2029-01-02 09:00")


def test_a4_a_holiday_tuesday_is_unknown_when_one_must_ask() -> None:
    schedule = make_schedule(TUESDAYS, holiday_policy=HolidayPolicy.ASK)
    state = state_at(schedule, at("2028-12-26 09:30"))
    assert (state.kind, state.check_holiday) == (OpenKind.UNKNOWN, "second_christmas_day")
    assert state.next is not None
    assert state.next.start == at("2029-01-02 09:00")
    assert spans(schedule, "2028-12-26", "2028-12-27") == []


def test_a5_a_night_is_seven_hours_when_summer_time_begins() -> None:
    (night,) = intervals(NIGHTS, at("2027-03-27 12:00"), at("2027-03-28 12:00"))
    assert night.end - night.start == timedelta(hours=7)
    assert kind(NIGHTS, "2027-03-28 04:30") == OpenKind.OPEN


def test_a5_a_night_is_nine_hours_when_summer_time_ends() -> None:
    (night,) = intervals(NIGHTS, at("2027-10-30 12:00"), at("2027-10-31 12:00"))
    assert night.end - night.start == timedelta(hours=9)
    assert kind(NIGHTS, "2027-10-31 05:59") == OpenKind.OPEN
    assert kind(NIGHTS, "2027-10-31 06:00") == OpenKind.CLOSED


def test_a5_a_closed_sunday_does_not_cut_the_night_from_saturday() -> None:
    schedule = make_schedule(weekly(SAT, "22:00-06:00"), exceptions=(exception("2027-03-28"),))
    assert kind(schedule, "2027-03-28 04:30") == OpenKind.OPEN


# R1–R3


@pytest.mark.parametrize(
    ("tuesday", "hour"), [("2026-03-24", 7), ("2026-03-31", 6), ("2026-10-20", 6), ("2026-10-27", 7)]
)
def test_r1_nine_on_the_wall_is_another_moment_in_summer(tuesday: str, hour: int) -> None:
    (found,) = intervals(make_schedule(TUESDAYS), at(tuesday), at(tuesday) + timedelta(days=1))
    assert found.start == datetime.combine(day(tuesday), datetime.min.time(), UTC) + timedelta(hours=hour)
    assert found.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("hours", "expected"),
    [("03:10-03:40", []), ("02:00-03:30", ["28.03. 02:00-04:00"]), ("03:30-05:00", ["28.03. 04:00-05:00"])],
)
def test_r1_a_time_that_does_not_exist_is_the_moment_of_the_jump(hours: str, expected: list[str]) -> None:
    schedule = make_schedule(weekly(SUN, hours), holiday_policy=HolidayPolicy.NORMAL)
    assert spans(schedule, "2027-03-28", "2027-03-29") == expected


def test_r1_a_time_that_comes_twice_opens_first_and_closes_last() -> None:
    (found,) = intervals(make_schedule(weekly(SUN, "03:30-03:45")), at("2027-10-31"), at("2027-11-01"))
    assert found.end - found.start == timedelta(hours=1, minutes=15)


def test_r2_a_range_that_starts_at_closing_time_holds_nothing() -> None:
    assert intervals(make_schedule(TUESDAYS), at("2026-12-01 11:00"), at("2026-12-01 12:00")) == ()


def test_r2_a_range_that_ends_at_opening_time_holds_nothing() -> None:
    assert intervals(make_schedule(TUESDAYS), at("2026-12-01 08:00"), at("2026-12-01 09:00")) == ()


def test_r2_a_slot_that_closes_as_it_opens_holds_no_moment() -> None:
    assert spans(make_schedule(weekly(TUE, "09:00-09:00")), "2026-12-01", "2026-12-03") == []


def test_r3_closing_at_midnight_is_the_end_of_the_same_day() -> None:
    (found,) = intervals(make_schedule(weekly(TUE, "18:00-00:00")), at("2026-12-01"), at("2026-12-03"))
    assert found == Interval(at("2026-12-01 18:00"), at("2026-12-02 00:00"), HoursKind.DROP_IN)


def test_r3_midnight_to_midnight_is_the_whole_day() -> None:
    (found,) = intervals(make_schedule(weekly(TUE, "00:00-00:00")), at("2026-12-01"), at("2026-12-03"))
    assert found.end - found.start == timedelta(days=1)


def test_r3_a_night_is_found_from_the_morning_after() -> None:
    assert spans(NIGHTS, "2026-11-22 03:00", "2026-11-22 04:00") == ["21.11. 22:00-06:00"]


# The rest


def test_an_opening_goes_on_when_another_door_kind_begins_as_it_ends() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00"), weekly(TUE, "11:00-15:00", kind=HoursKind.OPEN))
    assert state_at(schedule, at("2026-12-01 09:30")).until == at("2026-12-01 15:00")


def test_an_opening_over_several_days_is_one_stretch() -> None:
    schedule = make_schedule(weekly(FRI, "22:00-00:00"), weekly([SAT], "00:00-00:00"), weekly(SUN, "00:00-06:00"))
    (found,) = intervals(schedule, at("2026-11-16"), at("2026-11-23"))
    assert (found.start, found.end) == (at("2026-11-20 22:00"), at("2026-11-22 06:00"))


def test_an_always_open_thing_closes_on_its_last_day() -> None:
    schedule = make_schedule(Period(always_open=True), ends_on=day("2026-11-22"))
    assert state_at(schedule, at("2026-11-21 12:00")).until == at("2026-11-23 00:00")


def test_nothing_is_looked_for_beyond_a_year() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", valid_from=day("2028-06-01")))
    assert next_start(schedule, "2026-12-01 09:30") is None


def test_a_week_tells_why_a_day_differs() -> None:
    schedule = make_schedule(
        weekly(range(5), "09:00-16:00"),
        holiday_policy=HolidayPolicy.CLOSED,
        exceptions=(exception("2027-01-05", "", "10:00-12:00", reason={"fi": "Koulutus"}),),
        ends_on=day("2027-01-07"),
    )
    plans = week(schedule, day("2027-01-04"))
    assert [plan.cause for plan in plans] == [
        DayCause.REGULAR,
        DayCause.EXCEPTION,
        DayCause.HOLIDAY_CLOSED,
        DayCause.REGULAR,
        *[DayCause.ENDED] * 3,
    ]
    assert [len(plan.slots) for plan in plans] == [1, 1, 0, 1, 0, 0, 0]
    assert (plans[1].reason, plans[2].holiday) == ({"fi": "Koulutus"}, "epiphany")
