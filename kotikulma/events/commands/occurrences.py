"""Rows of single times: made, moved, and marked with what lists filter by."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, Min, OuterRef

from kotikulma.directory.queries import names
from kotikulma.events.commands import documents, finding
from kotikulma.events.models import (
    Event,
    EventCode,
    Hold,
    Intake,
    JoinInfo,
    Occurrence,
    Registration,
    RegistrationSetup,
    Series,
)
from kotikulma.events.queries import intakes
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.regeneration import Settlement
from kotikulma.events.types import LONG, CodeKind, EventState, ExceptionKind, OccurrenceState, Planned, Visibility
from kotikulma.events.types.rhythm import SeriesRow
from kotikulma.kernel import clock

MARKS = ("listed", "long", "place_here", "municipality_code", "registration_opens", "registration_closes")
LISTED = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)
TIMES = ["series", "recurrence_id", "starts_at", "ends_at", "exception", "sequence", "changed_at"]


def mark(event: Event, occurrences: Iterable[Occurrence] | None = None) -> None:
    """Copy to the times of an event (all of them unless named) what lists ask by, and renew its document and index.

    Call in the transaction that changed the event, its place, its times or its way to register.
    """
    setup = RegistrationSetup.objects.filter(event=event).first()
    first = event.occurrences.aggregate(first=Min("starts_at"))["first"] if setup and setup.whole_event else None
    rows = list(event.occurrences.all() if occurrences is None else occurrences)
    listed = event.state in LISTED and event.visibility == Visibility.PUBLIC and not event.template
    places = names.places({row.place_id or event.place_id for row in rows} - {None})
    for row in rows:
        here = row.place_id or event.place_id
        place = places.get(here) if here else None
        row.listed, row.long = listed, row.ends_at - row.starts_at > LONG
        row.place_here_id = place.id if place else None
        row.municipality_code = place.municipality_code if place else event.municipality_code
        row.registration_opens, row.registration_closes = _window(setup, first or row.starts_at)
    Occurrence.objects.bulk_update(rows, MARKS, batch_size=200)
    _mark_codes(event)
    documents.renew([event])
    finding.renew([event])


def _mark_codes(event: Event) -> None:
    """Its languages and themes as rows."""
    told = {(CodeKind.LANGUAGE, code) for code in event.languages} | {(CodeKind.THEME, code) for code in event.themes}
    kept = {(row.kind, row.code): row.pk for row in event.codes.all()}
    EventCode.objects.filter(pk__in=[kept[pair] for pair in kept.keys() - told]).delete()
    EventCode.objects.bulk_create(
        EventCode(event=event, kind=kind, code=code) for kind, code in sorted(told - kept.keys())
    )


def _window(setup: RegistrationSetup | None, starts_at: datetime) -> tuple[datetime | None, datetime | None]:
    """When one may register to this time; twice nothing where one simply comes."""
    return rules.window(intakes.timing(setup, starts_at)) if setup else (None, None)


def rows_of(series: Series) -> list[SeriesRow]:
    """The rows of a series as its rhythm looks at them. Their event is locked, and here their intakes: nobody
    registers meanwhile, for an intake is made under the event's lock.
    """
    list(Intake.objects.select_for_update().filter(occurrence__series=series).order_by("id").values_list("id"))
    bound = (
        Exists(Registration.objects.filter(intake__occurrence=OuterRef("pk")))
        | Exists(Hold.objects.filter(intake__occurrence=OuterRef("pk"), expires_at__gt=clock.now()))
        | Exists(Intake.objects.filter(occurrence=OuterRef("pk"), own_capacity=True))
        | Exists(JoinInfo.objects.filter(occurrence=OuterRef("pk")))
    )
    fields = ("id", "recurrence_id", "starts_at", "ends_at", "exception", "bound")
    found = Occurrence.objects.filter(series=series).annotate(bound=bound).order_by("recurrence_id")
    return [SeriesRow(*row) for row in found.values_list(*fields)]


def apply(event: Event, series: Series, settled: Settlement) -> list[Occurrence]:
    """Make the rows what the settlement says; the rows written, marked for lists. `series` takes them over."""
    now = clock.now()
    told = [*settled.followed, *settled.renamed]
    ids = [row.id for row, _one in told] + [row.id for row in settled.detached]
    rows = Occurrence.objects.in_bulk(ids)
    for row, one in settled.followed:
        _follow(rows[row.id], one, now)
    for row, one in settled.renamed:
        rows[row.id].recurrence_id = one.recurrence_id
    for row in settled.detached:
        rows[row.id].exception = ExceptionKind.EXTRA
    for occurrence in rows.values():
        occurrence.series = series
        occurrence.changed_at = now
    _drop(settled.dropped)
    Occurrence.objects.bulk_update(rows.values(), TIMES, batch_size=200)
    created = Occurrence.objects.bulk_create(
        [
            Occurrence(
                event=event,
                series=series,
                recurrence_id=one.recurrence_id,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                changed_at=now,
            )
            for one in settled.created
        ],
        batch_size=200,
    )
    written = [*rows.values(), *created]
    mark(event, written)
    return written


def _follow(row: Occurrence, one: Planned, now: datetime) -> None:
    """The row takes the time; calendars hear of it when it is another. An extra time becomes one of the rule's."""
    if (row.starts_at, row.ends_at) != (one.starts_at, one.ends_at):
        row.sequence += 1
    row.recurrence_id, row.starts_at, row.ends_at = one.recurrence_id, one.starts_at, one.ends_at
    if row.exception == ExceptionKind.EXTRA:
        cancelled = row.state == OccurrenceState.CANCELLED
        row.exception = ExceptionKind.CANCELLED if cancelled else ExceptionKind.CHANGED


def _drop(rows: Sequence[SeriesRow]) -> None:
    ids = [row.id for row in rows]
    Intake.objects.filter(occurrence__in=ids).delete()
    Occurrence.objects.filter(id__in=ids).delete()
