"""Hours worked out once for all schedules that say the same: offices of a town mostly keep the same hours.

What is remembered is bounded; schedules are told apart by everything that decides the answer.
"""

from collections.abc import Hashable
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache

from kotikulma.directory.rules import hours, recurrences
from kotikulma.directory.types import HoursException, Interval, Period, Schedule
from kotikulma.directory.types.recurrences import HoursRow
from kotikulma.kernel.recent import Recent

REMEMBERED = 4096
_SIMPLE_PERIOD = tuple(one.name for one in fields(Period) if one.name != "note")
_SIMPLE_EXCEPTION = tuple(one.name for one in fields(HoursException) if one.name != "reason")
_SIMPLE_SCHEDULE = (
    "holiday_policy",
    "starts_on",
    "ends_on",
    "paused_from",
    "paused_until",
    "phone_counts",
)


class Alike:
    """A schedule that equals every schedule with the same hours."""

    __slots__ = ("_hash", "_key", "schedule")

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._key = _key(schedule)
        self._hash = hash(self._key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike) and self._key == other._key


# Rows and intervals of an object are asked for one after the other
_alike: Recent[Schedule, Alike] = Recent(Alike, REMEMBERED)


def rows(schedule: Schedule, today: date) -> tuple[HoursRow, ...]:
    """As `recurrences.recurrences`."""
    return _rows(_alike.of(schedule), today)


def intervals(schedule: Schedule, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """As `hours.intervals`."""
    return _intervals(_alike.of(schedule), start, end)


@lru_cache(maxsize=REMEMBERED)
def _rows(alike: Alike, today: date) -> tuple[HoursRow, ...]:
    return recurrences.recurrences(alike.schedule, today)


@lru_cache(maxsize=REMEMBERED)
def _intervals(alike: Alike, start: datetime, end: datetime) -> tuple[Interval, ...]:
    return hours.intervals(alike.schedule, start, end)


def _key(schedule: Schedule, *, periods: bool = True) -> Hashable:
    """Own periods leave those of the place without a say (R7), so they are left out of the parent."""
    return (
        tuple(_period(one) for one in schedule.periods) if periods else (),
        tuple(_exception(one) for one in schedule.exceptions),
        *(getattr(schedule, name) for name in _SIMPLE_SCHEDULE),
        tuple(schedule.pause_reason.items()),
        _key(schedule.parent, periods=not schedule.periods) if schedule.parent else None,
    )


def _period(one: Period) -> Hashable:
    return (*(getattr(one, name) for name in _SIMPLE_PERIOD), tuple(one.note.items()))


def _exception(one: HoursException) -> Hashable:
    return (*(getattr(one, name) for name in _SIMPLE_EXCEPTION), tuple(one.reason.items()))
