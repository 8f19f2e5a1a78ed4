"""Believable sample content, laid with the same commands people use: organisations, services, doors, hours.

Associations, streets called Esimerkkikatu and opening hours are invented. The words are in `data/*.toml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kotikulma.directory.commands import entries, publishing, verification
from kotikulma.directory.commands.duplicates import find_duplicates
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.commands.terms import load_terms
from kotikulma.directory.demo import content, keeping
from kotikulma.directory.models import Channel, Place, Service, ServiceAt, Term
from kotikulma.directory.types import VerificationMethod
from kotikulma.kernel import external_ids
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people
from kotikulma.people.types import OrganizationRow

Entry = Service | Place | Channel
Owner = Place | Channel | ServiceAt


@dataclass(frozen=True, slots=True)
class Laying:
    """One go: who lays, from which Monday, the keepers' row ids by key, and what was laid before, by uuid."""

    actor: Actor
    monday: date
    keepers: Mapping[str, int]
    before: Mapping[UUID, Any]


def lay(actor: Actor, monday: date) -> None:
    """Lay what is missing and date the rest anew from `monday`, in one transaction. Safe to repeat."""
    everything = content.read()
    load_terms()
    with publishing.bulk():
        laying = Laying(actor, monday, _organizations(actor, everything.organizations), _laid_before())
        places = {row["key"]: _place(laying, row) for row in everything.places}
        channels = {row["key"]: _channel(laying, row) for row in everything.channels}
        services = _services(laying, everything)
        for row in everything.connections:
            place, channel = places.get(row.get("place", "")), channels.get(row.get("channel", ""))
            _connection(laying, row, services[row["service"]], place, channel)
        _remember(everything)
        find_duplicates()
        keeping.lay(laying.before, {"place": places, "channel": channels, "service": services})


def _organizations(actor: Actor, rows: Sequence[content.Row]) -> dict[str, int]:
    saved = people.save_organizations(
        actor,
        [
            OrganizationRow(
                content.uuid_of("organization", row["key"]),
                content.organization_fields(row),
                content.uuid_of("organization", row["parent"]) if "parent" in row else None,
            )
            for row in rows
        ],
    )
    return {row["key"]: one.id for row, one in zip(rows, saved, strict=True) if one.id}


def _laid_before() -> dict[UUID, Any]:
    uuids = content.uuids()
    return {
        thing.uuid: thing
        for model in (Place, Channel, Service, ServiceAt)
        for thing in model.objects.filter(uuid__in=uuids[model.__name__])
    }


def _place(laying: Laying, row: content.Row) -> Place:
    fields = content.place_fields(row, laying.monday)
    uuid = content.uuid_of("place", row["key"])
    place = laying.before.get(uuid)
    if place is None:
        keeper = laying.keepers[row["by"]]
        place = entries.create_place(laying.actor, uuid=uuid, organization_id=keeper, **fields)
        _show(laying.actor, place)
    else:
        _mend(laying.actor, place, fields)
    _set_hours(laying, place, row)
    return place


def _channel(laying: Laying, row: content.Row) -> Channel:
    fields = content.channel_fields(row)
    uuid = content.uuid_of("channel", row["key"])
    channel = laying.before.get(uuid)
    if channel is None:
        keeper = laying.keepers[row["by"]]
        channel = entries.create_channel(laying.actor, uuid=uuid, organization_id=keeper, **fields)
        _show(laying.actor, channel)
    else:
        _mend(laying.actor, channel, fields)
    _set_hours(laying, channel, row)
    return channel


def _services(laying: Laying, everything: content.Content) -> dict[str, Service]:
    terms = {(term.scheme, term.code): term for term in Term.objects.filter(valid_to__isnull=True).order_by("-uri")}
    placed = content.placed(everything.connections)
    return {
        row["key"]: _service(laying, row, row["key"] in placed, [terms[key] for key in content.term_keys(row)])
        for row in everything.services
    }


def _service(laying: Laying, row: content.Row, has_door: bool, terms: Sequence[Term]) -> Service:
    fields = content.service_fields(row, has_door)
    uuid = content.uuid_of("service", row["key"])
    service = laying.before.get(uuid)
    if service is None:
        keeper = laying.keepers[row["by"]]
        service = entries.create_service(laying.actor, uuid=uuid, responsible_id=keeper, terms=terms, **fields)
        _show(laying.actor, service)
    else:
        _mend(laying.actor, service, fields)
    return service


def _connection(
    laying: Laying, row: content.Row, service: Service, place: Place | None, channel: Channel | None
) -> None:
    fields = content.connection_fields(row, laying.monday)
    uuid = content.uuid_of("connection", content.connection_key(row))
    connection = laying.before.get(uuid)
    if connection is None:
        connection = entries.connect(laying.actor, service, place=place, channel=channel, uuid=uuid, **fields)
    elif changes := _differing(connection, fields):
        entries.edit_connection(laying.actor, connection, changes=changes)
    _set_hours(laying, connection, row)


def _mend(actor: Actor, entry: Entry, fields: Mapping[str, Any]) -> None:
    if changes := _differing(entry, fields):
        entries.edit(actor, entry, changes=changes)


def _differing(thing: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if getattr(thing, field) != value}


def _show(actor: Actor, entry: Entry) -> None:
    verification.verify(actor, entry, method=VerificationMethod.OWNER)
    entries.publish(actor, entry)


def _set_hours(laying: Laying, owner: Owner, row: content.Row) -> None:
    periods, exceptions = content.times(row, laying.monday)
    if periods or exceptions:
        set_hours(laying.actor, owner, periods=periods, exceptions=exceptions)


def _remember(everything: content.Content) -> None:
    """Our keys as external identifiers, so that guidance and tests can name a thing by its key."""
    kinds = {
        "organization": everything.organizations,
        "place": everything.places,
        "channel": everything.channels,
        "service": everything.services,
    }
    pairs: list[tuple[str, UUID]] = [
        (f"{kind}:{row['key']}", content.uuid_of(kind, row["key"])) for kind, rows in kinds.items() for row in rows
    ]
    external_ids.link_many(content.SCHEME, pairs)
