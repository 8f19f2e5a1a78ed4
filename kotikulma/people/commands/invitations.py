"""Roles offered by e-mail, taken by signing in at that address; a task passes to its next keeper the same way."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people.commands.accounts import clean_email, known_language, own_person, post_mail
from kotikulma.people.commands.limits import take
from kotikulma.people.commands.memberships import check_may_grant, end, give, remove_membership
from kotikulma.people.models import Invitation, Membership, Organization, Person
from kotikulma.people.rules import joining as rules
from kotikulma.people.types import Role
from kotikulma.people.types.joining import InvitationNotFound, InvitationRefused


def invite(
    actor: Actor, organization: Organization, *, email: str, role: str = Role.EDITOR, language: str = "fi"
) -> Invitation:
    """Offer a role to an address; it begins when its owner signs in with a code. An old offer is made anew.

    `language` is for those without an account. Raises MayNot, OrganizationNotFound, PersonRefused (the address),
    InvitationRefused, TooMany.
    """
    check_may_grant(actor, organization, role)
    email = clean_email(email)
    _spend(actor)

    with transaction.atomic():
        return _offer(actor, organization, email, role, language)


def hand_over(
    actor: Actor, membership: Membership, *, email: str, at_once: bool = False, language: str = "fi"
) -> Invitation:
    """Name a successor: she gets the role when she accepts, and the leaver's ends then, or `at_once`.

    The leaver herself, or whoever may take the role away. The successor's address must be another's.
    """
    own = membership.person.uuid == actor.id and actor.kind is ActorKind.PERSON
    if not own:
        check_may_grant(actor, membership.organization, membership.role)
    email = clean_email(email)
    if email == membership.person.email:
        sentence = _("Anna jonkun toisen osoite. Tämä on tehtävän nykyisen hoitajan.")
        raise InvitationRefused(sentence, fields={"email": sentence})
    _spend(actor)

    with transaction.atomic():
        invitation = _offer(actor, membership.organization, email, membership.role, language, replaces=membership)
        if at_once:
            remove_membership(actor, membership, without_successor=True)
    return invitation


def send_invitation_again(actor: Actor, invitation: Invitation) -> Invitation:
    """Post the letter again and give the offer a new month. A few times a day at most."""
    check_may_grant(actor, invitation.organization, invitation.role)
    take(rules.LETTERS_PER_INVITATION, str(invitation.uuid))

    with transaction.atomic():
        stored = Invitation.objects.select_for_update().filter(id=invitation.id).first()
        if stored is None:
            raise InvitationNotFound

        _send(actor, stored, clock.now(), "people.invitation.sent_again")
    return stored


def withdraw_invitation(actor: Actor, invitation: Invitation) -> None:
    """Take the offer back; the letter opens nothing any more."""
    check_may_grant(actor, invitation.organization, invitation.role)

    with transaction.atomic():
        _close(actor, invitation, "people.invitation.withdrawn")


def accept_invitation(actor: Actor, uuid: UUID) -> Membership:
    """Take the role offered to one's own address."""
    with transaction.atomic():
        person = own_person(actor)
        return _accept(actor, person, _own_invitation(person, uuid))


def decline_invitation(actor: Actor, uuid: UUID) -> None:
    """Leave the role; the row with the address goes."""
    with transaction.atomic():
        _close(actor, _own_invitation(own_person(actor), uuid), "people.invitation.declined")


def accept_all(person: Person) -> int:
    """Take every role offered to an address whose owner has just proved it. Call inside a transaction."""
    actor = Actor(ActorKind.PERSON, person.uuid)
    offered = Invitation.objects.select_for_update().filter(email=person.email, expires_at__gt=clock.now())
    rows = list(offered.order_by("id"))
    for invitation in rows:
        _accept(actor, person, invitation)
    return len(rows)


def is_invited(email: str) -> bool:
    """Does an offer wait for this address?"""
    return Invitation.objects.filter(email=email, expires_at__gt=clock.now()).exists()


def _offer(
    actor: Actor, organization: Organization, email: str, role: str, language: str, replaces: Membership | None = None
) -> Invitation:
    person = Person.objects.filter(email=email).first()
    if person and Membership.objects.filter(person=person, organization=organization, role=role).exists():
        sentence = _("Henkilöllä on jo tämä rooli organisaatiossa.")
        raise InvitationRefused(sentence, fields={"email": sentence})
    now = clock.now()
    stored = Invitation.objects.select_for_update().filter(organization=organization, email=email, role=role).first()
    if stored and stored.expires_at > now and replaces is None:
        sentence = _("Tähän osoitteeseen on jo lähetetty kutsu. Voit lähettää sen uudelleen.")
        raise InvitationRefused(sentence, fields={"email": sentence})
    row = stored or Invitation(organization=organization, email=email, role=role, created_at=now)
    row.invited_by = Person.objects.filter(uuid=actor.id).first() if actor.kind is ActorKind.PERSON else None
    row.language = person.language if person else known_language(language)
    row.replaces = replaces
    _send(actor, row, now, "people.invitation.sent")
    return row


def _send(actor: Actor, row: Invitation, now: datetime, action: str) -> None:
    row.sent_at, row.expires_at = now, rules.open_until(now)
    row.save()
    audit.record(actor, action, kind="invitation", uuid=row.uuid, changed=[row.role])
    key = f"people.invitation:{uuid4()}"
    outbox.post("people.invitation", row.email, row.language, {"invitation": str(row.uuid)}, key)


def _accept(actor: Actor, person: Person, invitation: Invitation) -> Membership:
    replaced = invitation.replaces
    membership = give(actor, person, invitation.organization, invitation.role)
    _close(actor, invitation, "people.invitation.accepted")
    if replaced:
        end(actor, replaced)
        post_mail("people.handed_over", replaced.person, organization=str(invitation.organization.uuid))
    return membership


def _close(actor: Actor, invitation: Invitation, action: str) -> None:
    """Delete the row; a second answer finds none."""
    if not Invitation.objects.filter(id=invitation.id).delete()[0]:
        raise InvitationNotFound
    audit.record(actor, action, kind="invitation", uuid=invitation.uuid, changed=[invitation.role])


def _own_invitation(person: Person, uuid: UUID) -> Invitation:
    rows = Invitation.objects.select_for_update().filter(email=person.email, expires_at__gt=clock.now())
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise InvitationNotFound
    return found


def _spend(actor: Actor) -> None:
    if actor.kind is ActorKind.PERSON:
        take(rules.INVITATIONS_PER_PERSON, str(actor.id))
