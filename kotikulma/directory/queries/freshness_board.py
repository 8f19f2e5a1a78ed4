"""How true the entries are, counted: by state, by municipality and by organisation. A fixed number of statements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Min

from kotikulma.directory import access
from kotikulma.directory.queries import kept
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types import AddressVisibility, AreaType
from kotikulma.directory.types.freshness import EVERYWHERE, NOWHERE, STALE, FreshnessState
from kotikulma.kernel import municipalities
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

PLACES = {
    "place": ("municipality_code", "address_visibility"),
    "service": ("area_type", "municipalities"),
    "channel": (),
}
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
    """A service given in many municipalities is counted in each of them. `more`: organisations left out."""

    counts: Counts
    municipalities: tuple[Line, ...]
    organizations: tuple[Line, ...]
    more: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def board(viewer: Actor, *, organizations: int | None = None) -> Board:
    """Of the entries the viewer may edit. `organizations`: at most so many, those that need a word most first."""
    states: Counter[FreshnessState] = Counter()
    areas: dict[str, Counter[FreshnessState]] = {}
    keepers: dict[int, Counter[FreshnessState]] = {}
    for kind in kept.KINDS:
        for group in _groups(viewer, kind):
            state, count = FreshnessState(group["state"]), group["count"]
            states[state] += count
            keeper = group["keeper"] or 0
            keepers.setdefault(keeper, Counter())[state] += count
            for code in _area(kind, group):
                areas.setdefault(code, Counter())[state] += count
    ordered = sorted(keepers, key=lambda pk: _worst_first(keepers[pk]))
    shown = ordered[:organizations]
    known = people.organizations(viewer, shown)
    return Board(
        states,
        tuple(sorted((Line(code, code, found) for code, found in areas.items()), key=_by_municipality)),
        tuple(_keeper_line(known.get(pk), keepers[pk]) for pk in shown),
        len(ordered) - len(shown),
    )


def _groups(viewer: Actor, kind: str) -> Any:
    keeper = access.KEEPER[access.EDITED[kind]].removesuffix("_id")
    rows = kept.narrowed(viewer, kind, KeptFilter(kinds=(kind,)))
    rows = rows.annotate(keeper_area=F(f"{keeper}__municipality_code"))
    wanted = ("state", "keeper", "keeper_area", *PLACES[kind])
    return rows.order_by().values(*wanted).annotate(count=Count("pk"))


def _area(kind: str, group: Mapping[str, Any]) -> tuple[str, ...]:
    """As `kept.municipalities_of`, of a group."""
    if kind == "place" and group["address_visibility"] == AddressVisibility.HIDDEN:
        return (NOWHERE,)
    if kind == "service" and group["area_type"] == AreaType.NATIONWIDE:
        return (EVERYWHERE,)
    own = {"place": [group.get("municipality_code")], "service": group.get("municipalities"), "channel": []}[kind]
    return tuple(dict.fromkeys(code for code in own or [] if code)) or (group["keeper_area"] or NOWHERE,)


def _by_municipality(line: Line) -> tuple[int, str]:
    """By name; the whole country and what is nowhere come last."""
    return ({EVERYWHERE: 1, NOWHERE: 2}.get(line.key, 0), municipalities.name(line.key))


def _worst_first(counts: Counter[FreshnessState]) -> tuple[int, ...]:
    worst = (FreshnessState.HIDDEN, FreshnessState.WARNING, FreshnessState.DUE)
    return (*(-counts[state] for state in worst), -counts.total())


def _keeper_line(keeper: Any, counts: Counts) -> Line:
    return Line(keeper.uuid if keeper else None, keeper.name if keeper else {}, counts)


def waiting(viewer: Actor) -> Waiting:
    """What the viewer should confirm: three statements."""
    states, oldest = Counter[str](), []
    for kind in kept.KINDS:
        rows = kept.narrowed(viewer, kind, KeptFilter(states=STALE)).order_by()
        for group in rows.values("state").annotate(count=Count("pk"), oldest=Min("counted")):
            states[group["state"]] += group["count"]
            if group["state"] != FreshnessState.HIDDEN:
                oldest.append(rules.hides_on(rules.counted_from(group["oldest"], group["oldest"])))
    return Waiting(states.total(), states[FreshnessState.HIDDEN], min(oldest, default=None))
