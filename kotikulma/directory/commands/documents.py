"""What search and machines read of services, places and organisations, made from whole records."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kotikulma.directory.commands.intervals import renew_connection_intervals, renew_place_intervals
from kotikulma.directory.formats import hsds, public
from kotikulma.directory.queries import records
from kotikulma.directory.rules import alike, cards
from kotikulma.directory.rules.entries import age_groups
from kotikulma.directory.rules.recurrences import RENEW_AFTER
from kotikulma.directory.types import Schedule
from kotikulma.directory.types.records import ConnectionRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import municipalities
from kotikulma.kernel.search.types import Document
from kotikulma.people import queries as people


class PublicRow(NamedTuple):
    """A row of `PublicDocument`."""

    kind: str
    uuid: UUID
    modified_at: datetime
    valid_until: date | None = None
    item: str = ""
    detail: str = ""
    hsds_item: str = ""
    hsds_detail: str = ""


def publish_services(
    ids: Collection[int], today: date, found: list[Document], rows: list[PublicRow]
) -> dict[int, ServiceRecord]:
    """Adds to `found` and `rows`; the records it has loaded."""
    loaded = records.load_services(ids)
    renew_connection_intervals(ids, [item for record in loaded.values() for item in record.connections])
    names = municipalities.names()
    ground = hsds.Ground(today, alike.rows, age_groups)
    for record in loaded.values():
        if not cards.is_listed(record.status, record.ends_on, today):
            continue
        found.append(cards.service_document(record, today, names))
        rows.append(
            PublicRow(
                kind="service",
                uuid=record.uuid,
                modified_at=_latest(record),
                valid_until=cards.next_change([*_service_dates(record), today + RENEW_AFTER], today),
                item=public.dumps(public.service_item(record)),
                detail=public.dumps(public.service_detail(record)),
                hsds_item=public.dumps(hsds.service_item(record, ground)),
                hsds_detail=public.dumps(hsds.service_detail(record, ground)),
            )
        )
        rows.extend(_at_location(item, ground) for item in record.connections)
    return loaded


def _at_location(record: ConnectionRecord, ground: hsds.Ground) -> PublicRow:
    return PublicRow(
        kind="service_at_location",
        uuid=record.uuid,
        modified_at=record.modified_at,
        hsds_item=public.dumps(hsds.service_at_location_item(record, ground)),
        hsds_detail=public.dumps(hsds.service_at_location_detail(record, ground)),
    )


def publish_places(
    ids: Collection[int], today: date, found: list[Document], rows: list[PublicRow]
) -> dict[int, PlaceRecord]:
    """Adds to `found` and `rows`; the records it has loaded."""
    loaded = records.load_places(ids)
    renew_place_intervals(loaded)
    connections: dict[int, list[ConnectionRecord]] = {}
    for item in records.load_connections("place", ids, places=loaded):
        if item.place:
            connections.setdefault(item.place.id, []).append(item)
    names = municipalities.names()
    for record in loaded.values():
        if not cards.is_listed(record.status, record.closed_on, today):
            continue
        here = connections.get(record.id, [])
        found.append(cards.place_document(record, here, today, names))
        rows.append(
            PublicRow(
                kind="place",
                uuid=record.uuid,
                modified_at=max([record.modified_at, *(item.modified_at for item in here)]),
                valid_until=cards.next_change(_place_dates(record, here), today),
                item=public.dumps(public.place_item(record)),
                detail=public.dumps(public.place_detail(record, here)),
            )
        )
    return loaded


def publish_organizations(ids: Collection[int], found: list[Document], rows: list[PublicRow]) -> None:
    names = municipalities.names()
    for organization in people.published_organizations(ids):
        record = records.organization_record(organization)
        found.append(cards.organization_document(record, names))
        rows.append(
            PublicRow(
                kind="organization",
                uuid=record.uuid,
                modified_at=record.modified_at,
                item=public.dumps(public.organization_item(record)),
                detail=public.dumps(public.organization_detail(record)),
                hsds_item=public.dumps(hsds.organization_item(record)),
                hsds_detail=public.dumps(hsds.organization_detail(record)),
            )
        )


def _latest(record: ServiceRecord) -> datetime:
    return max([record.modified_at, *(item.modified_at for item in record.connections)])


def _place_dates(record: PlaceRecord, here: list[ConnectionRecord]) -> list[date | None]:
    schedules = [record.schedule, *(item.schedule for item in here)]
    return [day for schedule in schedules for day in cards.change_dates(schedule)]


def _service_dates(record: ServiceRecord) -> list[date | None]:
    own = cards.change_dates(Schedule(starts_on=record.starts_on, ends_on=record.ends_on))
    return own + [day for item in record.connections for day in cards.change_dates(item.schedule)]
