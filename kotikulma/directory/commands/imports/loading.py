"""Everything a batch needs from the database, in a fixed number of statements."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from kotikulma.directory.commands.imports.batch import (
    CHANNEL,
    GENERAL_DESCRIPTION,
    ORGANIZATION,
    SERVICE,
    Batch,
    Key,
)
from kotikulma.directory.formats.ptv.values import (
    PtvChannel,
    PtvOrganization,
    PtvService,
    PtvThing,
)
from kotikulma.directory.models import Channel, PendingConnection, Place, Service, Term
from kotikulma.kernel import external_ids

SCHEMES = {"service": SERVICE, "channel": CHANNEL, "organization": ORGANIZATION}


def own_key(thing: PtvThing) -> Key:
    """The identifier an object goes by."""
    if isinstance(thing, PtvService):
        return (GENERAL_DESCRIPTION if thing.general_description else SERVICE, thing.id)
    if isinstance(thing, PtvChannel):
        return (CHANNEL, thing.id)
    if isinstance(thing, PtvOrganization):
        return (ORGANIZATION, thing.id)
    return (SCHEMES[thing.kind], thing.id)


def load(batch: Batch) -> None:
    """Identifiers, the things behind them, and connections that wait for one of them."""
    things = [row.thing for row in batch.rows if row.thing is not None]
    own = {own_key(thing) for thing in things}
    wanted = own | {key for thing in things for key in _mentioned(thing)}
    for scheme in (SERVICE, CHANNEL, ORGANIZATION, GENERAL_DESCRIPTION):
        found = external_ids.find(scheme, {value for known, value in wanted if known == scheme})
        batch.ids |= {(scheme, value): uuid for value, uuid in found.items()}
        batch.moved |= {(scheme, value) for value in external_ids.moved(scheme, found)}
    own_uuids = {batch.ids[key] for key in own if key in batch.ids}
    # Organisations arrive by being named, too
    arriving = {value for scheme, value in wanted if scheme == ORGANIZATION} | {value for _scheme, value in own}
    batch.pending = list(
        PendingConnection.objects.select_for_update()
        .filter(Q(external_value__in=arriving) | Q(owner_uuid__in=own_uuids))
        .order_by("id")
    )
    uuids = set(batch.ids.values()) | {row.owner_uuid for row in batch.pending}
    batch.services = {row.uuid: row for row in _rows(Service, uuids)}
    batch.places = {row.uuid: row for row in _rows(Place, uuids)}
    batch.channels = {row.uuid: row for row in _rows(Channel, uuids)}


def load_term_addresses() -> dict[str, tuple[int, str]]:
    """Any address of a term -> (id, scheme)."""
    found: dict[str, tuple[int, str]] = {}
    for pk, scheme, uri, old_uri in Term.objects.order_by("id").values_list("id", "scheme", "uri", "old_uri"):
        found[uri] = (pk, scheme)
        if old_uri:
            found.setdefault(old_uri, (pk, scheme))
    return found


def _mentioned(thing: PtvThing) -> Iterator[Key]:
    if isinstance(thing, PtvService):
        if thing.general_description_id:
            yield (GENERAL_DESCRIPTION, thing.general_description_id)
        for party in (thing.responsible, *thing.producers):
            if party:
                yield (ORGANIZATION, party.id)
        for connection in thing.connections:
            yield (CHANNEL, connection.other_id)
    elif isinstance(thing, PtvChannel):
        if thing.organization_id:
            yield (ORGANIZATION, thing.organization_id)
        for connection in thing.connections:
            yield (SERVICE, connection.other_id)
    elif isinstance(thing, PtvOrganization) and thing.parent_id:
        yield (ORGANIZATION, thing.parent_id)


def _rows(model: type, uuids: set[UUID]) -> list:  # type: ignore[type-arg]
    return list(model.objects.select_for_update().filter(uuid__in=uuids).order_by("id"))  # type: ignore[attr-defined]
