"""In which order to visit: agreed times stand, the rest lies along the way. No chance in it; as the crow flies."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from kotikulma.kernel.municipalities import kilometres

Position = tuple[float, float]
MINUTES_PER_KILOMETRE = 3.0  # only to judge what fits before an agreed time; never told to anybody
DAY_BEGINS = 8 * 60


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit as the order sees it. `at`: None when nobody knows where. `fixed`: the agreed minute of the day.

    `rough`: only the municipality is known, so no distance is told.
    """

    key: str
    at: Position | None = None
    fixed: int | None = None
    minutes: int = 30
    rough: bool = False


def order(stops: Sequence[Stop], start: Position | None = None, begins: int = DAY_BEGINS) -> list[Stop]:
    """Agreed times in their order, each other visit where it lengthens the way least; unknown places come last.

    The nearest that still fits before the next agreed time, and then turned around (2-opt) while that shortens the way.
    The same stops give the same order, however they come.
    """
    known = [stop for stop in stops if stop.at is not None or stop.fixed is not None]
    lost = sorted((stop for stop in stops if stop.at is None and stop.fixed is None), key=lambda stop: stop.key)
    return [*_turned(_nearest(known, start, begins), start, begins), *lost]


def length(route: Sequence[Stop], start: Position | None) -> float:
    """Kilometres as the crow flies, from the start to the last stop; unknown places take no way."""
    points = [start, *(stop.at for stop in route)]
    known = [point for point in points if point is not None]
    return sum(kilometres(*pair) for pair in pairwise(known))


def timed(route: Sequence[Stop], start: Position | None, begins: int) -> tuple[float, float]:
    """By how many minutes agreed times would be missed, all together, and at which minute the day would end."""
    clock, here, missed = float(begins), start, 0.0
    for stop in route:
        clock += _travel(here, stop.at)
        if stop.fixed is not None:
            missed += max(0.0, clock - stop.fixed)
            clock = max(clock, stop.fixed)
        clock += stop.minutes
        here = stop.at or here
    return missed, clock


def ways(route: Sequence[Stop], start: Position | None) -> list[float | None]:
    """How far each stop is from the one before it; None where one of them is not known, or only its municipality."""
    found: list[float | None] = []
    here = start
    for stop in route:
        found.append(kilometres(here, stop.at) if here and stop.at and not stop.rough else None)
        here = None if stop.rough else stop.at or here
    return found


def in_words(stop: Stop, distance: float | None) -> str:
    """Only what is true: as the crow flies, no minutes on foot. Nothing where a way without a start begins."""
    if stop.at is None:
        return _("sijainti ei ole tiedossa")
    if distance is None:
        return ""
    if distance < 0.05:
        return _("samassa paikassa kuin edellinen")
    if distance < 1:
        return _("alle kilometri edellisestä linnuntietä")
    return _("noin %(km)d km edellisestä linnuntietä") % {"km": round(distance)}


def _nearest(stops: Sequence[Stop], start: Position | None, begins: int) -> list[Stop]:
    agreed = sorted((stop for stop in stops if stop.fixed is not None), key=lambda stop: (stop.fixed or 0, stop.key))
    free = sorted((stop for stop in stops if stop.fixed is None), key=lambda stop: stop.key)
    route: list[Stop] = []
    clock, here = float(begins), start
    while agreed or free:
        coming = agreed[0] if agreed else None
        near = sorted(free, key=lambda stop: _distance(here, stop.at))
        chosen = next((stop for stop in near if _fits(stop, coming, here, clock)), None) or coming or near[0]
        (agreed if chosen is coming else free).remove(chosen)
        clock += _travel(here, chosen.at)
        clock = max(clock, chosen.fixed or 0) + chosen.minutes
        here = chosen.at or here
        route.append(chosen)
    return route


def _turned(route: list[Stop], start: Position | None, begins: int) -> list[Stop]:
    """2-opt: turn a part around while the way gets shorter, agreed times stay in order, none is missed by more
    and the day ends no later.
    """
    best = (length(route, start), *timed(route, start, begins))
    again = True
    while again:
        again = False
        for first in range(len(route)):
            for last in range(first + 1, len(route)):
                turned = [*route[:first], *route[first : last + 1][::-1], *route[last + 1 :]]
                measured = (length(turned, start), *timed(turned, start, begins))
                better = measured[0] < best[0] - 1e-6 and measured[1] <= best[1] and measured[2] <= best[2]
                if better and _in_order(turned):
                    route, best, again = turned, measured, True
    return route


def _fits(stop: Stop, coming: Stop | None, here: Position | None, clock: float) -> bool:
    if coming is None or coming.fixed is None:
        return True
    return clock + _travel(here, stop.at) + stop.minutes + _travel(stop.at, coming.at) <= coming.fixed


def _in_order(route: Sequence[Stop]) -> bool:
    agreed = [stop.fixed for stop in route if stop.fixed is not None]
    return agreed == sorted(agreed)


def _distance(one: Position | None, other: Position | None) -> float:
    return kilometres(one, other) if one and other else 0.0


def _travel(one: Position | None, other: Position | None) -> float:
    return MINUTES_PER_KILOMETRE * _distance(one, other)
