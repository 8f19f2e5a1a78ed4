"""What lists for programs read of an event, made when it changes; a list then joins texts and parses nothing."""

from collections.abc import Iterable

import orjson
from django.conf import settings

from kotikulma.events.formats import public
from kotikulma.events.formats.linkedevents import writing
from kotikulma.events.models import Event, EventDocument
from kotikulma.events.queries import records
from kotikulma.events.types.records import Texts

BATCH = 500


def renew(events: Iterable[Event]) -> None:
    """Make the documents of these events anew: a fixed number of statements."""
    found = records.events(events)
    EventDocument.objects.bulk_create(
        [
            EventDocument(
                event_id=pk,
                item=_inside(public.of_event(one)),
                more=_inside(public.longer(one)),
                linked=_inside(writing.of_event(one, settings.BASE_URL, frozenset(), _no_names)),
            )
            for pk, one in found.items()
        ],
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["item", "more", "linked"],
    )


def renew_all() -> int:
    """Every document: after the address of the house or the shape of a format has changed. How many."""
    done, last = 0, 0
    while batch := list(Event.objects.filter(id__gt=last).order_by("id")[:BATCH]):
        renew(batch)
        done, last = done + len(batch), batch[-1].id
    return done


def _inside(told: object) -> str:
    return orjson.dumps(told).decode()[1:-1]


def _no_names(code: str) -> Texts:
    """A list that includes nothing names no municipality and no theme."""
    return {}
