"""What looks wrong in a schedule: warnings for its editor. Nothing here stops hours from being computed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import combinations

from kotikulma.directory.rules.hours_days import MIDNIGHT, Days, DaySlot, is_bounded, is_empty, recurs
from kotikulma.directory.types import HolidayPolicy, HoursException, Period, Recurrence, Schedule, Slot

REFERENCE = date(2024, 1, 1)  # a Monday, for hours that have no dates of their own
SAMPLE_DAYS = 70  # holds two rounds of "every fifth week" and two last weekdays of a month
FULL_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is stable:

    zero_length_slot, overlapping_slots, periods_union (R6), period_dates, anchor_missing, nth_missing,
    exception_dates, exceptions_equal (R5 decides by age), outside_place_hours (R7), starts_before_place,
    ends_after_place, starts_after_place_closes (I1).
    `period` and `exception` are positions in the schedule, `day` the first day on which it shows.
    """

    code: str
    period: int | None = None
    slot: Slot | None = None
    exception: int | None = None
    day: date | None = None


def problems(schedule: Schedule) -> tuple[Problem, ...]:
    """Warnings in the order of the schedule: periods, exceptions, then what the place says."""
    found = [*_period_problems(schedule), *_union_problems(schedule), *_exception_problems(schedule)]
    if schedule.parent:
        found += [*_life_problems(schedule, schedule.parent), *_outside_place(schedule, schedule.parent)]
    return tuple(found)


def _period_problems(schedule: Schedule) -> Iterator[Problem]:
    for number, period in enumerate(schedule.periods):
        if period.valid_from and period.valid_to and period.valid_to < period.valid_from:
            yield Problem("period_dates", period=number)
        if period.recurrence == Recurrence.EVERY_N_WEEKS and not (period.anchor or period.valid_from):
            yield Problem("anchor_missing", period=number)
        if period.recurrence == Recurrence.NTH_WEEKDAY and not period.nth:
            yield Problem("nth_missing", period=number)
        for slot in period.slots:
            if is_empty(slot.opens, slot.closes):
                yield Problem("zero_length_slot", period=number, slot=slot)
        for slot, later in combinations(period.slots, 2):
            if _week_overlap(slot, later):
                yield Problem("overlapping_slots", period=number, slot=later)


def _union_problems(schedule: Schedule) -> Iterator[Problem]:
    """R6: two periods of one kind and equal standing that are valid on the same weekday: both count."""
    for (_, one), (number, two) in combinations(enumerate(schedule.periods), 2):
        if one.kind != two.kind or is_bounded(one) != is_bounded(two):
            continue
        day = _first_common_day(one, two)
        if day:
            yield Problem("periods_union", period=number, day=day)


def _exception_problems(schedule: Schedule) -> Iterator[Problem]:
    for number, exception in enumerate(schedule.exceptions):
        if exception.ends_on < exception.starts_on:
            yield Problem("exception_dates", exception=number)
        for opens, closes in exception.slots:
            if is_empty(opens, closes):
                yield Problem("zero_length_slot", exception=number)
    for (_, one), (number, two) in combinations(enumerate(schedule.exceptions), 2):
        if _span(one) == _span(two) and one.starts_on <= two.ends_on and two.starts_on <= one.ends_on:
            yield Problem("exceptions_equal", exception=number, day=max(one.starts_on, two.starts_on))


def _life_problems(schedule: Schedule, place: Schedule) -> Iterator[Problem]:
    """I1: what happens at a place lies within the life of the place."""
    if schedule.starts_on and place.starts_on and schedule.starts_on < place.starts_on:
        yield Problem("starts_before_place", day=place.starts_on)
    if schedule.starts_on and place.ends_on and schedule.starts_on > place.ends_on:
        yield Problem("starts_after_place_closes", day=place.ends_on)
    elif schedule.ends_on and place.ends_on and schedule.ends_on > place.ends_on:
        yield Problem("ends_after_place", day=place.ends_on)


