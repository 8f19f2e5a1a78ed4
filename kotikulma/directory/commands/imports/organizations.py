"""Organisations of a batch: those told in full, and those only named as a party to a service."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.directory.commands.imports.batch import ORGANIZATION, Batch, Key, skip
from kotikulma.directory.commands.imports.contacts import contact_rows
from kotikulma.directory.formats.ptv.organization import sector
from kotikulma.directory.formats.ptv.values import PtvOrganization, PtvParty, PtvService, PtvTombstone
from kotikulma.directory.models import PendingConnection, Verification
from kotikulma.directory.types import Status, VerificationMethod
from kotikulma.directory.types.imports import ImportLine, RowOutcome
from kotikulma.people import commands as people
from kotikulma.people import queries
from kotikulma.people.types import OrganizationRow, Outcome

VERIFY_AGAIN_AFTER = timedelta(days=30)
OUTCOMES = {
    Outcome.ADDED: RowOutcome.ADDED,
    Outcome.CHANGED: RowOutcome.CHANGED,
    Outcome.UNCHANGED: RowOutcome.UNCHANGED,
}
TOLD_BY = {
    "name": "organizationNames",
    "summary": "organizationDescriptions",
    "description": "organizationDescriptions",
    "status": "publishingStatus",
    "business_id": "businessCode",
    "municipality_code": "municipality",
}


def save(batch: Batch) -> None:
    """Save what is told, make what is only named, and learn the keys of all that are mentioned."""
    known = set(batch.ids.values())
    values = queries.organizations_by_uuid(batch.run.actor, known)
    rows: dict[UUID, OrganizationRow] = {}
    lines: dict[UUID, ImportLine] = {}
    for party in _named_parties(batch):
        uuid = batch.name((ORGANIZATION, party.id))
        fields: dict[str, Any] = {
            "name": {"fi": party.name[:100]},
            "sector": sector("", {"fi": party.name}),
            "status": Status.PUBLISHED,
        }
        rows[uuid] = OrganizationRow(uuid, fields)
    for row, line in zip(batch.rows, batch.lines, strict=True):
        thing = row.thing
        if isinstance(thing, PtvTombstone) and thing.kind == "organization":
            _bury(batch, thing, line, rows, lines)
        elif isinstance(thing, PtvOrganization):
            uuid = batch.name((ORGANIZATION, thing.id))
            parent = batch.known((ORGANIZATION, thing.parent_id)) if thing.parent_id else None
            stored = values.get(uuid)
            told = _fields(thing, new=stored is None)
            if thing.status is Status.PUBLISHED and (
                stored is None or not stored.verified_at or batch.run.now - stored.verified_at > VERIFY_AGAIN_AFTER
            ):
                told["verified_at"] = batch.run.now
            rows[uuid], lines[uuid] = OrganizationRow(uuid, told, parent), line
            line.kind, line.uuid = "organization", uuid
    _store(batch, rows, lines)
    _attach_waiting_units(batch)
    batch.organizations = queries.organization_ids_by_uuid(
        {uuid for (scheme, _value), uuid in batch.ids.items() if scheme == ORGANIZATION}
    )


def _named_parties(batch: Batch) -> list[PtvParty]:
    """Parties with a name whose organisation we do not have: the page of the service names them at once."""
    found: dict[str, PtvParty] = {}
    full = {row.thing.id for row in batch.rows if isinstance(row.thing, PtvOrganization)}
    for row in batch.rows:
        if isinstance(row.thing, PtvService):
            for party in (row.thing.responsible, *row.thing.producers):
                if party and party.name and party.id not in full and not batch.known((ORGANIZATION, party.id)):
                    found.setdefault(party.id, party)
    return list(found.values())


def _bury(
    batch: Batch,
    thing: PtvTombstone,
    line: ImportLine,
    rows: dict[UUID, OrganizationRow],
    lines: dict[UUID, ImportLine],
) -> None:
    uuid = batch.known((ORGANIZATION, thing.id))
    line.kind = "organization"
    if uuid is None:
        skip(line, "archived_unknown", _("Arkistoitu organisaatio, jota ei ole täällä. Mitään ei tarvinnut tehdä."))
        return
    rows[uuid], lines[uuid] = OrganizationRow(uuid, {"status": Status.ARCHIVED}), line
    line.uuid = uuid


def _fields(thing: PtvOrganization, *, new: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": dict(thing.name),
        "summary": dict(thing.summary),
        "description": dict(thing.description),
        "business_id": thing.business_id,
        "municipality_code": thing.municipality_code,
        "status": thing.status or Status.PUBLISHED,
        "contacts": contact_rows(thing.contacts),
        "sector": thing.sector,
    }
    if new:
        return fields
    del fields["sector"]  # a guess, mended by hand
    if thing.status is None:
        del fields["status"]
    return {field: value for field, value in fields.items() if field not in TOLD_BY or TOLD_BY[field] in thing.told}


def _store(batch: Batch, rows: dict[UUID, OrganizationRow], lines: dict[UUID, ImportLine]) -> None:
    verified = []
    for saved in people.save_organizations(batch.run.actor, rows.values()):
        line = lines.get(saved.uuid)
        if saved.outcome is Outcome.REFUSED:
            batch.ids = {key: uuid for key, uuid in batch.ids.items() if uuid != saved.uuid or saved.id}
            batch.fresh = [(key, uuid) for key, uuid in batch.fresh if uuid != saved.uuid or saved.id]
            if line:
                skip(line, "refused", saved.reason)
            continue
        if "verified_at" in rows[saved.uuid].fields and "verified_at" not in saved.locked:
            verified.append(saved.uuid)
        if line:
            changed = tuple(field for field in saved.changed if field != "verified_at")
            line.outcome = (
                OUTCOMES[saved.outcome] if changed or saved.outcome is Outcome.ADDED else RowOutcome.UNCHANGED
            )
            line.changed = changed if line.outcome is RowOutcome.CHANGED else ()
            line.locked = saved.locked
            if changed == ("status",) and rows[saved.uuid].fields.get("status") == Status.ARCHIVED:
                line.outcome = RowOutcome.ARCHIVED
    Verification.objects.bulk_create(
        Verification(
            object_uuid=uuid,
            kind="organization",
            at=batch.run.now,
            method=VerificationMethod.IMPORT,
            actor_kind=batch.run.actor.kind,
            actor_id=batch.run.actor.id,
        )
        for uuid in verified
    )


def _attach_waiting_units(batch: Batch) -> None:
    """A unit may come before its parent: it waits, and is attached when the parent arrives."""
    arrived = [row for row in batch.pending if row.data.get("role") == "parent" and batch.known(_key(row))]
    rows = [OrganizationRow(row.owner_uuid, {}, batch.known(_key(row))) for row in arrived]
    if rows:
        people.save_organizations(batch.run.actor, rows)
    PendingConnection.objects.filter(id__in=[row.id for row in arrived]).delete()
    waiting = [
        PendingConnection(
            owner_uuid=batch.ids[ORGANIZATION, row.thing.id],
            external_scheme=ORGANIZATION,
            external_value=row.thing.parent_id,
            data={"role": "parent"},
        )
        for row in batch.rows
        if isinstance(row.thing, PtvOrganization)
        and row.thing.parent_id
        and batch.known((ORGANIZATION, row.thing.id))
        and not batch.known((ORGANIZATION, row.thing.parent_id))
    ]
    PendingConnection.objects.bulk_create(waiting, ignore_conflicts=True)


def _key(row: PendingConnection) -> Key:
    return (row.external_scheme, row.external_value)
