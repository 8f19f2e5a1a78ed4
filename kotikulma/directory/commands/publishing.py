"""What is read fast, renewed in the transaction that changes it: open intervals, public documents, the search index.

Every other command ends by calling `renew`. Inside `bulk()` renewals are collected and done once per batch.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from kotikulma.directory.commands import changed_lines
from kotikulma.directory.commands.documents import (
    PublicRow,
    publish_organizations,
    publish_places,
    publish_services,
)
from kotikulma.directory.commands.hints import renew_hints
from kotikulma.directory.commands.intervals import renew_connection_intervals, renew_place_intervals
from kotikulma.directory.models import Channel, Place, PublicDocument, Service, ServiceAt
from kotikulma.directory.queries import records
from kotikulma.directory.types import Status
from kotikulma.kernel import clock
from kotikulma.kernel.db import plain
from kotikulma.kernel.search import commands as search
from kotikulma.kernel.search.types import Document, Source
from kotikulma.people import queries as people

BATCH = 500  # a place or channel is read once for all of a batch's connections to it


@dataclass
class Pending:
    """`connected`: (service, place) of connections that changed while neither end did."""

    services: set[int] = field(default_factory=set)
    places: set[int] = field(default_factory=set)
    channels: set[int] = field(default_factory=set)
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
    todo.channels |= set(channels)
    if channels:
        todo.services |= set(ServiceAt.objects.filter(channel_id__among=channels).values_list("service_id", flat=True))
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


def search_sources() -> list[Source]:
    """What `kernel.search.reindex` walks: public documents and open intervals are renewed beside the index."""
    return [
        Source(
            "organization",
            people.organization_ids,
            lambda ids: _renewing(organizations=ids),
            partial(_public_uuids, "organization"),
        ),
        Source("place", partial(_ids, Place), lambda ids: _renewing(places=ids), partial(_public_uuids, "place")),
        Source(
            "service",
            partial(_ids, Service),
            lambda ids: _renewing(services=ids),
            partial(_public_uuids, "service"),
        ),
        Source("channel", partial(_ids, Channel), lambda ids: _renewing(channels=ids), lambda: ()),
    ]


def _ids(model: type[Place | Service | Channel]) -> list[int]:
    return list(model.objects.order_by("id").values_list("id", flat=True))


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
            renew_place_intervals(records.load_places(chunk))
    for chunk in _chunks(sorted(services)):
        with transaction.atomic():
            renew_connection_intervals(chunk, records.load_connections("service", chunk))
    for chunk in _chunks(sorted(Service.objects.filter(uuid__in=due).values_list("id", flat=True))):
        with transaction.atomic():
            _renew_exactly(services=set(chunk))
    for chunk in _chunks(sorted(Place.objects.filter(uuid__in=due).values_list("id", flat=True))):
        with transaction.atomic():
            _renew_exactly(places=set(chunk))
    tell_of_everything()
    return len(services) + len(places)


def tell_of_everything() -> None:
    """A new version in which any line may be another: processes look at all of them again."""
    with transaction.atomic():
        changed_lines.tell(None)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _renew_now(todo: Pending) -> None:
    services, places, organizations = set(todo.services), set(todo.places), set(todo.organizations)
    if organizations:
        services |= set(Service.objects.filter(responsible_id__among=organizations).values_list("id", flat=True))
        places |= set(Place.objects.filter(organization_id__among=organizations).values_list("id", flat=True))
    links = ServiceAt.objects.filter(Q(service_id__among=todo.services) | Q(place_id__among=todo.places))
    for service_id, place_id in (*todo.connected, *links.values_list("service_id", "place_id")):
        services.add(service_id)
        if place_id:
            places.add(place_id)
    with transaction.atomic():
        _renew_exactly(services, places, set(todo.channels), organizations)


def _renew_exactly(
    services: Collection[int] = (),
    places: Collection[int] = (),
    channels: Collection[int] = (),
    organizations: Collection[int] = (),
) -> None:
    if services or places or channels or organizations:
        with _renewing(services, places, channels, organizations) as found:
            search.index(found)


@contextmanager
def _renewing(
    services: Collection[int] = (),
    places: Collection[int] = (),
    channels: Collection[int] = (),
    organizations: Collection[int] = (),
) -> Iterator[list[Document]]:
    """Renew all that is read fast but the index; inside, whoever asked indexes what is given.

    A channel is no line of a list and has no document: its keepers' hints alone.
    """
    today = clock.today()
    found: list[Document] = []
    rows: list[PublicRow] = []
    if services:
        renew_hints("service", publish_services(services, today, found, rows), today)
    if places:
        renew_hints("place", publish_places(places, today, found, rows), today)
    if channels:
        renew_hints("channel", records.load_channels(channels), today)
    if organizations:
        publish_organizations(organizations, found, rows)
    touched = _uuids_of(services, places, organizations)
    before = changed_lines.numbers(touched)
    _replace(rows, touched)
    yield found
    changed_lines.tell(before | changed_lines.numbers(touched))


def _replace(rows: list[PublicRow], touched: set[UUID]) -> None:
    gone = touched - {row.uuid for row in rows}
    if gone:
        PublicDocument.objects.filter(uuid__in=gone).delete()
        search.remove(gone)
    plain.upsert(PublicDocument, "uuid", PublicRow._fields, rows)


def _uuids_of(services: Collection[int], places: Collection[int], organizations: Collection[int]) -> set[UUID]:
    found: set[UUID] = set()
    if services:
        found |= set(Service.objects.filter(id__among=services).values_list("uuid", flat=True))
        found |= set(ServiceAt.objects.filter(service_id__among=services).values_list("uuid", flat=True))
    if places:
        found |= set(Place.objects.filter(id__among=places).values_list("uuid", flat=True))
    if organizations:
        found |= set(people.organization_uuids(organizations))
    return found


@task()
def renew_due_task() -> int:
    """Listed in config/schedule.py for every night, and once when a worker starts."""
    return renew_due(clock.now())
