"""What leaves by itself at night."""

from datetime import timedelta
from typing import Any

import pytest

from kotikulma.kernel import clock
from kotikulma.people import commands
from kotikulma.people.models import Invitation, JoinRequest, Person
from kotikulma.people.tests.make import make_claim, make_suggestion, newest_mail
from kotikulma.people.types import Role
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
CONTACT = {"type": "email", "value": "kerho@example.org"}


def after(days: int, frozen: Any) -> None:
    frozen.move_to(clock.now() + timedelta(days=days))
    commands.forget_joining()


def test_an_undecided_request_ends_after_half_a_year_and_its_sender_is_told(frozen: Any) -> None:
    make_suggestion(cast.newcomer(), contacts=[CONTACT])
    after(180, frozen)
    assert JoinRequest.objects.get().state == "waiting"
    after(1, frozen)
    kept = JoinRequest.objects.get()
    assert (kept.state, kept.position, kept.grounds) == ("expired", "", "")
    assert kept.proposal == {"name": {"fi": "Uusi kerho"}, "sector": "association"}
    assert newest_mail().subject == "Pyyntösi vanheni"


def test_the_words_of_a_decided_request_go_after_ninety_days(frozen: Any) -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    commands.decline_request(cast.actor(cast.coordinator()), request.uuid, answer="Ei vielä.")
    after(90, frozen)
    assert JoinRequest.objects.get().answer == "Ei vielä."
    after(1, frozen)
    kept = JoinRequest.objects.get()
    assert (kept.state, kept.position, kept.grounds, kept.answer) == ("declined", "", "", "")


def test_an_invitation_nobody_took_is_deleted_a_month_after_its_end(frozen: Any) -> None:
    commands.invite(HOUSE, cast.own_organization(), email="uusi@example.org")
    after(60, frozen)
    assert Invitation.objects.exists()
    after(1, frozen)
    assert not Invitation.objects.exists()


def test_an_account_that_belongs_to_nothing_goes_when_unused_for_half_a_year(frozen: Any) -> None:
    for person in (cast.newcomer(), cast.editor()):
        Person.objects.filter(id=person.id).update(created_at=clock.now())
    after(180, frozen)
    assert Person.objects.filter(email="newcomer@example.org").exists()
    after(1, frozen)
    assert list(Person.objects.values_list("email", flat=True)) == ["editor@example.org"]


@pytest.mark.parametrize("reason", ["signed in", "asks", "invited"])
def test_an_account_somebody_still_needs_stays(reason: str, frozen: Any) -> None:
    newcomer = cast.newcomer()
    Person.objects.filter(id=newcomer.id).update(created_at=clock.now())
    frozen.move_to(clock.now() + timedelta(days=170))
    if reason == "signed in":
        Person.objects.filter(id=newcomer.id).update(last_login=clock.now())
    elif reason == "asks":
        make_claim(newcomer, cast.own_organization())
    else:
        commands.invite(HOUSE, cast.own_organization(), email=newcomer.email, role=Role.EDITOR)
    after(20, frozen)
    assert Person.objects.filter(id=newcomer.id).exists()


def test_a_second_night_changes_nothing(frozen: Any) -> None:
    make_claim(cast.newcomer(), cast.own_organization())
    after(181, frozen)
    assert commands.forget_joining() == 0
