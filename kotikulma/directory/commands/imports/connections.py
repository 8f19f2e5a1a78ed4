"""Connections of a batch, told by either end; those whose other end is unknown wait for it."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from kotikulma.directory.commands.entries import Entry
from kotikulma.directory.commands.hours import exception_row, period_row
from kotikulma.directory.commands.imports.batch import CHANNEL, SERVICE, Batch, ConnectionKey, pks
from kotikulma.directory.commands.imports.contacts import contact_rows
from kotikulma.directory.commands.imports.entries import record
from kotikulma.directory.formats.ptv.values import PtvConnection, PtvHours
from kotikulma.directory.models import (
    Channel,
    HoursException,
    HoursPeriod,
    PendingConnection,
    Place,
    Service,
    ServiceAt,
)
from kotikulma.directory.queries.records import contacts, exception_value, period_value
from kotikulma.directory.queries.records.hours import EXCEPTION_FIELDS, PERIOD_FIELDS
from kotikulma.directory.rules.ownership import contacts_beside, own_contacts
from kotikulma.directory.types import Status
from kotikulma.kernel.db import plain

DATES = ("valid_from", "valid_to", "anchor", "starts_on", "ends_on")
Wanted = dict[ConnectionKey, tuple[PtvConnection, Entry]]


def write_connections(batch: Batch) -> None:
    """Make what the batch tells true: new connections, changed ones, waiting ones. Call after `entries.create`."""
    wanted: Wanted = {}
    waiting: dict[tuple[Any, str, str], dict[str, Any]] = {}
    for entry, told in batch.told:
        scheme = CHANNEL if isinstance(entry, Service) else SERVICE
        for connection in told:
            other = batch.known((scheme, connection.other_id))
            found = batch.entry(other) if other else None
            if found is None:
                waiting[entry.uuid, scheme, connection.other_id] = _as_json(connection)
            else:
                _want(wanted, entry, found, connection)
    arrived = _arrivals(batch, wanted)
    _keep_waiting(batch, waiting, arrived)
    tellers = [entry for entry, _told in batch.told]
    stored = _stored(tellers, wanted)
    _untold(batch, tellers, wanted, stored)
    _apply(batch, wanted, stored)


def archive_untold(batch: Batch) -> list[ServiceAt]:
    """At the end of a run: connections that one end left out and the other did not tell either."""
    rows = list(
        ServiceAt.objects.select_for_update()
        .filter(pk__in=batch.run.untold, source="ptv", status=Status.PUBLISHED)
        .order_by("id")
    )
    gone = [row for row in rows if "status" not in row.locked_fields and _key_of(row) not in batch.run.applied]
    for row in gone:
        row.status = Status.ARCHIVED
        row.modified_at = batch.run.now
    ServiceAt.objects.bulk_update(gone, ["status", "modified_at"])
    record(batch.run, "connection", "updated", [(row, ("status",)) for row in gone])
    return gone


def _want(wanted: Wanted, entry: Entry, other: Entry, connection: PtvConnection) -> None:
    service, end = (entry, other) if isinstance(entry, Service) else (other, entry)
    if isinstance(service, Service) and isinstance(end, (Place, Channel)):
        key = (service.pk, "place" if isinstance(end, Place) else "channel", end.pk)
        rival = wanted.get(key)
        if rival is None or _newer(connection.modified, rival[0].modified):
            wanted[key] = (connection, entry)


def _arrivals(batch: Batch, wanted: Wanted) -> list[PendingConnection]:
    """What waited for something that has now come."""
    arrived = []
    for row in batch.pending:
        uuid = batch.known((row.external_scheme, row.external_value))
        owner, other = batch.entry(row.owner_uuid), batch.entry(uuid) if uuid else None
        if "role" not in row.data and owner and other:
            _want(wanted, other, owner, _from_json(row.data))
            arrived.append(row)
    return arrived


def _keep_waiting(
    batch: Batch, waiting: dict[tuple[Any, str, str], dict[str, Any]], arrived: Iterable[PendingConnection]
) -> None:
    """Replace what waits on behalf of the batch's own entries."""
    owners = {entry.uuid for entry, _told in batch.told}
    gone = {row.pk for row in arrived}
    changed = []
    for row in batch.pending:
        if row.owner_uuid not in owners or "role" in row.data or row.pk in gone:
            continue
        data = waiting.pop((row.owner_uuid, row.external_scheme, row.external_value), None)
        if data is None:
            gone.add(row.pk)
        elif data != row.data:
            row.data = data
            changed.append(row)
    PendingConnection.objects.filter(pk__in=gone).delete()
    PendingConnection.objects.bulk_update(changed, ["data"])
    PendingConnection.objects.bulk_create(
        PendingConnection(owner_uuid=owner, external_scheme=scheme, external_value=value, data=data)
        for (owner, scheme, value), data in waiting.items()
    )


