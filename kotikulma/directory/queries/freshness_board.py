"""How true the entries are, counted: by state, by municipality and by organisation. A fixed number of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db.models import BigIntegerField, Case, Count, F, TextField, Value, When
from django.db.models.functions import Cast

from kotikulma.directory import access
from kotikulma.directory.queries import freshness, kept
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types import AddressVisibility, AreaType
from kotikulma.directory.types.freshness import EVERYWHERE, NOWHERE, STALE, FreshnessState
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

UNTOLD = "?"  # where a place is whose address is hidden
Counts = Mapping[FreshnessState, int]


class Waiting(NamedTuple):
    """`hidden` of `total` are out of sight already; `hides_on`: the day the next one goes."""

    total: int
    hidden: int
    hides_on: date | None


class Line(NamedTuple):
    """One row of the board. `key`: a municipality's code, or an organisation's uuid (None: nobody's)."""

    key: Any
    name: Any
    counts: Counts

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[FreshnessState, int]]:
        return [(state, self.counts.get(state, 0)) for state in FreshnessState]


@dataclass(frozen=True, slots=True)
class Board:
    """A service given in many municipalities is counted in each of them. `more`: organisations left out.

    `hides_on`: the day the next entry goes out of sight.
    """

    counts: Counts
    municipalities: tuple[Line, ...]
    organizations: tuple[Line, ...]
    more: int
    hides_on: date | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


_boards: Remembered[Board] = Remembered(20)


def board(viewer: Actor, *, organizations: int | None = None) -> Board:
    """Of the entries the viewer may edit. `organizations`: at most so many, those that need a word most first.

    Remembered while no entry changes: a coordinator comes back to it after each list.
    """
    today = clock.today()
    key = (people.edited_organization_ids(viewer), organizations)
    state: State = (freshness.version(), None, today)
    return _boards.get_or_make(state, key, lambda: _counted(viewer, organizations))


def _counted(viewer: Actor, organizations: int | None) -> Board:
    own = access.own_entries(viewer)
    states: Counter[FreshnessState] = Counter()
    keepers: dict[int, Counter[FreshnessState]] = defaultdict(Counter)
    groups = kept.by_keeper(own)
    for state, keeper, count, _oldest in groups:
        states[state] += count
        keepers[keeper or 0][state] += count
    ordered = sorted(keepers, key=lambda pk: _worst_first(keepers[pk]))
    shown = ordered[:organizations]
    known = people.organizations(viewer, shown)
    areas = _areas(own)
    return Board(
        states,
        tuple(sorted((Line(code, code, found) for code, found in areas.items()), key=_by_municipality)),
        tuple(_keeper_line(known.get(pk), keepers[pk]) for pk in shown),
        len(ordered) - len(shown),
        _waiting([group for group in groups if group.state in STALE]).hides_on,
    )


def _areas(own: kept.Own) -> dict[str, Counter[FreshnessState]]:
    """Where they count, as `kept.municipalities_of` says."""
    groups = [group for kind in kept.KINDS for group in _by_area(own, kind)]
    homes = people.organization_municipalities({keeper for _state, _area, keeper, _count in groups if keeper})
    areas: dict[str, Counter[FreshnessState]] = defaultdict(Counter)
    for state, area, keeper, count in groups:
        for code in _codes(area) or (homes.get(keeper, "") if keeper else "",):
            areas[code][kept.STATES[state]] += count
    return areas


def _by_area(own: kept.Own, kind: str) -> Iterable[tuple[str, str, int | None, int]]:
    """State, its own area in words of the database, its keeper when it has none, and how many."""
    rows, keeper = kept.narrowed(own, kind, KeptFilter()).order_by(), access.KEEPER[access.EDITED[kind]]
    area: Any = Value("", TextField())
    if kind == "place":
        secret = When(address_visibility=AddressVisibility.HIDDEN, then=Value(UNTOLD))
        area = Case(secret, default=F("municipality_code"), output_field=TextField())
    elif kind == "service":
        everywhere = When(area_type=AreaType.NATIONWIDE, then=Value(EVERYWHERE))
        area = Case(everywhere, default=Cast("municipalities", TextField()), output_field=TextField())
    rows = rows.annotate(own_area=area)
    lone = Case(When(own_area__in=("", "[]"), then=F(keeper)), default=None, output_field=BigIntegerField())
    return rows.annotate(lone=lone).values_list("state", "own_area", "lone").annotate(count=Count("pk"))


@lru_cache(maxsize=4096)
def _codes(area: str) -> tuple[str, ...]:
    """ "179", "*" or a list in JSON; empty when the thing has no area of its own."""
    if area == UNTOLD:
        return (NOWHERE,)
    found = orjson.loads(area) if area.startswith("[") else [area]
    return tuple(dict.fromkeys(code for code in found if code))


def _by_municipality(line: Line) -> tuple[int, str]:
    """By name; the whole country and what is nowhere come last."""
    return ({EVERYWHERE: 1, NOWHERE: 2}.get(line.key, 0), municipalities.name(line.key))


def _worst_first(counts: Counter[FreshnessState]) -> tuple[int, ...]:
    worst = (FreshnessState.HIDDEN, FreshnessState.WARNING, FreshnessState.DUE)
    return (*(-counts[state] for state in worst), -counts.total())


def _keeper_line(keeper: Any, counts: Counts) -> Line:
    return Line(keeper.uuid if keeper else None, keeper.name if keeper else {}, counts)


def waiting(viewer: Actor) -> Waiting:
    """What the viewer should confirm: four statements."""
    return _waiting(kept.by_keeper(access.own_entries(viewer), *STALE))


def _waiting(stale: Sequence[kept.Group]) -> Waiting:
    today, shown = clock.today(), [group for group in stale if group.state != FreshnessState.HIDDEN]
    reminded = kept.reminder_days({group.keeper for group in shown})
    days = []
    for _state, keeper, _number, oldest in shown:
        counted = rules.counted_from(oldest, oldest)
        asked = rules.first_asked(counted, reminded.get(keeper, ()))
        days.append(rules.hides_on(counted, asked, today))
    hidden = sum(group.number for group in stale if group.state == FreshnessState.HIDDEN)
    return Waiting(sum(group.number for group in stale), hidden, min(filter(None, days), default=None))
