"""Figures of a filled by-name list, each asked several times: python -m bench.support.ask_ledger. Prints JSON."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.support import pace, spent, start

start.django()

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
    before = spent.cpu()
    for _ in range(TIMES):
        began = time.perf_counter()
        question()
        walls.append((time.perf_counter() - began) * 1000)
    cpu = (spent.cpu() - before) * 1000 / TIMES
    paces = [pace.pace() for _ in range(TIMES)]
    return {"wall": statistics.median(walls), "cpu": cpu, "pace": statistics.median(paces)}


def main() -> None:
    spent.by_one_process()
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
