"""The expected path: what the runs lie around. In fractions, so that an asymptote is never taken for an arrival.

Month by month, each flow is reckoned from the stocks as the month began: S' = S + inflow - (exits + ageing) S.
Without a capacity this is exactly the mean of the stochastic model; with one it is a little too hopeful, since chance
leaves homes unused in one month and people waiting in the next.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import exp, expm1

from kotikulma.forecast.engine.model import OUTSIDE, Scenario

State = Mapping[str, Fraction]


def expected(scenario: Scenario, months: int) -> list[State]:
    """The stocks at each month from 0."""
    path: list[State] = [{stock.name: Fraction(stock.people) for stock in scenario.stocks}]
    for month in range(1, months + 1):
        path.append(_after(scenario, path[-1], scenario.values(month)))
    return path


def total(scenario: Scenario, state: State) -> Fraction:
    return sum((state[stock.name] for stock in scenario.stocks if stock.counted), Fraction(0))


def first_month(scenario: Scenario, target: int, months: int) -> int | None:
    """The first month at which the expected number is at most the target; None: not within the months."""
    for month, state in enumerate(expected(scenario, months)):
        if total(scenario, state) <= target:
            return month
    return None


def steady(scenario: Scenario) -> State | None:
    """Where the stocks settle once the levers are fully there. None: nowhere, or a capacity decides it."""
    values, names = scenario.final(), [stock.name for stock in scenario.stocks]
    rows = [[Fraction(0)] * (len(names) + 1) for _ in names]
    for flow in scenario.flows:
        rate = values[flow.rate]
        source = names.index(flow.source) if flow.source != OUTSIDE else len(names)
        for end, sign in ((flow.source, 1), (flow.target, -1)):
            if end != OUTSIDE:
                # Of what comes from outside the sign belongs on the other side of the equation
                rows[names.index(end)][source] += rate * (sign if flow.source != OUTSIDE else -sign)
    solved = _solve(rows)
    if solved is None:
        return None
    found = dict(zip(names, solved, strict=True))
    wanted: dict[str, Fraction] = {}
    for flow in scenario.flows:
        if flow.capacity:
            wanted[flow.capacity] = wanted.get(flow.capacity, Fraction(0)) + found[flow.source] * values[flow.rate]
    return None if any(number > values[name] for name, number in wanted.items()) else found


def one_stock(start: float, inflow: float, exits: float, months: int) -> float:
    """Month by month: S(t) = S* + (S0 - S*) (1 - h)^t."""
    level = inflow / exits
    return level + (start - level) * (1 - exits) ** months


def two_stocks(short: float, long_term: float, rates: Mapping[str, float], months: float) -> tuple[float, float]:
    """In continuous time, rates by the names of `model.LEVELS`. Two stocks equally fast are told by the limit."""
    leaves, moves, ends = rates["exits"] + rates["to_long_term"], rates["to_long_term"], rates["long_term_exits"]
    level = rates["inflow"] / leaves
    over, faded = short - level, exp(-leaves * months)
    later = moves * level / ends
    faster = ends - leaves
    apart = faded * (-expm1(-faster * months) / faster if faster else months)
    return level + over * faded, later + (long_term - later) * exp(-ends * months) + moves * over * apart


def implied_exit(start: float, end: float, inflow: float, months: int) -> float:
    """The share that must leave one stock each month for it to come from one count to another."""
    low, high = 1e-9, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if one_stock(start, inflow, middle, months) > end else (low, middle)
    return (low + high) / 2


def _after(scenario: Scenario, state: State, values: Mapping[str, Fraction]) -> State:
    left = {flow.capacity: values[flow.capacity] for flow in scenario.flows if flow.capacity}
    found = dict(state)
    for flow in scenario.flows:
        went = values[flow.rate] * (state[flow.source] if flow.source != OUTSIDE else 1)
        if flow.capacity:
            went = min(went, left[flow.capacity])
            left[flow.capacity] -= went
        if flow.source != OUTSIDE:
            found[flow.source] -= went
        if flow.target != OUTSIDE:
            found[flow.target] += went
    return found


def _solve(rows: Sequence[list[Fraction]]) -> list[Fraction] | None:
    """Gauss and Jordan. None when nothing, or everything, solves it."""
    left = [list(row) for row in rows]
    for at in range(len(left)):
        pivot = next((row for row in range(at, len(left)) if left[row][at]), None)
        if pivot is None:
            return None
        left[at], left[pivot] = left[pivot], left[at]
        left[at] = [value / left[at][at] for value in left[at]]
        for row in range(len(left)):
            if row != at and left[row][at]:
                by = left[row][at]
                left[row] = [value - by * head for value, head in zip(left[row], left[at], strict=True)]
    return [row[-1] for row in left]
