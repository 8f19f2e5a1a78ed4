"""Service locations become places, the other channels ways in without a door."""

from typing import Any

from kotikulma.directory.commands.imports import entries
from kotikulma.directory.commands.imports.batch import CHANNEL, ORGANIZATION, Batch
from kotikulma.directory.commands.imports.contacts import contact_rows
from kotikulma.directory.formats.ptv.values import PtvAddress, PtvChannel
from kotikulma.directory.models import Channel, PendingConnection, Place
from kotikulma.directory.rules.entries import publishing_gaps
from kotikulma.directory.rules.quality import text_hints
from kotikulma.directory.types import PlaceType, Status

TOLD_BY = {
    "name": "serviceChannelNames",
    "summary": "serviceChannelDescriptions",
    "description": "serviceChannelDescriptions",
    "languages": "languages",
    "organization_id": "organizationId",
}
CONTACT_KEYS = frozenset(("phoneNumbers", "supportPhones", "emails", "supportEmails", "webPages", "channelUrls"))


def put_channels(batch: Batch) -> None:
    """Put every channel of the batch in memory. Call before `entries.create`."""
    for row, line in zip(batch.rows, batch.lines, strict=True):
        thing = row.thing
        if not isinstance(thing, PtvChannel):
            continue
        model = Place if thing.is_place else Channel
        at_first: dict[str, Any] = {"type": PlaceType.SERVICE_POINT} if thing.is_place else {"type": thing.type}
        key = (CHANNEL, thing.id)
        fields, stored = _fields(batch, thing), batch.known(key)
        if stored:
            fields = {field: value for field, value in fields.items() if _is_told(field, thing)}
        entry = entries.put(batch, line, model, key, fields, at_first=at_first, status=thing.status)
        if entry is None:
            continue
        if not stored or "serviceHours" in thing.told:
            batch.hours.append((entry, thing.hours))
        if not stored or "services" in thing.told:
            batch.told.append((entry, thing.connections))
        if thing.is_place and entry.status == Status.PUBLISHED:
            gaps = publishing_gaps(entry.summary, bool(thing.organization_id), (), is_service=False)
            hints = text_hints(entry.summary, entry.description, batch.run.today)
            line.hints = tuple(dict.fromkeys([gap.code for gap in gaps] + [hint.code for hint in hints]))


def keep_waiting_keepers(batch: Batch) -> None:
    """A channel names its organisation by id alone: it waits for it, and gets it when it arrives."""
    arrived = []
    for row in batch.pending:
        uuid = batch.known((row.external_scheme, row.external_value))
        entry = batch.entry(row.owner_uuid)
        if row.data.get("role") == "keeper" and uuid in batch.organizations and isinstance(entry, (Place, Channel)):
            arrived.append(row.pk)
            if entry.organization_id is None and "organization" not in entry.locked_fields:
                entry.organization_id = batch.organizations[uuid]
                type(entry).objects.filter(pk=entry.pk).update(
                    organization_id=entry.organization_id, modified_at=batch.run.now
                )
                batch.kept.append(entry)
    PendingConnection.objects.filter(pk__in=arrived).delete()
    for kind, model in (("place", Place), ("channel", Channel)):
        kept = [(entry, ("organization_id",)) for entry in batch.kept if isinstance(entry, model)]
        entries.record(batch.run, kind, "updated", kept)
    waiting = [
        PendingConnection(
            owner_uuid=batch.ids[CHANNEL, row.thing.id],
            external_scheme=ORGANIZATION,
            external_value=row.thing.organization_id,
            data={"role": "keeper"},
        )
        for row in batch.rows
        if isinstance(row.thing, PtvChannel)
        and row.thing.organization_id
        and not batch.known((ORGANIZATION, row.thing.organization_id))
        and (CHANNEL, row.thing.id) in batch.ids
    ]
    PendingConnection.objects.bulk_create(waiting, ignore_conflicts=True)


def _is_told(field: str, thing: PtvChannel) -> bool:
    if field == "contacts":
        return bool(CONTACT_KEYS & thing.told)
    return TOLD_BY.get(field, "addresses") in thing.told


def _fields(batch: Batch, thing: PtvChannel) -> dict[str, Any]:
    keeper = batch.known((ORGANIZATION, thing.organization_id)) if thing.organization_id else None
    fields: dict[str, Any] = {
        "name": dict(thing.name),
        "summary": dict(thing.summary),
        "description": dict(thing.description),
        "contacts": contact_rows(thing.contacts),
        "languages": list(thing.languages),
    }
    if keeper in batch.organizations or not thing.organization_id:
        fields["organization_id"] = batch.organizations.get(keeper) if keeper else None
    return fields | (_address(thing.address or PtvAddress(), thing) if thing.is_place else {})


def _address(address: PtvAddress, thing: PtvChannel) -> dict[str, Any]:
    only = thing.area.municipalities[0] if len(thing.area.municipalities) == 1 else ""
    return {
        "street_address": dict(address.street),
        "postal_code": address.postal_code,
        "post_office": dict(address.post_office),
        "municipality_code": address.municipality_code or only,
        "latitude": address.latitude,
        "longitude": address.longitude,
        "coordinate_source": "ptv" if address.latitude is not None else "",
        "directions": dict(address.directions),
        "accessibility_sentences": [dict(group) for group in address.accessibility_sentences],
        "entrances": [dict(entrance) for entrance in address.entrances],
    }
