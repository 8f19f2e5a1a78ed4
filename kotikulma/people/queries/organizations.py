"""Organisations as other modules and our own pages read them. The viewer comes first."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from kotikulma.kernel import external_ids
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.people import access
from kotikulma.people.models import Membership, Organization
from kotikulma.people.rules import joining as rules
from kotikulma.people.types import OrganizationNotFound, OrganizationStatus, OrganizationValue, Role
from kotikulma.people.types.joining import EditingPage


def organizations(viewer: Actor, ids: Iterable[int]) -> dict[int, OrganizationValue]:
    """Visible organisations by id: one query (two when the viewer is signed in)."""
    wanted = set(ids)
    if not wanted:  # what is written for the database in vain costs more than it
        return {}
    rows = access.visible_organizations(viewer).filter(id__in=wanted)
    return {row.id: value_of(row) for row in rows.select_related("parent", "merged_into")}


def organizations_by_uuid(viewer: Actor, uuids: Iterable[UUID]) -> dict[UUID, OrganizationValue]:
    rows = access.visible_organizations(viewer).filter(uuid__in=set(uuids))
    return {row.uuid: value_of(row) for row in rows.select_related("parent", "merged_into")}


def all_organizations(
    viewer: Actor, *, after_id: int = 0, limit: int = 100, sector: str = "", municipality_code: str = ""
) -> list[OrganizationValue]:
    """Visible organisations in the order of id, `limit` after `after_id`."""
    rows = access.visible_organizations(viewer).filter(id__gt=after_id)
    if sector:
        rows = rows.filter(sector=sector)
    if municipality_code:
        rows = rows.filter(municipality_code=municipality_code)
    return [value_of(row) for row in rows.select_related("parent", "merged_into").order_by("id")[:limit]]


def organization(viewer: Actor, uuid: UUID) -> OrganizationValue:
    """One organisation, or OrganizationNotFound."""
    rows = access.visible_organizations(viewer).select_related("parent", "merged_into")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise OrganizationNotFound
    return value_of(found)


def units(viewer: Actor, organization_id: int) -> list[OrganizationValue]:
    """The visible units directly under an organisation, by id."""
    rows = access.visible_organizations(viewer).filter(parent_id=organization_id)
    return [value_of(row) for row in rows.select_related("parent", "merged_into").order_by("id")]


def published_organizations(ids: Iterable[int]) -> list[OrganizationValue]:
    """What anybody may see of these organisations, in the order of id: the ground of public documents."""
    return list(dict(sorted(organizations(ANONYMOUS, ids).items())).values())


def organization_ids() -> list[int]:
    """Ids of every organisation, whatever its status. For renewing all public documents."""
    return list(Organization.objects.order_by("id").values_list("id", flat=True))


def organization_uuids(ids: Iterable[int]) -> list[UUID]:
    """UUIDs of these organisations, whatever their status."""
    return list(Organization.objects.filter(id__in=set(ids)).values_list("uuid", flat=True))


def organization_ids_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Database ids for foreign keys, whatever the status. For commands of upper modules."""
    return dict(Organization.objects.filter(uuid__in=set(uuids)).values_list("uuid", "id"))


def root_of(organization_id: int) -> int:
    """The organisation above all others of this one: the controller of the register its units keep."""
    return access.ancestors(organization_id)[-1]


def organization_names_by_uuid(uuids: Iterable[UUID | None]) -> dict[UUID | None, Mapping[str, str]]:
    """Names by UUID, whatever the status."""
    wanted = {uuid for uuid in uuids if uuid}
    return dict(Organization.objects.filter(uuid__in=wanted).values_list("uuid", "name"))


def organization_names(ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
    """Names by id, whatever the status: a name is never secret. For labels in lists."""
    return dict(Organization.objects.filter(id__in=set(ids)).values_list("id", "name"))


def organization_municipalities(ids: Iterable[int]) -> dict[int, str]:
    """Municipality codes by id, whatever the status; empty when it has none."""
    return dict(Organization.objects.filter(id__in=set(ids)).values_list("id", "municipality_code"))


def count_organizations(viewer: Actor) -> int:
    """How many published ones there are that the viewer may see."""
    return access.visible_organizations(viewer).filter(status=OrganizationStatus.PUBLISHED).count()


def living_organizations(
    viewer: Actor, ids: Iterable[int] | None = None, *, offset: int = 0, limit: int | None = None
) -> list[OrganizationValue]:
    """Published ones the viewer may see, by id; of `ids` when given. One statement and those of the viewer's rights."""
    rows = access.visible_organizations(viewer).filter(status=OrganizationStatus.PUBLISHED)
    rows = (rows if ids is None else rows.filter(id__in=set(ids))).select_related("parent", "merged_into")
    return [value_of(row) for row in rows.order_by("id")[offset : None if limit is None else offset + limit]]


def unkept_organization_ids(*, whatever_status: bool = False) -> set[int]:
    """Published organisations without an editor of their own or above them: nobody to remind. Two statements."""
    status = {} if whatever_status else {"status": OrganizationStatus.PUBLISHED}
    parents = dict(Organization.objects.filter(**status).order_by("id").values_list("id", "parent_id"))
    editors = Membership.objects.filter(role=Role.EDITOR, person__is_active=True)
    kept = set(editors.values_list("organization_id", flat=True))

    def is_kept(pk: int | None) -> bool:
        for _level in range(access.PARENTS):
            if pk in kept:
                return True
            pk = parents.get(pk) if pk else None
        return False

    return {pk for pk in parents if not is_kept(pk)}


def my_organizations(viewer: Actor) -> list[OrganizationValue]:
    """The organisations the viewer has a role in, by name; their units are not repeated. One query."""
    rows = Organization.objects.filter(memberships__in=Membership.objects.filter(person__uuid=viewer.id)).distinct()
    found = [value_of(row) for row in rows.select_related("parent", "merged_into")]
    return sorted(found, key=lambda each: str(localise(each.name)).casefold())


def editing_page(viewer: Actor, uuid: UUID) -> EditingPage:
    """The organisation for its editor; OrganizationNotFound for others."""
    access.get_organization_for_editing(viewer, uuid)
    value = value_of(Organization.objects.select_related("parent", "merged_into").get(uuid=uuid))
    return EditingPage(value, rules.details_version(value), owned_fields(value))


def owned_fields(value: OrganizationValue) -> frozenset[str]:
    """The fields an import from the national register writes; none for organisations it does not know."""
    known = any(scheme == rules.NATIONAL_REGISTER for scheme, _value in external_ids.of(value.uuid))
    return frozenset(rules.DETAILS) - frozenset(value.locked_fields) if known else frozenset()


def value_of(row: Organization) -> OrganizationValue:
    return OrganizationValue(
        id=row.id,
        uuid=row.uuid,
        name=row.name,
        summary=row.summary,
        description=row.description,
        sector=row.sector,
        business_id=row.business_id,
        parent_id=row.parent_id,
        parent_uuid=row.parent.uuid if row.parent else None,
        municipality_code=row.municipality_code,
        contacts=tuple(row.contacts),
        status=row.status,
        merged_into_uuid=row.merged_into.uuid if row.merged_into else None,
        locked_fields=tuple(row.locked_fields),
        verified_at=row.verified_at,
        modified_at=row.modified_at,
    )
