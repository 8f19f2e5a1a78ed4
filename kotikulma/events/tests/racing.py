"""A process of its own for the tests of races: `python -m kotikulma.events.tests.racing COMMAND …`.

lay (make the events, print what the others need) · ask METHOD FILE GO (each line of FILE is an address and a
body; all are sent at once by threads when GO appears; prints [status, answer] of each) · rearrange EVENT GO (from GO
on, the rhythm of the event is changed again and again) · counts OCCURRENCE · series_counts EVENT
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import django

from kotikulma.kernel import garbage

with garbage.kept_still():
    django.setup()

from django.db import connections
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands import registration
from kotikulma.events.models import Event, Intake, Registration
from kotikulma.events.tests.make import at, make_event, make_series
from kotikulma.events.tests.make_registrations import cancel, fill, make_occurrence, token
from kotikulma.events.types import Changed, Rule
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel.outbox.models import OutboxMessage
from tests.cast import HOUSE

TRIES = 5  # who is told that many register at the same moment sends the form again
THREADS = 10  # in each process: PostgreSQL takes a limited number of connections


def lay() -> dict[str, Any]:
    seats = {"capacity_in_person": 30, "waiting_capacity": 50}
    crowd, double = make_occurrence(**seats), make_occurrence(**seats)
    cancels = make_occurrence(**seats)
    seated = fill(cancels, *[1] * 30)
    fill(cancels, *[1] * 20, name="W")
    call = make_occurrence(at("2027-02-10T13:30"), capacity_in_person=1)
    first, *waiting = fill(call, 1, 1, 1)
    cancel(first)
    weekly = make_event()
    make_series(weekly, until="2027-06-29")
    registration.set_up_registration(HOUSE, weekly.uuid, values={"capacity_in_person": 30})
    return {
        "crowd": str(crowd.uuid),
        "double": str(double.uuid),
        "cancels": str(cancels.uuid),
        "seated": [token(row) for row in seated[:8]],
        "call": str(call.uuid),
        "called": [token(row) for row in waiting],
        "weekly": str(weekly.uuid),
        "times": [str(uuid) for uuid in weekly.occurrences.filter(series__isnull=False).values_list("uuid", flat=True)],
    }


def ask(method: str, file: str, go: str) -> list[Any]:
    lines = [json.loads(line) for line in Path(file).read_text().splitlines()]

    def one(line: dict[str, Any]) -> list[Any]:
        client = Client(raise_request_exception=False)
        more = {"Idempotency-Key": line["key"]} if "key" in line else {}
        for _time in range(TRIES):
            headers = {"host": "localhost", **more}
            answer = client.generic(method, line["path"], json.dumps(line["body"]), "application/json", headers=headers)
            if answer.json().get("code") != "events.busy":
                break
        return [answer.status_code, answer.json()]

    def worker(mine: list[dict[str, Any]]) -> list[Any]:
        found = [one(line) for line in mine]
        connections.close_all()
        return found

    Client().get("/api/v1/events", headers={"host": "localhost"})  # the first answer of a process is slow
    _wait_for(go)
    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for part in pool.map(worker, [lines[n::THREADS] for n in range(THREADS)]) for answer in part]


def rearrange(event: str, go: str) -> list[Any]:
    """Another hour, another weekday, this and following, back again; what each change said."""
    _wait_for(go)
    said = []
    for day, hour in (("TU", 10), ("TU", 12), ("TU", 11), ("WE", 9), ("TU", 9)):
        found = Event.objects.get(uuid=event)
        series = found.series.order_by("-id")[0]
        rule = Rule("WEEKLY", (day,), until=date(2027, 6, 29))
        rhythm = Rhythm(date(2027, 3, 1), clock_time(hour), 120, rule)
        try:
            said.append(len(commands.change_series(HOUSE, series.uuid, version=found.version, rhythm=rhythm).kept))
        except Changed:
            said.append("changed")
        time.sleep(0.5)
    return said


def series_counts(event: str) -> dict[str, Any]:
    rows = Registration.objects.filter(intake__event__uuid=event, intake__occurrence__isnull=False)
    intakes = Intake.objects.filter(event__uuid=event)
    return {
        "names": sorted(rows.values_list("contact_name", flat=True)),
        "taken": sum(intakes.values_list("taken_in_person", flat=True)),
        "waiting": sum(intakes.values_list("waiting", flat=True)),
        "times": Event.objects.get(uuid=event).occurrences.filter(series__isnull=False).count(),
    }


def _wait_for(go: str) -> None:
    """Say that this process is ready, and wait for the others."""
    Path(f"{go}.{os.getpid()}").touch()
    while not Path(go).exists():
        time.sleep(0.01)


def counts(occurrence: str) -> dict[str, Any]:
    intake = Intake.objects.get(occurrence__uuid=occurrence)
    rows = Registration.objects.filter(intake=intake).order_by("number")
    uuids = [str(uuid) for uuid in rows.values_list("uuid", flat=True)]
    mails = [row for row in OutboxMessage.objects.all() if row.object_ids.get("registration") in uuids]
    return {
        "taken": intake.taken_in_person,
        "waiting": intake.waiting,
        "states": list(rows.values_list("contact_name", "state")),
        "numbers": list(rows.values_list("number", flat=True)),
        "mails": sorted(row.kind for row in mails),
    }


COMMANDS: dict[str, Callable[..., Any]] = {
    "lay": lay,
    "ask": ask,
    "rearrange": rearrange,
    "counts": counts,
    "series_counts": series_counts,
}

if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    print(json.dumps(COMMANDS[command](*rest)))
