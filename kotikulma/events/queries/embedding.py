"""What a list on somebody else's page shows. No viewer: all of it is public."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from kotikulma.directory.queries import names
from kotikulma.events import access
from kotikulma.events.models import Event, Occurrence, Organiser
from kotikulma.events.queries import calendar, listing, seats
from kotikulma.events.types import EventNotFound, Visibility
from kotikulma.events.types.embedding import Choice, Choices, Embedded, Wanted
from kotikulma.events.types.records import EventRecord
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import queries as people


def embedded(wanted: Wanted, now: datetime) -> Embedded:
    """The next times with seats; a fixed number of statements."""
    found = listing.page(wanted.filters, limit=wanted.rows + 1)
    return Embedded(seats.with_seats(found[: wanted.rows], now), len(found) > wanted.rows)


def event(uuid: UUID) -> EventRecord:
    """An event anybody may be shown anywhere; EventNotFound for drafts and those for members or by link alone."""
    found = access.get_event_for(ANONYMOUS, uuid)
    if found.visibility != Visibility.PUBLIC:
        raise EventNotFound
    return calendar.event_record(found)


def choices(now: datetime) -> Choices:
    """Places and organisers that have something to come, by name: five statements."""
    coming = Occurrence.objects.filter(event=OuterRef("pk"), listed=True, starts_at__gt=now)
    rows = list(Event.objects.filter(Exists(coming)).values_list("id", "place_id", "organization_id"))
    places = names.places(place for _event, place, _keeper in rows if place).values()
    others = Organiser.objects.filter(event__in=Event.objects.filter(Exists(coming)))
    keepers = {keeper for _event, _place, keeper in rows} | {*others.values_list("organization_id", flat=True)}
    return Choices(
        _by_name(Choice(one.uuid, one.name) for one in places),
        _by_name(Choice(one.uuid, one.name) for one in people.published_organizations(keepers)),
    )


def _by_name(found: Iterable[Choice]) -> list[Choice]:
    return sorted(found, key=lambda one: localise(one.name).text.casefold())
