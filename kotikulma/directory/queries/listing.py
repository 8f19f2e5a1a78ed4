"""The list behind home, results, command line and API: ranked or browsed, filtered, counted, with open states.

Bounded work: at most CANDIDATES documents are weighed; beyond that the total is said to be "at least".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from kotikulma.directory.queries import freshness
from kotikulma.directory.queries.candidates import CANDIDATES, OPEN_KINDS, Candidate, Filters, select
from kotikulma.directory.queries.rows import Row, kilometres, rows

__all__ = ["OPEN_KINDS", "Filters", "Listing", "Row", "listing", "meeting_places", "open_nearby"]

NEAR_KM = 5.0


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


def listing(filters: Filters, now: datetime) -> Listing:
    """Anybody's view of what is published, at `now` (aware). A constant number of statements."""
    state = freshness.state(now)
    chosen = select(filters, now, state)
    ordered = _ordered(chosen.candidates, filters)
    page = ordered[filters.offset : filters.offset + filters.limit]
    more = filters.offset + filters.limit < len(ordered)
    return Listing(
        rows=rows(page, now, state, filters.near),
        total=len(ordered),
        capped=chosen.capped,
        open_total=sum(item.open for item in ordered),
        counts=chosen.counts,
        suggestion=chosen.suggestion,
        fuzzy=chosen.fuzzy,
        next_offset=filters.offset + filters.limit if more else None,
    )


def open_nearby(filters: Filters, now: datetime, *, limit: int = 4) -> Listing:
    """What is open this minute, places first: the home page's list."""
    return listing(replace(filters, open_now=True, limit=limit, kinds=("place",)), now)


def meeting_places(filters: Filters, now: datetime) -> dict[str, list[Row]]:
    """Meeting places by municipality code, each municipality's open ones first."""
    found = listing(replace(filters, tags=("meeting",), kinds=("place",), limit=CANDIDATES), now)
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        groups.setdefault(row.card["where"]["municipality"], []).append(row)
    return groups


def _ordered(candidates: Sequence[Candidate], filters: Filters) -> Sequence[Candidate]:
    """By words: best first, nearness lifting. By filters: what is open first, then the nearest, then the heaviest."""
    if filters.near is None:
        return candidates
    if filters.text.strip():
        return sorted(candidates, key=lambda item: -item.score * (1 + _nearness(filters.near, item)))
    return sorted(candidates, key=lambda item: (not item.open, _far(filters.near, item), -item.score, item.id))


def _far(near: tuple[float, float] | None, item: Candidate) -> float:
    """For sorting: what has no position comes last when the reader gave one."""
    distance = kilometres(near, item)
    return inf if distance is None else distance


def _nearness(near: tuple[float, float] | None, item: Candidate) -> float:
    distance = kilometres(near, item)
    return 0.0 if distance is None else 0.3 / (1 + distance / NEAR_KM)
