"""Open stretches of the next 21 days as rows, so that "open now" is a query."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection as database

from kotikulma.directory.models import OpenInterval, Service
from kotikulma.directory.rules.alike import intervals
from kotikulma.directory.types import INTERVALS_AHEAD, Interval, Schedule, Status
from kotikulma.directory.types.records import ConnectionRecord, PlaceRecord
from kotikulma.kernel import clock

# uuid of the list row as the database takes it, then the ids of place, service and connection
Owner = tuple[UUID | str, int | None, int | None, int | None]
Stretch = tuple[Any, Any, str]  # from, to, kind


def renew_place_intervals(loaded: dict[int, PlaceRecord]) -> None:
    open_in = _Window()
    OpenInterval.objects.filter(listed__among=[record.uuid for record in loaded.values()]).delete()
    _write(
        ((_key(record.uuid), record.id, None, None), open_in.stretches(record.schedule))
        for record in loaded.values()
        if record.status == Status.PUBLISHED
    )


def renew_connection_intervals(services: Collection[int], connections: list[ConnectionRecord]) -> None:
    open_in = _Window()
    listed = Service.objects.filter(id__among=services).values("uuid")
    OpenInterval.objects.filter(listed__in=listed).delete()
    _write(
        (_owner(connection), open_in.stretches(connection.schedule, phone_counts=connection.schedule.phone_counts))
        for connection in connections
    )


class _Window:
    """Open stretches of the days ahead as the database takes them, made once for equal hours of one batch."""

    def __init__(self) -> None:
        self._start = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
        self._end = self._start + INTERVALS_AHEAD
        # By the identity of schedules and intervals, which are kept beside what is made of them
        self._found: dict[int, tuple[Schedule, tuple[Interval, ...]]] = {}
        self._made: dict[tuple[int, bool], tuple[tuple[Interval, ...], list[Stretch]]] = {}

    def stretches(self, schedule: Schedule, *, phone_counts: bool = False) -> list[Stretch]:
        """Phone hours count as open on a phone channel only; "open now" then asks for one set of kinds."""
        source = schedule.parent if schedule.parent and schedule.follows_parent else schedule
        if id(source) not in self._found:
            self._found[id(source)] = (source, intervals(source, self._start, self._end))
        found = self._found[id(source)][1]
        key = (id(found), phone_counts)
        if key not in self._made:
            self._made[key] = (found, [_stretch(item, phone_counts) for item in found])
        return self._made[key][1]


def _stretch(item: Interval, phone_counts: bool) -> Stretch:
    moment = database.ops.adapt_datetimefield_value
    kind = "open" if phone_counts and item.kind == "phone" else str(item.kind)
    return moment(item.start), moment(item.end), kind


def _owner(connection: ConnectionRecord) -> Owner:
    place = connection.place.id if connection.place else None
    return _key(connection.service.uuid), place, connection.service.id, connection.id


def _key(uuid: UUID) -> UUID | str:
    return uuid if database.features.has_native_uuid_field else uuid.hex


def _listed(row: tuple[Owner, list[Stretch]]) -> str:
    return str(row[0][0])


def _write(rows: Iterable[tuple[Owner, list[Stretch]]]) -> None:
    """By the million when all is renewed: past the ORM, which would take most of the time."""
    with database.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO directory_openinterval"
            " (listed, place_id, service_id, connection_id, starts_at, ends_at, kind)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            # In the order of the largest index
            [(*owner, *stretch) for owner, stretches in sorted(rows, key=_listed) for stretch in stretches],
        )
