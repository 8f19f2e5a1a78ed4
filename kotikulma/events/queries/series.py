"""Series as values: the rhythm an editor changes, and what pages and calendars show of it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import Event, Series
from kotikulma.events.rules import recurrence
from kotikulma.events.types import EventNotFound
from kotikulma.events.types.records import SeriesRecord
from kotikulma.events.types.rhythm import Preview, Rhythm
from kotikulma.kernel import clock
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import Actor


def rhythm_of(row: Series) -> Rhythm:
    return Rhythm(
        row.starts_on,
        row.start_time,
        row.minutes,
        recurrence.parse(row.rule),
        row.holidays,
        frozenset(map(date.fromisoformat, row.skipped)),
        frozenset(map(date.fromisoformat, row.kept)),
    )


def record_of(row: Series) -> SeriesRecord:
    """Rows come with `split_from` loaded."""
    rhythm = rhythm_of(row)
    told = row.materialised_until or clock.now()
    # To the end of the next year, so that calendars hear of new holidays once a year and not every night
    last = date(told.astimezone(HELSINKI).year + 1, 12, 31)
    return SeriesRecord(
        uuid=row.uuid,
        starts_on=rhythm.starts_on,
        start_time=rhythm.start_time,
        minutes=rhythm.minutes,
        rule=rhythm.rule,
        skipped=recurrence.left_out(rhythm, last),
        sequence=row.sequence,
        changed_at=row.changed_at,
        split_from=row.split_from.uuid if row.split_from else None,
    )


def records(ids: Iterable[int]) -> dict[int, SeriesRecord]:
    """By row id: one statement."""
    rows = Series.objects.filter(id__in=set(ids)).select_related("split_from")
    return {row.id: record_of(row) for row in rows}


def for_editing(viewer: Actor, uuid: UUID) -> tuple[Event, Rhythm]:
    """The event of a series and its rhythm, for those who may change them."""
    row = Series.objects.filter(uuid=uuid).select_related("event").first()
    if row is None:
        raise EventNotFound
    return access.get_event_for_editing(viewer, row.event.uuid), rhythm_of(row)


def preview(rhythm: Rhythm) -> Preview:
    """What a rhythm would come to, before anything is saved. EventRefused when it cannot be held."""
    return recurrence.preview(recurrence.check(rhythm), clock.today())
