"""What is read fast, renewed in the transaction that changes it: open intervals, public documents, the search index.

Every other command ends by calling `renew`. Inside `bulk()` renewals are collected and done once per batch.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Protocol
from uuid import UUID

from django.db import connection as database
from django.db import transaction
from django.db.models import Q
from django_tasks import task

from kotikulma.directory.formats import hsds, public
from kotikulma.directory.models import Channel, OpenInterval, Place, PublicDocument, Service, ServiceAt
from kotikulma.directory.queries import records
from kotikulma.directory.rules import cards
from kotikulma.directory.rules.entries import age_groups
from kotikulma.directory.rules.hours import intervals
from kotikulma.directory.rules.recurrences import RENEW_AFTER, recurrences
from kotikulma.directory.types import Interval, Schedule, Status
from kotikulma.directory.types.records import ConnectionRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import clock, data_version, municipalities
from kotikulma.kernel.search import commands as search
from kotikulma.kernel.search.types import Document, Source
from kotikulma.people import queries as people

HORIZON = timedelta(days=21)
BATCH = 200
SUBJECT = "directory"
# uuid of the list row, then the ids of place, service and connection
Owner = tuple[UUID, int | None, int | None, int | None]


class Progress(Protocol):
    """How a long command tells where it is."""

    def start(self, total: int | None, label: str) -> None: ...
    def step(self, n: int = 1) -> None: ...
    def done(self) -> None: ...


@dataclass
class Pending:
    """`connected`: (service, place) of connections that changed while neither end did."""

    services: set[int] = field(default_factory=set)
    places: set[int] = field(default_factory=set)
    organizations: set[int] = field(default_factory=set)
    connected: set[tuple[int, int | None]] = field(default_factory=set)


_pending: ContextVar[Pending | None] = ContextVar("pending_renewals", default=None)


def renew(
    *,
    services: Collection[int] = (),
    places: Collection[int] = (),
    channels: Collection[int] = (),
    organizations: Collection[int] = (),
    connections: Collection[tuple[int, int | None]] = (),
) -> None:
    """Renew what these touch: a place carries its services' names, a service its places' doors. Primary keys.

    `connections`: (service, place or None) of each that changed; its two ends are renewed and nothing further.
    """
    pending = _pending.get()
    todo = pending or Pending()
    todo.connected |= set(connections)
    todo.services |= set(services)
    todo.places |= set(places)
    todo.organizations |= set(organizations)
    if channels:
        todo.services |= set(ServiceAt.objects.filter(channel_id__in=channels).values_list("service_id", flat=True))
    if pending is None:
        _renew_now(todo)


def renew_entry(entry: Service | Place | Channel) -> None:
    """Renew one entry whatever its kind."""
    if isinstance(entry, Service):
        renew(services={entry.id})
    elif isinstance(entry, Place):
        renew(places={entry.id})
    else:
        renew(channels={entry.id})


@contextmanager
def bulk() -> Iterator[None]:
    """One transaction, one renewal at its end, however many commands run inside."""
    if _pending.get() is not None:
        yield
        return
    todo = Pending()
    with transaction.atomic():
        token = _pending.set(todo)
        try:
            yield
        finally:
            _pending.reset(token)
        _renew_now(todo)


def renew_organizations(ids: list[int]) -> None:
    """Plugged into the slot `people.organization_changed`."""
    renew(organizations=ids)


def renew_all(progress: Progress | None = None) -> int:
    """Rebuild everything that is read fast, in batches. Returns how many documents there are."""
    jobs: list[tuple[str, list[int]]] = [
        ("organizations", people.organization_ids()),
        ("places", list(Place.objects.order_by("id").values_list("id", flat=True))),
        ("services", list(Service.objects.order_by("id").values_list("id", flat=True))),
    ]
    total = sum(len(ids) for _, ids in jobs)
    if progress:
        progress.start(total, "documents")
    for kind, ids in jobs:
        for start in range(0, len(ids), BATCH):
            chunk = set(ids[start : start + BATCH])
            with transaction.atomic():
                _renew_exactly(
                    chunk if kind == "services" else set(),
                    chunk if kind == "places" else set(),
                    chunk if kind == "organizations" else set(),
                )
            if progress:
                progress.step(len(chunk))
    if progress:
        progress.done()
    return total


def search_sources() -> list[Source]:
    """What the directory gives the index: documents come by `renew_all`, so only their names are asked here."""
    return [
        Source("service", lambda: iter(()), partial(_public_uuids, "service")),
        Source("place", lambda: iter(()), partial(_public_uuids, "place")),
        Source("organization", lambda: iter(()), partial(_public_uuids, "organization")),
    ]


def _public_uuids(kind: str) -> list[UUID]:
    return list(PublicDocument.objects.filter(kind=kind).values_list("uuid", flat=True))


def renew_due(now: datetime) -> int:
    """Nightly: move the 21-day window, and rewrite what starts, ends or pauses by the calendar. Safe to repeat."""
    today = now.astimezone(clock.HELSINKI).date()
    due = dict(PublicDocument.objects.filter(valid_until__lte=today).values_list("uuid", "kind").order_by("uuid"))
    services = set(Service.objects.filter(uuid__in=due).values_list("id", flat=True))
    places = set(Place.objects.filter(uuid__in=due).values_list("id", flat=True))
    services |= set(Service.objects.filter(status=Status.PUBLISHED).values_list("id", flat=True))
    places |= set(Place.objects.filter(status=Status.PUBLISHED).values_list("id", flat=True))
    for chunk in _chunks(sorted(places)):
        with transaction.atomic():
            _renew_place_intervals(records.load_places(chunk))
    for chunk in _chunks(sorted(services)):
        with transaction.atomic():
            _renew_connection_intervals(chunk, records.load_connections(Q(service_id__in=chunk)))
    for chunk in _chunks(sorted(Service.objects.filter(uuid__in=due).values_list("id", flat=True))):
        with transaction.atomic():
            _renew_exactly(set(chunk), set(), set())
    for chunk in _chunks(sorted(Place.objects.filter(uuid__in=due).values_list("id", flat=True))):
        with transaction.atomic():
            _renew_exactly(set(), set(chunk), set())
    with transaction.atomic():
        data_version.bump(SUBJECT)
    return len(services) + len(places)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _renew_now(todo: Pending) -> None:
    services, places, organizations = set(todo.services), set(todo.places), set(todo.organizations)
    if organizations:
        services |= set(Service.objects.filter(responsible_id__in=organizations).values_list("id", flat=True))
        places |= set(Place.objects.filter(organization_id__in=organizations).values_list("id", flat=True))
    links = ServiceAt.objects.filter(Q(service_id__in=todo.services) | Q(place_id__in=todo.places))
    for service_id, place_id in (*todo.connected, *links.values_list("service_id", "place_id")):
        services.add(service_id)
        if place_id:
            places.add(place_id)
    with transaction.atomic():
        _renew_exactly(services, places, organizations)


def _renew_exactly(services: set[int], places: set[int], organizations: set[int]) -> None:
    if not (services or places or organizations):
        return
    today = clock.today()
    found: list[Document] = []
    rows: list[PublicDocument] = []
    if services:
        _publish_services(services, today, found, rows)
    if places:
        _publish_places(places, today, found, rows)
    if organizations:
        _publish_organizations(organizations, found, rows)
    _replace(rows, _uuids_of(services, places, organizations))
    search.index(found)
    data_version.bump(SUBJECT)


def _publish_services(ids: set[int], today: date, found: list[Document], rows: list[PublicDocument]) -> None:
    loaded = records.load_services(ids)
    _renew_connection_intervals(ids, [item for record in loaded.values() for item in record.connections])
    names = municipalities.names()
    ground = hsds.Ground(today, recurrences, age_groups)
    for record in loaded.values():
        if not cards.is_listed(record.status, record.ends_on, today):
            continue
        found.append(cards.service_document(record, today, names))
        rows.append(
            PublicDocument(
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


def _at_location(record: ConnectionRecord, ground: hsds.Ground) -> PublicDocument:
    return PublicDocument(
        kind="service_at_location",
        uuid=record.uuid,
        modified_at=record.modified_at,
        hsds_item=public.dumps(hsds.service_at_location_item(record, ground)),
        hsds_detail=public.dumps(hsds.service_at_location_detail(record, ground)),
    )


def _publish_places(ids: set[int], today: date, found: list[Document], rows: list[PublicDocument]) -> None:
    loaded = records.load_places(ids)
    _renew_place_intervals(loaded)
    connections: dict[int, list[ConnectionRecord]] = {}
    for item in records.load_connections(Q(place_id__in=ids)):
        if item.place:
            connections.setdefault(item.place.id, []).append(item)
    names = municipalities.names()
    for record in loaded.values():
        if not cards.is_listed(record.status, record.closed_on, today):
            continue
        here = connections.get(record.id, [])
        found.append(cards.place_document(record, here, today, names))
        rows.append(
            PublicDocument(
                kind="place",
                uuid=record.uuid,
                modified_at=max([record.modified_at, *(item.modified_at for item in here)]),
                valid_until=cards.next_change(_place_dates(record, here), today),
                item=public.dumps(public.place_item(record)),
                detail=public.dumps(public.place_detail(record, here)),
            )
        )


def _publish_organizations(ids: set[int], found: list[Document], rows: list[PublicDocument]) -> None:
    names = municipalities.names()
    for organization in people.published_organizations(ids):
        record = records.organization_record(organization)
        found.append(cards.organization_document(record, names))
        rows.append(
            PublicDocument(
                kind="organization",
                uuid=record.uuid,
                modified_at=record.modified_at,
                item=public.dumps(public.organization_item(record)),
                detail=public.dumps(public.organization_detail(record)),
                hsds_item=public.dumps(hsds.organization_item(record)),
                hsds_detail=public.dumps(hsds.organization_detail(record)),
            )
        )


def _replace(rows: list[PublicDocument], touched: set[UUID]) -> None:
    kept = {row.uuid for row in rows}
    gone = touched - kept
    if gone:
        PublicDocument.objects.filter(uuid__in=gone).delete()
        search.remove(gone)
    PublicDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        batch_size=500,
        unique_fields=["uuid"],
        update_fields=["kind", "modified_at", "valid_until", "item", "detail", "hsds_item", "hsds_detail"],
    )


def _uuids_of(services: set[int], places: set[int], organizations: set[int]) -> set[UUID]:
    found: set[UUID] = set()
    if services:
        found |= set(Service.objects.filter(id__in=services).values_list("uuid", flat=True))
        found |= set(ServiceAt.objects.filter(service_id__in=services).values_list("uuid", flat=True))
    if places:
        found |= set(Place.objects.filter(id__in=places).values_list("uuid", flat=True))
    if organizations:
        found |= set(people.organization_uuids(organizations))
    return found


def _renew_place_intervals(loaded: dict[int, PlaceRecord]) -> None:
    start, end = _window()
    OpenInterval.objects.filter(place_id__in=loaded, connection__isnull=True).delete()
    _write_intervals(
        ((record.uuid, record.id, None, None), item.start, item.end, item.kind)
        for record in loaded.values()
        if record.status == Status.PUBLISHED
        for item in intervals(record.schedule, start, end)
    )


def _renew_connection_intervals(services: Collection[int], connections: list[ConnectionRecord]) -> None:
    start, end = _window()
    OpenInterval.objects.filter(service_id__in=services).delete()
    made: dict[int, tuple[Interval, ...]] = {}  # by the identity of a schedule that `connections` keeps alive
    for connection in connections:
        source = _source(connection.schedule)
        if id(source) not in made:
            made[id(source)] = intervals(source, start, end)
    _write_intervals(
        (_owner(connection), item.start, item.end, _counted(item.kind, connection.schedule))
        for connection in connections
        for item in made[id(_source(connection.schedule))]
    )


def _source(schedule: Schedule) -> Schedule:
    return schedule.parent if schedule.parent and schedule.follows_parent else schedule


def _owner(connection: ConnectionRecord) -> Owner:
    place = connection.place.id if connection.place else None
    return connection.service.uuid, place, connection.service.id, connection.id


def _write_intervals(rows: Iterable[tuple[Owner, datetime, datetime, str]]) -> None:
    """By the million when all is renewed: past the ORM, which would take most of the time."""
    operations = database.ops
    moment = lru_cache(maxsize=4096)(operations.adapt_datetimefield_value)
    native = database.features.has_native_uuid_field
    values = (
        (listed if native else listed.hex, place, service, connection, moment(start), moment(end), str(kind))
        for (listed, place, service, connection), start, end, kind in rows
    )
    with database.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO directory_openinterval"
            " (listed, place_id, service_id, connection_id, starts_at, ends_at, kind)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            list(values),
        )


def _counted(kind: str, schedule: Schedule) -> str:
    """Phone hours count as open on a phone channel only; "open now" then asks for one set of kinds."""
    return "open" if kind == "phone" and schedule.phone_counts else kind


def _window() -> tuple[datetime, datetime]:
    start = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return start, start + HORIZON


def _latest(record: ServiceRecord) -> datetime:
    return max([record.modified_at, *(item.modified_at for item in record.connections)])


def _place_dates(record: PlaceRecord, here: list[ConnectionRecord]) -> list[date | None]:
    schedules = [record.schedule, *(item.schedule for item in here)]
    return [day for schedule in schedules for day in cards.change_dates(schedule)]


def _service_dates(record: ServiceRecord) -> list[date | None]:
    own = cards.change_dates(Schedule(starts_on=record.starts_on, ends_on=record.ends_on))
    return own + [day for item in record.connections for day in cards.change_dates(item.schedule)]


@task()
def renew_due_task() -> int:
    """Listed in config/schedule.py for every night, and once when a worker starts."""
    return renew_due(clock.now())
