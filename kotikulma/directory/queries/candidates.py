"""Which documents fit: found by words or by filters alone, which of them are open, and what each filter would leave.

What filters and words choose is remembered while neither the data nor any door changes, nor any synonym.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from kotikulma.directory.queries import board as boards
from kotikulma.directory.queries.board import OPEN_KINDS, Board
from kotikulma.directory.queries.nearness import nearest
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.kernel.search import queries as search
from kotikulma.kernel.search import synonyms
from kotikulma.kernel.search.types import Hit

__all__ = ["CANDIDATES", "FURTHEST", "OPEN_KINDS", "Filters", "Selection", "select"]

CANDIDATES = 200  # weighed by words: ten pages
NEARBY = 400  # the same where nearness orders them
FURTHEST = 1_000  # as far as one can leaf
PAGE = 20
BESIDE = 6
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page's address says. Within a group any may match, between groups all must.

    `near`: (latitude, longitude) rounded to 0.01 degrees. `kinds`: service, place, organization.
    `organizations`: uuids of those who are responsible or produce.
    """

    text: str = ""
    open_now: bool = False
    open_today: bool = False
    access: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    municipality: str = ""
    near: tuple[float, float] | None = None
    language: tuple[str, ...] = ()
    free: bool = False
    remote: bool = False
    step_free: bool = False
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    organizations: tuple[UUID, ...] = ()
    offset: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Selection:
    """What fits, best first. `numbers`: of the asked page, or of every candidate when `scores` order them.

    `beside`: the first documents of other modules that have every word, when nothing but words was asked.
    Filters put what is open first. `counts`: tag -> how many rows it would leave; "open_now" among them.
    """

    numbers: "array[int]"
    total: int
    capped: bool
    open_total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    scores: "array[float] | None" = None
    suggestion: str | None = None
    fuzzy: bool = False
    beside: tuple[int, ...] = ()


_selections: Remembered[Selection] = Remembered(256)
_by_text: Remembered[Selection] = Remembered(256)


def select(filters: Filters, now: datetime, state: State) -> Selection:
    """Whoever fits at `now`, in order; what words have found is not yet ordered by nearness."""
    groups = _groups(filters)
    key = (tuple(sorted(groups.items())), filters.open_now, filters.open_today)
    if text := filters.text.strip():
        asked = (text[: search.MAX_CHARACTERS], synonyms.edition(), _most(filters), *key)
        return _by_text.get_or_make(state, asked, lambda: _by_words(filters, groups, now, state))
    page = (filters.near, filters.offset, filters.limit)
    return _selections.get_or_make(state, (*page, *key), lambda: _by_filters(filters, groups, now, state))


def _groups(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Filter groups as tags: any within a group, all groups."""
    groups = {
        "kind": tuple(f"kind:{kind}" for kind in filters.kinds),
        "access": tuple(f"access:{mode}" for mode in filters.access),
        "age": tuple(f"age:{code}" for code in filters.age),
        "group": tuple(f"group:{code}" for code in filters.group),
        "municipality": (f"m:{filters.municipality}", "m:all") if filters.municipality else (),
        "language": tuple(f"lang:{code}" for code in filters.language),
        "free": ("free",) if filters.free else (),
        "remote": ("remote",) if filters.remote else (),
        "step_free": ("step_free",) if filters.step_free else (),
        "organization": tuple(f"org:{uuid}" for uuid in filters.organizations),
        **{f"tag:{tag}": (tag,) for tag in filters.tags},
    }
    return {name: tuple(tag.lower() for tag in tags) for name, tags in groups.items() if tags}


def _by_words(filters: Filters, groups: Groups, now: datetime, state: State) -> Selection:
    most = _most(filters)
    found = search.find(filters.text, limit_candidates=most)
    if groups and not found.exact:  # too many to filter here: let the index narrow, at the cost of lifted counts
        found = search.find(filters.text, tags_any=list(groups.values()), limit_candidates=most)
    board = boards.at(state, now)
    asked = board.bits([hit.id for hit in found.hits])
    chosen = _chosen(board, asked, filters, groups, now)
    hits = found.hits
    if chosen.bits.bit_count() < len(hits):
        fits = board.has(chosen.bits)
        hits = [hit for hit in hits if fits(hit.id)]
    return Selection(
        array("Q", [hit.id for hit in hits]),
        len(hits),
        not found.exact,
        (chosen.bits & board.open(now)).bit_count(),
        chosen.counts,
        array("d", [hit.score for hit in hits]),
        found.suggestion,
        found.fuzzy,
        () if groups or asked.bit_count() == len(found.hits) else _beside(board, found.hits),
    )


def _most(filters: Filters) -> int:
    return NEARBY if filters.near else CANDIDATES


def _beside(board: Board, hits: Iterable[Hit]) -> tuple[int, ...]:
    return tuple(islice((hit.id for hit in hits if hit.complete and board.place(hit.id) is None), BESIDE))


def _by_filters(filters: Filters, groups: Groups, now: datetime, state: State) -> Selection:
    board = boards.at(state, now)
    chosen = _chosen(board, board.everything, filters, groups, now)
    open_now = chosen.bits & board.open(now)
    end = filters.offset + filters.limit
    if filters.near:
        order = nearest(board, open_now, filters.near, end)
        if len(order) < end:
            order += nearest(board, chosen.bits & ~open_now, filters.near, end - len(order))
        numbers = array("Q", order[filters.offset : end])
    else:
        both = chain(board.in_order(open_now), board.in_order(chosen.bits & ~open_now))
        numbers = array("Q", islice(both, filters.offset, end))
    return Selection(numbers, chosen.bits.bit_count(), False, open_now.bit_count(), chosen.counts)


@dataclass(frozen=True, slots=True)
class _Chosen:
    bits: int
    counts: Mapping[str, int]


def _chosen(board: Board, bits: int, filters: Filters, groups: Groups, now: datetime) -> _Chosen:
    """Those of `bits` that fit, and how many each filter would leave: its own group is lifted, the others hold."""
    carried = {name: board.any_of(tags) for name, tags in groups.items()}
    if filters.open_today:
        bits &= board.today(now)
    openings = _all_of(bits & board.open(now), carried.values())
    base = bits & board.open(now) if filters.open_now else bits
    lifted = {name: _all_of(base, _without(carried, name)) for name in carried.keys() & boards.PREFIXES}
    chosen = _all_of(base, carried.values())
    return _Chosen(chosen, {**board.counts(chosen, lifted), "open_now": openings.bit_count()})


def _all_of(bits: int, others: Iterable[int]) -> int:
    for other in others:
        bits &= other
    return bits


def _without(carried: Mapping[str, int], name: str) -> list[int]:
    return [bits for other, bits in carried.items() if other != name]
