"""What counts and flows say of the speed, and what they cannot say.

The model behind it ages people exactly: who has been homeless for 12 months becomes long-term. With an inflow λ and a
steady hazard h of leaving before that, S = λ (1 - e^(-12h)) / h, λ e^(-12h) reach twelve months, and L of them wait
for m months more. A count of S and L is met by a whole ridge of (λ, h, m): few who come and stay long look like many
who come and leave soon. Only counting who came, or who left, tells one from the other.

Choices made where sources leave room:

* Intervals are of the profile likelihood: no prior answers in place of data. Of the inflow it holds 95 %, of the exit
  rate 90 %, on which the rule about what the data separate was measured.
* A count is Poisson around its level, years are independent and the level is steady over the years given. Counting
  errors and the tenth of a stay that spans two Novembers are left out.
* A long-term stay of over ten years on average is not looked at: that closes the ridge at its far end.
* In a steady state as many leave as come, so either number tells the speed. Given both, those who came are used: the
  two are not independent, and counting both would make the interval narrower than it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp

import numpy as np
from numpy.typing import NDArray

from kotikulma.forecast.engine.model import LONG_TERM_EXITS, Rates

AGE = 12  # months until long-term
LONGEST_STAY = 120.0  # months as long-term, on average
LEAST, MOST = 0.0005, 1.0  # hazards looked at
CELLS, POINTS = 240, 12
WITHIN = 1.920729410347062  # half the 95 % point of chi-squared with one degree
WITHIN_90 = 1.352771727047703
FAR = 12.0  # so far below the best nothing is seen any more
CORRELATED, TIMES = 0.95, 3.0  # beyond these, of the 90 % interval, the data do not separate inflow from exits
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observed:
    """`counts`: of each year all and the long-term. `came`, `left`: people in so many `months`; None: not known."""

    counts: Sequence[tuple[int, int]]
    came: int | None = None
    left: int | None = None
    months: int = 12

    @property
    def moved(self) -> int | None:
        return self.left if self.came is None else self.came

    @property
    def short(self) -> float:
        return sum(total - long_term for total, long_term in self.counts) / len(self.counts)

    @property
    def long_term(self) -> float:
        return sum(long_term for _, long_term in self.counts) / len(self.counts)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the ridge: all of these explain the same count."""

    inflow: float
    exits: float
    reach: float
    ageing: float
    long_term_stay: float
    in_a_year: float


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits. `inflow`, `exits`: intervals, the last of 90 %; `identified`: they tell inflow from exits.

    The cells and their weights (which sum to one) are kept for `draws`.
    """

    observed: Observed
    inflow: tuple[float, float]
    exits: tuple[float, float]
    correlation: float
    ridge: Sequence[Point]
    cells: tuple[Floats, Floats, Floats]

    @property
    def identified(self) -> bool:
        low, high = self.exits
        return abs(self.correlation) <= CORRELATED and high <= TIMES * low

    @property
    def steady(self) -> bool:
        """Do as many come as leave, but for chance? True as well when only one of the two is known."""
        came, left = self.observed.came, self.observed.left
        return came is None or left is None or abs(came - left) <= 1.96 * (came + left) ** 0.5

    def rates(self) -> Rates | None:
        """Rates of the two stocks by the flow that was seen, under which the counted level stays. None: no such."""
        if self.observed.moved is None:
            return None
        short, long_term = self.observed.short, self.observed.long_term
        found = point(self.observed.moved / self.observed.months, short, long_term)
        if found is None or found.inflow > short:
            return None
        leave = min(found.ageing / long_term, 1.0) if long_term else float(LONG_TERM_EXITS)
        stays = (found.inflow - found.ageing) / short
        return Rates(_exact(found.inflow), _exact(stays), _exact(found.ageing / short), _exact(leave), "fitted")

    def draws(self, runs: int, seed: int) -> dict[str, Floats]:
        """For each run rates that the data allow, by the names of the two-stock model."""
        rng = np.random.Generator(np.random.PCG64([seed, 1]))  # another stream than that of the runs
        inflow, hazard, weight = self.cells
        at = rng.choice(len(weight), size=runs, p=weight)
        drawn, leave = inflow[at], hazard[at]
        short, ageing = drawn * _stay(leave), drawn * np.exp(-AGE * leave)
        years = len(self.observed.counts)
        waiting = rng.gamma(max(self.observed.long_term * years, 0.5), 1 / years, size=runs)
        return {
            "inflow": drawn,
            "exits": np.clip((drawn - ageing) / short, 0.0, 1.0 - np.minimum(ageing / short, 1.0)),
            "to_long_term": np.minimum(ageing / short, 1.0),
            "long_term_exits": np.clip(ageing / waiting, 0.0, 1.0),
        }


def point(inflow: float, short: float, long_term: float) -> Point | None:
    """The point of the ridge with that inflow. None: too few come for so many to be there."""
    if not short or inflow * AGE <= short:
        return None
    low, high = 0.0, max(2.0, 2 * inflow / short)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if inflow * float(_stay(np.float64(middle))) > short else (low, middle)
    hazard = (low + high) / 2
    reach = exp(-AGE * hazard)
    ageing = inflow * reach
    stay = long_term / ageing if ageing else float("inf") if long_term else 0.0
    return Point(inflow, hazard, reach, ageing, stay, short + long_term + 12 * inflow)


def fit(observed: Observed) -> Fit:
    """The likelihood on a grid of inflow and hazard, looked at once from afar and then closely where it matters."""
    short = max(observed.short, 0.5)
    inflow = np.geomspace(short / AGE / 4, max(short * 2, (observed.moved or 0) * 2 / observed.months), CELLS)
    hazard = np.geomspace(LEAST, MOST, CELLS)
    for _ in range(2):
        said = _likelihood(observed, inflow[:, None], hazard[None, :])
        inflow, hazard = (_closer(axis, said.max(axis=1 - at)) for at, axis in enumerate((inflow, hazard)))
    said = _likelihood(observed, inflow[:, None], hazard[None, :])
    weight = np.exp(said - said.max())
    weight /= weight.sum()
    came = _allowed(inflow, said.max(axis=1), WITHIN)
    points = (point(float(one), observed.short, observed.long_term) for one in np.geomspace(*came, POINTS))
    return Fit(
        observed,
        came,
        _allowed(hazard, said.max(axis=0), WITHIN_90),
        _correlation(inflow, hazard, weight),
        tuple(one for one in points if one and one.long_term_stay <= LONGEST_STAY),
        _cells(inflow, hazard, weight),
    )


def _stay(hazard: Floats | np.float64) -> Floats:
    """Months under a year that somebody who comes is there on average: (1 - e^(-12h)) / h."""
    return np.where(hazard > 1e-9, -np.expm1(-AGE * hazard) / np.maximum(hazard, 1e-9), AGE)


def _likelihood(observed: Observed, inflow: Floats, hazard: Floats) -> Floats:
    short = inflow * _stay(hazard)
    waiting = np.minimum(inflow * np.exp(-AGE * hazard) * LONGEST_STAY, max(observed.long_term, 1e-9))
    said = len(observed.counts) * (_poisson(observed.short, short) + _poisson(observed.long_term, waiting))
    if observed.moved is not None:
        said = said + _poisson(observed.moved, inflow * observed.months)
    return said


def _poisson(seen: float, mean: Floats) -> Floats:
    return seen * np.log(np.maximum(mean, 1e-300)) - mean


def _closer(axis: Floats, profile: Floats) -> Floats:
    """The stretch of the axis that is seen at all, cut as finely again."""
    seen = np.flatnonzero(profile >= profile.max() - FAR)
    first, last = max(seen[0] - 1, 0), min(seen[-1] + 1, len(axis) - 1)
    return np.geomspace(axis[first], axis[last], CELLS)


def _allowed(axis: Floats, profile: Floats, within: float) -> tuple[float, float]:
    """Where the profile is so near its best, between the points of the grid by a straight line."""
    over = profile - (profile.max() - within)
    inside = np.flatnonzero(over >= 0)
    first, last = int(inside[0]), int(inside[-1])
    low, high = float(axis[first]), float(axis[last])
    if first > 0:
        low -= float(over[first] / (over[first] - over[first - 1]) * (axis[first] - axis[first - 1]))
    if last < len(axis) - 1:
        high += float(over[last] / (over[last] - over[last + 1]) * (axis[last + 1] - axis[last]))
    return low, high


def _correlation(inflow: Floats, hazard: Floats, weight: Floats) -> float:
    across, along = weight.sum(axis=1), weight.sum(axis=0)
    apart, away = inflow - inflow @ across, hazard - hazard @ along
    together = float(apart @ weight @ away)
    spread = float((apart**2 @ across) * (away**2 @ along)) ** 0.5
    return together / spread if spread else 0.0


def _cells(inflow: Floats, hazard: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Those that weigh anything, flat."""
    every, each = np.meshgrid(inflow, hazard, indexing="ij")
    kept = weight > weight.max() * 1e-6
    return every[kept], each[kept], weight[kept] / weight[kept].sum()


def _exact(value: float) -> Fraction:
    return Fraction(str(round(value, 6)))
