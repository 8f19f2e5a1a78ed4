"""How fast the machine is at the moment: CPU of a fixed piece of work, against what it takes on a quiet machine.

Neighbours on the same cores make the same work take more CPU time, not only more time on the wall. A limit is
multiplied by the pace of the run, so that it says the same on a busy machine.
"""

import hashlib
import json
import statistics
import time

QUIET_MS = 4.5  # of `_work` on the machine the goals were set on, alone on it
_ROWS = [{"id": number, "name": f"rivi {number}", "places": [number, number + 1]} for number in range(200)]


def pace() -> float:
    """1.0 on the quiet machine, 2.0 where everything takes twice as long; never below 1."""
    return max(1.0, milliseconds() / QUIET_MS)


def steady() -> float:
    """The same over a quarter of a second."""
    return statistics.median(pace() for _ in range(50))


class Along:
    """The pace of a long run, taken at each of its steps: what a command tells its progress."""

    def __init__(self) -> None:
        self._taken = [steady()]

    def start(self, total: int | None, label: str, /) -> None: ...

    def step(self, n: int = 1, /) -> None:
        self._taken.append(pace())

    def done(self) -> None: ...

    def mean(self) -> float:
        return statistics.mean([*self._taken, steady()])


def milliseconds() -> float:
    began = time.process_time()
    _work()
    return (time.process_time() - began) * 1000


def _work() -> int:
    """What a page and a row are made of: dictionaries, texts, JSON, a digest."""
    found = 0
    for turn in range(8):
        text = json.dumps([{**row, "turn": turn} for row in _ROWS])
        for row in json.loads(text):
            line = f"{row['id']:06}|{row['name'].upper()}|{','.join(map(str, row['places']))}"
            found += hashlib.sha256(line.encode()).digest()[0]
    return found
