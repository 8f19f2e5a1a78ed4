"""The times of one event for its organiser, and one of them by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import Occurrence, Series
from kotikulma.events.queries import records
from kotikulma.events.queries.series import record_of, rhythm_of
from kotikulma.events.rules import recurrence
from kotikulma.events.types import EventNotFound
from kotikulma.events.types.records import OccurrenceRecord, SeriesRecord
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import Actor

PAGE = 60


@dataclass(frozen=True, slots=True)
class TimesPage:
    """`series`: those that still give times; `gone`: how many times are over."""

    rows: tuple[OccurrenceRecord, ...]
    series: tuple[SeriesRecord, ...]
    gone: int
    more: bool


@dataclass(frozen=True, slots=True)
class OneTime:
    """`own_place`: the time has a place of its own. `rhythm`: of its series, if it has one."""

    record: OccurrenceRecord
    series: UUID | None
    rhythm: Rhythm | None
    own_place: UUID | None
    version: int


def times_page(viewer: Actor, event: UUID, now: datetime, page: int = 1, *, gone: bool = False) -> TimesPage:
    """Times to come, the first first; with `gone` those that are over, the latest first."""
    row = access.get_event_for_editing(viewer, event)
    every = row.occurrences.select_related("event")
    over = every.filter(ends_at__lte=now)
    found = over.order_by("-starts_at", "id") if gone else every.filter(ends_at__gt=now).order_by("starts_at", "id")
    first = (page - 1) * PAGE
    rows = list(found[first : first + PAGE + 1])
    living = row.series.filter(occurrences__ends_at__gt=now).distinct().select_related("split_from").order_by("id")
    series = tuple(record_of(one) for one in living)
    return TimesPage(tuple(records.occurrences(rows[:PAGE])), series, over.count(), len(rows) > PAGE)


def rhythm_again(viewer: Actor, event: UUID | None, now: datetime) -> Rhythm | None:
    """The latest rhythm of an event one copied, from its next day on and with no end; None without one."""
    series = Series.objects.filter(event__in=access.edited_by(viewer), event__uuid=event).order_by("-id").first()
    if event is None or series is None:
        return None
    return recurrence.begun_again(rhythm_of(series), now.astimezone(HELSINKI).date() + timedelta(days=1))


def one_time(viewer: Actor, uuid: UUID) -> OneTime:
    """EventNotFound unless the viewer edits its event."""
    row = Occurrence.objects.filter(uuid=uuid).select_related("event", "series", "place").first()
    if row is None:
        raise EventNotFound
    access.get_event_for_editing(viewer, row.event.uuid)
    series: Series | None = row.series
    return OneTime(
        record=records.occurrences([row])[0],
        series=series.uuid if series else None,
        rhythm=rhythm_of(series) if series else None,
        own_place=row.place.uuid if row.place else None,
        version=row.event.version,
    )
