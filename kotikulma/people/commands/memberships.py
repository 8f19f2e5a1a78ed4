"""Who works for which organisation, in which role."""

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access, rules
from kotikulma.people.commands.accounts import keep_an_administrator, left_without_editor, tell_coordinators
from kotikulma.people.models import Membership, Organization, Person
from kotikulma.people.types import MayNot, MembershipRefused, OrganizationNotFound, Role
from kotikulma.people.types.joining import NobodyWouldBeLeft


def add_membership(actor: Actor, person: Person, organization: Organization, *, role: str) -> Membership:
    """Give a role; giving it twice changes nothing."""
    check_may_grant(actor, organization, role)

    with transaction.atomic():
        return give(actor, person, organization, role)


def change_role(actor: Actor, membership: Membership, *, role: str) -> Membership:
    """Another role in the same organisation. The last administrator keeps hers."""
    check_may_grant(actor, membership.organization, membership.role)
    check_known(role)
    check_may_grant(actor, membership.organization, role)

    with transaction.atomic():
        if role == membership.role:
            return membership
        keep_an_administrator([membership])

        alone = left_without_editor([membership])
        end(actor, membership)
        changed = give(actor, membership.person, membership.organization, role)
        tell_coordinators(alone)
    return changed


def remove_membership(actor: Actor, membership: Membership, *, without_successor: bool = False) -> None:
    """Take a role away. The last administrator stays, or nobody could let anyone in.

    The last editor leaves only when it is said (`without_successor`), and the coordinators are told by mail.
    Raises MembershipRefused, NobodyWouldBeLeft.
    """
    own = membership.person.uuid == actor.id and actor.kind is ActorKind.PERSON
    if not own:
        check_may_grant(actor, membership.organization, membership.role)

    with transaction.atomic():
        keep_an_administrator([membership])
        alone = left_without_editor([membership])
        if alone and not without_successor:
            raise NobodyWouldBeLeft(
                _("Organisaatiolle ei jäisi muokkaajaa. Luovuta tehtävä ensin toiselle, tai vahvista lähtö.")
            )

        end(actor, membership)
        tell_coordinators(alone)


def check_may_grant(actor: Actor, organization: Organization, role: str) -> None:
    """MayNot for a role above one's own; OrganizationNotFound for those who give no roles there."""
    if actor.kind is ActorKind.SYSTEM:
        return
    edits = access.may_edit_organization(actor, organization.id)
    allowed = rules.grantable(access.membering(actor), edits)
    if not allowed:
        raise OrganizationNotFound
    if role not in allowed:
        raise MayNot(_("Et voi antaa tai poistaa tätä roolia. Pyydä apua pääkäyttäjältä."))


def check_known(role: str) -> None:
    if role not in Role.values:
        raise MembershipRefused(_("Tuntematon rooli. Valitse rooli luettelosta."))


def give(actor: Actor, person: Person, organization: Organization, role: str) -> Membership:
    """The membership, made when there is none. Callers have authorised and opened a transaction."""
    check_known(role)
    Person.objects.select_for_update().filter(pk=person.pk).exists()  # two roles given at once look at each other
    if rules.administers_and_reads([role, *person.memberships.values_list("role", flat=True)]):
        raise MembershipRefused(
            _("Sama henkilö ei voi olla pääkäyttäjä ja käsitellä asiakastietoja. Anna rooli toiselle.")
        )
    membership, added = Membership.objects.get_or_create(
        person=person, organization=organization, role=role, defaults={"created_at": clock.now()}
    )
    if added:
        audit.record(actor, "people.membership.added", kind="person", uuid=person.uuid, changed=[role])
    return membership


def end(actor: Actor, membership: Membership) -> None:
    """Delete the membership if it is still there. Callers have authorised and opened a transaction."""
    if Membership.objects.filter(id=membership.id).delete()[0]:
        audit.record(
            actor, "people.membership.removed", kind="person", uuid=membership.person.uuid, changed=[membership.role]
        )
