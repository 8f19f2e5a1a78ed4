"""Factories of the directory's values for tests."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from kotikulma.directory.tests import samples
from kotikulma.directory.types import HoursException, HoursKind, Period, Schedule, Slot
from kotikulma.kernel.clock import HELSINKI

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def at(text: str) -> datetime:
    """A moment on the wall clock of Helsinki: at("2026-12-01 09:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def clock(text: str) -> time:
    return time.fromisoformat(text)


def slot(weekday: int, hours: str) -> Slot:
    """slot(TUE, "09:00-11:00")."""
    opens, closes = hours.split("-")
    return Slot(weekday, clock(opens), clock(closes))


def weekly(weekdays: int | Iterable[int], *hours: str, **more: Any) -> Period:
    """weekly(TUE, "09:00-11:00", kind=HoursKind.PHONE): one period, drop-in unless told otherwise."""
    days = (weekdays,) if isinstance(weekdays, int) else tuple(weekdays)
    more.setdefault("kind", HoursKind.DROP_IN)
    return Period(slots=tuple(slot(day, span) for day in days for span in hours), **more)


def exception(starts_on: str, ends_on: str = "", *hours: str, **more: Any) -> HoursException:
    """exception("2026-12-21", "2027-01-06") is closed; hours such as "10:00-12:00" open each of the days."""
    spans = tuple((clock(span[:5]), clock(span[6:])) for span in hours)
    last = date.fromisoformat(ends_on or starts_on)
    return HoursException(date.fromisoformat(starts_on), last, spans, **more)


def make_schedule(*periods: Period, **more: Any) -> Schedule:
    return Schedule(periods=periods, **more)


SAMPLES = samples.SAMPLES
