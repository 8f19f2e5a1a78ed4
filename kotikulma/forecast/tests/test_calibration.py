"""What counts say of the speed, and what they do not."""

import numpy as np
import pytest

from kotikulma.forecast.engine.calibration import Observed, fit, point

COUNTED = [(156, 46)]
# inflow a month: hazard, share that reaches 12 months, flow to long-term, months there, ever homeless in a year
RIDGE = {
    12: (0.0471, 0.568, 6.82, 6.7, 300),
    15: (0.0901, 0.339, 5.09, 9.0, 336),
    20: (0.1527, 0.160, 3.20, 14.4, 396),
    25: (0.2087, 0.082, 2.04, 22.5, 456),
    30: (0.2608, 0.044, 1.31, 35.1, 516),
}


@pytest.mark.parametrize("inflow", RIDGE)
def test_one_count_is_met_by_a_whole_ridge(inflow: int) -> None:
    exits, reach, ageing, stay, in_a_year = RIDGE[inflow]
    found = point(inflow, 110, 46)
    assert found
    assert (found.exits, found.reach) == (pytest.approx(exits, abs=0.00005), pytest.approx(reach, abs=0.0005))
    assert (found.ageing, found.long_term_stay) == (pytest.approx(ageing, abs=0.005), pytest.approx(stay, abs=0.05))
    assert found.in_a_year == in_a_year


def test_too_few_coming_cannot_explain_so_many() -> None:
    assert point(110 / 12, 110, 46) is None


@pytest.mark.parametrize("counts", [COUNTED, [(165, 45), (160, 46), (158, 46), (156, 46)]])
def test_counts_alone_leave_the_inflow_open(counts: list[tuple[int, int]]) -> None:
    found = fit(Observed(counts))
    assert found.inflow[0] <= 12
    assert found.inflow[1] >= 30
    assert (found.identified, found.rates()) == (False, None)


def test_a_year_of_who_came_closes_it() -> None:
    """240 people: 20 a month, 12.7 % either way."""
    found = fit(Observed(COUNTED, came=240))
    assert found.inflow == (pytest.approx(17.5, abs=0.15), pytest.approx(22.5, abs=0.15))
    assert found.identified
    rates = found.rates()
    assert rates
    assert [float(one) for one in (rates.inflow, rates.to_long_term * 110)] == pytest.approx([20, 3.2], abs=0.005)
    assert rates.inflow == pytest.approx(float((rates.exits + rates.to_long_term) * 110), abs=0.001)


def test_a_year_of_who_left_says_the_same() -> None:
    assert fit(Observed(COUNTED, left=240)).inflow == fit(Observed(COUNTED, came=240)).inflow


def test_the_count_a_year_before_helps_to_separate() -> None:
    alone, both = fit(Observed(COUNTED, came=162)), fit(Observed([*COUNTED, (150, 44)], came=162))
    assert (alone.identified, both.identified) == (False, True)
    assert alone.inflow == pytest.approx(both.inflow, abs=0.01)


def test_both_do_not_narrow_it_further() -> None:
    found = fit(Observed(COUNTED, came=240, left=238))
    assert found.inflow == fit(Observed(COUNTED, came=240)).inflow
    assert found.steady
    assert not fit(Observed(COUNTED, came=240, left=180)).steady


def test_a_year_that_does_not_fit_the_count_tells_nothing() -> None:
    found = fit(Observed(COUNTED, came=94))
    assert (found.identified, found.rates()) == (False, None)


@pytest.mark.parametrize(
    ("counts", "came"),
    [([(4, 0)], 3), ([(0, 0)], 0), ([(46, 46)], 10), ([(156, 46)], 1_000_000), ([(90_000, 30_000)], 120_000)],
)
def test_odd_numbers_do_not_break_it(counts: list[tuple[int, int]], came: int) -> None:
    found = fit(Observed(counts, came=came))
    assert found.inflow[0] <= found.inflow[1]
    drawn = found.draws(100, 1)
    assert all(np.isfinite(one).all() for one in drawn.values())
    assert (drawn["exits"] + drawn["to_long_term"]).max() <= 1 + 1e-12


def test_drawn_rates_are_those_the_data_allow() -> None:
    found = fit(Observed(COUNTED, came=240))
    drawn = found.draws(10_000, 1)
    low, high = np.quantile(drawn["inflow"], [0.025, 0.975])
    assert (low, high) == (pytest.approx(found.inflow[0], abs=0.2), pytest.approx(found.inflow[1], abs=0.2))
