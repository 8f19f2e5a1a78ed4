"""What calendar feeds hold: the past 30 days and the next 18 months. No viewer: all of it is public.

A series is one entry with the times that differ, however many rows it has. What was cancelled stays 30 days, so that
calendars that follow hear of it, and then goes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from kotikulma.directory.queries import documents, names
from kotikulma.events.models import Occurrence, Series
from kotikulma.events.queries import hours, listing, records
from kotikulma.events.queries.series import records as series_records
from kotikulma.events.rules import local_time
from kotikulma.events.types import MATERIALISED, SUBJECT, EventNotFound, ExceptionKind, OccurrenceState
from kotikulma.events.types.calendars import SeriesTimes, Timetable
from kotikulma.events.types.records import ListFilter, OccurrenceRecord
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import LanguageMap
from kotikulma.people import queries as people

T = TypeVar("T")
PAST = timedelta(days=30)
TOLD = timedelta(days=30)  # how long calendars hear of what was cancelled
MOST = 3_000  # single times in one feed, the nearest first: half a millisecond each
OVERRIDES = (ExceptionKind.MOVED, ExceptionKind.CHANGED, ExceptionKind.CANCELLED)


def version() -> int:
    """Grows when events or the places they name change. One statement."""
    return data_version.sum_of((SUBJECT, documents.SUBJECT))


def everything() -> Timetable:
    return _timetable(_window())


def at_place(place: UUID) -> tuple[LanguageMap, Timetable]:
    """The name of a published place, what takes place there and the hours of its services, each once; NotFound."""
    found = names.place(place)
    return found.name, replace(_timetable(_window(place=place)), hours=tuple(hours.at_place(found, clock.now())))


def of_organization(organization: UUID) -> tuple[LanguageMap, Timetable]:
    """What an organisation holds, alone or with others; OrganizationNotFound."""
    found = people.named_organization(organization)
    return found.name, _timetable(_window(organization=organization))


def of_event(event: UUID) -> tuple[LanguageMap, Timetable]:
    """All times of a public event; EventNotFound."""
    rows = Occurrence.objects.filter(listed=True, event__uuid=event).select_related("event")
    first = rows.first()
    if first is None:
        raise EventNotFound
    return first.event.title, _timetable(_window().filter(event__uuid=event))


def one_time(occurrence: UUID) -> OccurrenceRecord:
    """One time of a public event, whenever it is; EventNotFound."""
    found = Occurrence.objects.filter(listed=True, uuid=occurrence).select_related("event")
    for record in records.occurrences(found):
        return record
    raise EventNotFound


def _window(**wanted: UUID) -> QuerySet[Occurrence]:
    now = clock.now()
    return listing.rows(ListFilter(start=now - PAST, end=now + MATERIALISED, **wanted))  # type: ignore[arg-type]


def _timetable(rows: QuerySet[Occurrence]) -> Timetable:
    """A fixed number of statements."""
    now = clock.now()
    rows = rows.exclude(state=OccurrenceState.CANCELLED, changed_at__lt=now - TOLD)
    ruled = rows.filter(series__isnull=False, exception=ExceptionKind.NONE).order_by()
    series = {row.id: row for row in Series.objects.filter(id__in=ruled.values("series")).select_related("event")}
    rhythms = series_records(series)
    begins = {pk: local_time.instant(one.starts_on, one.start_time) for pk, one in rhythms.items()}

    alone = rows.filter(~Q(series__in=series) | Q(exception=ExceptionKind.EXTRA) | Q(recurrence_id__lt=now))
    differing = Occurrence.objects.filter(series__in=series, listed=True, exception__in=OVERRIDES)
    singles = [row for row in alone.select_related("event")[:MOST] if _alone(row, begins)]
    overrides = [
        row for row in differing.select_related("event").order_by("recurrence_id", "id") if not _alone(row, begins)
    ]

    told = [row for row in overrides if not _forgotten(row, now)]
    found = records.occurrences([*singles, *told])
    events = records.events({row.event_id: row.event for row in series.values()}.values())
    differ = _by_series(told, found[len(singles) :])
    gone = _by_series(overrides, [_forgotten(row, now) and row.recurrence_id for row in overrides])
    return Timetable(
        tuple(
            SeriesTimes(events[series[pk].event_id], rhythms[pk], tuple(differ[pk]), _days(gone[pk]))
            for pk in sorted(series)
        ),
        tuple(replace(one, series=rhythms.get(row.series_id or 0)) for row, one in zip(singles, found, strict=False)),
    )


def _by_series(rows: Iterable[Occurrence], things: Iterable[T]) -> defaultdict[int | None, list[T]]:
    found: defaultdict[int | None, list[T]] = defaultdict(list)
    for row, thing in zip(rows, things, strict=True):
        found[row.series_id].append(thing)
    return found


def _days(moments: Iterable[datetime | Literal[False] | None]) -> frozenset[date]:
    return frozenset(moment.astimezone(HELSINKI).date() for moment in moments if moment)


def _alone(row: Occurrence, begins: dict[int, datetime]) -> bool:
    """Is the row told by itself: of no series here, extra, or before its series counts from?"""
    begin = begins.get(row.series_id or 0)
    if begin is None or row.recurrence_id is None or row.exception == ExceptionKind.EXTRA:
        return True
    return row.recurrence_id < begin


def _forgotten(row: Occurrence, now: datetime) -> bool:
    return row.state == OccurrenceState.CANCELLED and row.changed_at < now - TOLD
