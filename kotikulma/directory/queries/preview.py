"""What residents would see of an entry that is being written: the same row, parts and page as if it were published."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from kotikulma.directory.models import Channel, Place, Service, ServiceAt, Term
from kotikulma.directory.queries import pages, records
from kotikulma.directory.queries.records.connections import connection_record, given
from kotikulma.directory.queries.records.hours import NO_HOURS, Hours, load_hours
from kotikulma.directory.queries.records.places import channel_record, place_record
from kotikulma.directory.queries.records.services import service_record
from kotikulma.directory.queries.rows import Row
from kotikulma.directory.rules import cards
from kotikulma.directory.rules.hours import state_at
from kotikulma.directory.types import OpenState, Schedule, Status
from kotikulma.directory.types.pages import PlacePage, ServicePage
from kotikulma.directory.types.records import ConnectionRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.search.types import Document


class Preview(NamedTuple):
    """The row of a list, and what the page adds to it: of a place or of a service."""

    row: Row
    place: PlaceRecord | None = None
    service: ServiceRecord | None = None


def entry_preview(entry: Service | Place | Channel, changes: Mapping[str, Any], now: datetime) -> Preview | None:
    """As it would be; None for a channel, which has neither. `entry` is changed in memory only."""
    _change(entry, changes)
    today = now.astimezone(clock.HELSINKI).date()
    if isinstance(entry, Place):
        hours = load_hours("place", [entry.pk]).get(entry.pk, NO_HOURS) if entry.pk else NO_HOURS
        place = place_record(entry, None, hours)
        here = records.load_connections("place", [entry.pk]) if entry.pk else []
        card = cards.place_document(place, here, today, municipalities.names())
        return Preview(_row(card, state_at(place.schedule, now)), place=place)
    if isinstance(entry, Service):
        living = _connections(entry) if entry.pk else ()
        service = service_record(entry, given(entry), None, (), (), living)
        own = Schedule(starts_on=entry.starts_on, ends_on=entry.ends_on)
        states = [state_at(item.schedule, now) for item in living] or [state_at(own, now)]
        card = cards.service_document(service, today, municipalities.names())
        return Preview(_row(card, _best(states)), service=service)
    return None


def place_draft(entry: Place, changes: Mapping[str, Any], now: datetime) -> PlacePage:
    """The whole page as it would be. `entry` is changed in memory only."""
    _change(entry, changes)
    keeper = records.load_places([entry.pk])[entry.pk].organization
    place = place_record(entry, keeper, stored_hours(entry))
    return pages.page_of_place(place, _services_at(entry, place), now)


def service_draft(
    entry: Service, changes: Mapping[str, Any], terms: Sequence[str] | None, now: datetime
) -> ServicePage:
    """The whole page as it would be; `terms` None: as stored. `entry` is changed in memory only."""
    stored = records.load_services([entry.pk])[entry.pk]
    _change(entry, changes)
    chosen = Term.objects.filter(uuid__in=terms or ()).select_related("parent").order_by("id")
    told = stored.terms if terms is None else tuple(records.term_record(term) for term in chosen)
    living = _connections(entry)
    service = service_record(entry, given(entry), stored.responsible, told, stored.producers, living)
    return pages.page_of_service(service, now)


def _change(entry: Service | Place | Channel, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        setattr(entry, field, value)
    entry.status = Status.PUBLISHED


def hours_schedule(owner: Place | Channel | ServiceAt, periods: Sequence[Any], exceptions: Sequence[Any]) -> Schedule:
    """The schedule of an owner with these hours instead of the stored ones."""
    if isinstance(owner, Place):
        schedule = place_record(owner, None, NO_HOURS).schedule
    elif isinstance(owner, Channel):
        schedule = channel_record(owner, NO_HOURS).schedule
    else:
        places = records.load_places([owner.place_id]) if owner.place_id else {}
        channels = records.load_channels([owner.channel_id]) if owner.channel_id else {}
        at = places.get(owner.place_id or 0), channels.get(owner.channel_id or 0)
        schedule = connection_record(owner, given(owner.service), *at, NO_HOURS).schedule
    return replace(schedule, periods=tuple(periods), exceptions=tuple(exceptions))


def stored_hours(owner: Place | Channel | ServiceAt) -> Hours:
    names: dict[type, str] = {Place: "place", Channel: "channel", ServiceAt: "connection"}
    return load_hours(names[type(owner)], [owner.pk]).get(owner.pk, NO_HOURS)


def _connections(service: Service) -> tuple[ConnectionRecord, ...]:
    """As stored, though the service itself may still be a draft."""
    rows = list(
        ServiceAt.objects.filter(service_id=service.pk, status=Status.PUBLISHED).select_related("place", "channel")
    )
    hours = load_hours("connection", [row.pk for row in rows])
    places = records.load_places({row.place_id for row in rows if row.place_id})
    channels = records.load_channels({row.channel_id for row in rows if row.channel_id})
    found = []
    for row in rows:
        at = places.get(row.place_id or 0), channels.get(row.channel_id or 0)
        found.append(connection_record(row, given(service), *at, hours.get(row.pk, NO_HOURS)))
    return tuple(found)


def _services_at(entry: Place, place: PlaceRecord) -> list[ConnectionRecord]:
    """As stored, though the place itself may still be a draft."""
    rows = ServiceAt.objects.filter(place_id=entry.pk, status=Status.PUBLISHED, service__status=Status.PUBLISHED)
    found = list(rows.select_related("service").order_by("id"))
    hours = load_hours("connection", [row.pk for row in found])
    return [connection_record(row, given(row.service), place, None, hours.get(row.pk, NO_HOURS)) for row in found]


def _best(states: Sequence[OpenState]) -> OpenState:
    """What a list would say: open before soonest."""
    return min(
        states, key=lambda state: (state.kind != "open", state.next is None, state.next.start if state.next else 0)
    )


def _row(document: Document, state: OpenState) -> Row:
    return Row(document.uuid, document.kind, orjson.dumps(dict(document.card)).decode(), document.url_path, state)
