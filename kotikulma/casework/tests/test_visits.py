"""Visits at a service centre: three taps, no name; figures by week without small numbers."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kotikulma.casework.commands import visits as commands
from kotikulma.casework.models import CentreVisit
from kotikulma.casework.queries import visits as queries
from kotikulma.casework.tests.make import make_client
from kotikulma.casework.types.checks import CheckNotFound
from kotikulma.casework.types.clients import ClientNotFound, Identity
from kotikulma.casework.types.visits import AgeGroup, Purpose, VisitNotFound, VisitRefused
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor
from tests import cast

pytestmark = pytest.mark.django_db


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def come(actor: Actor | None = None, **values: Any) -> CentreVisit:
    given = {"age_group": AgeGroup.ADULT, "first_time": False, "purpose": Purpose.FOOD, **values}
    return commands.count_visit(actor or worker(), given.pop("unit", cast.county()).uuid, **given)


def some(number: int, weeks_ago: int, **values: Any) -> None:
    """So many visits in an earlier week, laid down at once."""
    on = clock.today() - timedelta(weeks=weeks_ago)
    given = {"unit": cast.county(), "on": on, "age_group": "adult", "purpose": "food", **values}
    CentreVisit.objects.bulk_create(CentreVisit(**given) for _each in range(number))


def test_a_visit_is_counted_without_a_name_and_taken_back_on_the_same_day(frozen: Any) -> None:
    row = come()
    assert row.client is None
    assert AuditEvent.objects.get(action="casework.visit.counted").subjects in (None, [])
    commands.uncount_visit(worker(), row.uuid)
    assert not CentreVisit.objects.exists()
    row = come()
    frozen.shift(86_400)
    with pytest.raises(VisitNotFound):
        commands.uncount_visit(worker(), row.uuid)


def test_only_who_counted_takes_back() -> None:
    row = come()
    with pytest.raises(VisitNotFound):
        commands.uncount_visit(cast.actor(cast.case_colleague()), row.uuid)


def test_any_member_counts_at_her_own_place_and_strangers_nowhere() -> None:
    volunteer = cast.actor(cast.editor())
    assert come(volunteer, unit=cast.own_organization()).unit == cast.own_organization()
    for person, unit in ((cast.editor(), cast.county()), (cast.newcomer(), cast.county())):
        with pytest.raises(CheckNotFound):
            come(cast.actor(person), unit=unit)


@pytest.mark.parametrize("values", [{"age_group": "teen"}, {"purpose": "sauna"}])
def test_only_what_can_be_seen_at_the_door_is_counted(values: dict[str, Any]) -> None:
    with pytest.raises(VisitRefused):
        come(**values)


def test_a_clients_own_visit_is_written_by_her_worker_alone() -> None:
    client = make_client()
    row = commands.record_client_visit(worker(), client.uuid, purpose=Purpose.WASH)
    assert (row.client, row.age_group, row.first_time) == (client, AgeGroup.ADULT, True)
    assert not commands.record_client_visit(worker(), client.uuid, purpose=Purpose.WASH).first_time
    nameless = make_client(Identity())
    assert commands.record_client_visit(worker(), nameless.uuid, purpose=Purpose.FOOD).age_group == AgeGroup.UNKNOWN
    with pytest.raises(ClientNotFound):
        commands.record_client_visit(cast.actor(cast.case_colleague()), client.uuid, purpose=Purpose.WASH)


def test_whole_weeks_are_told_and_small_numbers_are_not() -> None:
    some(20, 1)
    some(3, 2)
    some(9, 3, purpose="wash")
    some(50, 0)
    told = queries.visits(worker())
    assert told.total == 32
    assert [week.shown for week in told.weeks[-3:]] == ["..", "<5", 20]
    assert [week.value for week in told.weeks[-3:]] == [0, 0, 20]
    assert {str(label): number for label, number in told.purposes}["Suihku tai pyykki"] == 9


def test_workers_see_their_own_places_and_coordinators_every_one() -> None:
    some(20, 1)
    some(10, 1, unit=cast.city())
    assert queries.visits(worker()).total == 20
    assert queries.visits(cast.actor(cast.coordinator())).total == 30


def test_three_taps_on_the_page_and_one_back(frozen: Any) -> None:
    browser = cast.browser_of(cast.caseworker())
    cast.county()
    address = reverse("casework:count")
    taps = {"unit": str(cast.county().uuid), "age_group": "older", "first_time": "yes", "purpose": "advice"}
    assert browser.post(address, {**taps, "age_group": ""}).status_code == 422
    page = browser.post(address, taps, follow=True).content.decode()
    row = CentreVisit.objects.get()
    assert (row.first_time, row.purpose) == (True, "advice")
    undo = reverse("casework:uncount", kwargs={"uuid": row.uuid})
    assert undo in page
    assert "Olet laskenut tänään 1 käynnin." in page
    browser.post(undo)
    assert not CentreVisit.objects.exists()


@pytest.mark.parametrize("count", [1, 40])
def test_the_figures_take_as_many_statements_however_many_came(count: int, django_assert_num_queries: Any) -> None:
    some(count, 1)
    viewer = worker()
    with django_assert_num_queries(3):
        queries.visits(viewer)


def test_a_clients_visit_written_by_mistake_is_taken_back_on_the_same_day(frozen: Any) -> None:
    browser, client = cast.browser_of(cast.caseworker()), make_client()
    where = reverse("casework:client_visit", kwargs={"uuid": client.uuid})
    page = browser.post(where, {"purpose": "food"}, follow=True).content.decode()
    undo = reverse("casework:uncount", kwargs={"uuid": CentreVisit.objects.get().uuid})
    assert undo in page
    assert cast.browser_of(cast.case_colleague()).post(undo).status_code == 404
    back = browser.post(undo)
    assert back.headers["Location"] == reverse("casework:episodes", kwargs={"uuid": client.uuid})
    assert not CentreVisit.objects.exists()
    assert AuditEvent.objects.get(action="casework.visit.taken_back").subjects == [str(client.uuid)]
