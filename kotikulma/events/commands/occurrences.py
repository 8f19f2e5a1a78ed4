"""Rows of single times: made, moved, and marked with what lists filter by."""

from collections.abc import Iterable

from kotikulma.directory.queries import names
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.types import EventState, Visibility

LISTED = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)


def mark(event: Event, occurrences: Iterable[Occurrence] | None = None) -> None:
    """Copy to the times of an event (all of them unless named) what lists and feeds filter by. Saves them.

    Call in the transaction that changed the event, its place or its times.
    """
    rows = list(event.occurrences.all() if occurrences is None else occurrences)
    listed = event.state in LISTED and event.visibility == Visibility.PUBLIC and not event.template
    places = names.places({row.place_id or event.place_id for row in rows} - {None})
    for row in rows:
        here = row.place_id or event.place_id
        place = places.get(here) if here else None
        row.listed = listed
        row.place_here_id = place.id if place else None
        row.municipality_code = place.municipality_code if place else event.municipality_code
    Occurrence.objects.bulk_update(rows, ["listed", "place_here", "municipality_code"], batch_size=200)
