"""Figures of a filled by-name list, each asked several times: python -m bench.support.ask_ledger. Prints JSON.

CPU is that of this process and, with PostgreSQL on the same machine, of the server's process that answers it, which
then works alone: what more processes share out among them would be counted nowhere.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.support import pace, start

start.django()

from django.db import connection  # noqa: E402

from kotikulma.casework.models import ListEvent, Posting, Subject  # noqa: E402
from kotikulma.casework.queries import statistics as figures  # noqa: E402

TIMES = 9
DAY, EARLIER = date(2019, 11, 15), date(2020, 1, 3)
YEAR = date(2019, 1, 1), date(2020, 1, 1)
ASKED: dict[str, Callable[[], Any]] = {
    "cross-section": lambda: figures.count(DAY),
    "cross-section as known then": lambda: figures.count(DAY, EARLIER),
    "a year of flows": lambda: figures.flows(*YEAR),
    "a year of flows as known then": lambda: figures.flows(*YEAR, EARLIER),
}


def _asked(question: Callable[[], Any]) -> dict[str, float]:
    question()
    walls, paces = [], []
    spent = _cpu()
    for _ in range(TIMES):
        began = time.perf_counter()
        question()
        walls.append((time.perf_counter() - began) * 1000)
    cpu = (_cpu() - spent) * 1000 / TIMES
    paces = [pace.pace() for _ in range(TIMES)]
    return {"wall": statistics.median(walls), "cpu": cpu, "pace": statistics.median(paces)}


def _cpu() -> float:
    """Seconds of CPU of this process and of its server's."""
    if connection.vendor != "postgresql":
        return time.process_time()
    times = Path(f"/proc/{_server()}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def main() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    told = {name: _asked(question) for name, question in ASKED.items()}
    sizes = {
        "subjects": Subject.objects.count(),
        "events": ListEvent.objects.count(),
        "postings": Posting.objects.count(),
    }
    balanced = figures.flows(*YEAR).balanced and figures.flows(*YEAR, EARLIER).balanced
    print(json.dumps({**sizes, "total": figures.count(DAY).total, "balanced": balanced, "asked": told}))


if __name__ == "__main__":
    main()
