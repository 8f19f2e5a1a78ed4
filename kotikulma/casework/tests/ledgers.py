"""Ledgers for tests: entries in one line each, and ledgers of any shape that commands would let in."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from kotikulma.casework.rules import ledger
from kotikulma.casework.types.ledger import Entry, EventType, LedgerRefused
from kotikulma.kernel.clock import HELSINKI

BEGIN = date(2019, 1, 1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), HELSINKI)


def entry(number: int, kind: str, day: date, recorded: date | None = None, **more: Any) -> Entry:
    """Written down on the day itself unless said otherwise."""
    return Entry(number=number, type=kind, valid_date=day, recorded_at=at(recorded or day), **more)


TYPES = [*EventType]
SITUATIONS = ["", "outdoors", "friends", "hostel", "hospital", "prison", "unknown"]


@st.composite
def recorded(draw: st.DrawFn, most: int = 14) -> list[Entry]:
    """Any tries to record something about one person, back-dated up to 400 days; those refused are left out."""
    kept: list[Entry] = []
    now = BEGIN + timedelta(days=400)
    for number in range(1, draw(st.integers(1, most)) + 1):
        now += timedelta(days=draw(st.integers(0, 40)))
        back = draw(st.one_of(st.just(0), st.integers(0, 400)))
        fits = [*_possible(draw, kept, number, now - timedelta(days=back), now)]
        if fits:
            kept.append(draw(st.sampled_from(fits)))
    return kept


def _possible(draw: st.DrawFn, kept: list[Entry], number: int, day: date, now: date) -> Iterable[Entry]:
    replaced = {one.supersedes for one in kept}
    standing = [one.number for one in kept if one.number not in replaced]
    old = draw(st.sampled_from(standing)) if standing and draw(st.integers(0, 5)) == 0 else None
    more: dict[str, Any] = {
        "situation": draw(st.sampled_from(SITUATIONS)),
        "factor": draw(st.sampled_from([None, None, True, False])),
        "supersedes": old,
        "reason": "tarkistettu",
    }
    for kind in TYPES:
        for delta in (0, -1, 1) if kind in (EventType.MERGE, EventType.SPLIT, EventType.CORRECTION) else (0,):
            one = entry(number, kind, day, now, **more, delta=delta)
            try:
                ledger.check_entry(one)
                ledger.timeline([*kept, one])
            except LedgerRefused:
                continue
            yield one
