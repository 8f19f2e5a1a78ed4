"""Recurring work: which task is due when. The list itself is `config/schedule.py` (`settings.SCHEDULES`)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import Task

from kotikulma.kernel import clock
from kotikulma.kernel.jobs import queue

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rule(Protocol):
    """When work is due."""

    def latest(self, now: datetime) -> datetime:
        """The last due moment that is not after `now` (aware UTC)."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, counted from a fixed moment: the same due times in every worker."""

    minutes: int

    def latest(self, now: datetime) -> datetime:
        step = timedelta(minutes=self.minutes)
        return now - (now - EPOCH) % step


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at a wall time of Helsinki, `Daily("03:10")`: one due moment per date, also when clocks are turned."""

    at: str

    def latest(self, now: datetime) -> datetime:
        local = now.astimezone(clock.HELSINKI)
        due = self._on(local)
        return due if due <= now else self._on(local - timedelta(days=1))

    def _on(self, day: datetime) -> datetime:
        wall = datetime.combine(day.date(), time.fromisoformat(self.at), tzinfo=clock.HELSINKI)
        return wall.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """One line of the schedule. `name` is part of the key of each run: never give it to other work."""

    name: str
    task: Task[Any, Any]
    rule: Rule


def registered() -> list[Schedule]:
    """The schedule of this installation."""
    schedules: list[Schedule] = import_string(settings.SCHEDULES)
    return schedules


def queue_due(seen: dict[str, datetime]) -> int:
    """Put a job for the latest due moment of every schedule, once per (schedule, due moment) among all workers.

    Moments missed while nobody worked are not made up for one by one: the latest stands for them.
    `seen` is the caller's memory of what it has put already; returns the number of new due moments.
    """
    new = 0
    for schedule in registered():
        due = schedule.rule.latest(clock.now())
        if seen.get(schedule.name) == due:
            continue
        key = f"schedule:{schedule.name}@{due.isoformat()}"
        if not queue.has(key):
            queue.put(schedule.task, dedupe_key=key)
            new += 1
        seen[schedule.name] = due
    return new
