"""Progress a person can follow: a bar with rate and time left on a terminal, plain lines otherwise."""

import sys
import time
from typing import Any

from tqdm import tqdm

EVERY_SECONDS = 5.0


class Bar:
    """`start(total, label)`, `step(n)`, `done()`; writes to standard error, so that --json stays clean."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._label, self._total, self._count = "", 0, 0
        self._said = self._began = 0.0

    def start(self, total: int | None, label: str) -> None:
        self._label, self._total, self._count = label, total or 0, 0
        self._said = self._began = time.monotonic()
        if sys.stderr.isatty():
            self._bar = tqdm(total=total, desc=label, unit="", dynamic_ncols=True)
        else:
            print(f"{label}: {total if total is not None else 'unknown number'} to do", file=sys.stderr)

    def step(self, n: int = 1) -> None:
        self._count += n
        if self._bar is not None:
            self._bar.update(n)
        elif time.monotonic() - self._said >= EVERY_SECONDS:
            self._said = time.monotonic()
            rate = self._count / max(self._said - self._began, 0.001)
            print(f"{self._label}: {self._count} of {self._total or '?'}, {rate:.0f}/s", file=sys.stderr)

    def done(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
            return
        seconds = max(time.monotonic() - self._began, 0.001)
        print(f"{self._label}: {self._count} done in {seconds:.1f} s", file=sys.stderr)
