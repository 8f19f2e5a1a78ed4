"""Who works for which organisation, in which role."""

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access, rules
from kotikulma.people.commands.accounts import keep_an_administrator, post_mail, register_person
from kotikulma.people.models import Membership, Organization, Person
from kotikulma.people.types import MayNot, MembershipRefused, OrganizationNotFound, Role


def add_membership(actor: Actor, person: Person, organization: Organization, *, role: str) -> Membership:
    """Give a role; giving it twice changes nothing."""
    _may_grant(actor, organization, role)

    with transaction.atomic():
        return _add(actor, person, organization, role)


def invite(
    actor: Actor,
    organization: Organization,
    *,
    email: str,
    role: str = Role.EDITOR,
    name: str = "",
    language: str = "fi",
) -> Membership:
    """Give a role to somebody by e-mail address, with an account made if there is none, and tell her by mail."""
    _may_grant(actor, organization, role)

    with transaction.atomic():
        person = register_person(actor, email=email, name=name, language=language)
        membership = _add(actor, person, organization, role)
        post_mail("people.invitation", person, str(membership.id), membership=str(membership.id))
    return membership


def remove_membership(actor: Actor, membership: Membership) -> None:
    """Take a role away. The last administrator stays, or nobody could let anyone in."""
    own = membership.person.uuid == actor.id and actor.kind is ActorKind.PERSON
    if not own:
        _may_grant(actor, membership.organization, membership.role)

    with transaction.atomic():
        keep_an_administrator([membership])

        if Membership.objects.filter(id=membership.id).delete()[0]:
            audit.record(
                actor,
                "people.membership.removed",
                kind="person",
                uuid=membership.person.uuid,
                changed=[membership.role],
            )


def _may_grant(actor: Actor, organization: Organization, role: str) -> None:
    if actor.kind is ActorKind.SYSTEM:
        return
    edits = access.may_edit_organization(actor, organization.id)
    allowed = rules.grantable(access.membering(actor), edits)
    if not allowed:
        raise OrganizationNotFound
    if role not in allowed:
        raise MayNot(_("Et voi antaa tai poistaa tätä roolia. Pyydä apua pääkäyttäjältä."))


def _add(actor: Actor, person: Person, organization: Organization, role: str) -> Membership:
    if role not in Role.values:
        raise MembershipRefused(_("Tuntematon rooli. Valitse rooli luettelosta."))
    membership, added = Membership.objects.get_or_create(
        person=person, organization=organization, role=role, defaults={"created_at": clock.now()}
    )
    if added:
        audit.record(actor, "people.membership.added", kind="person", uuid=person.uuid, changed=[role])
    return membership
