"""The list behind home, results, command line and API: ranked or browsed, filtered, counted, with open states.

Bounded work: words and nearness weigh at most CANDIDATES documents; beyond that the total is said to be "at least".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from kotikulma.directory.queries import freshness
from kotikulma.directory.queries.candidates import CANDIDATES, FURTHEST, OPEN_KINDS, Filters, Selection, select
from kotikulma.directory.queries.remembered import State
from kotikulma.directory.queries.rows import Row, kilometres, rows

__all__ = ["FURTHEST", "OPEN_KINDS", "Filters", "Listing", "Row", "listing", "meeting_places", "open_nearby"]

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


def listing(filters: Filters, now: datetime, state: State | None = None) -> Listing:
    """Anybody's view of what is published, at `now` (aware). A constant number of statements."""
    state = state or freshness.state(now)
    chosen = select(filters, now, state)
    end = filters.offset + filters.limit
    total, distances = chosen.total, {}
    if filters.near:
        total = min(total, CANDIDATES)
        distances = kilometres(filters.near, chosen.numbers)
        page: Sequence[int] = _nearest_first(chosen, distances)[filters.offset : end]
    elif chosen.scores is not None:
        page = chosen.numbers[filters.offset : end]
    else:
        page = chosen.numbers
    return Listing(
        rows=rows(page, now, state, distances),
        total=total,
        capped=chosen.capped or total < chosen.total,
        open_total=min(chosen.open_total, total),
        counts=chosen.counts,
        suggestion=chosen.suggestion,
        fuzzy=chosen.fuzzy,
        next_offset=end if end < total and end <= FURTHEST else None,
    )


def open_nearby(filters: Filters, now: datetime, state: State | None = None, *, limit: int = 4) -> Listing:
    """What is open this minute, places first: the home page's list."""
    return listing(replace(filters, open_now=True, limit=limit, kinds=("place",)), now, state)


def meeting_places(filters: Filters, now: datetime, state: State | None = None) -> dict[str, list[Row]]:
    """Meeting places by municipality code, each municipality's open ones first."""
    found = listing(replace(filters, tags=("meeting",), kinds=("place",), limit=CANDIDATES), now, state)
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        groups.setdefault(row.municipality, []).append(row)
    return groups


def _nearest_first(chosen: Selection, distances: Mapping[int, float]) -> list[int]:
    """By words: best first, nearness lifting. By filters: what is open first, then the nearest, then as they come."""
    if chosen.scores is not None:
        scores = dict(zip(chosen.numbers, chosen.scores, strict=True))
        return sorted(chosen.numbers, key=lambda one: -scores[one] * (1 + _nearness(distances.get(one))))
    opened = set(chosen.numbers[: chosen.open_total])
    return sorted(chosen.numbers, key=lambda one: (one not in opened, distances.get(one, inf)))


def _nearness(distance: float | None) -> float:
    return 0.0 if distance is None else 0.3 / (1 + distance / NEAR_KM)
