"""What a place's page, week and door sheet show of events."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types.pages import Happening
from kotikulma.events.queries import listing, seats
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.kernel import clock

SHOWN = 4
AHEAD = timedelta(days=60)


def week(place: UUID, start: datetime, end: datetime) -> list[Happening]:
    return [_happening(time) for time in listing.at_place(place, start, end) if not time.event.postponed]


def coming(place: UUID) -> list[OccurrenceRecord]:
    """The next time of each event there, the soonest first, and no more than a few."""
    now = clock.now()
    found: dict[UUID, OccurrenceRecord] = {}
    for time in listing.coming_to(place, now, now + AHEAD, 40):
        found.setdefault(time.event.uuid, time)
    return seats.with_seats(list(found.values())[:SHOWN], now)


def _happening(time: OccurrenceRecord) -> Happening:
    registering = time.event.registration
    return Happening(
        time.starts_at,
        time.ends_at,
        time.event.title,
        f"/tapahtumat/{time.event.uuid}/{time.uuid}/",
        _("Ilmoittaudu") if registering else _("Avoin kaikille"),
        "pencil-line" if registering else "door-open",
        "closed" if registering else "open",
    )
