"""The same model by chance: whole people, month by month, many runs at once (tau-leaping with a step of a month).

Each month begins from whole numbers. From each stock the leavers are drawn once (binomial) and then shared out among
its flows (multinomial), so no stock can go below nothing and nobody goes twice in a month. Who comes from outside is
Poisson. A capacity lets through the flows that share it in their order; who finds no place stays.

One seed makes one stream of draws: the same seed, scenario and numpy give the same numbers to the last person.
Scenarios to be compared are run with the same seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kotikulma.forecast.engine.model import OUTSIDE, Flow, Scenario

People = NDArray[np.int64]
Number = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Runs:
    """`stocks`: of each the people at each month (rows) of each run (columns).

    `short_of`: of each capacity the share of runs in which it kept somebody waiting, month by month.
    """

    scenario: Scenario
    stocks: Mapping[str, People]
    short_of: Mapping[str, NDArray[np.float64]]

    @property
    def total(self) -> People:
        counted = [self.stocks[stock.name] for stock in self.scenario.stocks if stock.counted]
        return np.sum(counted, axis=0, dtype=np.int64)


def simulate(
    scenario: Scenario,
    *,
    months: int,
    runs: int,
    seed: int,
    burn_in: int = 0,
    draws: Mapping[str, NDArray[np.float64]] | None = None,
) -> Runs:
    """Runs of the scenario from its stocks. Month 0 comes after `burn_in` months without levers.

    `draws`: for some parameters a value for each run, where their size is known only so well.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    state = {one.name: np.full(runs, one.people, dtype=np.int64) for one in scenario.stocks}
    kept = {name: np.empty((months + 1, runs), dtype=np.int64) for name in state}
    capacities = sorted({flow.capacity for flow in scenario.flows if flow.capacity})
    short_of = {name: np.zeros(months + 1) for name in capacities}
    for month in range(1 - burn_in, months + 1):
        if month == 1:
            _keep(kept, state, 0)
        waiting = _step(rng, scenario, state, _values(scenario, month, draws or {}), runs)
        if month >= 1:
            _keep(kept, state, month)
            for name, share in waiting.items():
                short_of[name][month] = share
    if months == 0:
        _keep(kept, state, 0)
    return Runs(scenario, kept, short_of)


def _keep(kept: Mapping[str, People], state: Mapping[str, People], month: int) -> None:
    for name, people in state.items():
        kept[name][month] = people


def _values(scenario: Scenario, month: int, draws: Mapping[str, NDArray[np.float64]]) -> dict[str, Number]:
    found: dict[str, Number] = {one.name: draws.get(one.name, float(one.value)) for one in scenario.parameters}
    for lever in scenario.levers:
        before, rivals = found[lever.parameter], scenario.rivals(lever.parameter)
        aim = before * float(lever.times) if lever.to is None else float(lever.to)
        if lever.to is None and rivals is not None:
            aim = np.minimum(aim, 1.0 - sum((found[name] for name in rivals), 0.0))
        found[lever.parameter] = before + (aim - before) * float(lever.share(month))
    return found


def _step(
    rng: np.random.Generator, scenario: Scenario, state: dict[str, People], values: Mapping[str, Number], runs: int
) -> dict[str, float]:
    """One month, in place. Returns of each capacity the share of runs in which somebody was kept waiting."""
    went: dict[str, People] = {}
    for stock in scenario.stocks:
        went |= _leavers(rng, scenario.leaving(stock.name), state[stock.name], values)
    for flow in scenario.flows:
        if flow.source == OUTSIDE:
            went[flow.name] = rng.poisson(values[flow.rate], runs)
    waiting = _let_through(rng, scenario, went, values, runs)
    for flow in scenario.flows:
        if flow.source != OUTSIDE:
            state[flow.source] = state[flow.source] - went[flow.name]
        if flow.target != OUTSIDE:
            state[flow.target] = state[flow.target] + went[flow.name]
    return waiting


def _leavers(
    rng: np.random.Generator, flows: Sequence[Flow], people: People, values: Mapping[str, Number]
) -> dict[str, People]:
    rates = [values[flow.rate] for flow in flows]
    left = np.asarray(sum(rates, 0.0), dtype=np.float64)
    rest = rng.binomial(people, np.minimum(left, 1.0)) if flows else people
    went: dict[str, People] = {}
    for flow, rate in zip(flows[:-1], rates[:-1], strict=True):
        share = np.divide(rate, left, out=np.zeros_like(left), where=left > 0)
        went[flow.name] = rng.binomial(rest, np.clip(share, 0.0, 1.0))
        rest, left = rest - went[flow.name], np.maximum(left - rate, 0.0)
    for flow in flows[-1:]:
        went[flow.name] = rest
    return went


def _let_through(
    rng: np.random.Generator, scenario: Scenario, went: dict[str, People], values: Mapping[str, Number], runs: int
) -> dict[str, float]:
    """A part of a place is a whole one in so many months: 2.5 is two places or three."""
    places: dict[str, People] = {}
    waiting = {flow.capacity: np.zeros(runs, dtype=bool) for flow in scenario.flows if flow.capacity}
    for name in waiting:
        whole = np.floor(values[name])
        places[name] = (whole + (rng.random(runs) < values[name] - whole)).astype(np.int64)
    for flow in scenario.flows:
        if flow.capacity:
            through = np.minimum(went[flow.name], places[flow.capacity])
            waiting[flow.capacity] |= through < went[flow.name]
            places[flow.capacity] -= through
            went[flow.name] = through
    return {name: float(found.mean()) for name, found in waiting.items()}
