"""Figures of the list: flows that balance, what was restated, homes kept, and small numbers that stay small."""

from collections.abc import Hashable
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotikulma.casework.rules import ledger, retention, statistics, suppression
from kotikulma.casework.tests.ledgers import BEGIN, a_month, entry, recorded, restated_people, twenty_tenancies
from kotikulma.casework.types.ledger import Entry, EventType, KnownPosting, Posting
from kotikulma.casework.types.statistics import FEW, HIDDEN, SubjectFacts, TenancyFacts, Vintage

T = EventType
NOBODY = SubjectFacts()


def known_histories(people: dict[int, list[Entry]]) -> dict[Hashable, list[KnownPosting]]:
    return {number: ledger.history(entries) for number, entries in people.items()}


def figures(people: dict[int, list[Entry]], start: date, end: date, known: date | None = None) -> Any:
    rows = {number: statistics.known_on(ledger.history(entries), known) for number, entries in people.items()}
    opening, closing = _count(rows, start - timedelta(days=1)), _count(rows, end - timedelta(days=1))
    moved = [move for postings in rows.values() for move in statistics.moves(postings, start, end)]
    classes = statistics.flows_by_class(moved, opening.by_class, closing.by_class)
    return statistics.flows(moved, opening.total, closing.total), classes


def _count(rows: dict[int, list[Posting]], on: date) -> Any:
    return statistics.count([(NOBODY, postings) for postings in rows.values()], on, on)


def test_the_flows_of_a_month_explain_every_person() -> None:
    told, classes = figures(a_month(), date(2019, 11, 1), date(2019, 12, 1))
    assert told.as_dict() == {
        "opening": 156,
        "in": {"new": 14, "returned_from_home": 3, "returned_from_inactive": 2, "moved_in": 1, "reopened": 0},
        "out": {"own_home": 11, "inactive": 4, "moved_away": 2, "deceased": 1, "not_homeless": 0},
        "internal": {
            "category_changed": 7,
            "entered_institution": 0,
            "left_institution": 0,
            "became_long_term": 0,
            "ceased_long_term": 0,
        },
        "adjustments": {"merge": -1, "split": 0, "correction": 0, "household": 0},
        "closing": 157,
        "balanced": True,
    }
    assert all(one.balanced for one in classes.values())
    assert (classes["A4"].changed_out, classes["A2"].changed_in) == (7, 7)


def test_the_identity_holds_on_each_day_of_the_month_and_in_each_class() -> None:
    people = a_month()
    for number in range(35):
        day = date(2019, 10, 30) + timedelta(days=number)
        told, classes = figures(people, day, day + timedelta(days=1))
        assert told.balanced
        assert all(one.balanced for one in classes.values())


def test_who_starts_a_family_leaves_those_who_live_alone_by_an_adjustment() -> None:
    people = {
        1: [
            entry(1, T.NEW, date(2019, 10, 1), situation="friends"),
            entry(2, T.CATEGORY, date(2019, 11, 5), household=UUID(int=1)),
        ],
        2: [entry(1, T.NEW, date(2019, 10, 1), situation="friends", household=UUID(int=1))],
    }
    told, _ = figures(people, date(2019, 11, 1), date(2019, 12, 1))
    assert (told.opening, told.closing, told.adjustments["household"], told.balanced) == (1, 0, -1, True)
    rows = [(NOBODY, ledger.timeline(entries)) for entries in people.values()]
    count = statistics.count(rows, date(2019, 11, 30), date(2019, 11, 30))
    assert (count.total, count.families, count.family_persons) == (0, 1, 2)


@pytest.mark.parametrize("days_back", [46, 400])
def test_a_figure_published_is_found_again_and_what_changed_it_is_named(days_back: int) -> None:
    histories = known_histories(restated_people(days_back))

    def total(on: date, known: date | None) -> int:
        return int(
            statistics.count([(NOBODY, statistics.known_on(one, known)) for one in histories.values()], on, on).total
        )

    november, december = date(2019, 11, 30), date(2019, 12, 31)
    assert (total(november, date(2020, 1, 3)), total(december, date(2020, 1, 3))) == (150, 152)
    assert (total(november, None), total(december, None)) == (149, 151)
    found = statistics.restatements(histories, date(2020, 1, 3), date(2020, 1, 5), date(2019, 12, 1))
    assert [(one.subject, one.number, one.type, one.change, one.added) for one in found] == [
        (1, 2, "own_home", -1, True)
    ]


