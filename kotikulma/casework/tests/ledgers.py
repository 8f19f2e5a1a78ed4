"""Ledgers for tests: entries in one line each, and ledgers of any shape that commands would let in."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from kotikulma.casework.rules import ledger
from kotikulma.casework.types.ledger import Entry, EventType, LedgerRefused
from kotikulma.casework.types.statistics import TenancyFacts
from kotikulma.kernel.clock import HELSINKI

BEGIN = date(2019, 1, 1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), HELSINKI)


def entry(number: int, kind: str, day: date, recorded: date | None = None, **more: Any) -> Entry:
    """Written down on the day itself unless said otherwise."""
    return Entry(number=number, type=kind, valid_date=day, recorded_at=at(recorded or day), **more)


T = EventType
TYPES = [*T]
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


def a_month() -> dict[int, list[Entry]]:
    """One month of a list of 156: twenty come, eighteen go, two turn out to be one person."""
    people: dict[int, list[Entry]] = {}
    before, day = date(2019, 6, 1), date(2019, 11, 3)

    def person(*entries: tuple[str, date] | tuple[str, date, dict[str, Any]]) -> int:
        number = len(people) + 1
        people[number] = [
            entry(at + 1, one[0], one[1], **(one[2] if len(one) > 2 else {"situation": "friends"}))
            for at, one in enumerate(entries)
        ]
        return number

    for _ in range(13):
        person((T.NEW, day))
    person((T.NEW, day), (T.HOME, date(2019, 11, 24)))  # inside both
    for left, back, many in ((T.HOME, T.FROM_HOME, 3), (T.INACTIVE, T.FROM_INACTIVE, 2)):
        for _ in range(many):
            person((T.NEW, before), (left, date(2019, 8, 1)), (back, day))
    person((T.MOVED_IN, day))
    for kind, many in ((T.HOME, 10), (T.INACTIVE, 4), (T.MOVED_AWAY, 2), (T.DECEASED, 1)):
        for _ in range(many):
            person((T.NEW, before), (kind, date(2019, 11, 20)))
    person((T.NEW, before), (T.MERGE, date(2019, 11, 12), {"delta": -1}))
    for at in range(156 - 18):
        moves = [(T.CATEGORY, date(2019, 11, 9), {"situation": "hostel"})] if at < 7 else []
        person((T.NEW, before), *moves)
    return people


def restated_people(days_back: int) -> dict[int, list[Entry]]:
    """150 on the last of November, 152 on the last of December; then a move-in is recorded on 5 January."""
    moved = date(2020, 1, 5) - timedelta(days=days_back)
    people = {number: [entry(1, T.NEW, date(2018, 5, 1), situation="friends")] for number in range(1, 151)}
    people |= {number: [entry(1, T.NEW, date(2019, 12, 9), situation="friends")] for number in (151, 152)}
    people[1].append(entry(2, T.HOME, moved, date(2020, 1, 5)))
    return people


def twenty_tenancies() -> list[TenancyFacts]:
    start = date(2018, 1, 1)
    ends = [(day, "evicted") for day in (40, 170, 200, 300, 400, 700)]
    ends += [(90, "deceased"), (150, "unknown"), (150, "unknown")]
    seen = start + timedelta(days=730)
    ended = [TenancyFacts(start=start, end=start + timedelta(days=day), reason=why, seen=seen) for day, why in ends]
    return ended + [TenancyFacts(start=start, seen=seen)] * 11
