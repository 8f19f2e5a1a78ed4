"""Roles offered by mail, tasks handed over, leaving."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.people import access, commands
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import Invitation, Membership, Person, SignInCode
from kotikulma.people.tests.make import CODE, SIGN_IN, newest_mail
from kotikulma.people.types import MayNot, MembershipRefused, OrganizationNotFound, PersonRefused, Role, TooMany
from kotikulma.people.types.joining import InvitationNotFound, InvitationRefused, NobodyWouldBeLeft
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
NEW = "uusi@example.org"


def sign_in(client: Client, email: str) -> None:
    client.post(SIGN_IN, {"email": email})
    client.post(CODE, {"code": code_of(SignInCode.objects.latest("id"))})


def test_an_editor_invites_a_colleague_who_is_told_by_mail() -> None:
    commands.invite(cast.actor(cast.editor()), cast.own_organization(), email="Uusi@Example.org")
    letter = newest_mail()
    assert "editor kutsuu sinut Kotikulmaan. Organisaatio: Kotiseudun yhdistys. Roolisi: Muokkaaja." in letter.text
    assert "http://localhost:8000/tili/kirjaudu/" in letter.text
    assert not Person.objects.filter(email=NEW).exists()


def test_the_role_begins_when_the_invited_signs_in_with_a_code(client: Client) -> None:
    commands.invite(HOUSE, cast.own_organization(), email=NEW, language="sv")
    sign_in(client, NEW)
    person = Person.objects.get(email=NEW)
    assert access.may_edit_organization(cast.actor(person), cast.own_organization().id)
    assert not Invitation.objects.exists()


def test_a_member_takes_the_role_on_her_account_page() -> None:
    other = cast.other_organization()
    commands.invite(HOUSE, other, email=cast.editor().email)
    inside = cast.browser_of(cast.editor())
    action = re.search(r'action="(/tili/kutsut/[^"]+/ota/)"', inside.get("/tili/").content.decode())
    assert inside.post(action[1]).headers["Location"] == f"/tyotila/organisaatiot/{other.uuid}/"  # type: ignore[index]
    assert access.may_edit_organization(cast.actor(cast.editor()), other.id)


def test_an_offer_may_be_left_and_then_opens_nothing() -> None:
    offer = commands.invite(HOUSE, cast.other_organization(), email=cast.editor().email)
    commands.decline_invitation(cast.actor(cast.editor()), offer.uuid)
    with pytest.raises(InvitationNotFound, match=r"Kutsua ei löydy. Se on ehkä jo käytetty tai peruttu."):
        commands.accept_invitation(cast.actor(cast.editor()), offer.uuid)


def test_nobody_takes_an_offer_made_to_another_address() -> None:
    offer = commands.invite(HOUSE, cast.own_organization(), email=NEW)
    with pytest.raises(InvitationNotFound):
        commands.accept_invitation(cast.actor(cast.other_editor()), offer.uuid)


def test_a_withdrawn_or_old_offer_opens_nothing(client: Client, time_machine: Any) -> None:
    own, editor = cast.own_organization(), cast.actor(cast.editor())
    commands.withdraw_invitation(editor, commands.invite(editor, own, email=NEW))
    old = commands.invite(editor, own, email="toinen@example.org")
    time_machine.move_to(old.expires_at + timedelta(seconds=1))
    for email in (NEW, "toinen@example.org"):
        client.post(SIGN_IN, {"email": email})
    assert not OutboxMessage.objects.filter(kind="people.sign_in_code").exists()


def test_an_offer_that_stands_is_sent_again_instead_of_twice() -> None:
    editor, own = cast.actor(cast.editor()), cast.own_organization()
    offer = commands.invite(editor, own, email=NEW)
    with pytest.raises(InvitationRefused, match=r"Tähän osoitteeseen on jo lähetetty kutsu."):
        commands.invite(editor, own, email=NEW)
    commands.send_invitation_again(editor, offer)
    assert OutboxMessage.objects.filter(kind="people.invitation").count() == 2


def test_letters_to_one_address_are_limited() -> None:
    editor, own = cast.actor(cast.editor()), cast.own_organization()
    offer = commands.invite(editor, own, email=NEW)
    for _letter in range(4):
        commands.send_invitation_again(editor, offer)
    with pytest.raises(TooMany):
        commands.send_invitation_again(editor, offer)


def test_who_has_the_role_is_not_invited_to_it_and_a_bad_address_is_refused() -> None:
    editor, own = cast.actor(cast.editor()), cast.own_organization()
    with pytest.raises(InvitationRefused, match=r"Henkilöllä on jo tämä rooli organisaatiossa."):
        commands.invite(editor, own, email="editor@example.org")
    with pytest.raises(PersonRefused):
        commands.invite(editor, own, email="ei-osoite")


def test_invitations_follow_the_rules_of_giving_roles() -> None:
    editor = cast.actor(cast.editor())
    with pytest.raises(OrganizationNotFound):
        commands.invite(editor, cast.other_organization(), email=NEW)
    with pytest.raises(MayNot):
        commands.invite(editor, cast.own_organization(), email=NEW, role=Role.COORDINATOR)


def test_the_successor_takes_over_when_she_accepts(client: Client) -> None:
    editor, own = cast.editor(), cast.own_organization()
    commands.hand_over(cast.actor(editor), editor.memberships.get(), email=NEW)
    assert "Saat tehtävän, jota on hoitanut editor." in newest_mail().text
    assert access.may_edit_organization(cast.actor(editor), own.id)
    sign_in(client, NEW)
    assert not access.may_edit_organization(cast.actor(editor), own.id)
    assert access.may_edit_organization(cast.actor(Person.objects.get(email=NEW)), own.id)
    assert "Roolisi siinä on nyt päättynyt." in newest_mail().text


def test_a_task_may_be_left_at_once_and_the_coordinators_are_told() -> None:
    cast.coordinator()
    editor, own = cast.editor(), cast.own_organization()
    commands.hand_over(cast.actor(editor), editor.memberships.get(), email=NEW, at_once=True)
    assert not access.may_edit_organization(cast.actor(editor), own.id)
    assert OutboxMessage.objects.get(kind="people.nobody_edits").recipient == "coordinator@example.org"


def test_the_successor_is_somebody_else() -> None:
    editor = cast.editor()
    with pytest.raises(InvitationRefused, match=r"Anna jonkun toisen osoite."):
        commands.hand_over(cast.actor(editor), editor.memberships.get(), email="Editor@example.org")


def test_a_stranger_hands_nothing_over() -> None:
    with pytest.raises(OrganizationNotFound):
        commands.hand_over(cast.actor(cast.other_editor()), cast.editor().memberships.get(), email=NEW)


def test_the_last_editor_hands_over_or_says_that_she_leaves() -> None:
    cast.coordinator()
    editor = cast.editor()
    with pytest.raises(NobodyWouldBeLeft, match=r"Organisaatiolle ei jäisi muokkaajaa."):
        commands.remove_membership(cast.actor(editor), editor.memberships.get())
    commands.remove_membership(cast.actor(editor), editor.memberships.get(), without_successor=True)
    assert "organisaatiolla ei ole enää muokkaajaa: Kotiseudun yhdistys." in newest_mail().text


def test_one_of_two_editors_leaves_freely_and_nobody_is_told() -> None:
    cast.coordinator()
    editor = cast.editor()
    commands.add_membership(HOUSE, cast.newcomer(), cast.own_organization(), role=Role.EDITOR)
    commands.remove_membership(cast.actor(editor), editor.memberships.get())
    assert not OutboxMessage.objects.filter(kind="people.nobody_edits").exists()


def test_erasing_the_last_editors_account_is_told_too() -> None:
    cast.coordinator()
    commands.erase_person(cast.actor(cast.editor()), cast.editor())
    assert OutboxMessage.objects.filter(kind="people.nobody_edits").count() == 1


def test_an_administrator_changes_roles_and_the_last_one_keeps_hers() -> None:
    boss, editor = cast.administrator(), cast.editor()
    changed = commands.change_role(cast.actor(boss), editor.memberships.get(), role=Role.COORDINATOR)
    assert list(Membership.objects.filter(person=editor)) == [changed]
    with pytest.raises(MembershipRefused, match=r"Viimeistä pääkäyttäjää ei voi poistaa."):
        commands.change_role(cast.actor(boss), boss.memberships.get(), role=Role.EDITOR)


def test_an_editor_changes_no_roles_upwards_and_an_unknown_role_is_refused() -> None:
    editor = cast.editor()
    with pytest.raises(MayNot):
        commands.change_role(cast.actor(editor), editor.memberships.get(), role=Role.ADMINISTRATOR)
    with pytest.raises(MembershipRefused, match=r"Tuntematon rooli."):
        commands.change_role(cast.actor(editor), editor.memberships.get(), role="keisari")
