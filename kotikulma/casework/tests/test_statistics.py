"""Figures from the tables: the same as the rules say, on any day and as known on any day."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.casework.commands import postings
from kotikulma.casework.commands.statistics import keep_vintage
from kotikulma.casework.models import CountVintage, ListEvent, Posting, Subject
from kotikulma.casework.queries import statistics
from kotikulma.casework.rules import ledger
from kotikulma.casework.rules import statistics as rules
from kotikulma.casework.tests.laying import lay, lay_tenancies
from kotikulma.casework.tests.ledgers import BEGIN, a_month, entry, recorded, restated_people, twenty_tenancies
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.ledger import Entry, EventType
from kotikulma.casework.types.statistics import FEW, HIDDEN, FiguresRefused, SubjectFacts, Vintage
from kotikulma.kernel.types import system
from tests import cast

T = EventType
pytestmark = pytest.mark.django_db


def test_the_flows_of_a_month_explain_every_person() -> None:
    lay(a_month())
    told = statistics.flows(date(2019, 11, 1), date(2019, 12, 1)).as_dict()
    assert (told["opening"], told["closing"], told["balanced"]) == (156, 157, True)
    assert told["in"] == {
        "new": 14,
        "returned_from_home": 3,
        "returned_from_inactive": 2,
        "moved_in": 1,
        "reopened": 0,
    }
    assert told["out"] == {"own_home": 11, "inactive": 4, "moved_away": 2, "deceased": 1, "not_homeless": 0}
    assert told["adjustments"] == {"merge": -1, "split": 0, "correction": 0, "household": 0}


def test_each_day_and_each_class_balances() -> None:
    lay(a_month())
    for number in range(33):
        day = date(2019, 10, 31) + timedelta(days=number)
        assert statistics.flows(day, day + timedelta(days=1)).balanced
    classes = statistics.flows_by_class(date(2019, 11, 1), date(2019, 12, 1))
    assert all(one.balanced for one in classes.values())
    assert (classes["A2"].opening, classes["A2"].closing, classes["A2"].changed_in) == (0, 7, 7)


@pytest.mark.parametrize("days_back", [46, 400])
def test_published_figures_are_found_again_and_the_restatement_names_its_event(days_back: int) -> None:
    subjects = lay(restated_people(days_back))
    november, december = date(2019, 11, 30), date(2019, 12, 31)
    before = date(2020, 1, 3)
    assert [statistics.count(day, before).total for day in (november, december)] == [150, 152]
    assert [statistics.count(day).total for day in (november, december)] == [149, 151]
    found = statistics.restatements(before, date(2020, 1, 5), date(2019, 12, 1))
    assert [(one.subject, one.number, one.type, one.change) for one in found] == [(subjects[1].pk, 2, T.HOME, -1)]


def test_a_late_move_in_changes_the_flows_of_its_own_month_alone() -> None:
    lay(restated_people(46))
    november, december = (date(2019, 11, 1), date(2019, 12, 1)), (date(2019, 12, 1), date(2020, 1, 1))
    then, now = date(2020, 1, 3), date(2020, 1, 5)
    assert [statistics.flows(*november, known).out["own_home"] for known in (then, now)] == [0, 1]
    assert [statistics.flows(*december, known).out["own_home"] for known in (then, now)] == [0, 0]


def test_subgroups_and_families_are_told_apart() -> None:
    lay({1: [entry(1, T.NEW, date(2018, 11, 15), factor=True)]}, sex="woman", birth_year=1996, immigrant=True)
    lay({2: [entry(1, T.NEW, date(2019, 1, 1), household=UUID(int=5))], 3: [entry(1, T.NEW, date(2019, 1, 1))]})
    lay({4: [entry(1, T.NEW, date(2019, 1, 1), household=UUID(int=5))]}, birth_year=1994)
    told = statistics.count(date(2019, 11, 16)).as_dict()
    assert told == {
        "on": "2019-11-16",
        "as_known_on": told["as_known_on"],
        "total": 2,
        "long_term": 1,
        "by_class": {"A1": 0, "A2": 0, "A3": 0, "A3v": 0, "A4": 0, "A5": 2},
        "families": {"families": 1, "persons": 2},
        "subgroups": {"women": 1, "under_25": 1, "immigrants": 1, "long_term": 1},
    }
    assert statistics.count(date(2019, 11, 15)).long_term == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(recorded(8), min_size=1, max_size=3), st.integers(0, 900), st.integers(0, 900))
def test_the_database_reckons_what_the_rules_say(people: list[list[Entry]], on: int, known: int) -> None:
    with transaction.atomic():
        lay(dict(enumerate(people)))
        day, seen = BEGIN + timedelta(days=on), BEGIN + timedelta(days=known)
        histories = [ledger.history(entries) for entries in people]
        rows = [(SubjectFacts(), rules.known_on(history, seen)) for history in histories]
        assert statistics.count(day, seen) == rules.count(rows, day, seen)
        told = statistics.flows(day - timedelta(days=60), day, seen)
        assert told.balanced
        moved = [move for _, postings in rows for move in rules.moves(postings, day - timedelta(days=60), day)]
        assert told.as_dict() == rules.flows(moved, told.opening, told.closing).as_dict()
        assert all(one.balanced for one in statistics.flows_by_class(day - timedelta(days=60), day, seen).values())
        transaction.set_rollback(True)


def test_homes_kept_come_from_the_tenancies() -> None:
    lay_tenancies(twenty_tenancies())
    told = statistics.retention(date(2020, 6, 1)).as_dict()
    assert told["n"] == 20
    months = told["months"]
    assert isinstance(months, dict)
    assert [months[month]["km"] for month in ("6", "12", "24")] == [0.8906, 0.7719, 0.6531]
    assert (months["12"]["worst"], months["12"]["best"]) == (0.65, 0.8)
    assert told["returns"] == {"0-180": 2, "181-365": 2, "366-730": 2}


def test_what_is_published_hides_three_and_what_would_betray_it() -> None:
    lay({at: [entry(1, T.NEW, date(2019, 1, 1), situation="outdoors")] for at in range(3)})
    lay({at: [entry(1, T.NEW, date(2019, 1, 1), situation="friends")] for at in range(9)})
    lay({at: [entry(1, T.NEW, date(2019, 1, 1), situation="hostel")] for at in range(20)}, sex="woman")
    told = statistics.published(statistics.count(date(2019, 11, 15)))
    assert told["total"] == 32
    assert told["by_class"] == {"A1": FEW, "A2": 20, "A3": 0, "A3v": 0, "A4": HIDDEN, "A5": 0}
    assert told["subgroups"] == {"women": 20, "under_25": 0, "immigrants": 0, "long_term": 0}


def test_the_ledger_is_only_added_to() -> None:
    lay({1: [entry(1, T.NEW, date(2019, 1, 1))]})
    for change in (lambda: ListEvent.objects.update(type="home"), lambda: ListEvent.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_published_figure_is_never_written_over() -> None:
    row = {"area": "179", "year": 2019, "category": "total", "source": "ARA"}
    CountVintage.objects.create(**row, value=156, published_on=date(2020, 2, 1))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CountVintage.objects.update(value=150)
    CountVintage.objects.create(**row, value=150, published_on=date(2022, 4, 1))
    assert [one.value for one in statistics.vintages("179", date(2021, 1, 1))] == [156]
    assert [one.value for one in statistics.vintages("179", date(2022, 4, 1))] == [150]


def test_a_published_figure_is_kept_once_with_its_source() -> None:
    house = system("import")
    first = Vintage("179", 2019, "total", 156, date(2020, 10, 15), "Kaupungin tiedote")
    assert [keep_vintage(house, first), keep_vintage(house, first)] == [True, False]
    with pytest.raises(FiguresRefused, match="jo toinen luku"):
        keep_vintage(house, replace(first, value=150))
    with pytest.raises(ClientNotFound):
        keep_vintage(cast.actor(cast.editor()), first)
    assert statistics.vintages("179") == [first]


def test_postings_are_the_same_when_reckoned_anew() -> None:
    lay(restated_people(46))
    names = postings.COLUMNS

    def rows() -> list[object]:
        return sorted(Posting.objects.values_list(*names), key=repr)

    before = rows()
    postings.rebuild(list(Subject.objects.values_list("pk", flat=True)))
    assert rows() == before


def test_no_figure_is_given_of_a_day_to_come() -> None:
    with pytest.raises(FiguresRefused, match="tulevaisuudessa"):
        statistics.count(date(2999, 1, 1))
    with pytest.raises(FiguresRefused, match="ennen alkua"):
        statistics.flows(date(2019, 2, 1), date(2019, 1, 1))
