"""Events and their times as frozen values, loaded in batches with a fixed number of statements."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from kotikulma.directory.queries import names
from kotikulma.directory.types.records import Address
from kotikulma.events.models import Event, Occurrence, Organiser, RegistrationSetup
from kotikulma.events.types import Contact, ExceptionKind
from kotikulma.events.types.records import (
    EventRecord,
    OccurrenceRecord,
    OrganiserRecord,
    PlaceRecord,
    Texts,
)
from kotikulma.people import queries as people


def events(rows: Iterable[Event]) -> dict[int, EventRecord]:
    """Records by row id: five statements, however many; of none nothing is asked."""
    rows = list(rows)
    if not rows:
        return {}
    ids = [row.id for row in rows]
    others: dict[int, list[int]] = {}
    for event_id, organization_id in Organiser.objects.filter(event__in=ids).values_list("event", "organization"):
        others.setdefault(event_id, []).append(organization_id)
    keepers = {row.organization_id for row in rows} | {one for found in others.values() for one in found}
    organisers = _organisers(keepers)
    where = places(row.place_id for row in rows)
    registered = set(RegistrationSetup.objects.filter(event__in=ids).values_list("event_id", flat=True))
    return {
        row.id: _event(row, [row.organization_id, *others.get(row.id, [])], organisers, where, row.id in registered)
        for row in rows
    }


def occurrences(rows: Iterable[Occurrence]) -> list[OccurrenceRecord]:
    """Records in the order given; rows come with `event` loaded. Without seats: see queries.registration."""
    rows = list(rows)
    own = events({row.event_id: row.event for row in rows}.values())
    where = places(row.place_id for row in rows)
    return [_occurrence(row, own[row.event_id], where) for row in rows]


def places(ids: Iterable[int | None]) -> dict[int, PlaceRecord]:
    """Published places by row id, without what they keep hidden: two statements."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    addresses = names.addresses(wanted)
    return {
        found.id: PlaceRecord(
            found.id, found.uuid, found.name, addresses.get(found.id, Address()), found.municipality_code
        )
        for found in names.places(wanted).values()
    }


def _organisers(ids: Iterable[int]) -> dict[int, OrganiserRecord]:
    found = people.published_organizations(ids)
    return {one.id: OrganiserRecord(one.uuid, one.name) for one in found}


def _event(
    row: Event,
    keepers: list[int],
    organisers: Mapping[int, OrganiserRecord],
    where: Mapping[int, PlaceRecord],
    registration: bool,
) -> EventRecord:
    return EventRecord(
        id=row.id,
        uuid=row.uuid,
        type=row.type,
        title=_texts(row.title),
        summary=_texts(row.summary),
        description=_texts(row.description),
        themes=tuple(row.themes),
        languages=tuple(row.languages),
        min_age=row.min_age,
        max_age=row.max_age,
        special_groups=tuple(row.special_groups),
        mode=row.mode,
        place=where.get(row.place_id or 0),
        place_note=_texts(row.place_note),
        municipality_code=row.municipality_code,
        accessibility=_texts(row.accessibility),
        free=row.free,
        price=_texts(row.price),
        contacts=tuple(Contact(**one) for one in row.contacts),
        image=row.image,
        image_alt=_texts(row.image_alt),
        visibility=row.visibility,
        state=row.state,
        state_reason=_texts(row.state_reason),
        rescheduled=row.rescheduled,
        organisers=tuple(organisers[pk] for pk in dict.fromkeys(keepers) if pk in organisers),
        registration=registration,
        source=row.source,
        sequence=row.sequence,
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        published_at=row.published_at,
    )


def _occurrence(row: Occurrence, event: EventRecord, where: Mapping[int, PlaceRecord]) -> OccurrenceRecord:
    return OccurrenceRecord(
        id=row.id,
        uuid=row.uuid,
        event=event,
        series=None,
        recurrence_id=row.recurrence_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode or event.mode,
        place=where.get(row.place_id) if row.place_id else event.place,
        place_note=_texts(row.place_note) or event.place_note,
        note=_texts(row.note),
        state=row.state,
        exception=row.exception,
        cancel_reason=_texts(row.cancel_reason),
        sequence=row.sequence,
        changed_at=row.changed_at,
        previous_starts_at=row.previous_starts_at or _moved_from(row),
        registration_opens=row.registration_opens,
        registration_closes=row.registration_closes,
    )


def _moved_from(row: Occurrence) -> datetime | None:
    """The start the rule gave, where one time of a series was moved."""
    return row.recurrence_id if row.exception == ExceptionKind.MOVED else None


def _texts(value: object) -> Texts:
    return value if isinstance(value, Mapping) else {}
