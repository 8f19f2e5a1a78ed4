"""What tests of opening hours share: schedules, and answers as short texts."""

from datetime import date, datetime

from kotikulma.directory.rules.hours import intervals, state_at
from kotikulma.directory.tests.make import SAT, TUE, at, make_schedule, weekly
from kotikulma.directory.types import OpenKind, Schedule

TUESDAYS = weekly(TUE, "09:00-11:00")
NIGHTS = make_schedule(weekly(SAT, "22:00-06:00"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def spans(schedule: Schedule, first: str, last: str) -> list[str]:
    """Stretches between two local midnights as "24.11. 09:00-11:00" in Helsinki time."""
    found = intervals(schedule, at(first), at(last))
    zone = at(first).tzinfo
    return [f"{i.start.astimezone(zone):%d.%m. %H:%M}-{i.end.astimezone(zone):%H:%M}" for i in found]


def kind(schedule: Schedule, moment: str) -> OpenKind:
    return state_at(schedule, at(moment)).kind


def next_start(schedule: Schedule, moment: str) -> datetime | None:
    state = state_at(schedule, at(moment))
    return state.next.start if state.next else None
