"""Organisations: by hand one at a time, by importers in batches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock, data_version, revisions
from kotikulma.kernel.audit.log import Touched
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import Actor
from kotikulma.people import access, queries, rules
from kotikulma.people.models import Organization
from kotikulma.people.types import (
    ORGANIZATION_FIELDS,
    MayNot,
    OrganizationNotFound,
    OrganizationRefused,
    OrganizationRow,
    OrganizationStatus,
    Outcome,
    SavedOrganization,
)

KIND = "organization"
BATCH = 100

organization_changed: Slot[Callable[[list[int]], None]] = Slot(
    "people.organization_changed",
    "Called inside the transaction with the ids of changed organisations: renew what is read fast.",
)


def create_organization(actor: Actor, *, name: Mapping[str, str], sector: str, **fields: Any) -> Organization:
    """A new organisation; `parent` (an Organization) makes it a unit.

    Coordinators create organisations; an editor creates units of her own. Raises MayNot, OrganizationRefused.
    """
    parent: Organization | None = fields.pop("parent", None)
    if not access.is_coordinator(actor) and not (parent and access.may_edit_organization(actor, parent.id)):
        raise MayNot(_("Vain koordinaattori voi lisätä organisaation. Pyydä häntä lisäämään se."))

    cleaned = _cleaned({**fields, "name": name, "sector": sector})

    with transaction.atomic():
        now = clock.now()
        organization = Organization.objects.create(**cleaned, parent=parent, created_at=now, modified_at=now)
        _remember(actor, "people.organization.created", [(organization, tuple(sorted(cleaned)))])
    return organization


def edit_organization(actor: Actor, organization: Organization, *, changes: Mapping[str, Any]) -> Organization:
    """Set the given fields. Writes nothing when nothing differs."""
    if not access.may_edit_organization(actor, organization.id):
        raise OrganizationNotFound

    with transaction.atomic():
        stored = Organization.objects.select_for_update(of=("self",)).filter(id=organization.id).first()
        if stored is None:
            raise OrganizationNotFound

        wanted = dict(changes)
        if "parent" in wanted:
            parent = wanted.pop("parent")
            wanted["parent_id"] = parent.id if parent else None
        wanted = _cleaned(wanted)
        if rules.makes_a_circle(stored.id, access.ancestors(wanted.get("parent_id"))):
            raise OrganizationRefused(
                _("Organisaatio ei voi kuulua omaan yksikköönsä. Valitse toinen yläorganisaatio."),
                fields={"parent": _("Valitse toinen yläorganisaatio.")},
            )

        changed = _set(stored, wanted)
        if changed:
            stored.modified_at = clock.now()
            stored.save(update_fields=[*changed, "modified_at"])
            _remember(actor, "people.organization.edited", [(stored, changed)])
    return stored


def archive_organization(actor: Actor, organization: Organization) -> Organization:
    """Hide the organisation; its history and address stay. Coordinators only."""
    if not access.is_coordinator(actor):
        raise MayNot(_("Vain koordinaattori voi arkistoida organisaation."))

    with transaction.atomic():
        stored = Organization.objects.select_for_update(of=("self",)).get(id=organization.id)

        if stored.units.filter(status=OrganizationStatus.PUBLISHED).exists():
            raise OrganizationRefused(_("Organisaatiolla on yksiköitä. Arkistoi tai siirrä ne ensin."))

        if stored.status != OrganizationStatus.ARCHIVED:
            stored.status, stored.modified_at = OrganizationStatus.ARCHIVED, clock.now()
            stored.save(update_fields=["status", "modified_at"])
            _remember(actor, "people.organization.archived", [(stored, ("status",))])
    return stored


def save_organizations(actor: Actor, rows: Iterable[OrganizationRow]) -> list[SavedOrganization]:
    """Add or change many organisations by uuid, as importers do; one report per row, in order.

    Locked fields stay, a bad row is reported and does not stop the rest, a second run changes nothing.
    The number of queries is fixed per 100 rows. Coordinators and the system only.
    """
    if not access.is_coordinator(actor):
        raise MayNot(_("Vain koordinaattori voi tuoda organisaatioita."))
    wanted = list({row.uuid: row for row in rows}.values())
    report: list[SavedOrganization] = []
    for start in range(0, len(wanted), BATCH):
        report += _save_batch(actor, wanted[start : start + BATCH])
    return report


def _save_batch(actor: Actor, rows: Sequence[OrganizationRow]) -> list[SavedOrganization]:
    report: dict[UUID, SavedOrganization] = {}
    with transaction.atomic():
        named = {row.uuid for row in rows} | {row.parent_uuid for row in rows if row.parent_uuid}
        stored = {
            organization.uuid: organization
            for organization in Organization.objects.select_for_update(of=("self",))
            .filter(uuid__in=named)
            .order_by("id")
        }
        now = clock.now()
        added: list[Organization] = []
        changed: list[tuple[Organization, tuple[str, ...]]] = []
        for row in rows:
            known = stored.get(row.uuid)
            try:
                report[row.uuid] = _apply(row, known, added, changed, now)
            except OrganizationRefused as refusal:
                report[row.uuid] = SavedOrganization(
                    row.uuid, known.id if known else None, Outcome.REFUSED, reason=str(refusal)
                )
        Organization.objects.bulk_create(added)
        stored |= {organization.uuid: organization for organization in added}
        changed = _attach_parents(rows, stored, report, added, changed)
        for organization, _fields in changed:
            organization.modified_at = now
        Organization.objects.bulk_update(
            [organization for organization, _fields in changed], [*ORGANIZATION_FIELDS, "modified_at"]
        )
        everything = [(organization, ORGANIZATION_FIELDS) for organization in added] + changed
        _remember(actor, "people.organization.imported", everything)
    return [_with_id(report[row.uuid], stored) for row in rows]


def _apply(
    row: OrganizationRow,
    known: Organization | None,
    added: list[Organization],
    changed: list[tuple[Organization, tuple[str, ...]]],
    now: Any,
) -> SavedOrganization:
    """Put one row on its organisation in memory. OrganizationRefused when a value does not do."""
    fields = _cleaned(row.fields)
    if known is None:
        if not fields.get("name") or not fields.get("sector"):
            raise OrganizationRefused(_("Uudelta organisaatiolta puuttuu nimi tai sektori."))
        added.append(Organization(uuid=row.uuid, **{"created_at": now, "modified_at": now, **fields}))
        return SavedOrganization(row.uuid, None, Outcome.ADDED, tuple(sorted(fields)))
    locked = tuple(sorted(field for field in fields if field in known.locked_fields))
    changes = _set(known, {field: value for field, value in fields.items() if field not in locked})
    if changes:
        changed.append((known, changes))
    return SavedOrganization(row.uuid, known.id, Outcome.CHANGED if changes else Outcome.UNCHANGED, changes, locked)


def _attach_parents(
    rows: Sequence[OrganizationRow],
    stored: Mapping[UUID, Organization],
    report: dict[UUID, SavedOrganization],
    added: Sequence[Organization],
    changed: list[tuple[Organization, tuple[str, ...]]],
) -> list[tuple[Organization, tuple[str, ...]]]:
    """Parents may come in the same batch, so they are set once everybody has an id. Unknown parents wait."""
    result = {organization.id: (organization, fields) for organization, fields in changed}
    new = {organization.id for organization in added}
    for row in rows:
        unit, parent = stored.get(row.uuid), stored.get(row.parent_uuid) if row.parent_uuid else None
        if unit is None or parent is None or unit.id == parent.id or unit.parent_id == parent.id:
            continue
        if "parent" in unit.locked_fields or report[row.uuid].outcome is Outcome.REFUSED:
            continue
        if parent.parent_id == unit.id:
            continue
        unit.parent_id = parent.id
        fields = result.get(unit.id, (unit, ()))[1]
        result[unit.id] = (unit, (*fields, "parent"))
        if unit.id not in new:
            report[row.uuid] = SavedOrganization(
                row.uuid, unit.id, Outcome.CHANGED, (*fields, "parent"), report[row.uuid].locked
            )
    return list(result.values())


def _with_id(saved: SavedOrganization, stored: Mapping[UUID, Organization]) -> SavedOrganization:
    organization = stored.get(saved.uuid)
    return SavedOrganization(
        saved.uuid, organization.id if organization else None, saved.outcome, saved.changed, saved.locked, saved.reason
    )


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(fields) - set(ORGANIZATION_FIELDS))
    if unknown:
        raise TypeError(f"An organisation has no field {', '.join(unknown)}")
    return rules.check_organization(fields)


def _set(organization: Organization, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Put the values on the object; the names of those that differed."""
    changed = tuple(sorted(field for field, value in wanted.items() if getattr(organization, field) != value))
    for field in changed:
        setattr(organization, field, wanted[field])
    return changed


def _remember(actor: Actor, action: str, changed: Sequence[tuple[Organization, Sequence[str]]]) -> None:
    """Audit, revisions and the public documents of organisations just written; inside their transaction."""
    if not changed:
        return
    touched = [Touched(KIND, organization.uuid, fields) for organization, fields in changed]
    audit.record_many(actor, action, touched)
    kept = [revisions.Change(organization.uuid, fields, _data(organization)) for organization, fields in changed]
    revisions.record_many(actor, KIND, action, kept)
    data_version.bump(queries.NAMES_SUBJECT)
    for renew in organization_changed:
        renew([organization.id for organization, _fields in changed])


def _data(organization: Organization) -> dict[str, Any]:
    """What a revision keeps: every field an editor may set."""
    return {field: getattr(organization, field) for field in ORGANIZATION_FIELDS}
