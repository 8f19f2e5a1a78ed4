"""The whole answer, and what is kept out of it."""

from typing import Any

import pytest

from kotikulma.forecast import rules
from kotikulma.forecast.engine import report
from kotikulma.forecast.engine.model import SCENARIOS


def ask(*names: str, runs: int = 10_000, **more: Any) -> dict[str, Any]:
    scenarios = {name: SCENARIOS[name] for name in names}
    given = {"total": 156, "long_term": 46, "target": 78} | more
    return report.answer(report.Question(scenarios=scenarios, runs=runs, **given))


def test_what_was_counted_five_years_later_lies_in_the_band() -> None:
    """144 and 56 in 2024, from 156 and 46 in 2019."""
    last = ask("A")["scenarios"][0]["path"][60]
    assert (last["expected"], last["band95"]) == (156.0, [132, 181])
    low, high = last["long_term"]["band95"]
    assert low <= 56 <= high
    assert 132 <= 144 <= 181


def test_no_chance_is_told_while_counts_alone_speak() -> None:
    found = ask("G", runs=100)
    assert (found["chances_shown"], found["data"]["identified"], found["rates"]["source"]) == (
        False,
        False,
        "reference",
    )
    assert {row["chance"] for row in found["scenarios"][0]["path"]} == {None}
    assert found["data"]["ridge"][0]["inflow"] < 12 < 30 < found["data"]["ridge"][-1]["inflow"]


def test_with_a_years_numbers_it_is() -> None:
    found = ask("G", came=198)
    last = found["scenarios"][0]
    assert (found["chances_shown"], found["rates"]["inflow"], found["rates"]["source"]) == (True, 16.5, "fitted")
    assert 0.5 < last["path"][36]["chance"] < 0.7
    assert last["spread"]["exits"] > last["spread"]["inflow"]


def test_a_year_that_leaves_it_open_moves_the_rates_and_tells_no_chance() -> None:
    found = ask("G", runs=100, came=150)
    assert (found["rates"]["source"], found["rates"]["inflow"], found["chances_shown"]) == ("fitted", 12.5, False)
    assert ask("G", runs=100, came=94)["rates"]["source"] == "reference"


def test_rates_taken_as_known_give_the_models_own_chance() -> None:
    found = ask("G", assumed=True)
    assert found["scenarios"][0]["path"][36]["chance"] == pytest.approx(0.714, abs=0.014)
    assert (found["rates"]["source"], found["data"]["identified"]) == ("assumed", False)


def test_the_same_question_gives_the_same_bytes() -> None:
    first, again = (report.as_json(ask("A", "G", runs=300, came=240)) for _ in range(2))
    assert first == again
    assert first != report.as_json(ask("A", "G", runs=300, came=240, seed=1))


def test_scenarios_are_compared_by_the_same_luck() -> None:
    """With one seed a scenario gives the same path whatever stands beside it."""
    assert ask("G", runs=200)["scenarios"][0] == ask("A", "G", runs=200)["scenarios"][1]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "alle 1 sadasta"),
        (0.0149, "noin 1 sadasta"),
        (0.09, "noin 9 sadasta"),
        (0.1, "noin 1 kymmenestä"),
        (0.7106, "noin 7 kymmenestä"),
        (0.949, "noin 9 kymmenestä"),
        (0.96, "noin 96 sadasta"),
        (1.0, "yli 99 sadasta"),
    ],
)
def test_a_chance_in_words(share: float, words: str) -> None:
    assert rules.chance(share) == words
