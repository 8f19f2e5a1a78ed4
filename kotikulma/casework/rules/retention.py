"""How long homes are kept: Kaplan-Meier with its interval, bounds for what nobody knows, returns. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp, log, sqrt

from kotikulma.casework.rules.equity import ENOUGH
from kotikulma.casework.rules.suppression import is_small
from kotikulma.casework.types.statistics import (
    LOST,
    RETENTION_DAYS,
    RETURN_BINS,
    Kept,
    Retention,
    TenancyFacts,
)

Z = 1.959963984540054
DIGITS = 4
_NOTHING = Kept(None, None, None, None, None)


def retention(tenancies: Iterable[TenancyFacts]) -> Retention:
    """Death and not knowing leave the reckoning on their day; only a home lost counts as lost."""
    return _told([_life(one) for one in tenancies if one.seen >= one.start])


def _told(lives: Sequence[tuple[int, bool, int]]) -> Retention:
    months = {month: _kept(lives, days) for month, days in RETENTION_DAYS.items()}
    losses = [days for days, lost, _ in lives if lost]
    returns = {name: sum(low <= days <= high for days in losses) for name, (low, high) in RETURN_BINS.items()}
    return Retention(len(lives), months, returns)


def published(tenancies: Iterable[TenancyFacts]) -> Retention:
    """The same for everybody but the team: no share from which a small number of homes could be reckoned.

    A share of so many homes tells their number. After a small number of homes lost no later share is told either: it
    would tell the sum. Bounds speak of those nobody knows of, and of the older homes alone.
    """
    lives = [_life(one) for one in tenancies if one.seen >= one.start]
    found, months, few, left = _told(lives), dict[int, Kept](), len(lives) < ENOUGH, len(lives)
    for (month, days), lost in zip(RETENTION_DAYS.items(), found.returns.values(), strict=True):
        left -= lost
        few = few or is_small(lost) or is_small(left)
        own = _NOTHING if few else found.months[month]
        old = [(lived, gone) for lived, gone, could in lives if could >= days]
        gone = sum(gone and lived <= days for lived, gone in old)
        unknown = sum(not gone and lived < days for lived, gone in old)
        bounds = (len(old) < ENOUGH, *map(is_small, (gone, unknown, len(old) - gone, len(old) - gone - unknown)))
        months[month] = replace(own, worst=None, best=None) if any(bounds) else own
    return replace(found, months=months)


def survival(lives: Sequence[tuple[int, bool]], at: int) -> tuple[float, float]:
    """The share that lasts beyond the day, and Greenwood's sum for its interval. A life: its days, and was it lost."""
    share, spread = 1.0, 0.0
    for day in sorted({days for days, lost in lives if lost and days <= at}):
        at_risk = sum(days >= day for days, _ in lives)
        lost = sum(days == day and gone for days, gone in lives)
        share *= 1 - lost / at_risk
        spread += lost / (at_risk * (at_risk - lost)) if at_risk > lost else 0.0
    return share, spread


def interval(share: float, spread: float) -> tuple[float, float]:
    """95 %, on the log-log scale: stays between 0 and 1. With nothing, or all, lost there is none to speak of."""
    if not 0 < share < 1:
        return share, share
    width = Z * sqrt(spread) / log(share)
    first, second = share ** exp(width), share ** exp(-width)
    return min(first, second), max(first, second)


def _kept(lives: Sequence[tuple[int, bool, int]], at: int) -> Kept:
    """Bounds are of those begun long enough ago to tell."""
    if not any(days >= at or lost for days, lost, _ in lives) and not any(seen >= at for *_, seen in lives):
        return _NOTHING
    share, spread = survival([(days, lost) for days, lost, _ in lives], at)
    low, high = interval(share, spread)
    old = [(days, lost) for days, lost, could in lives if could >= at]
    worst = sum(days >= at and not (lost and days <= at) for days, lost in old) / len(old) if old else None
    best = 1 - sum(lost and days <= at for days, lost in old) / len(old) if old else None
    return Kept(*(None if one is None else round(one, DIGITS) for one in (share, low, high, worst, best)))


def _life(one: TenancyFacts) -> tuple[int, bool, int]:
    """Days seen, was it lost, and the days it could have been seen."""
    end = one.end if one.end is not None and one.end <= one.seen else None
    days = ((end or one.seen) - one.start).days
    return days, end is not None and one.reason in LOST, (one.seen - one.start).days
