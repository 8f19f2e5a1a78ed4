"""Services at places and channels, with what holds for them: their own, else the service's."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from kotikulma.directory.models import Service, ServiceAt
from kotikulma.directory.queries.records.hours import NO_HOURS, Hours, load_hours
from kotikulma.directory.queries.records.parts import contacts
from kotikulma.directory.queries.records.places import load_channels, load_places
from kotikulma.directory.types import Contact, HolidayPolicy, Schedule, Status
from kotikulma.directory.types.records import ChannelRecord, ConnectionRecord, PlaceRecord, ServiceSummary
from kotikulma.kernel.db.prepared import Prepared, several

SERVICE = (
    "id",
    "uuid",
    "name",
    "summary",
    "kind",
    "status",
    "access_modes",
    "languages",
    "contacts",
    "charge",
    "min_age",
    "max_age",
    "starts_on",
    "ends_on",
)
_CONNECTION = (
    "id",
    "uuid",
    "service_id",
    "place_id",
    "channel_id",
    "starts_on",
    "ends_on",
    "paused_from",
    "paused_until",
    "pause_reason",
    "note",
    "access_modes",
    "contacts",
    "languages",
    "status",
    "modified_at",
)


class Given(NamedTuple):
    """A service as its connections need it."""

    summary: ServiceSummary
    contacts: tuple[Contact, ...]


def _living(owner: str) -> QuerySet[ServiceAt]:
    return (
        ServiceAt.objects.filter(**{f"{owner}__among": several("ids")}, status=Status.PUBLISHED)
        .filter(Q(place__isnull=True) | Q(place__status=Status.PUBLISHED))
        .filter(Q(channel__isnull=True) | Q(channel__status=Status.PUBLISHED))
        .order_by("id")
    )


_LIVING = {
    "place": Prepared(lambda: _living("place_id"), *_CONNECTION),
    "service": Prepared(lambda: _living("service_id"), *_CONNECTION),
}
_SERVICES = Prepared(lambda: Service.objects.filter(id__among=several("ids")), *SERVICE)


def load_connections(
    owner: str,
    ids: Collection[int],
    *,
    services: Mapping[int, Given] | None = None,
    places: Mapping[int, PlaceRecord] | None = None,
) -> list[ConnectionRecord]:
    """Published connections of published services to published places and channels, in stable order.

    `owner`: place or service. `services`, `places`: all that can come up, when the caller has them already.
    """
    rows = _LIVING[owner].rows(ids=ids)
    if services is None:
        services = {row.id: given(row) for row in _SERVICES.rows(ids={row.service_id for row in rows})}
    # Not asked of the database: SQLite would look through all published services first
    rows = [row for row in rows if services[row.service_id].summary.status == Status.PUBLISHED]
    if places is None:
        places = load_places({row.place_id for row in rows if row.place_id})
    channels = load_channels({row.channel_id for row in rows if row.channel_id})
    hours = load_hours("connection", {row.id for row in rows})
    return [
        connection_record(
            row,
            services[row.service_id],
            places.get(row.place_id) if row.place_id else None,
            channels.get(row.channel_id) if row.channel_id else None,
            hours.get(row.id, NO_HOURS),
        )
        for row in rows
    ]


def given(service: Any) -> Given:
    """From a plain row with the names in SERVICE."""
    return Given(
        ServiceSummary(
            id=service.id,
            uuid=service.uuid,
            name=service.name,
            summary=service.summary,
            kind=service.kind,
            status=service.status,
            access_modes=tuple(service.access_modes),
            languages=tuple(service.languages),
            charge=service.charge,
            min_age=service.min_age,
            max_age=service.max_age,
            starts_on=service.starts_on,
            ends_on=service.ends_on,
        ),
        contacts(service.contacts),
    )


def connection_record(
    row: Any, service: Given, place: PlaceRecord | None, channel: ChannelRecord | None, hours: Hours
) -> ConnectionRecord:
    summary = service.summary
    at = place or channel
    starts_on = _latest(summary.starts_on, row.starts_on)
    ends_on = _earliest(summary.ends_on, row.ends_on)
    return ConnectionRecord(
        id=row.id,
        uuid=row.uuid,
        service=summary,
        place=place,
        channel=channel,
        starts_on=starts_on,
        ends_on=ends_on,
        note=row.note,
        access_modes=tuple(row.access_modes) or summary.access_modes,
        languages=tuple(row.languages) or summary.languages,
        contacts=contacts(row.contacts) or service.contacts,
        schedule=Schedule(
            periods=hours[0],
            exceptions=hours[1],
            holiday_policy=at.schedule.holiday_policy if at else HolidayPolicy.ASK,
            starts_on=starts_on,
            ends_on=ends_on,
            paused_from=row.paused_from,
            paused_until=row.paused_until,
            pause_reason=row.pause_reason,
            phone_counts=channel is not None and channel.schedule.phone_counts,
            parent=at.schedule if at else None,
        ),
        status=row.status,
        modified_at=row.modified_at,
    )


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
