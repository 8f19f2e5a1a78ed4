"""Who works for whom, accounts and their end."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import access, commands, queries
from kotikulma.people.models import Membership, Person
from kotikulma.people.tests.make import make_organization
from kotikulma.people.types import (
    MayNot,
    MembershipRefused,
    OrganizationNotFound,
    OrganizationRefused,
    PersonNotFound,
    PersonRefused,
    Role,
)
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased() -> Iterator[list[UUID]]:
    calls: list[UUID] = []
    commands.person_erased.register("test", calls.append)
    yield calls
    commands.person_erased._plugs.pop("test")


def test_a_role_given_twice_is_one_membership() -> None:
    person, own = cast.newcomer(), cast.own_organization()
    for _again in range(2):
        commands.add_membership(HOUSE, person, own, role=Role.EDITOR)
    assert person.memberships.count() == 1


def test_an_editor_cannot_give_roles_in_a_strangers_organization_nor_higher_ones() -> None:
    actor, person = cast.actor(cast.editor()), cast.newcomer()
    with pytest.raises(OrganizationNotFound):
        commands.add_membership(actor, person, cast.other_organization(), role=Role.EDITOR)
    with pytest.raises(MayNot, match=r"Et voi antaa tai poistaa tätä roolia. Pyydä apua pääkäyttäjältä."):
        commands.add_membership(actor, person, cast.own_organization(), role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("reads", [Role.CASEWORKER, Role.CASE_LEAD])
@pytest.mark.parametrize("administers_first", [True, False])
def test_nobody_administers_and_reads(reads: Role, administers_first: bool) -> None:
    person, first, second = cast.newcomer(), Role.ADMINISTRATOR, reads
    if not administers_first:
        first, second = second, first
    commands.add_membership(HOUSE, person, cast.city(), role=first)
    with pytest.raises(MembershipRefused, match=r"Sama henkilö ei voi olla pääkäyttäjä ja käsitellä asiakastietoja"):
        commands.add_membership(HOUSE, person, cast.county(), role=second)
    assert [each.role for each in person.memberships.all()] == [first]


def test_a_role_may_change_from_administering_to_reading() -> None:
    person = cast.newcomer()
    cast.administrator()
    given = commands.add_membership(HOUSE, person, cast.city(), role=Role.ADMINISTRATOR)
    commands.change_role(HOUSE, given, role=Role.CASEWORKER)
    assert [each.role for each in person.memberships.all()] == [Role.CASEWORKER]


def test_a_coordinator_cannot_make_herself_administrator() -> None:
    coordinator = cast.coordinator()
    with pytest.raises(MayNot):
        commands.add_membership(cast.actor(coordinator), coordinator, cast.city(), role=Role.ADMINISTRATOR)


def test_an_editor_may_leave_and_loses_her_rights_at_once() -> None:
    editor, own = cast.editor(), cast.own_organization()
    commands.remove_membership(cast.actor(editor), editor.memberships.get(), without_successor=True)
    assert not access.may_edit_organization(cast.actor(editor), own.id)


def test_the_last_administrator_stays() -> None:
    administrator = cast.administrator()
    with pytest.raises(MembershipRefused, match=r"Viimeistä pääkäyttäjää ei voi poistaa."):
        commands.remove_membership(cast.actor(administrator), administrator.memberships.get())
    with pytest.raises(MembershipRefused):
        commands.erase_person(cast.actor(administrator), administrator)


def test_a_disabled_account_holds_no_role() -> None:
    editor = cast.editor()
    Person.objects.filter(id=editor.id).update(is_active=False)
    assert not access.may_edit_organization(cast.actor(editor), cast.own_organization().id)


def test_erasing_takes_memberships_and_tells_the_modules_above(erased: list[UUID]) -> None:
    editor = cast.editor()
    commands.erase_person(cast.actor(editor), editor)
    assert not Person.objects.filter(uuid=editor.uuid).exists()
    assert not Membership.objects.filter(person__uuid=editor.uuid).exists()
    assert erased == [editor.uuid]


def test_nobody_erases_another_but_an_administrator() -> None:
    editor = cast.editor()
    for actor in (ANONYMOUS, cast.actor(cast.other_editor()), cast.actor(cast.coordinator())):
        with pytest.raises(PersonNotFound):
            commands.erase_person(actor, editor)
    commands.erase_person(cast.actor(cast.administrator()), editor)


@pytest.mark.parametrize("email", ["", "ei-osoite", "a@b", "x" * 300 + "@example.org", "a\x00@example.org"])
def test_a_bad_address_is_refused_with_an_example(email: str) -> None:
    with pytest.raises(PersonRefused, match=r"Kirjoita se muodossa nimi@example.org."):
        commands.create_person(HOUSE, email=email)


def test_members_are_seen_by_those_who_edit_the_organization() -> None:
    own = cast.editor().memberships.get().organization
    assert [member.name for member in queries.members(cast.actor(cast.editor()), own.id)] == ["editor"]
    assert queries.members(cast.actor(cast.other_editor()), own.id) == []


def test_createuser_makes_the_account_and_prints_no_password() -> None:
    make_organization("Esimerkin talo")
    said = commands.create_user_cli("uusi@example.org", "Uusi", "coordinator", "Esimerkin talo")
    assert said == (
        "uusi@example.org on nyt lisätty. Kirjaudu osoitteessa http://localhost:8000/tili/kirjaudu/: "
        "saat koodin sähköpostiin. Ensimmäisellä kerralla otat käyttöön toisen tunnisteen."
    )
    assert not Person.objects.get(email="uusi@example.org").has_usable_password()


def test_createuser_makes_a_person_who_belongs_nowhere_yet() -> None:
    assert commands.create_user_cli("uusi@example.org", "", "editor", "").startswith("uusi@example.org on nyt lisätty.")
    assert not Person.objects.get(email="uusi@example.org").memberships.exists()


def test_createuser_names_what_is_wrong() -> None:
    with pytest.raises(MembershipRefused, match=r"Rooli kuuluu organisaatioon. Anna sen nimi: --organization."):
        commands.create_user_cli("uusi@example.org", "", "coordinator", "")
    with pytest.raises(OrganizationRefused, match=r"Organisaatiota Ei ole ei ole."):
        commands.create_user_cli("uusi@example.org", "", "editor", "Ei ole")
    with pytest.raises(MembershipRefused, match=r"Käytä jotakin näistä: editor, coordinator, administrator."):
        commands.create_user_cli("uusi@example.org", "", "keisari", "Ei ole")
    assert not Person.objects.exists()