def _outside_place(schedule: Schedule, place: Schedule) -> Iterator[Problem]:
    """R7: own slots that the place's regular hours do not hold, each told once with the first such day."""
    told: set[tuple[int, Slot]] = set()
    for number, period in enumerate(schedule.periods):
        if period.always_open:
            continue
        for day in _sample_days(period, schedule, place):
            plan = Days(_bare(place), day, day).plan(day)
            if not plan.known or not recurs(period, day):
                continue
            for slot in period.slots:
                if slot.weekday != day.weekday() or (number, slot) in told or _holds(plan.slots, slot):
                    continue
                told.add((number, slot))
                yield Problem("outside_place_hours", period=number, slot=slot, day=day)


def _sample_days(period: Period, schedule: Schedule, place: Schedule) -> list[date]:
    """Days that show every mix of the period with the place's periods: some weeks from each date of change."""
    changes = [p.valid_from for p in place.periods if p.valid_from]
    changes += [p.valid_to + timedelta(days=1) for p in place.periods if p.valid_to]
    starts = [period.valid_from, schedule.starts_on, place.starts_on]
    begin = max((day for day in starts if day), default=min(changes, default=REFERENCE))
    ends = [day for day in (period.valid_to, schedule.ends_on, place.ends_on) if day]
    found: set[date] = set()
    for change in [begin, *changes]:
        for offset in range(SAMPLE_DAYS):
            day = change + timedelta(days=offset)
            if begin <= day and all(day <= end for end in ends):
                found.add(day)
    return sorted(found)


def _bare(schedule: Schedule) -> Schedule:
    """Regular hours alone, without days that differ and without a life."""
    return replace(
        schedule,
        exceptions=(),
        holiday_policy=HolidayPolicy.NORMAL,
        starts_on=None,
        ends_on=None,
        paused_from=None,
        paused_until=None,
        parent=None,
    )


def _holds(slots: tuple[DaySlot, ...], slot: Slot) -> bool:
    """Whether the union of the day's slots holds all of `slot`."""
    start, end = _minutes(slot.opens, slot.closes)
    for low, high in sorted(_minutes(item.opens, item.closes) for item in slots):
        if low <= start < high:
            start = high
    # an opening that is around the clock goes on over midnight
    return start >= end or (start >= FULL_DAY and any(item.opens == item.closes == MIDNIGHT for item in slots))


def _first_common_day(one: Period, two: Period) -> date | None:
    begin = max((p.valid_from for p in (one, two) if p.valid_from), default=REFERENCE)
    ends = [p.valid_to for p in (one, two) if p.valid_to]
    if not ends or min(ends) >= begin:
        weekdays = _weekdays(one) & _weekdays(two)
        for offset in range(SAMPLE_DAYS):
            day = begin + timedelta(days=offset)
            if ends and day > min(ends):
                return None
            if day.weekday() in weekdays and recurs(one, day) and recurs(two, day):
                return day
    return None


def _weekdays(period: Period) -> set[int]:
    return set(range(7)) if period.always_open else {slot.weekday for slot in period.slots}


def _week_overlap(one: Slot, two: Slot) -> bool:
    """Whether two weekly slots share a moment, nights over Sunday included."""
    if is_empty(one.opens, one.closes) or is_empty(two.opens, two.closes):
        return False
    (start, end), (low, high) = (
        tuple(slot.weekday * FULL_DAY + minute for minute in _minutes(slot.opens, slot.closes)) for slot in (one, two)
    )
    return any(start + shift < high and low < end + shift for shift in (-7 * FULL_DAY, 0, 7 * FULL_DAY))


def _minutes(opens: time, closes: time) -> tuple[float, float]:
    """Minutes from the start of the slot's day; the end may lie on the next day."""
    start, end = (moment.hour * 60 + moment.minute + moment.second / 60 for moment in (opens, closes))
    return (start, end) if start < end else (start, end + FULL_DAY)


def _span(exception: HoursException) -> timedelta:
    return exception.ends_on - exception.starts_on
