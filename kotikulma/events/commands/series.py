"""Rhythms: given to an event, changed for all times to come or from one on, and made rows 18 months ahead.

Scope "this" is in `exceptions`. What is past never changes: a changed rule counts from its next day on.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.events import access
from kotikulma.events.commands import changes, occurrences
from kotikulma.events.commands.registration.whole import moved
from kotikulma.events.models import Event, Occurrence, Series
from kotikulma.events.queries.series import rhythm_of
from kotikulma.events.rules import recurrence, regeneration
from kotikulma.events.types import (
    MATERIALISED,
    SUBJECT,
    EventNotFound,
    EventRefused,
    EventState,
    ExceptionKind,
    Planned,
)
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import Actor

STEP = timedelta(days=31)  # each night a thirtieth of the series grows, by a month
FIELDS = ["starts_on", "start_time", "minutes", "rule", "holidays", "skipped", "kept"]


@dataclass(frozen=True, slots=True)
class Rearranged:
    """What a change came to. `kept`: times the new rule does not give that stay, for somebody stands on them."""

    series: Series
    kept: tuple[UUID, ...]


def set_series(actor: Actor, event: UUID, *, version: int, rhythm: Rhythm) -> Series:
    """Give an event its rhythm. Single times it has already and that the rule gives too become the rule's."""
    rhythm = recurrence.check(rhythm)
    with transaction.atomic():
        row = _lock(actor, event, version)
        if _coming(row).exists():
            raise EventRefused(_("Tapahtumalla on jo sarja. Muuta sitä."))
        series = Series(event=row)
        _write(series, rhythm)
        series.save()
        _adopt(row, series, rhythm)
        _settle(actor, row, series, rhythm, None)
        _save(actor, row, series, "events.series.set")
        return series


def change_series(actor: Actor, series: UUID, *, version: int, rhythm: Rhythm) -> Rearranged:
    """All times: those to come follow the new rhythm. Times with exceptions or registrations are kept."""
    rhythm = recurrence.check(rhythm)
    now = clock.now()
    with transaction.atomic():
        row, found = _lock_series(actor, series, version)
        if found.occurrences.filter(recurrence_id__lte=now).exists():
            rhythm = _from_now_on(rhythm, now)
        _write(found, rhythm, sequence=found.sequence + 1)
        kept = _settle(actor, row, found, rhythm, now)
        _save(actor, row, found, "events.series.changed")
        return Rearranged(found, kept)


def change_following(actor: Actor, occurrence: UUID, *, version: int, rhythm: Rhythm) -> Rearranged:
    """This time and those after it: a new series goes on where the old one ends; registrations go with their times."""
    rhythm = recurrence.check(rhythm)
    now = clock.now()
    with transaction.atomic():
        first = Occurrence.objects.filter(uuid=occurrence, series__isnull=False).select_related("series").first()
        if first is None or first.series is None or first.recurrence_id is None:
            raise EventNotFound
        row, old = _lock_series(actor, first.series.uuid, version)
        if min(first.recurrence_id, first.starts_at) <= now:
            raise EventRefused(_("Mennyttä kertaa ei voi muuttaa. Valitse tuleva kerta."))
        day = first.recurrence_id.astimezone(HELSINKI).date()
        before = recurrence.ended_before(rhythm_of(old), day)
        if before is None:
            return change_series(actor, old.uuid, version=version, rhythm=rhythm)
        if rhythm.starts_on <= (before.rule.until or day):
            raise EventRefused(_("Uusi sarja alkaa ennen kuin vanha päättyy. Valitse myöhempi päivä."))

        _write(old, before, sequence=old.sequence + 1)
        old.save()
        series = Series(event=row, split_from=old)
        _write(series, rhythm)
        series.save()
        old.occurrences.filter(recurrence_id__gte=first.recurrence_id).update(series=series)
        kept = _settle(actor, row, series, rhythm, now)
        _save(actor, row, series, "events.series.split")
        return Rearranged(series, kept)


def extend(now: datetime) -> int:
    """Make rows of the times that have come within 18 months. How many there were."""
    short = Q(materialised_until__isnull=True) | Q(materialised_until__lt=now + MATERIALISED)
    living = Series.objects.filter(short).exclude(event__state=EventState.CANCELLED)
    made = 0
    for series_id in living.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            series = Series.objects.select_for_update().select_related("event").get(id=series_id)
            made += _extend(series, now)
    return made


@task()
def extend_task() -> int:
    return extend(clock.now())


