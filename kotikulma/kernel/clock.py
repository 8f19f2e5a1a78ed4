"""The only place that asks what time it is.

`KOTIKULMA_NOW=2027-02-10T15:59:59` freezes the process's clock (demo and tests only;
Helsinki time unless the value carries an offset). Tests may also use `time_machine`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen(os.environ.get("KOTIKULMA_NOW", "")) or datetime.now(UTC)


def local_now() -> datetime:
    """The present moment on the wall clock of Helsinki."""
    return now().astimezone(HELSINKI)


def today() -> date:
    """The date on the wall in Helsinki."""
    return local_now().date()


def parse(value: str) -> datetime:
    """ISO 8601 to aware UTC; a value without an offset is Helsinki time. ValueError if it is neither."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=HELSINKI)
    return moment.astimezone(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """The clock stands at `moment`: so that demo content lives through its days. Never while serving."""
    before = os.environ.get("KOTIKULMA_NOW")
    os.environ["KOTIKULMA_NOW"] = moment.isoformat()
    try:
        yield
    finally:
        del os.environ["KOTIKULMA_NOW"]
        if before is not None:
            os.environ["KOTIKULMA_NOW"] = before


@lru_cache(maxsize=8)
def _frozen(value: str) -> datetime | None:
    return parse(value) if value else None


def machine_now() -> datetime:
    """The machine's own time, never frozen: for leases and heartbeats of processes alone."""
    return datetime.now(UTC)
