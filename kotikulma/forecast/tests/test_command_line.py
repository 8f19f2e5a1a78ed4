"""`kotikulma homelessness scenarios` as a person types it."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from kotikulma.casework.commands.importing import import_list
from kotikulma.config.cli import cli
from kotikulma.kernel.types import system

GIVEN = ("--total", "156", "--long-term", "46")
QUICK = ("--runs", "200", "--months", "36")
OWN = ("--inflow", "-30%", "--exits", ".16", "--long-term-exits", "x2")


def run(*words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(cli, ["homelessness", "scenarios", *words])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if "--json" in words else done.output


def test_without_a_choice_all_seven_are_told() -> None:
    found = run(*GIVEN, "--runs", "100", "--months", "12", "--json")
    assert [one["name"] for one in found["scenarios"]] == list("ABCDEFG")
    assert [row["month"] for row in found["scenarios"][0]["path"]] == list(range(13))
    assert (found["start"], found["target"]) == ({"total": 156, "long_term": 46}, 78)


def test_an_alternative_of_ones_own_stands_beside_what_goes_on() -> None:
    found = run(*GIVEN, *QUICK, *OWN, "--json")
    assert [one["name"] for one in found["scenarios"]] == ["A", "own"]
    own = found["scenarios"][1]
    assert (own["first_month"], own["path"][12]["expected"], own["steady"]["total"]) == (18, 85.03, 73.5)


def test_the_same_words_give_the_same_bytes() -> None:
    first, again = (CliRunner().invoke(cli, ["homelessness", "scenarios", *GIVEN, *QUICK, "--json"]) for _ in range(2))
    assert first.stdout_bytes == again.stdout_bytes


def test_the_table_says_what_it_cannot_know() -> None:
    told = run(*GIVEN, *QUICK, "--scenario", "G")
    assert "  12      85,0" in told
    assert "Odotus enintään 78: kuukautena 18." in told
    assert "Luvut eivät erota tulijoita lähtijöistä. Anna yhden vuoden uusien tai asunnon saaneiden määrä." in told
    assert "Siksi tavoitteen todennäköisyyttä ei näytetä." in told
    assert "kymmenestä" not in told


def test_a_years_numbers_let_it_tell_a_chance() -> None:
    told = run(*GIVEN, *QUICK, "--scenario", "G", "--new-cases", "240")
    assert "Todennäköisyys kuukautena 36: noin 7 kymmenestä." in told
    assert "Lukuihin sopii 17,6–22,6 tulijaa kuukaudessa (95 %)." in told
    assert "eivät erota" not in told


def test_a_year_that_does_not_fit_the_count_is_said_so() -> None:
    told = run(*GIVEN, *QUICK, "--scenario", "A", "--housed", "60")
    assert "Vuoden luvutkaan eivät erota tulijoita lähtijöistä" in told


@pytest.mark.parametrize(("lang", "words"), [("sv", "Oförändrat"), ("en", "As it is")])
def test_it_speaks_three_languages(lang: str, words: str) -> None:
    assert words in run(*GIVEN, "--runs", "100", "--months", "1", "--scenario", "A", "--lang", lang)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--total", "156"), "Give both --total and --long-term"),
        (("--total", "46", "--long-term", "156"), "there cannot be more long-term homeless than homeless"),
        ((*GIVEN, "--on", "2019-11-15"), "Choose one."),
        ((*GIVEN, "--inflow", "less"), "'less' is no change; write it like -30%, x2 or 0.16."),
        ((*GIVEN, "--inflow", "-130%"), "at most -100% can be taken away."),
        ((*GIVEN, "--exits", "1,2"), "Kuukaudessa lähtisi enemmän kuin kaikki. Anna pienempi osuus."),
        ((*GIVEN, "--scenario", "H"), "'H' is not one of"),
        ((*GIVEN, "--runs", "5"), "5 is not in the range"),
        ((*GIVEN, "--assume", "--new-cases", "240"), "--assume is for when a year's numbers are not known."),
        ((*GIVEN, "--homes", "nan"), "'nan' is no number such as 2.5."),
        ((*GIVEN, "--flows"), "--flows from the list"),
    ],
)
def test_what_makes_no_sense_ends_with_a_sentence_and_2(words: tuple[str, ...], sentence: str) -> None:
    assert sentence in " ".join(run(*words, code=2).split())


@pytest.mark.django_db
def test_the_beginning_and_a_years_flows_come_from_the_list() -> None:
    """Twenty came each month and stayed five months: 240 in the year. Nothing but sums reaches the model."""
    lines = ["record,id,person,type,valid_date"]
    days = [f"{2019 + at // 12}-{at % 12 + 1:02}-03" for at in range(7, 29)]
    for month, came in enumerate(days[:17]):
        for number in range(20):
            one = f"p{month}-{number}"
            lines += [
                f"person,{one}",
                f"event,i{one},{one},new,{came}",
                f"event,o{one},{one},own_home,{days[month + 5]}",
            ]
    import_list(system("test"), "\n".join(lines).encode())
    words = ("--on", "2020-12-31", "--runs", "100", "--months", "1", "--scenario", "A", "--json")
    told, narrowed = run(*words), run(*words, "--flows")
    assert told["start"] == narrowed["start"] == {"total": 100, "long_term": 0}
    data = narrowed["data"]
    assert (data["counts"], data["came"], data["left"]) == ([[100, 0], [100, 0]], 240, 240)
    assert "younger than a year" in run(*words[:-1], "--on", "2020-03-01", "--flows", code=2)
    assert (narrowed["data"]["identified"], narrowed["rates"]["inflow"]) == (True, 20.0)
    assert narrowed["data"]["inflow"] == [pytest.approx(17.5, abs=0.2), pytest.approx(22.5, abs=0.2)]
    assert told["data"]["inflow"][1] - told["data"]["inflow"][0] > 18


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "sentence"), [("2019-01-01", "Nobody is homeless at the beginning."), ("2999-01-01", "--on")]
)
def test_a_day_that_tells_nothing_ends_with_a_sentence(day: str, sentence: str) -> None:
    assert sentence in run("--on", day, code=2)
