"""Who may: one tested function per kind of access. Nothing here is cached between requests (ASVS 8.3.2).

A request that only reads asks the database once who somebody is (`memory.reading`).
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from kotikulma.kernel import memory
from kotikulma.kernel.permissions import (
    ADMINISTRATORS,
    ALL,
    COORDINATORS,
    EDITORS_OF_IT,
    NOBODY,
    SIGNED_IN,
    Row,
)
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people.models import ApiKey, Invitation, JoinRequest, Membership, Organization, Person
from kotikulma.people.types import (
    STAFF_ROLES,
    ApiKeyValue,
    Membering,
    OrganizationNotFound,
    OrganizationStatus,
    PersonNotFound,
    Role,
)
from kotikulma.people.types.joining import InvitationNotFound, MembershipNotFound, RequestNotFound

PARENTS = 8


def membering(actor: Actor) -> Membering:
    """What the actor is to organisations, straight from the database: one query."""
    if actor.kind is not ActorKind.PERSON:
        return Membering()
    return memory.once((membering, actor.id), lambda: _membering(actor))


def _membering(actor: Actor) -> Membering:
    roles: dict[str, set[int]] = {}
    rows = Membership.objects.filter(person__uuid=actor.id, person__is_active=True)
    for role, organization_id in rows.values_list("role", "organization_id"):
        roles.setdefault(role, set()).add(organization_id)
    return Membering({role: frozenset(ids) for role, ids in roles.items()})


def is_administrator(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or membering(actor).holds(Role.ADMINISTRATOR)


def is_coordinator(actor: Actor) -> bool:
    """Coordinators look after the whole network; administrators may do what they may."""
    return actor.kind is ActorKind.SYSTEM or membering(actor).holds(*STAFF_ROLES)


def coordinators() -> list[Person]:
    """Who is told of what needs somebody for the whole network: administrators where there is no coordinator."""
    staff = Membership.objects.filter(role__in=STAFF_ROLES, person__is_active=True).select_related("person")
    rows = list(staff.order_by("person_id"))
    told = [row.person for row in rows if row.role == Role.COORDINATOR] or [row.person for row in rows]
    return list({person.id: person for person in told}.values())


def ancestors(organization_id: int | None) -> list[int]:
    """The organisation and those above it, nearest first."""
    found: list[int] = []
    while organization_id is not None and organization_id not in found and len(found) < PARENTS:
        found.append(organization_id)
        organization_id = Organization.objects.filter(id=organization_id).values_list("parent_id", flat=True).first()
    return found


def may_edit_organization(actor: Actor, organization_id: int | None) -> bool:
    """Its editor, an editor of an organisation above it, a coordinator, or the house itself."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    mine = membering(actor)
    if mine.holds(*STAFF_ROLES):
        return True
    edited = mine.roles.get(Role.EDITOR, frozenset())
    return bool(edited) and not edited.isdisjoint(ancestors(organization_id))


def edited_organization_ids(actor: Actor) -> frozenset[int] | None:
    """Organisations and their units the actor edits as an editor; None means every one."""
    if actor.kind is ActorKind.SYSTEM:
        return None
    mine = membering(actor)
    if mine.holds(*STAFF_ROLES):
        return None
    return with_units(mine.roles.get(Role.EDITOR, frozenset()))


def own_organization_ids(actor: Actor) -> frozenset[int]:
    """Organisations the actor works for in any role, and their units."""
    return with_units(frozenset().union(*membering(actor).roles.values()))


def with_units(ids: frozenset[int]) -> frozenset[int]:
    """These organisations and every unit under them."""
    return memory.once((with_units, ids), lambda: _with_units(ids))


def _with_units(ids: frozenset[int]) -> frozenset[int]:
    found: set[int] = set()
    level = set(ids)
    while level - found:
        found |= level
        level = set(Organization.objects.filter(parent_id__in=level).values_list("id", flat=True))
    return frozenset(found)


