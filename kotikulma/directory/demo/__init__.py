"""Believable sample content, laid with the same commands people use: organisations, services, doors, hours.

Associations, streets called Esimerkkikatu and opening hours are invented. The words are in `data/*.toml`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.commands.terms import load_terms
from kotikulma.directory.demo import content
from kotikulma.directory.models import Channel, Place, Service, ServiceAt, Term
from kotikulma.directory.types import VerificationMethod
from kotikulma.kernel import external_ids
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people
from kotikulma.people.types import OrganizationRow

Entry = Service | Place | Channel


def lay(actor: Actor, monday: date) -> None:
    """Lay what is missing and date the rest anew from `monday`, in one transaction. Safe to repeat."""
    everything = content.read()
    load_terms()
    with publishing.bulk():
        keepers = _organizations(actor, everything.organizations)
        places = {row["key"]: _place(actor, row, keepers, monday) for row in everything.places}
        channels = {row["key"]: _channel(actor, row, keepers, monday) for row in everything.channels}
        services = _services(actor, everything, keepers)
        for row in everything.connections:
            place, channel = places.get(row.get("place", "")), channels.get(row.get("channel", ""))
            _connection(actor, row, services[row["service"]], place, channel, monday)
        _remember(everything)


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


def _place(actor: Actor, row: content.Row, keepers: Mapping[str, int], monday: date) -> Place:
    fields = content.place_fields(row, monday)
    place = _kept(actor, Place, "place", row, fields)
    if place is None:
        uuid = content.uuid_of("place", row["key"])
        place = entries.create_place(actor, uuid=uuid, organization_id=keepers[row["by"]], **fields)
        _show(actor, place)
    _set_hours(actor, place, row, monday)
    return place


def _channel(actor: Actor, row: content.Row, keepers: Mapping[str, int], monday: date) -> Channel:
    fields = content.channel_fields(row)
    channel = _kept(actor, Channel, "channel", row, fields)
    if channel is None:
        uuid = content.uuid_of("channel", row["key"])
        channel = entries.create_channel(actor, uuid=uuid, organization_id=keepers[row["by"]], **fields)
        _show(actor, channel)
    _set_hours(actor, channel, row, monday)
    return channel


def _services(actor: Actor, everything: content.Content, keepers: Mapping[str, int]) -> dict[str, Service]:
    terms = {(term.scheme, term.code): term for term in Term.objects.filter(valid_to__isnull=True).order_by("-uri")}
    placed = content.placed(everything.connections)
    return {
        row["key"]: _service(actor, row, keepers, row["key"] in placed, [terms[key] for key in content.term_keys(row)])
        for row in everything.services
    }


def _service(
    actor: Actor, row: content.Row, keepers: Mapping[str, int], has_door: bool, terms: Sequence[Term]
) -> Service:
    fields = content.service_fields(row, has_door)
    service = _kept(actor, Service, "service", row, fields)
    if service is None:
        uuid = content.uuid_of("service", row["key"])
        service = entries.create_service(actor, uuid=uuid, responsible_id=keepers[row["by"]], terms=terms, **fields)
        _show(actor, service)
    return service


def _connection(
    actor: Actor, row: content.Row, service: Service, place: Place | None, channel: Channel | None, monday: date
) -> None:
    fields = content.connection_fields(row, monday)
    uuid = content.uuid_of("connection", content.connection_key(row))
    connection = ServiceAt.objects.filter(uuid=uuid).first()
    if connection is None:
        connection = entries.connect(actor, service, place=place, channel=channel, uuid=uuid, **fields)
    else:
        entries.edit_connection(actor, connection, changes=fields)
    _set_hours(actor, connection, row, monday)


def _kept(actor: Actor, model: type[Any], kind: str, row: content.Row, fields: Mapping[str, Any]) -> Any:
    """The thing laid before, with today's words and dates; None when it is not there yet."""
    known = model.objects.filter(uuid=content.uuid_of(kind, row["key"])).first()
    return entries.edit(actor, known, changes=fields) if known else None


def _show(actor: Actor, entry: Entry) -> None:
    entries.verify(actor, entry, method=VerificationMethod.OWNER)
    entries.publish(actor, entry)


def _set_hours(actor: Actor, owner: Place | Channel | ServiceAt, row: content.Row, monday: date) -> None:
    periods, exceptions = content.times(row, monday)
    if periods or exceptions:
        set_hours(actor, owner, periods=periods, exceptions=exceptions)


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
