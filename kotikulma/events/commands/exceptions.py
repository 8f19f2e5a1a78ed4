"""How one time differs: cancelled and taken back, moved, changed, extra. Scope "this" of a series, and single times."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory.queries import names
from kotikulma.events import access
from kotikulma.events.commands import changes, occurrences
from kotikulma.events.commands.registration.whole import cancel_all, moved
from kotikulma.events.models import Event, Occurrence, Series
from kotikulma.events.rules import programme as rules
from kotikulma.events.types import EventNotFound, EventRefused, EventState, ExceptionKind, OccurrenceState
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.types import Actor

OWN = ("mode", "place_note", "note")
AS_EVENT: Mapping[str, Any] = {}
NO_REASON: Any = {}
MOVES = frozenset({"mode", "place_id", "starts_at", "ends_at"})  # who registered is told
MATERIAL = MOVES | {"state"}  # calendars hear of these


def cancel_occurrence(actor: Actor, uuid: UUID, *, version: int, reason: Mapping[str, str]) -> Occurrence:
    """This time is not held; calendars and lists say so."""
    with transaction.atomic():
        event, row = _lock(actor, uuid, version)
        if row.state == OccurrenceState.CANCELLED:
            return row
        words: Any = clean_map(reason)
        if not words and event.state != EventState.DRAFT:
            sentence = _("Kerro syy. Se näkyy kaikille, jotka aikoivat tulla.")
            raise EventRefused(sentence, fields={"reason": sentence})
        row.state, row.cancel_reason = OccurrenceState.CANCELLED, words
        if row.series_id and not row.exception:
            row.exception = ExceptionKind.CANCELLED
        _save(actor, event, row, "events.occurrence.cancelled", ["state", "cancel_reason", "exception"])
        return row


def restore_occurrence(actor: Actor, uuid: UUID, *, version: int) -> Occurrence:
    """Take the cancelling back. Registrations that were cancelled with it do not come back by themselves."""
    with transaction.atomic():
        event, row = _lock(actor, uuid, version)
        if row.state != OccurrenceState.CANCELLED:
            return row
        row.state, row.cancel_reason = OccurrenceState.PLANNED, NO_REASON
        if row.exception == ExceptionKind.CANCELLED:
            row.exception = ExceptionKind.CHANGED if _has_own(row) else ExceptionKind.NONE
        _save(actor, event, row, "events.occurrence.restored", ["state", "cancel_reason", "exception"])
        return row


def move_occurrence(
    actor: Actor,
    uuid: UUID,
    *,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    values: Mapping[str, Any] = AS_EVENT,
) -> Occurrence:
    """Another time, for this once; `values` as in `change_occurrence`. It keeps its name, registrations and link."""
    with transaction.atomic():
        event, row = _lock(actor, uuid, version)
        _check_planned(row)
        _check_times(starts_at, ends_at)
        if starts_at <= clock.now():
            sentence = _("Valitse aika, joka on vielä edessä.")
            raise EventRefused(sentence, fields={"times": sentence})
        before = _state(row)
        row.starts_at, row.ends_at = starts_at, ends_at
        _fill(row, values)
        if row.series_id and row.exception != ExceptionKind.EXTRA:
            back = ExceptionKind.CHANGED if _has_own(row) else ExceptionKind.NONE
            row.exception = back if starts_at == row.recurrence_id and _usual(row) else ExceptionKind.MOVED
        _save_changed(actor, event, row, "events.occurrence.moved", before)
        return row


def change_occurrence(actor: Actor, uuid: UUID, *, version: int, values: Mapping[str, Any]) -> Occurrence:
    """What is different this time: `mode`, `place` (uuid or None), `place_note`, `note`. Empty: as the event."""
    with transaction.atomic():
        event, row = _lock(actor, uuid, version)
        _check_planned(row)
        before = _state(row)
        _fill(row, values)
        if row.series_id and row.exception in (ExceptionKind.NONE, ExceptionKind.CHANGED):
            row.exception = ExceptionKind.CHANGED if _has_own(row) else ExceptionKind.NONE
        _save_changed(actor, event, row, "events.occurrence.changed", before)
        return row


def add_occurrence(
    actor: Actor,
    event: UUID,
    *,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    series: UUID | None = None,
    values: Mapping[str, Any] = AS_EVENT,
) -> Occurrence:
    """A time more: a single one, or an extra one of a series."""
    with transaction.atomic():
        found = access.lock_event_for_editing(actor, event, version)
        _check_living(found)
        _check_times(starts_at, ends_at)
        row = Occurrence(event=found, starts_at=starts_at, ends_at=ends_at)
        if series:
            _make_extra(row, series)
        _fill(row, values)
        row.changed_at = clock.now()
        row.save(force_insert=True)
        _tell(actor, found, row, "events.occurrence.added", ["starts_at", "ends_at", *sorted(values)])
        return row


def _make_extra(row: Occurrence, series: UUID) -> None:
    found = Series.objects.select_for_update().filter(uuid=series, event=row.event).first()
    if found is None:
        raise EventNotFound
    if found.occurrences.filter(recurrence_id=row.starts_at).exists():
        sentence = _("Sarjassa on jo kerta tähän aikaan.")
        raise EventRefused(sentence, fields={"times": sentence})
    row.series, row.recurrence_id, row.exception = found, row.starts_at, ExceptionKind.EXTRA


def _lock(actor: Actor, uuid: UUID, version: int) -> tuple[Event, Occurrence]:
    """The event, then its time: the order in which everybody locks them."""
    found = Occurrence.objects.filter(uuid=uuid).select_related("event").first()
    if found is None:
        raise EventNotFound
    event = access.lock_event_for_editing(actor, found.event.uuid, version)
    _check_living(event)
    row = Occurrence.objects.select_for_update().get(pk=found.pk)
    if row.ends_at <= clock.now():
        raise EventRefused(_("Mennyttä kertaa ei voi muuttaa. Valitse tuleva kerta."))
    return event, row


def _check_living(event: Event) -> None:
    if event.state == EventState.CANCELLED:
        raise EventRefused(_("Peruttua tapahtumaa ei voi muuttaa. Tee siitä kopio."))


def _check_planned(row: Occurrence) -> None:
    if row.state == OccurrenceState.CANCELLED:
        raise EventRefused(_("Tämä kerta on peruttu. Palauta se ensin."))


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if sentence := rules.wrong_times(starts_at, ends_at):
        raise EventRefused(sentence, fields={"times": sentence})


def _fill(row: Occurrence, values: Mapping[str, Any]) -> None:
    for name in OWN:
        if name in values:
            setattr(row, name, values[name] if name == "mode" else clean_map(values[name]))
    if "place" in values:
        uuid = values["place"]
        place = names.places_by_uuid([uuid]).get(uuid) if uuid else None
        if uuid and place is None:
            sentence = _("Paikkaa ei löydy. Valitse se uudelleen.")
            raise EventRefused(sentence, fields={"place": sentence})
        row.place_id = place.id if place else None
    try:
        row.clean_fields(exclude=["event", "series", "place", "place_here", "changed_at"])
    except ValidationError as error:
        fields = {name: sentences[0] for name, sentences in error.message_dict.items()}
        raise EventRefused(next(iter(fields.values())), fields=fields) from None


def _has_own(row: Occurrence) -> bool:
    return bool(row.place_id or row.mode or row.place_note or row.note)


def _usual(row: Occurrence) -> bool:
    """Is it as long as its series says?"""
    minutes = Series.objects.filter(pk=row.series_id).values_list("minutes", flat=True).first()
    return row.ends_at - row.starts_at == timedelta(minutes=minutes or 0)


def _state(row: Occurrence) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*OWN, "place_id", "starts_at", "ends_at", "state", "exception")}


def _save_changed(actor: Actor, event: Event, row: Occurrence, action: str, before: Mapping[str, Any]) -> None:
    after = _state(row)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        _save(actor, event, row, action, changed)


def _save(actor: Actor, event: Event, row: Occurrence, action: str, fields: list[str]) -> None:
    """Save the time. Its sequence grows beyond that of its series when calendars must hear of it (RFC 5546)."""
    if MATERIAL & {*fields}:
        series = Series.objects.filter(pk=row.series_id).values_list("sequence", flat=True).first() or 0
        row.sequence = max(row.sequence, series) + 1
    row.changed_at = clock.now()
    row.save(update_fields=sorted({*fields, "sequence", "changed_at"}))
    if row.state == OccurrenceState.CANCELLED:
        cancel_all(actor, row)
    elif MOVES & {*fields}:
        moved(actor, row)
    _tell(actor, event, row, action, fields)


def _tell(actor: Actor, event: Event, row: Occurrence, action: str, fields: list[str]) -> None:
    occurrences.mark(event, [row])
    event.version += 1
    event.changed_at = clock.now()
    event.save(update_fields=["version", "changed_at"])
    changes.note(actor, event, action, fields, occurrence={"uuid": row.uuid, **_state(row)})
