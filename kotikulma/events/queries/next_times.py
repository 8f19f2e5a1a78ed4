"""When events that were found by words are held next."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import DateTimeField

from kotikulma.events.models import Occurrence
from kotikulma.events.rules import time_words
from kotikulma.events.types import OccurrenceState
from kotikulma.kernel import clock
from kotikulma.kernel.db.among import Several
from kotikulma.kernel.db.prepared import Given, Prepared

_COMING = Prepared(
    lambda: Occurrence.objects.filter(
        event__uuid__among=Given("events", Several()),
        ends_at__gt=Given("now", DateTimeField()),
        listed=True,
        state=OccurrenceState.PLANNED,
    ).order_by("starts_at", "id"),
    "event__uuid",
    "starts_at",
    "ends_at",
)


def words(events: Sequence[UUID]) -> Mapping[UUID, str]:
    """ "ke 17.2. klo 17.30–18.30" of each that is still held: one statement."""
    now, today = clock.now(), clock.today()
    found: dict[UUID, str] = {}
    for row in _COMING.rows(events=events, now=now):
        if row.event__uuid not in found:
            found[row.event__uuid] = time_words.when(row.starts_at, row.ends_at, today)
    return found
