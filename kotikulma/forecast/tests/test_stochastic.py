"""Runs against distributions known exactly."""

import time
from fractions import Fraction

import numpy as np
import pytest

from kotikulma.forecast.engine import deterministic
from kotikulma.forecast.engine.stochastic import simulate
from kotikulma.forecast.tests import make

RUNS, SEED = 10_000, 2020
# inflow, monthly exits: mean, standard deviation and chance of 78 or fewer after 36 months from 156
ONE_STOCK = [
    ("7", ".045", 155.64, 12.25, 0.0000),
    ("6", ".06", 106.04, 10.21, 0.0025),
    ("6", ".075", 84.59, 9.17, 0.2564),
    ("6", ".08", 79.03, 8.87, 0.4838),
    ("5", ".06", 91.17, 9.45, 0.0877),
    ("5", ".08", 67.15, 8.17, 0.9151),
    ("4", ".06", 76.30, 8.63, 0.6074),
]


@pytest.mark.parametrize(("inflow", "exits", "mean", "deviation", "chance"), ONE_STOCK)
def test_one_stock_is_its_exact_distribution(
    inflow: str, exits: str, mean: float, deviation: float, chance: float
) -> None:
    found = simulate(make.one_stock(inflow, exits), months=36, runs=RUNS, seed=SEED).total[36]
    assert found.mean() == pytest.approx(mean, abs=0.4)
    assert found.std() == pytest.approx(deviation, abs=0.3)
    assert (found <= make.TARGET).mean() == pytest.approx(chance, abs=0.02)
    there = (1 - float(exits)) ** 36
    exact = np.convolve(make.stayers(156, there), make.poisson(float(inflow) * (1 - there) / float(exits)))
    assert exact[: make.TARGET + 1].sum() == pytest.approx(chance, abs=0.0001)


def test_what_goes_on_as_it_is_varies_as_poisson_does() -> None:
    """After it has forgotten where it began: mean and variance 156, nineteen times in twenty 132 to 181."""
    found = simulate(make.scenario("A"), months=0, runs=RUNS, seed=SEED, burn_in=120)
    short, long_term = found.stocks["short"][0], found.stocks["long_term"][0]
    assert found.total[0].mean() == pytest.approx(156, abs=0.5)
    assert found.total[0].var() == pytest.approx(156, abs=8)
    assert list(np.quantile(found.total[0], [0.025, 0.975], method="inverted_cdf")) == [132, 181]
    assert (short.var(), long_term.var()) == (pytest.approx(110, abs=6), pytest.approx(46, abs=3))
    assert abs(np.corrcoef(short, long_term)[0, 1]) < 0.04


def test_everything_together_reaches_half_seven_times_in_ten() -> None:
    chance = (simulate(make.scenario("G"), months=36, runs=RUNS, seed=SEED).total[36] <= make.TARGET).mean()
    scenario = make.scenario("G")
    mean = float(deterministic.total(scenario, deterministic.expected(scenario, 36)[36]))
    exact = make.poisson(mean)[: make.TARGET + 1].sum()
    assert 0.71 <= exact <= 0.72
    assert chance == pytest.approx(exact, abs=0.014)


def test_three_stocks_with_returns() -> None:
    begun = time.process_time()
    found = simulate(make.three_stocks(), months=60, runs=RUNS, seed=SEED)
    assert time.process_time() - begun < 2
    assert found.total[60].mean() == pytest.approx(195.86, abs=0.6)
    assert {people.dtype for people in found.stocks.values()} == {np.dtype(np.int64)}
    assert min(people.min() for people in found.stocks.values()) >= 0


def test_nobody_is_lost_or_made_on_the_way() -> None:
    """With nobody coming and nobody leaving the model, three stocks only change places."""
    closed = simulate(make.three_stocks(), months=60, runs=50, seed=1, draws={"new": np.zeros(50)})
    assert set(sum(closed.stocks.values()).ravel()) == {156}


def test_without_a_place_nobody_gets_out() -> None:
    found = simulate(make.one_stock("6", ".06", places="0"), months=36, runs=RUNS, seed=SEED)
    assert found.total[36].mean() == pytest.approx(372, abs=0.6)
    assert found.total[36].var() == pytest.approx(216, abs=12)
    assert np.diff(found.total, axis=0).min() >= 0
    assert found.short_of["places"][1] > 0.99


def test_part_of_a_place_is_a_whole_one_now_and_then() -> None:
    found = simulate(make.one_stock("0", "1", people=1000, places="2.5"), months=1, runs=RUNS, seed=SEED)
    left = 1000 - found.total[1]
    assert set(left) == {2, 3}
    assert left.mean() == pytest.approx(2.5, abs=0.03)


def test_the_long_term_homeless_take_the_homes_first() -> None:
    found = simulate(make.scenario("A", homes=Fraction(1)), months=1, runs=2000, seed=SEED)
    # 3.3 of them would go, and one place a month is nearly always theirs: one less, and 3.3 more become long-term
    assert found.stocks["long_term"][1].mean() == pytest.approx(46 - 0.97 + 3.3, abs=0.15)
    assert found.total[1].mean() == pytest.approx(156 - 1 + 16.5, abs=0.4)


def test_the_same_seed_gives_the_same_people() -> None:
    first, again, other = (simulate(make.scenario("G"), months=12, runs=200, seed=seed).total for seed in (5, 5, 6))
    assert (first == again).all()
    assert (first != other).any()


def test_everybody_may_leave_at_once() -> None:
    assert not simulate(make.one_stock("0", "1"), months=1, runs=10, seed=1).total[1].any()
