"""Series for tests, made with the commands people use."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from kotikulma.events import commands
from kotikulma.events.commands import registration
from kotikulma.events.models import Event, Occurrence, Series
from kotikulma.events.tests.make import at, make_event
from kotikulma.events.types import Rule
from kotikulma.events.types.rhythm import Rhythm
from tests.cast import HOUSE

MORNINGS = Rhythm(
    date(2026, 10, 6),
    time(9),
    120,
    Rule("WEEKLY", ("TU",), until=date(2027, 5, 25)),
    skipped=frozenset({date(2026, 12, 22), date(2026, 12, 29), date(2027, 1, 5)}),
)


def make_series(rhythm: Rhythm = MORNINGS, **values: Any) -> Series:
    """A published event with this rhythm and no other times; the clock stands before the first."""
    event = make_event(at(f"{rhythm.starts_on}T{rhythm.start_time}"), hours=rhythm.minutes / 60, **values)
    return commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=rhythm)


def morning(series: Series, day: str) -> Occurrence:
    """The time the rule gave on the day."""
    start = at(f"{day}T{series.start_time}")
    return Occurrence.objects.get(event=series.event, recurrence_id=start)


def version(series: Series) -> int:
    return Event.objects.get(pk=series.event_id).version


def open_registration(series: Series) -> None:
    """One registers to each of its times."""
    registration.set_up_registration(HOUSE, series.event.uuid, values={"capacity_in_person": 30})


def at_ten(rhythm: Rhythm, **changes: Any) -> Rhythm:
    return replace(rhythm, start_time=time(10), **changes)


def starts(series: Series) -> list[str]:
    found = Occurrence.objects.filter(series=series).order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{one:%Y-%m-%dT%H:%MZ}" for one in found]
