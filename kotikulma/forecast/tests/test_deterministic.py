"""The expected path against what can be reckoned by hand."""

import re
from fractions import Fraction

import pytest

from kotikulma.config.environment import ROOT
from kotikulma.forecast.engine import deterministic
from kotikulma.forecast.engine.model import (
    LEVELS,
    LONG,
    SCENARIOS,
    SHORT,
    Flow,
    Impossible,
    Lever,
    Parameter,
    Scenario,
    Stock,
    reference,
    two_stocks,
)
from kotikulma.forecast.tests import make

# scenario: steady short, long-term, all; all at 12, 24 and 36 months; the first month at 78
TABLE = {
    "A": ((110, 46, 156), (156.00, 156.00, 156.00), None),
    "B": ((77, 32.2, 109.2), (122.92, 114.04, 111.07), None),
    "C": ((55, 23, 78), (100.87, 86.07, 81.12), None),
    "D": ((110, 23, 133), (136.59, 133.56, 133.09), None),
    "E": ((86.84, 36.32, 123.16), (130.90, 125.87, 124.23), None),
    "F": ((65.13, 13.62, 78.75), (89.58, 80.34, 78.99), None),
    "G": ((60.79, 12.71, 73.50), (85.03, 75.19, 73.76), 18),
}


def totals(scenario: Scenario, months: int = 60) -> list[float]:
    return [float(deterministic.total(scenario, state)) for state in deterministic.expected(scenario, months)]


@pytest.mark.parametrize("name", TABLE)
def test_the_seven_scenarios_are_those_of_the_table(name: str) -> None:
    steady, path, first = TABLE[name]
    scenario = make.scenario(name)
    level, found = deterministic.steady(scenario), totals(scenario)
    assert level
    told = (level[SHORT], level[LONG], deterministic.total(scenario, level))
    assert [float(one) for one in told] == pytest.approx(steady, abs=0.01)
    assert [found[month] for month in (12, 24, 36)] == pytest.approx(path, abs=0.01)
    assert deterministic.first_month(scenario, make.TARGET, 60) == first


def test_the_page_that_explains_them_says_the_same() -> None:
    lines = (ROOT / "docs/how-to/ask-what-halves-homelessness.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if re.match(r"\| [A-G] ", line)]
    assert [(row[0][0], *map(float, row[1:5]), "18" in row[5]) for row in rows] == [
        (name, steady[2], *path, first == 18) for name, (steady, path, first) in TABLE.items()
    ]


def test_what_goes_on_as_it_is_stays_to_the_last_fraction() -> None:
    assert set(totals(make.scenario("A"))) == {156.0}
    assert deterministic.first_month(make.scenario("A"), 156, 60) == 0


def test_an_asymptote_is_never_reached() -> None:
    """After 240 months it lies closer to 78 than numbers of a computer usually tell apart."""
    last = deterministic.expected(make.scenario("C"), 240)[-1]
    assert 0 < deterministic.total(make.scenario("C"), last) - make.TARGET < Fraction(1, 10**5)
    assert deterministic.first_month(make.scenario("C"), make.TARGET, 240) is None


def test_an_exact_arrival_is_one() -> None:
    assert deterministic.first_month(make.one_stock("0", "1/2", people=4), 1, 9) == 2


def test_in_continuous_time_it_is_the_closed_form() -> None:
    rates = {name: float(value) for name, value in make.scenario("G").final().items() if name in LEVELS}
    found = [sum(deterministic.two_stocks(make.SHORT, make.LONG, rates, month)) for month in (12, 24, 36)]
    assert found == pytest.approx([86.911, 75.761, 73.890], abs=0.0005)


def test_two_stocks_equally_fast_are_no_exception() -> None:
    rates = {"inflow": 10.0, "exits": 0.1, "to_long_term": 0.05, "long_term_exits": 0.15}
    near = rates | {"long_term_exits": 0.15 + 1e-7}
    found = [deterministic.two_stocks(110, 46, one, 12) for one in (rates, near)]
    assert found[0] == pytest.approx(found[1], abs=1e-4)


def test_three_stocks_with_returns() -> None:
    assert totals(make.three_stocks())[60] == pytest.approx(195.859, abs=0.0005)


def test_another_countys_published_forecast_implies_its_exits() -> None:
    """Lane County: 1,365 homeless, 130 new a month, 1,503 expected in a year."""
    assert deterministic.implied_exit(1365, 1503, 130, 12) == pytest.approx(0.0823, abs=0.00005)
    scenario = make.one_stock("130", ".0823", people=1365)
    assert round(totals(scenario, 12)[12]) == 1503


def test_little() -> None:
    """On average 156 / 16.5 months each."""
    level = deterministic.steady(make.scenario("A"))
    assert level
    assert float(deterministic.total(make.scenario("A"), level) / Fraction("16.5")) == pytest.approx(9.45, abs=0.005)


def test_a_count_of_another_day_stays_as_it_is_too() -> None:
    assert set(totals(two_stocks("A", 88, 56, reference(88, 56)))) == {144.0}


def test_a_lever_works_from_its_month_and_by_steps() -> None:
    lever = Lever("inflow", Fraction(1, 2), start=3, ramp=1)
    scenario = two_stocks("own", make.SHORT, make.LONG, reference(make.SHORT, make.LONG), [lever])
    assert [float(scenario.values(month)["inflow"]) for month in (2, 3, 4, 60)] == [16.5, 12.375, 8.25, 8.25]
    assert totals(scenario, 3)[2:] == [156.0, 151.875]


def test_homes_decide_when_there_are_too_few() -> None:
    """Six get out each month and 16.5 come: faster casework only changes who is first."""
    few = [make.scenario(name, homes=Fraction(6)) for name in ("A", "E")]
    assert [totals(one, 10)[10] for one in few] == [261.0, 261.0]
    assert [deterministic.steady(one) for one in few] == [None, None]


@pytest.mark.parametrize(
    ("lever", "code"),
    [
        (Lever("exits", to=Fraction(99, 100)), "more_than_all"),
        (Lever("inflow", to=Fraction(-1)), "negative"),
        (Lever("luck"), "unknown"),
        (Lever("exits", start=0), "not_a_month"),
    ],
)
def test_what_cannot_be_is_refused(lever: Lever, code: str) -> None:
    with pytest.raises(Impossible) as refusal:
        two_stocks("own", make.SHORT, make.LONG, reference(make.SHORT, make.LONG), [lever])
    assert refusal.value.code == code


def test_twice_as_many_as_all_is_all() -> None:
    """One long-term homeless: nine in ten leave in a month, and "twice as fast" cannot be more than each of them."""
    scenario = two_stocks("D", 30, 1, reference(30, 1), SCENARIOS["D"])
    assert scenario.final()["long_term_exits"] == 1
    assert totals(scenario, 1)[1] == pytest.approx(30.9)


def test_nobody_leaving_has_no_steady_level() -> None:
    assert deterministic.steady(make.one_stock("7", "0")) is None


def test_less_than_nobody_is_refused() -> None:
    with pytest.raises(Impossible, match="not_people"):
        Scenario(
            "one", (Stock("homeless", -1),), (Parameter("exits", Fraction(0)),), (Flow("x", "homeless", "", "exits"),)
        )
