"""A process of its own for the tests of races: `python -m kotikulma.events.tests.racing COMMAND …`.

lay (migrate, make the events, print what the others need) · ask METHOD FILE GO (each line of FILE is an address and a
body; all are sent at once by threads when GO appears; prints [status, answer] of each) · counts OCCURRENCE
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from kotikulma.events.models import Intake, Registration  # noqa: E402
from kotikulma.events.tests.make import at  # noqa: E402
from kotikulma.events.tests.make_registrations import cancel, fill, make_occurrence, token  # noqa: E402
from kotikulma.kernel.outbox.models import OutboxMessage  # noqa: E402

TRIES = 5  # who is told that many register at the same moment sends the form again
THREADS = 10  # in each process: PostgreSQL takes a limited number of connections


def lay() -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    seats = {"capacity_in_person": 30, "waiting_capacity": 50}
    crowd, double = make_occurrence(**seats), make_occurrence(**seats)
    cancels = make_occurrence(**seats)
    seated = fill(cancels, *[1] * 30)
    fill(cancels, *[1] * 20, name="W")
    call = make_occurrence(at("2027-02-10T13:30"), capacity_in_person=1)
    first, *waiting = fill(call, 1, 1, 1)
    cancel(first)
    return {
        "crowd": str(crowd.uuid),
        "double": str(double.uuid),
        "cancels": str(cancels.uuid),
        "seated": [token(row) for row in seated[:8]],
        "call": str(call.uuid),
        "called": [token(row) for row in waiting],
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

    while not Path(go).exists():
        time.sleep(0.01)
    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for part in pool.map(worker, [lines[n::THREADS] for n in range(THREADS)]) for answer in part]


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


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    print(json.dumps({"lay": lay, "ask": ask, "counts": counts}[command](*rest)))