def test_a_late_move_in_adds_to_the_homes_of_its_month_alone() -> None:
    histories = known_histories(restated_people(46))

    def homes(start: date, end: date, known: date) -> int:
        return sum(
            move.type == T.HOME
            for one in histories.values()
            for move in statistics.moves(statistics.known_on(one, known), start, end)
        )

    november, december = (date(2019, 11, 1), date(2019, 12, 1)), (date(2019, 12, 1), date(2020, 1, 1))
    assert [homes(*november, date(2020, 1, day)) for day in (3, 5)] == [0, 1]
    assert [homes(*december, date(2020, 1, day)) for day in (3, 5)] == [0, 0]


@settings(max_examples=40, deadline=None)
@given(st.lists(recorded(8), min_size=1, max_size=4), st.integers(0, 700), st.integers(0, 700), st.integers(0, 900))
def test_restatements_explain_the_difference_between_any_two_days_of_knowledge(
    people: list[list[Entry]], first: int, second: int, until: int
) -> None:
    histories: dict[Hashable, list[KnownPosting]] = {at: ledger.history(one) for at, one in enumerate(people)}
    earlier, later = sorted((BEGIN + timedelta(days=300 + first), BEGIN + timedelta(days=300 + second)))
    day = BEGIN + timedelta(days=until)

    def total(known: date) -> int:
        rows = [(NOBODY, statistics.known_on(one, known)) for one in histories.values()]
        return int(statistics.count(rows, day - timedelta(days=1), known).total)

    found = statistics.restatements(histories, earlier, later, day)
    assert total(later) - total(earlier) == sum(one.change for one in found)


# Homes kept


def test_homes_kept_are_told_with_their_interval_and_bounds() -> None:
    told = retention.retention(twenty_tenancies())
    assert told.n == 20
    assert [told.months[month].km for month in (6, 12, 24)] == [0.8906, 0.7719, 0.6531]
    year = told.months[12]
    assert (round(year.low or 0, 3), round(year.high or 0, 3)) == (0.499, 0.908)
    assert (year.worst, year.best) == (0.65, 0.8)
    assert told.returns == {"0-180": 2, "181-365": 2, "366-730": 2}


def test_of_homes_too_new_nothing_is_said() -> None:
    told = retention.retention([TenancyFacts(start=date(2020, 1, 1), seen=date(2020, 3, 1))])
    assert told.as_dict()["months"] == {
        month: {"km": None, "low": None, "high": None, "worst": None, "best": None} for month in ("6", "12", "24")
    }


def test_a_move_from_home_to_home_is_not_a_home_lost() -> None:
    start = date(2018, 1, 1)
    moved = TenancyFacts(start=start, end=date(2018, 3, 1), reason="moved_home", seen=date(2020, 2, 1))
    told = retention.retention([moved, TenancyFacts(start=start, seen=date(2020, 2, 1))])
    assert told.months[12].km == 1.0
    assert sum(told.returns.values()) == 0


@given(st.lists(st.tuples(st.integers(0, 800), st.booleans()), min_size=1, max_size=30))
def test_the_estimate_lies_inside_its_interval_and_between_its_bounds(lives: list[tuple[int, bool]]) -> None:
    start, seen = date(2018, 1, 1), date(2018, 1, 1) + timedelta(days=900)
    rows = [
        TenancyFacts(start=start, end=start + timedelta(days=days), reason="evicted" if lost else "unknown", seen=seen)
        for days, lost in lives
    ]
    for kept in retention.retention(rows).months.values():
        assert kept.km is not None
        assert kept.low is not None
        assert kept.high is not None
        assert kept.worst is not None
        assert kept.best is not None
        assert kept.low <= kept.km <= kept.high
        assert kept.worst - 1e-4 <= kept.km <= kept.best + 1e-4


# Small numbers


