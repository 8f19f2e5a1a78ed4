"""Open stretches of the next 21 days as rows, so that "open now" is a query."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db import connection as database

from kotikulma.directory.models import OpenInterval
from kotikulma.directory.rules.alike import intervals
from kotikulma.directory.types import Interval, Schedule, Status
from kotikulma.directory.types.records import ConnectionRecord, PlaceRecord
from kotikulma.kernel import clock

HORIZON = timedelta(days=21)
# uuid of the list row, then the ids of place, service and connection
Owner = tuple[UUID, int | None, int | None, int | None]


def renew_place_intervals(loaded: dict[int, PlaceRecord]) -> None:
    start, end = _window()
    OpenInterval.objects.filter(place_id__in=loaded, connection__isnull=True).delete()
    _write_intervals(
        ((record.uuid, record.id, None, None), item.start, item.end, item.kind)
        for record in loaded.values()
        if record.status == Status.PUBLISHED
        for item in intervals(record.schedule, start, end)
    )


def renew_connection_intervals(services: Collection[int], connections: list[ConnectionRecord]) -> None:
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
