"""How true the entries are, counted: by state, by municipality and by organisation. A fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from django.db.models import BigIntegerField, Case, F, Q, TextField, Value, When
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
    keepers: dict[int, list[int]] = defaultdict(_nought)
    groups = kept.by_keeper(viewer)
    for group in groups:
        _add(keepers[group.keeper or 0], group.counts)
    ordered = sorted(keepers, key=lambda pk: _worst_first(keepers[pk]))
    shown = ordered[:organizations]
    known = people.organizations(viewer, shown)
    areas = _areas(access.own_entries(viewer))
    return Board(
        kept.totals(keepers.values()),
        tuple(sorted((Line(code, code, kept.totals([found])) for code, found in areas.items()), key=_by_municipality)),
        tuple(_keeper_line(known.get(pk), kept.totals([keepers[pk]])) for pk in shown),
        len(ordered) - len(shown),
        _waiting(groups).hides_on,
    )


def _nought() -> list[int]:
    return [0] * len(FreshnessState)


def _add(sums: list[int], more: Sequence[int]) -> None:
    fresh, due, warning, hidden = more
    sums[0] += fresh
    sums[1] += due
    sums[2] += warning
    sums[3] += hidden


def _areas(own: kept.Own) -> dict[str, list[int]]:
    """Where they count, as `kept.municipalities_of` says."""
    groups = [group for kind in kept.KINDS for group in _by_area(own, kind)]
    homes = people.organization_municipalities({keeper for _area, keeper, *_numbers in groups if keeper})
    areas: dict[str, list[int]] = defaultdict(_nought)
    for area, keeper, *numbers in groups:
        for code in _codes(area) or (homes.get(keeper, "") if keeper else "",):
            _add(areas[code], numbers)
    return areas


def _by_area(own: kept.Own, kind: str) -> Iterable[tuple[Any, ...]]:
    """Its own area in words of the database, its keeper when it has none, and how many in each state."""
    rows, keeper = kept.narrowed(own, kind, KeptFilter()).order_by(), access.KEEPER[access.EDITED[kind]]
    area: Any = Value("", TextField())
    lone: Any = F(keeper)
    if kind == "place":
        secret, nowhere = Q(address_visibility=AddressVisibility.HIDDEN), Q(municipality_code="")
        area = Case(When(secret, then=Value(UNTOLD)), default=F("municipality_code"), output_field=TextField())
        lone = Case(When(nowhere & ~secret, then=lone), default=None, output_field=BigIntegerField())
    elif kind == "service":
        everywhere, nowhere = Q(area_type=AreaType.NATIONWIDE), Q(municipalities=[])
        written = Cast("municipalities", TextField())
        area = Case(When(everywhere, then=Value(EVERYWHERE)), default=written, output_field=TextField())
        lone = Case(When(nowhere & ~everywhere, then=lone), default=None, output_field=BigIntegerField())
    groups = rows.annotate(own_area=area, lone=lone).values_list("own_area", "lone")
    return groups.annotate(**kept.counts_by_state(clock.today()))


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


def _worst_first(counts: Sequence[int]) -> tuple[int, ...]:
    fresh, due, warning, hidden = counts
    return -hidden, -warning, -due, -fresh


def _keeper_line(keeper: Any, counts: Counts) -> Line:
    return Line(keeper.uuid if keeper else None, keeper.name if keeper else {}, counts)


def waiting(viewer: Actor) -> Waiting:
    """What the viewer should confirm: at most five statements."""
    return _waiting(kept.by_keeper(viewer, *STALE))


def _waiting(groups: Sequence[kept.Group]) -> Waiting:
    return Waiting(sum(group.stale for group in groups), sum(group.hidden for group in groups), _next_to_hide(groups))


def _next_to_hide(groups: Sequence[kept.Group]) -> date | None:
    """Looked for from the oldest on: no entry goes before it is old enough, so the rest of them goes later."""
    today, found = clock.today(), None
    shown = [(moment, one.keeper) for one in groups for moment in (one.oldest_due, one.oldest_warning) if moment]
    reminded = kept.reminder_days({keeper for _oldest, keeper in shown})
    for oldest, keeper in sorted(shown, key=itemgetter(0)):
        moment = kept.moment(oldest)
        counted = rules.counted_from(moment, moment)
        if found and rules.months_later(counted, rules.HIDDEN_AFTER) >= found:
            break
        day = rules.hides_on(counted, rules.first_asked(counted, reminded.get(keeper, ())), today)
        found = min(filter(None, (found, day)), default=None)
    return found
