"""One question asked of the model, and the whole answer as plain values: what a page, a file or a terminal shows.

Numbers of people are whole but for the expected ones; the same question gives the same bytes. While the data do not
separate inflow from exits, no chance of reaching the target is told: it would be the assumption that answers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kotikulma.forecast.engine import deterministic
from kotikulma.forecast.engine.calibration import Fit, Observed, Point, fit
from kotikulma.forecast.engine.model import LEVELS, LONG, SHORT, Lever, Rates, Scenario, reference, two_stocks
from kotikulma.forecast.engine.stochastic import Runs, simulate

VERSION = 1
MONTHS, RUNS, SEED = 60, 10_000, 2020
BANDS: Mapping[str, tuple[float, float]] = {"band80": (0.1, 0.9), "band95": (0.025, 0.975)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`came`, `left`: people in a year, when they are known. `earlier`: counts before it, all and the long-term.

    `assumed`: take the reference rates as if known. `homes`: at most so many leave in a month. Every scenario is run
    with the same seed.
    """

    total: int
    long_term: int
    target: int
    scenarios: Mapping[str, Sequence[Lever]]
    came: int | None = None
    left: int | None = None
    earlier: Sequence[tuple[int, int]] = ()
    months: int = MONTHS
    runs: int = RUNS
    seed: int = SEED
    homes: Fraction | None = None
    assumed: bool = False

    @property
    def short(self) -> int:
        return self.total - self.long_term


def answer(question: Question) -> dict[str, Any]:
    """The report. model.Impossible when a lever asks for what cannot be."""
    counts = [(question.total, question.long_term), *question.earlier]
    found = fit(Observed(counts, question.came, question.left))
    fitted = None if question.assumed else found.rates()
    rates = fitted or reference(question.short, question.long_term)
    draws = found.draws(question.runs, question.seed) if fitted else None
    known = found.identified and fitted is not None
    shown = question.assumed or known
    return {
        "model": VERSION,
        "numpy": np.__version__,
        "start": {"total": question.total, "long_term": question.long_term},
        "target": question.target,
        "months": question.months,
        "runs": question.runs,
        "seed": question.seed,
        "homes": None if question.homes is None else _number(question.homes),
        "rates": {name: _number(getattr(rates, name), 6) for name in LEVELS} | {"source": _source(question, rates)},
        "data": _data(found, known),
        "chances_shown": shown,
        "scenarios": [_scenario(question, name, rates, draws, shown) for name in question.scenarios],
    }


def as_json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)


def _source(question: Question, rates: Rates) -> str:
    return "assumed" if question.assumed else rates.source


def _data(found: Fit, known: bool) -> dict[str, Any]:
    return {
        "counts": [list(one) for one in found.observed.counts],
        "came": found.observed.came,
        "left": found.observed.left,
        "inflow": [round(one, 2) for one in found.inflow],
        "exits": [round(one, 4) for one in found.exits],
        "correlation": round(found.correlation, 3),
        "identified": known,
        "steady": found.steady,
        "ridge": [_point(one) for one in found.ridge],
    }


def _point(one: Point) -> dict[str, float]:
    return {
        "inflow": round(one.inflow, 1),
        "exits": round(one.exits, 4),
        "reach_12_months": round(one.reach, 3),
        "to_long_term": round(one.ageing, 2),
        "long_term_stay": round(one.long_term_stay, 1),
        "in_a_year": round(one.in_a_year),
    }


def _scenario(
    question: Question, name: str, rates: Rates, draws: Mapping[str, NDArray[np.float64]] | None, shown: bool
) -> dict[str, Any]:
    levers = question.scenarios[name]
    scenario = two_stocks(name, question.short, question.long_term, rates, levers, question.homes)
    expected = deterministic.expected(scenario, question.months)
    runs = simulate(scenario, months=question.months, runs=question.runs, seed=question.seed, draws=draws)
    level = deterministic.steady(scenario)
    return {
        "name": name,
        "levers": [_lever(one) for one in levers],
        "rates": {one: _number(scenario.final()[one], 6) for one in LEVELS},
        "steady": None if level is None else _state(scenario, level),
        "first_month": deterministic.first_month(scenario, question.target, question.months),
        "spread": _spread(runs, draws),
        "path": _path(question, expected, runs, shown),
    }


def _lever(one: Lever) -> dict[str, Any]:
    change = {"times": _number(one.times, 6)} if one.to is None else {"to": _number(one.to, 6)}
    return {"parameter": one.parameter, **change, "start": one.start, "ramp": one.ramp}


def _state(scenario: Scenario, state: Mapping[str, Fraction]) -> dict[str, float]:
    return {
        "short": _number(state[SHORT]),
        "long_term": _number(state[LONG]),
        "total": _number(deterministic.total(scenario, state)),
    }


def _path(
    question: Question, expected: Sequence[Mapping[str, Fraction]], runs: Runs, shown: bool
) -> list[dict[str, Any]]:
    total, long_term = (np.sort(people, axis=1) for people in (runs.total, runs.stocks[LONG]))
    reached = (total <= question.target).mean(axis=1)
    return [
        {
            "month": month,
            "expected": _number(deterministic.total(runs.scenario, state)),
            **_bands(total[month]),
            "long_term": {"expected": _number(state[LONG]), **_bands(long_term[month])},
            "chance": round(float(reached[month]), 4) if shown else None,
            **({} if question.homes is None else {"homes_short": round(float(runs.short_of["homes"][month]), 4)}),
        }
        for month, state in enumerate(expected)
    ]


def _bands(ordered: NDArray[np.int64]) -> dict[str, Any]:
    """Whole people: the least number that so great a part of the runs does not exceed."""
    told = {name: [_part(ordered, low), _part(ordered, high)] for name, (low, high) in BANDS.items()}
    return {"median": _part(ordered, 0.5), **told}


def _part(ordered: NDArray[np.int64], part: float) -> int:
    return int(ordered[max(int(np.ceil(part * len(ordered))) - 1, 0)])


def _spread(runs: Runs, draws: Mapping[str, NDArray[np.float64]] | None) -> dict[str, float] | None:
    """Of the variance at the last month, what each rate that is not known exactly goes with. None: chance alone."""
    last = runs.total[-1].astype(np.float64)
    if draws is None or not last.std():
        return None
    return {
        name: round(float(np.corrcoef(drawn, last)[0, 1] ** 2), 3) if drawn.std() else 0.0
        for name, drawn in draws.items()
    }


def _number(value: Fraction, digits: int = 2) -> float:
    return round(float(value), digits)
