"""Who is near a client, as it may be shown now. Part of what opening the client logs."""

import json
from collections.abc import Iterable
from uuid import UUID

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import NetworkMember
from kotikulma.casework.rules import network as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.network import ConsentState, MemberLine, MemberNotFound, Near, Ring
from kotikulma.directory.queries import listing
from kotikulma.directory.queries import names as directory
from kotikulma.directory.queries.listing import Filters
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor

SERVICES = 8


def network(viewer: Actor, client: UUID) -> tuple[Opened, list[MemberLine]]:
    """The nearest first; logged."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.CIRCLE, DataClass.NETWORK)
    return opened, lines(opened)


def member(viewer: Actor, client: UUID, member: UUID) -> tuple[Opened, MemberLine]:
    opened, found = network(viewer, client)
    line = next((line for line in found if line.uuid == member), None)
    if line is None:
        raise MemberNotFound
    return opened, line


def lines(opened: Opened) -> list[MemberLine]:
    """Those of the network now, the nearest first. Three statements, however many."""
    return _lines(opened, opened.client.network.filter(ended_at__isnull=True))


def left(opened: Opened) -> list[MemberLine]:
    """Those who were of it, without their names."""
    return _lines(opened, opened.client.network.filter(ended_at__isnull=False))


def services(text: str) -> list[tuple[str, str]]:
    """(uuid, name) of published services that fit these words, the best first."""
    if not text.strip():
        return []
    found = listing.listing(Filters(text=text, limit=SERVICES, kinds=("service",)), clock.now()).rows
    names = directory.service_names([row.uuid for row in found])
    return [(str(row.uuid), localise(names[row.uuid]).text) for row in found if row.uuid in names]


def _lines(opened: Opened, rows: Iterable[NetworkMember]) -> list[MemberLine]:
    found = list(rows.order_by("ring", "id").prefetch_related("consents"))  # type: ignore[attr-defined]
    told = {row.pk: json.loads(opened.unseal(access.MEMBER_TOLD, row.uuid, row.told)) for row in found}
    names = directory.service_names({UUID(each["service"]) for each in told.values() if each["service"]})
    return [_line(opened, row, told[row.pk], names) for row in found]


def _line(opened: Opened, row: NetworkMember, told: dict[str, str], names: object) -> MemberLine:
    consents = sorted(row.consents.all(), key=lambda each: each.pk)
    last = consents[-1] if consents else None
    state = rules.consent_state(last.given_on, last.withdrawn_on) if last else ConsentState.NONE
    service = UUID(told["service"]) if told["service"] else None
    public = names.get(service) if service else None  # type: ignore[attr-defined]
    named = {"name": "", "phone": ""}
    if state == ConsentState.GIVEN and row.named:
        named = json.loads(opened.unseal(access.MEMBER_NAMED, row.uuid, row.named))
    return MemberLine(
        uuid=row.uuid,
        kind=row.kind,
        kind_label=Near(row.kind).label,
        ring=row.ring,
        ring_label=Ring(row.ring).label,
        label=localise(public).text if public else told["relation"] or str(Near(row.kind).label),
        name=named["name"],
        phone=named["phone"],
        words=told["words"],
        service=service,
        consent=state,
        consent_label=ConsentState(state).label,
        asked_on=last.asked_on if last else None,
        given_on=last.given_on if last else None,
        withdrawn_on=last.withdrawn_on if last else None,
    )
