"""Who works for an organisation and who has been invited."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access, rules
from kotikulma.people.models import Invitation, Membership, Organization, Person
from kotikulma.people.queries.names import named
from kotikulma.people.types import Role
from kotikulma.people.types.joining import InvitationValue, MembersPage, MemberValue


def members_page(viewer: Actor, organization: UUID) -> MembersPage:
    """Who works there and who is invited, by name; OrganizationNotFound for those who may not edit it.

    A fixed number of queries.
    """
    row = access.get_organization_for_editing(viewer, organization)
    grantable = _grantable(viewer, row)
    rows = list(Membership.objects.filter(organization=row).select_related("person"))
    editors = Counter(each.role for each in rows)[Role.EDITOR]
    members = [_member(each, viewer, grantable, editors) for each in rows]
    return MembersPage(
        named(row),
        tuple(sorted(members, key=lambda each: (each.name.casefold(), each.email, each.membership_id))),
        tuple(_invitations(Invitation.objects.filter(organization=row))),
        tuple(role for role in Role if role in grantable),
    )


def member(viewer: Actor, organization: UUID, membership: int) -> MemberValue:
    """One member, or MembershipNotFound."""
    row = access.get_membership_for_editing(viewer, organization, membership)
    editors = Membership.objects.filter(organization_id=row.organization_id, role=Role.EDITOR).count()
    return _member(row, viewer, _grantable(viewer, row.organization), editors)


def own_invitations(viewer: Actor) -> list[InvitationValue]:
    """Roles offered to the viewer's address that can still be accepted."""
    if viewer.kind is not ActorKind.PERSON:
        return []
    own = Person.objects.filter(uuid=viewer.id, is_active=True).values("email")
    return _invitations(Invitation.objects.filter(email__in=own, expires_at__gt=clock.now()))


def _grantable(viewer: Actor, organization: Organization) -> frozenset[str]:
    return rules.grantable(access.membering(viewer), access.may_edit_organization(viewer, organization.id))


def _member(row: Membership, viewer: Actor, grantable: Iterable[str], editors: int) -> MemberValue:
    return MemberValue(
        membership_id=row.id,
        name=row.person.name,
        email=row.person.email,
        role=row.role,
        since=row.created_at,
        own=viewer.kind is ActorKind.PERSON and row.person.uuid == viewer.id,
        changeable=row.role in grantable,
        last_editor=row.role == Role.EDITOR and editors == 1,
    )


def _invitations(rows: QuerySet[Invitation]) -> list[InvitationValue]:
    now = clock.now()
    return [
        InvitationValue(
            uuid=row.uuid,
            organization_uuid=row.organization.uuid,
            organization_name=row.organization.name,
            email=row.email,
            role=row.role,
            invited_by=row.invited_by.get_full_name() if row.invited_by else "",
            successor_of=row.replaces.person.get_full_name() if row.replaces else "",
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row in rows.select_related("organization", "invited_by", "replaces__person").order_by("created_at", "id")
    ]
