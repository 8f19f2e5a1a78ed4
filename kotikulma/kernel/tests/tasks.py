"""Tasks for the tests of jobs: each leaves a line in a file, so that runs can be counted across processes."""

import os
import time
from pathlib import Path

from django_tasks import task

from kotikulma.kernel.jobs.schedules import Every, Schedule


def leave(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(line + "\n")


@task
def note(path: str, line: str) -> str:
    leave(path, line)
    return line


@task
def boom() -> None:
    raise ValueError("this never works")


@task(lease_seconds=2)
def slow_at_first(path: str) -> None:
    """Half a minute on the first run, at once on the next."""
    again = Path(path).exists()
    leave(path, "start")
    time.sleep(0 if again else 30)
    leave(path, "end")


@task(lease_seconds=1)
def longer_than_its_lease(path: str) -> None:
    leave(path, "start")
    time.sleep(2.5)
    leave(path, "end")


@task
def on_schedule() -> None:
    leave(os.environ["SCHEDULED_FILE"], "scheduled")


SCHEDULES = [Schedule("test.often", on_schedule, Every(minutes=5))]
NOTHING: list[Schedule] = []
