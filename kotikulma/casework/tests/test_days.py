"""The order of a day: agreed times stand, the rest lies along the way; and whose day it is."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.casework.commands import clients
from kotikulma.casework.queries import days as queries
from kotikulma.casework.rules import days as rules
from kotikulma.casework.rules.days import Stop
from kotikulma.casework.tests.make import make_client, make_plan, make_todo, make_visit
from kotikulma.casework.types.clients import Identity
from kotikulma.casework.views.days import tasks
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.ui.workspace import Viewer
from kotikulma.people import commands as people
from kotikulma.people.models import Membership, Organization, Person
from kotikulma.people.types import Role
from tests import cast

START = (62.24, 25.75)


def north(key: str, kilometres: float, fixed: int | None = None) -> Stop:
    return Stop(key, (START[0] + kilometres / 111.2, START[1]), fixed)


def keys(route: list[Stop]) -> str:
    return "".join(stop.key for stop in route)


def test_the_nearest_comes_first() -> None:
    assert keys(rules.order([north("c", 9), north("a", 1), north("b", 4)], START)) == "abc"


def test_an_agreed_time_is_kept_and_what_fits_comes_before_it() -> None:
    stops = [north("f", 6, fixed=9 * 60), north("a", 1), north("b", 12), north("c", 2)]
    assert keys(rules.order(stops, START)) == "afcb" or keys(rules.order(stops, START)) == "acfb"
    assert keys(rules.order([north("f", 6, fixed=8 * 60 + 20), north("a", 1)], START)) == "fa"


def test_agreed_times_keep_their_order_however_far_they_are() -> None:
    stops = [north("z", 1, fixed=14 * 60), north("a", 20, fixed=10 * 60), north("m", 5, fixed=12 * 60)]
    assert keys(rules.order(stops, START)) == "amz"


def test_turning_a_part_around_shortens_the_way() -> None:
    """The nearest-neighbour way would go 1 north, 2 south, 5 north, 20 south."""
    stops = [north("a", 1), north("b", -2), north("c", 5), north("d", -20)]
    route = rules.order(stops, START)
    assert rules.length(route, START) < rules.length([stops[0], stops[1], stops[2], stops[3]], START)


def test_a_place_nobody_knows_comes_last() -> None:
    assert keys(rules.order([Stop("?"), north("b", 30), north("a", 2)], START)) == "ab?"


def test_no_distance_is_told_from_or_to_a_municipality() -> None:
    rough = Stop("r", START, rough=True)
    assert rules.ways([rough, north("a", 3), north("b", 5)], START) == [None, None, pytest.approx(2)]


def test_a_shorter_way_does_not_leave_the_morning_idle() -> None:
    assert keys(rules.order([north("f", 0, fixed=13 * 60), north("a", 1)], START)) == "af"


def test_a_day_of_nothing_is_empty() -> None:
    assert rules.order([], START) == []


@given(st.permutations([north("a", 3), north("b", -1), north("c", 7, fixed=600), Stop("d"), north("e", 2.5)]))
def test_however_they_come_the_order_is_the_same(stops: list[Stop]) -> None:
    assert keys(rules.order(stops, START)) == keys(rules.order(sorted(stops, key=lambda stop: stop.key), START))


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=5))
def test_the_way_is_never_much_longer_than_the_shortest(places: list[float]) -> None:
    stops = [north(str(number), place) for number, place in enumerate(places)]
    best = min(rules.length(way, START) for way in permutations(stops))
    assert rules.length(rules.order(stops, START), START) <= best * 1.5 + 0.01


@pytest.mark.parametrize(
    ("kilometres", "words"),
    [
        (0.0, "samassa paikassa kuin edellinen"),
        (0.6, "alle kilometri edellisestä linnuntietä"),
        (3.4, "noin 3 km edellisestä linnuntietä"),
    ],
)
def test_the_way_is_told_as_the_crow_flies(kilometres: float, words: str) -> None:
    assert rules.in_words(north("a", 0), kilometres) == words


def test_nothing_is_said_of_a_way_nobody_knows() -> None:
    assert rules.in_words(Stop("?"), None) == "sijainti ei ole tiedossa"
    assert rules.in_words(north("a", 0), None) == ""


@pytest.mark.django_db
class TestOwnDay:
    @pytest.fixture(autouse=True)
    def in_the_morning(self, frozen: Any) -> None:
        self.actor = cast.actor(cast.caseworker())
        self.tomorrow = clock.today() + timedelta(days=1)

    def test_the_list_holds_visits_tasks_and_plans_and_one_log_row_names_all(self) -> None:
        mine = [make_client(Identity(name, "Olematon")) for name in ("Yksi", "Kaksi", "Kolme")]
        make_visit(mine[0], hour=10)
        make_todo(mine[1])
        make_plan(mine[2], review_on=self.tomorrow)
        before = AuditEvent.objects.filter(action="casework.client.listed").count()
        day = queries.day(self.actor, self.tomorrow)
        assert [stop.identity.given_name for stop in day.stops] == ["Yksi"]
        assert [line.words for line in day.todos] == ["Soita Kelaan"]
        assert [name for _due, _uuid, name in day.reviews] == ["Kolme Olematon"]
        [row] = AuditEvent.objects.filter(action="casework.client.listed")[before:]
        assert set(map(str, row.subjects)) == {str(client.uuid) for client in mine}

    def test_a_worker_who_changes_unit_in_the_morning_sees_the_old_clients_no_more(self) -> None:
        make_visit(make_client(), hour=10)
        person, unit = cast.caseworker(), cast.county()
        assert queries.day(self.actor, self.tomorrow).stops
        people.add_membership(cast.HOUSE, person, cast.city(), role=Role.CASEWORKER)
        _leave(person, unit)
        day = queries.day(self.actor, self.tomorrow)
        assert (list(day.stops), list(day.todos), list(day.reviews)) == ([], [], [])

    def test_a_colleagues_visit_is_not_in_my_day(self) -> None:
        client, colleague = make_client(), cast.case_colleague()
        clients.give_relationship(
            self.actor, client.uuid, worker=colleague.uuid, unit=cast.county().uuid, task="health_care"
        )
        make_visit(client, worker=colleague)
        assert not queries.day(self.actor, self.tomorrow).stops
        assert len(queries.day(cast.actor(colleague), self.tomorrow).stops) == 1

    def test_the_first_page_counts_without_a_name(self) -> None:
        client = make_client(Identity("Salainen", "Olematon"))
        make_visit(client, day=clock.today())
        make_todo(client)
        told = list(tasks(Viewer(self.actor, "caseworker", "caseworker"), clock.now()))
        assert [task.title for task in told] == ["Sinulla on 1 käynti tänään", "1 tehtävä asiakkaalle odottaa"]
        assert not list(tasks(Viewer(self.actor, "editor", "editor"), clock.now()))

    @pytest.mark.parametrize("count", [1, 20])
    def test_a_day_takes_as_many_statements_however_full(self, count: int, django_assert_num_queries: Any) -> None:
        for number in range(count):
            client = make_client(Identity(f"Testi{number}", "Olematon"))
            make_visit(client)
            make_todo(client)
        with django_assert_num_queries(15):
            assert len(queries.day(self.actor, self.tomorrow).stops) == count


def _leave(person: Person, unit: Organization) -> None:
    Membership.objects.filter(person=person, organization=unit).delete()
