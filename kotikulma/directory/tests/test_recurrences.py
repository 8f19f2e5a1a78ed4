"""Hours as repeating rows: the same days as the hours themselves, whatever the schedule."""

from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.directory.rules.hours_days import Days
from kotikulma.directory.rules.recurrences import HORIZON, recurrences
from kotikulma.directory.tests.make import FRI, MON, TUE, exception, make_schedule, weekly
from kotikulma.directory.types import HolidayPolicy, HoursException, HoursKind, Period, Recurrence, Schedule, Slot
from kotikulma.directory.types.recurrences import HoursRow

TODAY = date(2026, 12, 15)


def expand(row: HoursRow, first: date, last: date) -> set[date]:
    """What a reader of the row, who knows nothing of us, would make of it."""
    start = row.first or max(row.starts_on or first, first)
    rule = f"FREQ={row.frequency};INTERVAL={row.interval};BYDAY={row.byday};WKST=MO"
    stop = min(filter(None, (row.last, row.valid_to, last)))
    days = rrulestr(rule, dtstart=datetime.combine(start, time(0))).between(
        datetime.combine(first, time(0)), datetime.combine(stop, time(0)), inc=True
    )
    return {day.date() for day in days if not (row.starts_on and day.date() < row.starts_on)}


def expanded(schedule: Schedule, first: date, last: date) -> set[tuple[Any, ...]]:
    rows = recurrences(schedule, first)
    return {(day, row.opens, row.closes, row.kind) for row in rows for day in expand(row, first, last)}