def test_a_cell_of_three_shows_as_few_and_cannot_be_reckoned_from_the_total() -> None:
    total, told = suppression.parts({"A1": 20, "A2": 9, "A3": 3, "A4": 0, "A5": 40})
    assert (total, told) == (72, {"A1": 20, "A2": HIDDEN, "A3": FEW, "A4": 0, "A5": 40})


def test_a_part_whose_rest_is_small_is_kept_back_too() -> None:
    assert suppression.subset(17, 20) == HIDDEN
    assert suppression.subset(3, 20) == FEW
    assert suppression.subset(12, 20) == 12
    assert suppression.subset(0, 20) == 0


def possible(told: dict[str, int | str], total: int | str, name: str) -> set[int]:
    """All a reader can hold possible for one part, knowing how small numbers are hidden."""
    names = list(told)
    every = all(one == HIDDEN for one in told.values())
    most = total if isinstance(total, int) else 4

    def choices(one: int | str) -> range | list[int]:
        if isinstance(one, int):
            return [one]
        return range(1, 5) if one == FEW else range(0 if every else 5, most + 1)

    def sums(others: list[str]) -> set[int]:
        reached = {0}
        for other in others:
            reached = {low + more for low in reached for more in choices(told[other]) if low + more <= most}
        return reached

    rest = sums([other for other in names if other != name])
    right = {total} if isinstance(total, int) else set(range(1, 5))
    return {value for value in choices(told[name]) if any(value + one in right for one in rest)}


@settings(max_examples=200)
@given(st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=2, max_size=6))
def test_no_small_part_can_be_reckoned_from_what_is_told(numbers: list[int]) -> None:
    real = {f"A{at}": number for at, number in enumerate(numbers)}
    total, told = suppression.parts(real)
    for name, number in real.items():
        if 1 <= number <= 4:
            assert told[name] in (FEW, HIDDEN)
            wanted = {1, 2, 3, 4} if isinstance(total, int) else {number}
            assert possible(told, total, name) >= wanted
        elif isinstance(told[name], int):
            assert told[name] == number


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 3, 4, 5, 8, 12, 13]), min_size=3, max_size=3), min_size=2, max_size=2))
def test_no_small_cell_of_a_table_can_be_reckoned_from_its_sums(rows: list[list[int]]) -> None:
    told = suppression.table(rows)
    cells = [cell for line in told[:-1] for cell in line[:-1]]
    if not all(isinstance(one, int) for one in told[-1]) or all(one == HIDDEN for one in cells):
        assert all(one == HIDDEN for one in cells)
        return
    found: list[set[int]] = [set() for _ in cells]
    for guess in product(*[_guesses(one, max(map(max, rows)) + 4) for one in cells]):
        lines = guess[:3], guess[3:]
        columns = [sum(column) for column in zip(*lines, strict=True)]
        if [sum(line) for line in lines] == [line[-1] for line in told[:-1]] and columns == told[-1][:-1]:
            for at, value in enumerate(guess):
                found[at].add(value)
    for at, number in enumerate([cell for row in rows for cell in row]):
        if 1 <= number <= 4:
            assert found[at] == {1, 2, 3, 4}


def _guesses(told: int | str, most: int) -> list[int]:
    if isinstance(told, int):
        return [told]
    return [1, 2, 3, 4] if told == FEW else list(range(5, most + 1))


# Goals and what others published


def test_three_lines_stand_over_the_long_term_figure() -> None:
    lines = {one.code: (one.limit, one.reached) for one in statistics.functional_zero(long_term=8, total=156)}
    assert lines == {"local": (10, True), "threshold": (3, False), "national": (0, False)}
    assert statistics.functional_zero(3, 4200)[1].limit == 4


def test_a_list_of_156_varies_by_chance_between_132_and_181() -> None:
    assert statistics.chance_interval(156) == (132, 181)


def test_what_was_published_stays_beside_what_was_published_later() -> None:
    first = Vintage("179", 2019, "total", 156, date(2020, 2, 1), "ARA")
    second = Vintage("179", 2019, "total", 150, date(2022, 4, 1), "ARA")
    assert statistics.vintage_known([second, first], date(2021, 1, 1)) == [first]
    assert statistics.vintage_known([second, first], date(2022, 4, 1)) == [second]
