"""The list behind home, results, command line and API: ranked or browsed, filtered, counted, with open states.

Bounded work: words weigh a few hundred documents; beyond that the total is said to be "at least".
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kotikulma.directory.queries import freshness
from kotikulma.directory.queries.candidates import FURTHEST, OPEN_KINDS, Filters, select
from kotikulma.directory.queries.nearness import kilometres
from kotikulma.directory.queries.remembered import State
from kotikulma.directory.queries.rows import Row, rows

__all__ = ["FURTHEST", "OPEN_KINDS", "Filters", "Listing", "Row", "listing", "meeting_places", "open_nearby"]

NEAR_KM = 5.0
MEETING_PLACES = 400


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` is exact unless `capped`. `counts`: tag -> how many rows it would leave; "open_now" among them."""

    rows: tuple[Row, ...]
    total: int
    capped: bool
    open_total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    suggestion: str | None = None
    fuzzy: bool = False
    next_offset: int | None = None
    beside: tuple[int, ...] = ()


def listing(filters: Filters, now: datetime, state: State | None = None) -> Listing:
    """Anybody's view of what is published, at `now` (aware). A constant number of statements."""
    state = state or freshness.state(now)
    chosen = select(filters, now, state)
    end, page = filters.offset + filters.limit, chosen.numbers
    distances = kilometres(filters.near, page) if filters.near else {}
    if chosen.scores is not None:
        best = _lifted(page, chosen.scores, distances) if filters.near else page
        page = best[filters.offset : end]
    return Listing(
        rows=rows(page, now, state, distances),
        total=chosen.total,
        capped=chosen.capped,
        open_total=chosen.open_total,
        counts=chosen.counts,
        suggestion=chosen.suggestion,
        fuzzy=chosen.fuzzy,
        next_offset=end if end < chosen.total and end <= FURTHEST else None,
        beside=() if filters.offset else chosen.beside,
    )


def open_nearby(filters: Filters, now: datetime, state: State | None = None, *, limit: int = 4) -> Listing:
    """What is open this minute, places first: the home page's list."""
    return listing(replace(filters, open_now=True, limit=limit, kinds=("place",)), now, state)


def meeting_places(filters: Filters, now: datetime, state: State | None = None) -> dict[str, list[Row]]:
    """Meeting places by municipality code, each municipality's open ones first."""
    found = listing(replace(filters, tags=("meeting",), kinds=("place",), limit=MEETING_PLACES), now, state)
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        groups.setdefault(row.municipality, []).append(row)
    return groups


def _lifted(numbers: "array[int]", scores: "array[float]", distances: Mapping[int, float]) -> "array[int]":
    """What words have found, best first, nearness lifting."""
    lifted = {
        number: score * (1 + _nearness(distances.get(number))) for number, score in zip(numbers, scores, strict=True)
    }
    return array("Q", sorted(numbers, key=lambda number: -lifted[number]))


def _nearness(distance: float | None) -> float:
    return 0.0 if distance is None else 0.3 / (1 + distance / NEAR_KM)