def _stored(tellers: Iterable[Entry], wanted: Wanted) -> dict[ConnectionKey, ServiceAt]:
    """Every connection the batch speaks of, and every one of its tellers."""
    tellers = list(tellers)
    services = pks(entry for entry in tellers if isinstance(entry, Service))
    places = pks(entry for entry in tellers if isinstance(entry, Place))
    channels = pks(entry for entry in tellers if isinstance(entry, Channel))
    both = {service for service, _side, _end in wanted}
    rows = ServiceAt.objects.select_for_update().filter(
        Q(service_id__in=services | both) | Q(place_id__in=places) | Q(channel_id__in=channels)
    )
    return {_key_of(row): row for row in rows.order_by("id")}


def _untold(batch: Batch, tellers: Iterable[Entry], wanted: Wanted, stored: dict[ConnectionKey, ServiceAt]) -> None:
    services = pks(entry for entry in tellers if isinstance(entry, Service))
    ends = {
        ("place" if isinstance(entry, Place) else "channel", entry.pk)
        for entry in tellers
        if not isinstance(entry, Service)
    }
    for key, row in stored.items():
        told_by_batch = key[0] in services or key[1:] in ends
        if row.source == "ptv" and row.status == Status.PUBLISHED and told_by_batch and key not in wanted:
            batch.untold.add(row.pk)


def _apply(batch: Batch, wanted: Wanted, stored: dict[ConnectionKey, ServiceAt]) -> None:
    todo = {key: pair for key, pair in wanted.items() if _is_news(batch, key, pair[0])}
    added: list[ServiceAt] = []
    for key, (connection, _entry) in todo.items():
        batch.applied[key] = connection.modified
        row = stored.get(key)
        if row is None:
            row = stored[key] = ServiceAt(
                note=dict(connection.note),
                contacts=contact_rows(connection.contacts),
                service_id=key[0],
                source="ptv",
                status=Status.PUBLISHED,
                modified_at=batch.run.now,
                **{f"{key[1]}_id": key[2]},
            )
            added.append(row)
        elif row.source == "ptv":
            _mend(batch, row, connection)
    plain.create(added, "uuid")
    for key, (connection, _entry) in todo.items():
        if stored[key].source == "ptv":
            batch.hours.append((stored[key], connection.hours))
    batch.connections = [(stored[key], entry) for key, (_connection, entry) in todo.items()]
    batch.connections_added = {row.uuid for row in added}


def finish_connections(batch: Batch) -> None:
    """Write what changed, once the hours are in, and say so on the line of the one who told it."""
    added = [(row, entry) for row, entry in batch.connections if row.uuid in batch.connections_added]
    changed = [
        (row, entry)
        for row, entry in batch.connections
        if batch.touched.get(row.uuid) and row.uuid not in batch.connections_added
    ]
    for row, _entry in changed:
        row.modified_at = batch.run.now
    ServiceAt.objects.bulk_update([row for row, _entry in changed], ["note", "contacts", "status", "modified_at"])
    record(batch.run, "connection", "imported", [(row, ()) for row, _entry in added])
    record(
        batch.run, "connection", "updated", [(row, tuple(sorted(batch.touched[row.uuid]))) for row, _entry in changed]
    )
    for _row, entry in (*added, *changed):
        batch.connected.add(entry.uuid)


def _mend(batch: Batch, row: ServiceAt, connection: PtvConnection) -> None:
    contacts = contacts_beside(contact_rows(connection.contacts), own_contacts(row.contacts))
    fields: dict[str, Any] = {"note": dict(connection.note), "contacts": contacts}
    if row.status == Status.ARCHIVED:
        fields["status"] = Status.PUBLISHED
    for field, value in fields.items():
        if field not in row.locked_fields and getattr(row, field) != value:
            setattr(row, field, value)
            batch.touched[row.uuid].add(field)


def _is_news(batch: Batch, key: ConnectionKey, connection: PtvConnection) -> bool:
    return key not in batch.run.applied or _newer(connection.modified, batch.run.applied[key])


def _newer(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _key_of(row: ServiceAt) -> ConnectionKey:
    return (row.service_id, "place", row.place_id) if row.place_id else (row.service_id, "channel", row.channel_id)


def _as_json(connection: PtvConnection) -> dict[str, Any]:
    data = {
        "name": connection.other_name,
        "note": dict(connection.note),
        "contacts": contact_rows(connection.contacts),
        "modified": connection.modified.isoformat() if connection.modified else None,
        "periods": [_row_json(period_row(period), PERIOD_FIELDS) for period in connection.hours.periods],
        "exceptions": [_row_json(exception_row(item), EXCEPTION_FIELDS) for item in connection.hours.exceptions],
    }
    found: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return found


def _row_json(row: Any, fields: Iterable[str]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in fields}


def _from_json(data: dict[str, Any]) -> PtvConnection:
    periods = [period_value(HoursPeriod(**_dated(row))) for row in data["periods"]]
    exceptions = [exception_value(HoursException(**_dated(row))) for row in data["exceptions"]]
    return PtvConnection(
        other_id="",
        other_name=data["name"],
        note=data["note"],
        contacts=contacts(data["contacts"]),
        hours=PtvHours(tuple(periods), tuple(exceptions)),
        modified=datetime.fromisoformat(data["modified"]) if data["modified"] else None,
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in DATES and value else value for key, value in row.items()}