def planned(schedule: Schedule, first: date, last: date) -> tuple[set[tuple[Any, ...]], set[date]]:
    days = Days(schedule, first, last)
    plans = [days.plan(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    slots = {(plan.day, slot.opens, slot.closes, slot.kind) for plan in plans for slot in plan.slots}
    return slots, {plan.day for plan in plans if plan.holiday and not plan.known}


def assert_same(schedule: Schedule, first: date = TODAY, days: int = 365) -> None:
    last = first + timedelta(days=days)
    slots, ask = planned(schedule, first, last)
    assert {one for one in expanded(schedule, first, last) if one[0] not in ask} == {
        one for one in slots if one[0] not in ask
    }


def test_a_weekly_slot_without_dates_is_one_open_row() -> None:
    (row,) = recurrences(make_schedule(weekly(TUE, "09:00-11:00")), TODAY)
    assert (row.frequency, row.byday, row.interval) == ("WEEKLY", "TU", 1)
    assert (row.starts_on, row.first, row.last, row.valid_to) == (None, None, None, None)


def test_a_later_start_is_carried_as_first_day_and_first_occurrence() -> None:
    (row,) = recurrences(make_schedule(weekly(TUE, "09:00-11:00"), starts_on=date(2027, 2, 1)), TODAY)
    assert (row.starts_on, row.first) == (date(2027, 2, 1), date(2027, 2, 2))


def test_a_closure_splits_the_row_around_it() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00"), exceptions=(exception("2026-12-21", "2027-01-06"),))
    before, after = recurrences(schedule, TODAY)
    assert (before.first, before.last) == (None, date(2026, 12, 15))
    assert (after.starts_on, after.first, after.last) == (date(2027, 1, 12), date(2027, 1, 12), None)


def test_days_with_other_hours_are_rows_of_their_own() -> None:
    schedule = make_schedule(
        weekly(TUE, "09:00-11:00"), exceptions=(exception("2026-12-22", "2026-12-22", "10:00-12:00"),)
    )
    rows = recurrences(schedule, TODAY)
    assert [(row.opens, row.first, row.last) for row in rows] == [
        (time(9), None, date(2026, 12, 15)),
        (time(9), date(2026, 12, 29), None),
        (time(10), date(2026, 12, 22), date(2026, 12, 22)),
    ]


def test_an_nth_weekday_is_monthly() -> None:
    period = weekly(TUE, "09:00-11:00", recurrence=Recurrence.NTH_WEEKDAY, nth=(2, -1))
    (row,) = recurrences(make_schedule(period), TODAY)
    assert (row.frequency, row.byday) == ("MONTHLY", "2TU,-1TU")


def test_every_third_week_counts_from_its_anchor() -> None:
    period = weekly(TUE, "09:00-11:00", recurrence=Recurrence.EVERY_N_WEEKS, interval=3, anchor=date(2026, 12, 3))
    (row,) = recurrences(make_schedule(period), TODAY)
    assert (row.interval, row.first) == (3, date(2026, 12, 22))


def test_odd_weeks_break_after_a_year_of_53_weeks() -> None:
    period = weekly(MON, "09:00-11:00", recurrence=Recurrence.ODD_WEEKS)
    rows = recurrences(make_schedule(period), TODAY)
    assert [(row.first, row.last) for row in rows] == [
        (date(2021, 1, 4), date(2026, 12, 28)),
        (date(2027, 1, 4), date(2032, 12, 27)),
    ]
    assert_same(make_schedule(period), days=700)


def test_a_holiday_to_ask_about_leaves_the_row_whole() -> None:
    (row,) = recurrences(make_schedule(weekly(FRI, "09:00-11:00"), holiday_policy=HolidayPolicy.ASK), TODAY)
    assert row.ask_holidays


def test_a_place_lends_its_hours_and_its_closure() -> None:
    place = make_schedule(weekly(TUE, "09:00-15:00"), exceptions=(exception("2026-12-22"),))
    rows = recurrences(Schedule(parent=place, starts_on=date(2026, 12, 22)), TODAY)
    assert [(row.first, row.last) for row in rows] == [(date(2026, 12, 29), None)]


walls = st.sampled_from([time(0), time(8), time(9, 30), time(12), time(16), time(22)])
days = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=300))
maybe_days = st.none() | days
slots = st.builds(Slot, weekday=st.integers(0, 6), opens=walls, closes=walls)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    low, high = draw(maybe_days), draw(maybe_days)
    if low and high and high < low:
        low, high = high, low
    return Period(
        kind=draw(st.sampled_from([HoursKind.OPEN, HoursKind.DROP_IN, HoursKind.PHONE])),
        slots=tuple(draw(st.lists(slots, max_size=3))),
        valid_from=low,
        valid_to=high,
        recurrence=draw(st.sampled_from(list(Recurrence))),
        interval=draw(st.integers(1, 4)),
        anchor=draw(maybe_days),
        nth=tuple(draw(st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=2, unique=True))),
        always_open=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def schedules(draw: st.DrawFn, *, with_parent: bool = True) -> Schedule:
    spans = [sorted((draw(days), draw(days))) for _ in range(draw(st.integers(0, 2)))]
    hours = st.lists(st.tuples(walls, walls), max_size=2).map(tuple)
    exceptions = tuple(HoursException(low, min(high, low + timedelta(days=20)), draw(hours)) for low, high in spans)
    life, pause = sorted((draw(days), draw(days))), sorted((draw(days), draw(days)))
    return Schedule(
        periods=tuple(draw(st.lists(periods(), max_size=3))),
        exceptions=exceptions,
        holiday_policy=draw(st.sampled_from(list(HolidayPolicy))),
        starts_on=life[0] if draw(st.booleans()) else None,
        ends_on=life[1] if draw(st.booleans()) else None,
        paused_from=pause[0] if draw(st.sampled_from([False, False, True])) else None,
        paused_until=pause[1] if draw(st.sampled_from([False, False, True])) else None,
        parent=draw(schedules(with_parent=False)) if with_parent and draw(st.booleans()) else None,
    )


@given(schedule=schedules())
def test_rows_expand_to_the_very_days_and_times_of_the_hours(schedule: Schedule) -> None:
    assert_same(schedule, days=HORIZON.days)