def _extend(series: Series, now: datetime) -> int:
    """The next month of one series. Its earlier rows are left as they are."""
    rhythm, until = rhythm_of(series), now + MATERIALISED + STEP
    since = series.materialised_until or now
    planned = recurrence.planned(rhythm, since, until)
    known = set(series.occurrences.filter(recurrence_id__gte=since).values_list("recurrence_id", flat=True))
    new = tuple(one for one in planned if one.recurrence_id not in known)
    occurrences.apply(series.event, series, regeneration.Settlement(new, (), (), (), ()))
    series.materialised_until = until
    series.save(update_fields=["materialised_until"])
    if new:
        data_version.bump(SUBJECT)
    return len(new)


def _lock(actor: Actor, event: UUID, version: int) -> Event:
    row = access.lock_event_for_editing(actor, event, version)
    if row.state == EventState.CANCELLED:
        raise EventRefused(_("Peruttua tapahtumaa ei voi muuttaa. Tee siitä kopio."))
    return row


def _lock_series(actor: Actor, series: UUID, version: int) -> tuple[Event, Series]:
    found = Series.objects.filter(uuid=series).select_related("event").first()
    if found is None:
        raise EventNotFound
    row = _lock(actor, found.event.uuid, version)
    return row, Series.objects.select_for_update().get(pk=found.pk)


def _coming(event: Event) -> QuerySet[Series]:
    """Series of the event that still give times."""
    return event.series.filter(occurrences__starts_at__gt=clock.now())


def _write(series: Series, rhythm: Rhythm, *, sequence: int = 0) -> None:
    series.starts_on, series.start_time, series.minutes = rhythm.starts_on, rhythm.start_time, rhythm.minutes
    series.rule, series.holidays = recurrence.text(rhythm.rule), rhythm.holidays
    series.skipped = sorted(day.isoformat() for day in rhythm.skipped)
    series.kept = sorted(day.isoformat() for day in rhythm.kept)
    series.sequence, series.changed_at = sequence, clock.now()


def _adopt(event: Event, series: Series, rhythm: Rhythm) -> None:
    """Single times at which the rule would put one as well are the rule's from now on."""
    single = event.occurrences.filter(series=None)
    given = {one.starts_at for one in _planned(rhythm, None)}
    for row in single:
        if row.starts_at in given:
            row.series, row.recurrence_id = series, row.starts_at
            row.save(update_fields=["series", "recurrence_id"])


def _settle(actor: Actor, event: Event, series: Series, rhythm: Rhythm, since: datetime | None) -> tuple[UUID, ...]:
    """Make the rows follow the rhythm and tell who registered; the times kept though the rule gives them no more."""
    settled = regeneration.settle(occurrences.rows_of(series), _planned(rhythm, since), since)
    written = {one.id: one for one in occurrences.apply(event, series, settled)}
    for row, one in settled.followed:
        if row.bound and (row.starts_at, row.ends_at) != (one.starts_at, one.ends_at):
            moved(actor, written[row.id])
    series.materialised_until = clock.now() + MATERIALISED + STEP
    series.save()
    kept = [row.id for row in settled.detached if row.exception != ExceptionKind.EXTRA]
    return tuple(Occurrence.objects.filter(id__in=kept).order_by("starts_at").values_list("uuid", flat=True))


def _planned(rhythm: Rhythm, since: datetime | None) -> list[Planned]:
    now = clock.now()
    begin = datetime.combine(rhythm.starts_on, rhythm.start_time, HELSINKI) - timedelta(days=1)
    return recurrence.planned(rhythm, since or begin, now + MATERIALISED + STEP)


def _from_now_on(rhythm: Rhythm, now: datetime) -> Rhythm:
    """The rhythm counted from its first day to come: what was before stays as it was."""
    today = now.astimezone(HELSINKI)
    day = today.date() if rhythm.start_time > today.time() else today.date() + timedelta(days=1)
    rest = recurrence.continued_from(rhythm, day)
    if rest is None:
        raise EventRefused(_("Toisto ei anna yhtään tulevaa kertaa. Tarkista viimeinen päivä."))
    return replace(rhythm, starts_on=rest.starts_on, rule=rest.rule)


def _save(actor: Actor, event: Event, series: Series, action: str) -> None:
    """The event's version grows with its series; calendars hear of the series by its own sequence."""
    event.version += 1
    event.changed_at = clock.now()
    event.save(update_fields=["version", "changed_at"])
    changes.note(actor, event, action, FIELDS, series={name: getattr(series, name) for name in FIELDS})
