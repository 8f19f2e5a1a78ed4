"""The demo's checks, follow-ups and referrals: in every state, relative to now, of nobody who lives."""

from datetime import timedelta
from typing import Any

import pytest

from kotikulma.casework.demo import encounters
from kotikulma.casework.demo.encounters import Place
from kotikulma.casework.models import FollowUp, HousingCheck, Referral
from kotikulma.casework.queries import checks as check_queries
from kotikulma.casework.queries import referrals as queries
from kotikulma.casework.types.checks import Outcome
from kotikulma.casework.types.referrals import State
from kotikulma.kernel import audit, clock
from kotikulma.people import commands as people
from kotikulma.people.types import Role
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def laid(frozen: Any) -> tuple[Place, Place]:
    """The volunteer's place and the team's."""
    volunteer = Place(cast.actor(cast.editor()), cast.own_organization().uuid)
    worker = Place(cast.actor(cast.caseworker()), cast.county().uuid)
    social = people.create_person(cast.HOUSE, email="social@example.org", name="social")
    people.add_membership(cast.HOUSE, social, cast.city(), role=Role.CASEWORKER)
    encounters.lay(volunteer, worker, Place(cast.actor(social), cast.city().uuid))
    return volunteer, worker


def test_every_state_is_there_and_nothing_is_of_tomorrow(laid: tuple[Place, Place]) -> None:
    assert set(Referral.objects.values_list("state", flat=True)) == set(State.values)
    outcomes = set(FollowUp.objects.values_list("outcome", flat=True))
    assert {"", Outcome.HOME_KEPT, Outcome.HOME_FOUND, Outcome.NOT_REACHED, Outcome.UNWILLING} <= outcomes
    assert FollowUp.objects.filter(outcome="", due_on__lt=clock.today()).exists()
    assert not HousingCheck.objects.filter(made_at__gt=clock.now()).exists()
    assert audit.verify() is None


def test_boards_and_figures_are_alive_for_the_volunteer_and_the_worker(laid: tuple[Place, Place]) -> None:
    volunteer, worker = laid
    start, end = clock.today() - timedelta(days=90), clock.today()
    for place in laid:
        assert queries.board(place.actor).follow_ups
    own, others = check_queries.loops(worker.actor, start, end)
    assert all(line.acted_share for line in own)
    assert others
    assert queries.board(worker.actor).incoming
    assert queries.board(volunteer.actor).sent


def test_laying_twice_changes_nothing(laid: tuple[Place, Place]) -> None:
    before = HousingCheck.objects.count(), Referral.objects.count()
    encounters.lay(*laid, laid[0])
    assert (HousingCheck.objects.count(), Referral.objects.count()) == before


def test_nobody_of_the_demo_could_live() -> None:
    names = {encounters._somebody(number).name for number in range(300, 421)}
    assert all(name.split()[1].endswith(("qvi", "xe", "zz", "qo", "xa", "qq")) for name in names)