def visible_organizations(viewer: Actor) -> QuerySet[Organization]:
    """Published ones to everybody; drafts and archived ones to those who keep them."""
    edited = edited_organization_ids(viewer)
    if edited is None:
        return Organization.objects.all()
    return Organization.objects.filter(Q(status=OrganizationStatus.PUBLISHED) | Q(id__in=edited))


def visible_persons(viewer: Actor) -> QuerySet[Person]:
    """Oneself, the members of the organisations one edits, everybody for coordinators."""
    edited = edited_organization_ids(viewer)
    if edited is None:
        return Person.objects.all()
    return Person.objects.filter(
        Q(uuid=viewer.id) | Q(id__in=Membership.objects.filter(organization_id__in=edited).values("person_id"))
    )


def get_organization_for_editing(actor: Actor, uuid: UUID) -> Organization:
    """The organisation if the actor may edit it; otherwise OrganizationNotFound."""
    found = Organization.objects.filter(uuid=uuid).first()
    if found is None or not may_edit_organization(actor, found.id):
        raise OrganizationNotFound
    return found


def get_person_for(viewer: Actor, uuid: UUID) -> Person:
    found = visible_persons(viewer).filter(uuid=uuid).first()
    if found is None:
        raise PersonNotFound
    return found


def organization_called(named: str) -> Organization | None:
    """By uuid, or by its exact name in any language."""
    try:
        return Organization.objects.filter(uuid=UUID(named)).first()
    except ValueError:
        living = Organization.objects.exclude(status=OrganizationStatus.MERGED)
        in_some = Q(name__fi=named) | Q(name__sv=named) | Q(name__en=named)
        return living.filter(in_some).order_by("id").first()


def api_key_value(row: ApiKey) -> ApiKeyValue:
    return ApiKeyValue(
        uuid=row.uuid,
        name=row.name,
        organization=row.organization.name if row.organization else {},
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        last_used_on=row.last_used_on,
        revoked_at=row.revoked_at,
    )


def visible_requests(viewer: Actor) -> QuerySet[JoinRequest]:
    """One's own; every one for coordinators."""
    if is_coordinator(viewer):
        return JoinRequest.objects.all()
    return JoinRequest.objects.filter(person__uuid=viewer.id)


def get_own_request(actor: Actor, uuid: UUID) -> JoinRequest:
    """The request if the actor sent it; otherwise RequestNotFound."""
    found = JoinRequest.objects.filter(uuid=uuid, person__uuid=actor.id).first() if actor.id else None
    if found is None:
        raise RequestNotFound
    return found


def get_request_for_deciding(actor: Actor, uuid: UUID) -> JoinRequest:
    """The request, locked, for a coordinator; otherwise RequestNotFound. Call inside a transaction."""
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("person", "organization", "decided_by")
    found = rows.filter(uuid=uuid).first() if is_coordinator(actor) else None
    if found is None:
        raise RequestNotFound
    return found


def get_membership_for_editing(actor: Actor, organization: UUID, membership: int) -> Membership:
    """A membership of an organisation the actor edits; otherwise MembershipNotFound."""
    rows = Membership.objects.select_related("person", "organization")
    found = rows.filter(id=membership, organization__uuid=organization).first()
    if found is None or not may_edit_organization(actor, found.organization_id):
        raise MembershipNotFound
    return found


def get_invitation_for_editing(actor: Actor, organization: UUID, invitation: UUID) -> Invitation:
    """An invitation to an organisation the actor edits; otherwise InvitationNotFound."""
    found = (
        Invitation.objects.select_related("organization")
        .filter(uuid=invitation, organization__uuid=organization)
        .first()
    )
    if found is None or not may_edit_organization(actor, found.organization_id):
        raise InvitationNotFound
    return found


_OWN = "The member's own account"
_ASKER = "Whoever sent the request"
_INVITED = "Whoever was invited"
_STAGE = "Only halfway through signing in; visitors are sent to sign in, members to their account"
_AGAIN = "Only for members who have this way of showing who they are"
_CODES = "Only for members who have made recovery codes"
_DEMO = "Demo mode and loopback only; elsewhere 404 for everybody"

