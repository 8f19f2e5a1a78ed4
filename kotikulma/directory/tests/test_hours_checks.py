"""Warnings about schedules."""

from datetime import date

from kotikulma.directory.rules.hours import Problem, problems
from kotikulma.directory.tests.make import FRI, MON, SAT, SUN, TUE, exception, make_schedule, slot, weekly
from kotikulma.directory.types import HoursKind, Period, Recurrence, Schedule

PLACE = make_schedule(weekly(range(5), "08:00-16:00", kind=HoursKind.OPEN))


def codes(schedule: Schedule) -> list[str]:
    return [problem.code for problem in problems(schedule)]


def test_a_sound_schedule_has_no_problems() -> None:
    assert problems(make_schedule(weekly([MON, TUE], "09:00-11:00", "12:00-15:00"), parent=PLACE)) == ()


def test_a_slot_without_length_is_told() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-09:00"))
    assert problems(schedule) == (Problem("zero_length_slot", period=0, slot=slot(TUE, "09:00-09:00")),)


def test_the_whole_day_has_length() -> None:
    assert codes(make_schedule(weekly(TUE, "00:00-00:00"))) == []


def test_overlapping_slots_are_told() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", "10:00-12:00"))
    assert problems(schedule) == (Problem("overlapping_slots", period=0, slot=slot(TUE, "10:00-12:00")),)


def test_a_night_over_sunday_overlaps_monday() -> None:
    period = Period(slots=(slot(MON, "05:00-09:00"), slot(SUN, "22:00-06:00")))
    assert codes(make_schedule(period)) == ["overlapping_slots"]


def test_slots_that_touch_do_not_overlap() -> None:
    assert codes(make_schedule(weekly(TUE, "09:00-11:00", "11:00-12:00"))) == []


def test_r6_periods_of_equal_standing_on_the_same_weekday_are_told() -> None:
    autumn = weekly(TUE, "09:00-11:00", valid_from=date(2026, 9, 1))
    assert problems(make_schedule(weekly(TUE, "12:00-14:00"), autumn)) == (
        Problem("periods_union", period=1, day=date(2026, 9, 1)),
    )


def test_r6_summer_hours_over_standing_hours_are_as_meant() -> None:
    summer = weekly(TUE, "12:00-14:00", valid_from=date(2027, 6, 1), valid_to=date(2027, 8, 31))
    assert codes(make_schedule(weekly(TUE, "09:00-11:00"), summer)) == []


def test_r6_odd_and_even_weeks_do_not_meet() -> None:
    odd = weekly(TUE, "09:00-11:00", recurrence=Recurrence.ODD_WEEKS)
    assert codes(make_schedule(odd, weekly(TUE, "12:00-14:00", recurrence=Recurrence.EVEN_WEEKS))) == []


def test_r5_exceptions_of_equal_length_on_one_day_are_told() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00"), exceptions=(exception("2026-12-01"), exception("2026-12-01")))
    assert problems(schedule) == (Problem("exceptions_equal", exception=1, day=date(2026, 12, 1)),)


def test_r7_an_own_slot_outside_the_place_is_told_once() -> None:
    schedule = make_schedule(weekly([FRI, SAT], "09:00-11:00"), parent=PLACE)
    assert problems(schedule) == (
        Problem("outside_place_hours", period=0, slot=slot(SAT, "09:00-11:00"), day=date(2024, 1, 6)),
    )


def test_r7_a_slot_that_outlasts_the_summer_hours_of_the_place_is_told() -> None:
    summer = weekly(
        range(5), "10:00-14:00", kind=HoursKind.OPEN, valid_from=date(2027, 6, 1), valid_to=date(2027, 8, 31)
    )
    schedule = make_schedule(weekly(TUE, "09:00-11:00"), parent=make_schedule(*PLACE.periods, summer))
    assert [(p.code, p.day) for p in problems(schedule)] == [("outside_place_hours", date(2027, 6, 1))]


def test_r7_hours_of_the_place_in_two_parts_hold_a_slot_over_both() -> None:
    parts = make_schedule(weekly(TUE, "08:00-12:00", "12:00-16:00"))
    assert codes(make_schedule(weekly(TUE, "11:00-13:00"), parent=parts)) == []


def test_r7_a_place_without_known_hours_warns_of_nothing() -> None:
    assert codes(make_schedule(weekly(TUE, "09:00-11:00"), parent=make_schedule())) == []


def test_r7_a_place_that_is_always_open_holds_a_night() -> None:
    always = make_schedule(Period(always_open=True))
    assert codes(make_schedule(weekly(FRI, "22:00-06:00"), parent=always)) == []


def test_i1_a_service_starts_when_its_place_is_open() -> None:
    place = make_schedule(starts_on=date(2027, 1, 11))
    assert problems(make_schedule(starts_on=date(2027, 1, 4), parent=place)) == (
        Problem("starts_before_place", day=date(2027, 1, 11)),
    )


def test_i1_a_service_ends_with_its_place() -> None:
    place = make_schedule(ends_on=date(2027, 1, 11))
    assert codes(make_schedule(ends_on=date(2027, 1, 12), parent=place)) == ["ends_after_place"]
    assert codes(make_schedule(starts_on=date(2027, 1, 12), parent=place)) == ["starts_after_place_closes"]


def test_rhythms_without_their_numbers_are_told() -> None:
    schedule = make_schedule(
        weekly(TUE, "09:00-11:00", recurrence=Recurrence.EVERY_N_WEEKS),
        weekly(FRI, "09:00-11:00", recurrence=Recurrence.NTH_WEEKDAY),
    )
    assert codes(schedule) == ["anchor_missing", "nth_missing"]


def test_dates_in_the_wrong_order_are_told() -> None:
    period = weekly(TUE, "09:00-11:00", valid_from=date(2027, 2, 1), valid_to=date(2027, 1, 1))
    schedule = make_schedule(period, exceptions=(exception("2027-02-01", "2027-01-01"),))
    assert codes(schedule) == ["period_dates", "exception_dates"]
