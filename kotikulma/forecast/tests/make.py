"""Models the tests ask, and what is known of them exactly."""

from fractions import Fraction
from math import exp, lgamma, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kotikulma.forecast.engine.model import (
    OUTSIDE,
    SCENARIOS,
    Flow,
    Parameter,
    Scenario,
    Stock,
    reference,
    two_stocks,
)

SHORT, LONG, TARGET = 110, 46, 78


def scenario(name: str, **more: Any) -> Scenario:
    """One of the seven, from 156 homeless of whom 46 long-term."""
    return two_stocks(name, SHORT, LONG, reference(SHORT, LONG), SCENARIOS[name], **more)


def one_stock(inflow: str, exits: str, people: int = 156, places: str = "") -> Scenario:
    numbers = {"inflow": inflow, "exits": exits} | ({"places": places} if places else {})
    return Scenario(
        "one",
        (Stock("homeless", people),),
        tuple(Parameter(name, Fraction(value)) for name, value in numbers.items()),
        (
            Flow("inflow", OUTSIDE, "homeless", "inflow"),
            Flow("exits", "homeless", OUTSIDE, "exits", "places" if places else ""),
        ),
    )


def three_stocks() -> Scenario:
    """Homeless under a year, long-term, and housed with support, who are not counted and may return."""
    numbers = {"new": "7", "short_home": ".055", "ageing": ".012", "long_home": ".025", "back": ".008"}
    flows = [("new", OUTSIDE, "S"), ("short_home", "S", "H"), ("ageing", "S", "L"), ("long_home", "L", "H")]
    return Scenario(
        "three",
        (Stock("S", 110), Stock("L", 46), Stock("H", 0, counted=False)),
        tuple(Parameter(name, Fraction(value)) for name, value in numbers.items()),
        tuple(Flow(name, source, target, name) for name, source, target in [*flows, ("back", "H", "S")]),
    )


def poisson(mean: float, most: int = 400) -> NDArray[np.float64]:
    """The chance of each number from 0."""
    return np.array([exp(n * log(mean) - mean - lgamma(n + 1)) for n in range(most)])


def stayers(people: int, share: float) -> NDArray[np.float64]:
    """Of so many each is still there with that chance: the chance of each number."""
    ways = [lgamma(people + 1) - lgamma(n + 1) - lgamma(people - n + 1) for n in range(people + 1)]
    return np.array([exp(way + n * log(share) + (people - n) * log(1 - share)) for n, way in enumerate(ways)])
