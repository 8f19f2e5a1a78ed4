"""Persons, their roles and accounts. The viewer comes first."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from kotikulma.kernel.permissions import Audience
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import ANONYMOUS, Actor, ActorKind
from kotikulma.people import access, rules
from kotikulma.people.models import ApiKey, Membership, Organization, Person
from kotikulma.people.types import (
    CASE_ROLES,
    STAFF_ROLES,
    ApiKeyValue,
    CaseStanding,
    DemoRole,
    MembershipValue,
    PersonValue,
    Role,
    SessionValue,
)

DEMO_ROLES: Slot[DemoRole] = Slot("people.demo_roles", "People one may sign in as on /demo/; each module lays its own.")


def actor_of(user: Any) -> Actor:
    """The actor behind `request.user`."""
    if not getattr(user, "is_authenticated", False):
        return ANONYMOUS
    return Actor(ActorKind.PERSON, user.uuid)


def audience(actor: Actor) -> Audience:
    """The widest role as the permission matrix calls it; "other editor" for a member without any. One query."""
    if actor.kind is not ActorKind.PERSON:
        return "anonymous"
    mine = access.membering(actor)
    found: dict[str, Audience] = {
        Role.ADMINISTRATOR: "administrator",
        Role.COORDINATOR: "coordinator",
        Role.CASE_LEAD: "caseworker",
        Role.CASEWORKER: "caseworker",
        Role.EDITOR: "editor",
    }
    return next((name for role, name in found.items() if mine.holds(role)), "other editor")


def case_standing(actor: Actor) -> CaseStanding | None:
    """In which units the actor may work with clients, and which she answers for; None for all others. Two statements.

    A disabled account, an administrator and whoever is not a person have none.
    """
    mine = access.membering(actor)
    reads = mine.roles.get(Role.CASEWORKER, frozenset()) | mine.roles.get(Role.CASE_LEAD, frozenset())
    if not reads or rules.administers_and_reads(mine.roles):
        return None
    person = Person.objects.values_list("id", flat=True).get(uuid=actor.id)
    return CaseStanding(person, reads, mine.roles.get(Role.CASE_LEAD, frozenset()))


def case_workers(units: Iterable[int]) -> list[tuple[int, UUID, str, int]]:
    """(row id, uuid, name, unit) of everybody who works with clients in these units, by name."""
    rows = Membership.objects.filter(organization__in=set(units), role__in=CASE_ROLES, person__is_active=True)
    found = rows.values_list("person_id", "person__uuid", "person__name", "person__email", "organization_id").distinct()
    return sorted(((pk, uuid, name or email, unit) for pk, uuid, name, email, unit in found), key=lambda row: row[2])


def case_units() -> set[int]:
    """Organisations in which somebody works with clients: those a referral can be sent to."""
    rows = Membership.objects.filter(role__in=CASE_ROLES, person__is_active=True)
    return set(rows.values_list("organization_id", flat=True))


def case_mail(unit_id: int, *, leads: bool = False) -> list[PersonValue]:
    """Who gets the mail of a unit's clients' affairs; `leads`: those who answer for it alone."""
    roles = (Role.CASE_LEAD,) if leads else CASE_ROLES
    rows = Membership.objects.filter(organization_id=unit_id, role__in=roles, person__is_active=True)
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("person_id")}
    return [_person(each, []) for each in found.values()]


def mail_of(person_id: int) -> PersonValue | None:
    """One person with her address, for mail of the house itself."""
    row = Person.objects.filter(id=person_id, is_active=True).first()
    return _person(row, []) if row else None


def person_names_by_uuid(uuids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of colleagues, the address where there is no name. For the log a client is shown."""
    rows = Person.objects.filter(uuid__in={uuid for uuid in uuids if uuid})
    return {uuid: name or email for uuid, name, email in rows.values_list("uuid", "name", "email")}


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of colleagues by row id, the address where there is no name. For pages of those who work."""
    rows = Person.objects.filter(id__in=set(ids)).values_list("id", "name", "email")
    return {row_id: name or email for row_id, name, email in rows}


def person_ids_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Database ids for foreign keys. For commands of upper modules."""
    return dict(Person.objects.filter(uuid__in=set(uuids), is_active=True).values_list("uuid", "id"))


def api_keys(viewer: Actor) -> list[ApiKeyValue]:
    """Keys of programs, oldest first, revoked ones too. Administrators only; empty for others."""
    rows = ApiKey.objects.select_related("organization").order_by("id")
    return [access.api_key_value(row) for row in rows] if access.is_administrator(viewer) else []