PERMISSIONS: Mapping[str, Row] = {
    "account_login": Row(get=ALL, post=ALL, why="One signs in without being signed in"),
    "account_confirm_login_code": Row(get=ALL, post=ALL, why="The code is entered without being signed in"),
    "people:password_sign_in": Row(get=ALL, post=ALL, why="One signs in without being signed in"),
    "account_logout": Row(get=ALL, post=ALL, why="Signing out always works"),
    "people:today": Row(get=SIGNED_IN, note="Lists only what the member may do something about"),
    "people:mail": Row(get=COORDINATORS, note="What waits to leave and what did not; never the words"),
    "people:send_again": Row(post=COORDINATORS),
    "people:jobs": Row(get=ADMINISTRATORS, note="Background jobs given up"),
    "people:run_again": Row(post=ADMINISTRATORS),
    "people:api_keys": Row(get=ADMINISTRATORS, post=ADMINISTRATORS, note="Keys of programs, never their secrets"),
    "people:revoke_api_key": Row(post=ADMINISTRATORS),
    "people:account": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "people:password": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "people:second_factor_needed": Row(get=SIGNED_IN, note=_OWN),
    "people:sign_out_everywhere": Row(post=SIGNED_IN, note=_OWN),
    "account_reauthenticate": Row(get=NOBODY, post=NOBODY, signed_in_refusal="forbidden", note=_AGAIN),
    "mfa_index": Row(get=SIGNED_IN, note=_OWN),
    "mfa_authenticate": Row(get=SIGNED_IN, post=SIGNED_IN, note=_STAGE),
    "mfa_reauthenticate": Row(get=NOBODY, post=NOBODY, signed_in_refusal="forbidden", note=_AGAIN),
    "mfa_reauthenticate_webauthn": Row(get=NOBODY, post=NOBODY, signed_in_refusal="forbidden", note=_AGAIN),
    "mfa_activate_totp": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "mfa_deactivate_totp": Row(get=NOBODY, post=NOBODY, note="Only for those who have an authenticator app"),
    "mfa_view_recovery_codes": Row(get=NOBODY, note=_CODES),
    "mfa_generate_recovery_codes": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "mfa_download_recovery_codes": Row(get=NOBODY, note=_CODES),
    "mfa_list_webauthn": Row(get=SIGNED_IN, note=_OWN),
    "mfa_add_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "mfa_remove_webauthn": Row(get=NOBODY, post=NOBODY, note="Only for the key's owner"),
    "people:join": Row(get=ALL, why="An association learns here how to join"),
    "people:join_start": Row(get=ALL, post=ALL, why="One joins without having an account"),
    "people:join_search": Row(get=SIGNED_IN),
    "people:join_claim": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:join_suggest": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:join_request": Row(get=EDITORS_OF_IT - COORDINATORS, note=_ASKER),
    "people:join_withdraw": Row(post=EDITORS_OF_IT - COORDINATORS, note=_ASKER),
    "people:accept_invitation": Row(post=EDITORS_OF_IT - COORDINATORS, note=_INVITED),
    "people:decline_invitation": Row(post=EDITORS_OF_IT - COORDINATORS, note=_INVITED),
    "people:requests": Row(get=COORDINATORS),
    "people:request": Row(get=COORDINATORS),
    "people:approve_request": Row(post=COORDINATORS),
    "people:decline_request": Row(post=COORDINATORS),
    "people:my_organizations": Row(get=SIGNED_IN),
    "people:organization": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT),
    "people:members": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT),
    "people:change_role": Row(post=EDITORS_OF_IT),
    "people:remove_member": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT),
    "people:hand_over": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT),
    "people:send_invitation_again": Row(post=EDITORS_OF_IT),
    "people:withdraw_invitation": Row(post=EDITORS_OF_IT),
    "demo": Row(get=NOBODY, anonymous_refusal="not-found", note=_DEMO),
    "demo_sign_in": Row(post=NOBODY, anonymous_refusal="not-found", note=_DEMO),
    "demo_mail": Row(get=NOBODY, anonymous_refusal="not-found", note=_DEMO),
}
