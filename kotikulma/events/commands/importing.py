"""Events of other Linked Events services. Again changes nothing; a bad row is told and the rest goes in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kotikulma.directory.queries import names
from kotikulma.directory.types.imports import ImportLine, ImportReport, RowOutcome, Silent
from kotikulma.events import access
from kotikulma.events.commands import changes, occurrences
from kotikulma.events.formats.linkedevents import reading
from kotikulma.events.formats.linkedevents.reading import ReadEvent, Skipped
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.types import EventState, ExceptionKind, OccurrenceState
from kotikulma.kernel import clock, external_ids, municipalities
from kotikulma.kernel.types import Actor, Progress
from kotikulma.people import queries as people

EVENTS, TIMES, PLACES = "linkedevents.event", "linkedevents.occurrence", "linkedevents.place"
LENGTH = timedelta(hours=1)  # of an event that does not say when it ends
WORDS = "type title summary description themes languages min_age max_age mode place_note free price".split()


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the rows go: the organisation that answers for them, and the data source they are told to come from."""

    actor: Actor
    keeper: int
    source: str


def import_events(
    actor: Actor,
    rows: Iterable[Any],
    *,
    organization: UUID,
    source: str,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Rows of Linked Events v1. `source`: the data source named on the pages, such as helsinki (CC BY 4.0).

    Each row is a transaction of its own; what it says that we cannot use is in the report.
    """
    keeper = people.organization_ids_by_uuid([organization]).get(organization)
    access.check_may_hold(actor, keeper)
    target, report = _Target(actor, keeper or 0, source), ImportReport(dry_run=dry_run)
    bar = progress or Silent()
    bar.start(None, "Linked Events")
    for number, row in enumerate(rows, start=1):
        report.lines += _line(target, row, number, dry_run)
        bar.step()
    bar.done()
    return report


def _line(target: _Target, row: Any, number: int, dry_run: bool) -> list[ImportLine]:
    read = reading.event(row)
    if read is None:
        return []
    if isinstance(read, Skipped):
        return [ImportLine(read.id or f"#{number}", RowOutcome.SKIPPED, "event", problems=(read.problem,))]
    with transaction.atomic():
        outcome, uuid, changed = _save(target, read)
        transaction.set_rollback(dry_run)
    name = next(iter(read.title.values()), "")
    return [ImportLine(read.id, outcome, "event", name, uuid, tuple(changed), problems=read.problems)]


def _save(target: _Target, read: ReadEvent) -> tuple[RowOutcome, UUID | None, list[str]]:
    """A time of an event we know or make. A deleted row cancels its time and adds nothing."""
    time = _known(Occurrence, TIMES, read.id)
    if read.deleted and time is None:
        return RowOutcome.UNCHANGED, None, []
    event = time.event if time else _known(Event, EVENTS, read.super_id or read.id)
    added = time is None
    if event is None:
        event = _new_event(target, read)
    if time is None:
        time = Occurrence(event=event, starts_at=read.starts_at, ends_at=_end(read), changed_at=clock.now())
        time.save(force_insert=True)
        external_ids.link(TIMES, read.id, time.uuid)
    leads = not event.occurrences.filter(id__lt=time.id).exists()  # the first of a series speaks for all of it
    changed = _update(event, read) if leads else []
    moved = _move(time, event, read)
    if added or changed or moved:
        action = "events.event.created" if added else "events.event.saved"
        changes.save(target.actor, event, action, changed, calendars=bool(moved))
        occurrences.mark(event)
    if added:
        return RowOutcome.ADDED, event.uuid, []
    return (RowOutcome.CHANGED if changed or moved else RowOutcome.UNCHANGED), event.uuid, [*changed, *moved]


def _new_event(target: _Target, read: ReadEvent) -> Event:
    """Published at once: it already is, elsewhere."""
    now = clock.now()
    event = Event(
        organization_id=target.keeper,
        state=EventState.PUBLISHED,
        source=target.source[:40],
        created_at=now,
        changed_at=now,
        published_at=now,
    )
    for name, value in _values(read).items():
        setattr(event, name, value)
    event.save(force_insert=True)
    external_ids.link(EVENTS, read.super_id or read.id, event.uuid)
    return event


def _update(event: Event, read: ReadEvent) -> list[str]:
    """Fields of the event that differ now."""
    changed = []
    for name, value in _values(read).items():
        if getattr(event, name) != value:
            setattr(event, name, value)
            changed.append(name)
    return changed


def _move(time: Occurrence, event: Event, read: ReadEvent) -> list[str]:
    """What calendars must hear of: another start, end or place, cancelled, taken up again."""
    cancelled = read.deleted or read.status == "EventCancelled"
    place_id, note, __ = _where(read)
    now: dict[str, Any] = {
        "place_id": None if place_id == event.place_id else place_id,
        "place_note": {} if note == event.place_note else note,
        "starts_at": read.starts_at,
        "ends_at": _end(read),
        "state": OccurrenceState.CANCELLED if cancelled else OccurrenceState.PLANNED,
    }
    moved = [name for name, value in now.items() if getattr(time, name) != value]
    if not moved:
        return []
    for name in moved:
        setattr(time, name, now[name])
    if "starts_at" in moved:
        time.exception = ExceptionKind.MOVED
    time.sequence, time.changed_at = time.sequence + 1, clock.now()
    time.save(update_fields=[*(name.removesuffix("_id") for name in moved), "exception", "sequence", "changed_at"])
    return moved


def _values(read: ReadEvent) -> Mapping[str, Any]:
    place_id, note, municipality = _where(read)
    return {
        "type": read.type,
        "title": read.title,
        "summary": read.summary,
        "description": read.description,
        "themes": list(read.themes),
        "languages": list(read.languages),
        "min_age": read.min_age,
        "max_age": read.max_age,
        "mode": read.mode,
        "place_id": place_id,
        "place_note": note,
        "municipality_code": municipality,
        "free": read.free,
        "price": read.price,
    }


def _where(read: ReadEvent) -> tuple[int | None, Mapping[str, str], str]:
    """Our own place when we know it by its id there, else its name and street as words."""
    uuid = external_ids.find(PLACES, [read.place_id]).get(read.place_id) if read.place_id else None
    place = names.places_by_uuid([uuid]).get(uuid) if uuid else None
    if place:
        return place.id, read.place_note, place.municipality_code
    name, street = (read.place.get(key) or {} for key in ("name", "street_address"))
    words = {
        language: ", ".join(filter(None, (text, street.get(language), read.place_note.get(language))))[:200]
        for language, text in name.items()
        if isinstance(text, str)
    }
    return None, words or read.place_note, _municipality(read.place)


def _municipality(place: Mapping[str, Any]) -> str:
    divisions = place.get("divisions")
    for one in divisions if isinstance(divisions, list) else ():
        name = one.get("name") if isinstance(one, dict) and one.get("type") == "muni" else None
        found = municipalities.find_by_name(str(name.get("fi") or "")) if isinstance(name, dict) else None
        if found:
            return found.code
    return ""


def _known(model: Any, scheme: str, value: str) -> Any:
    uuid = external_ids.find(scheme, [value]).get(value)
    if uuid is None:
        return None
    rows = model.objects.select_related("event") if model is Occurrence else model.objects
    return rows.filter(uuid=uuid).first()


def _end(read: ReadEvent) -> Any:
    return read.ends_at or read.starts_at + LENGTH