def names_of_persons(viewer: Actor, uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of those whom the viewer may know: who changed what."""
    rows = access.visible_persons(viewer).filter(uuid__in={uuid for uuid in uuids if uuid})
    return {row.uuid: row.name or row.email for row in rows}


def names_or_roles(viewer: Actor, uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The same, and of others what they are to the whole network: "Koordinaattori". Of an editor elsewhere, nothing."""
    wanted = {uuid for uuid in uuids if uuid}
    names = names_of_persons(viewer, wanted)
    staff = Membership.objects.filter(person__uuid__in=wanted - names.keys(), role__in=STAFF_ROLES)
    order = list(STAFF_ROLES)
    roles = sorted(staff.values_list("person__uuid", "role"), key=lambda row: order.index(Role(row[1])))
    return {uuid: str(Role(role).label) for uuid, role in roles} | names


def own_account(viewer: Actor) -> PersonValue:
    """The viewer herself with her memberships."""
    person = access.get_person_for(viewer, viewer.id or UUID(int=0))
    return _person(person, person.memberships.select_related("organization").order_by("id"))


def members(viewer: Actor, organization_id: int) -> list[PersonValue]:
    """Those who work for an organisation, for those who may edit it; empty for others."""
    if not access.may_edit_organization(viewer, organization_id):
        return []
    rows = Membership.objects.filter(organization_id=organization_id).select_related("person", "organization")
    return [_person(row.person, [row]) for row in rows.order_by("person__name", "id")]


def editors(organization_ids: Iterable[int]) -> dict[int, list[PersonValue]]:
    """Who keeps each organisation: its editors, else those of the nearest one above it. For mail of the house itself.

    Their memberships are left out. One statement per level, whatever the number of organisations.
    """
    found: dict[int, list[PersonValue]] = {}
    asked = {pk: pk for pk in organization_ids}  # organisation -> the one looked at now
    for _level in range(access.PARENTS):
        if not asked:
            break
        rows = Membership.objects.filter(
            organization_id__in=set(asked.values()), role=Role.EDITOR, person__is_active=True
        )
        here: dict[int, list[PersonValue]] = {}
        for row in rows.select_related("person").order_by("person_id"):
            here.setdefault(row.organization_id, []).append(_person(row.person, []))
        found |= {pk: here[at] for pk, at in asked.items() if at in here}
        above = dict(Organization.objects.filter(id__in=set(asked.values())).values_list("id", "parent_id"))
        asked = {pk: above[at] for pk, at in asked.items() if at not in here and above.get(at)}
    return found


def coordinators() -> list[PersonValue]:
    """Who looks after the whole network; administrators where there is no coordinator. For mail of the house itself."""
    return [_person(person, []) for person in access.coordinators()]


def own_sessions(viewer: Actor, current_key: str | None) -> list[SessionValue]:
    """Browsers the viewer is signed in with, newest first."""
    rows = UserSession.objects.filter(user__uuid=viewer.id).order_by("-created_at", "-id")
    return [
        SessionValue(row.created_at, rules.browser_words(row.user_agent), row.session_key == current_key)
        for row in rows
    ]


def needs_second_factor(viewer: Actor) -> bool:
    """Does a role of the viewer demand a second factor?"""
    return rules.needs_second_factor(list(access.membering(viewer).roles))


def has_second_factor(viewer: Actor) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user__uuid=viewer.id, type__in=kinds).exists()


def demo_roles() -> list[DemoRole]:
    """People of the demo that have been laid, and who needs no account, in the order their modules registered them."""
    laid = set(Person.objects.filter(email__in=[role.email for role in DEMO_ROLES]).values_list("email", flat=True))
    return [role for role in DEMO_ROLES if role.email in laid or (laid and not role.signs_in)]


def demo_person(key: str) -> Person | None:
    """The demo's person of a role; the account itself, for signing in."""
    role = DEMO_ROLES.get(key)
    signs_in = role is not None and role.signs_in
    return Person.objects.filter(email=role.email, is_active=True).first() if role and signs_in else None


def _person(person: Person, memberships: Iterable[Membership] | QuerySet[Membership]) -> PersonValue:
    return PersonValue(
        id=person.id,
        uuid=person.uuid,
        name=person.name,
        email=person.email,
        language=person.language,
        memberships=tuple(
            MembershipValue(
                row.id, row.organization_id, row.organization.uuid, row.organization.name, row.role, row.created_at
            )
            for row in memberships
        ),
    )
