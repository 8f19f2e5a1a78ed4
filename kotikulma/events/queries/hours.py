"""The hours of services at a place, as its calendar shows them: all days of the same hours in one entry."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from kotikulma.directory.queries import pages
from kotikulma.directory.types import AccessMode
from kotikulma.directory.types.pages import ThingName
from kotikulma.directory.types.records import ConnectionRecord
from kotikulma.events.queries import records
from kotikulma.events.types.calendars import Hours
from kotikulma.kernel.clock import HELSINKI

WEEKS = 8

Key = tuple[UUID, time, time, str]


def at_place(place: ThingName, now: datetime) -> list[Hours]:
    """From this Monday on. What is told as an event at the same hours is not among them."""
    found: dict[Key, tuple[ConnectionRecord, list[date]]] = {}
    for day in pages.hours_ahead(place.uuid, now, weeks=WEEKS):
        for slot in day.slots:
            if slot.connection:
                key = (slot.connection.uuid, slot.opens, slot.closes, slot.access)
                found.setdefault(key, (slot.connection, []))[1].append(day.day)
    if not found:
        return []
    here = records.places([place.id])[place.id]
    today = now.astimezone(HELSINKI).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time.min, HELSINKI)
    return [
        Hours(
            connection=connection.uuid,
            service=connection.service.uuid,
            name=connection.service.name,
            place=here,
            opens=opens,
            closes=closes,
            how=AccessMode(access).label if access else "",
            days=tuple(days),
            changed_at=max(connection.modified_at, monday),  # each week tells of one week more
        )
        for (_uuid, opens, closes, access), (connection, days) in found.items()
    ]
