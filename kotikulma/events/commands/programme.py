"""Events from draft to the end: created, saved, published, postponed, rescheduled, cancelled, copied."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory.queries import names
from kotikulma.events import access
from kotikulma.events.commands import changes, occurrences, pictures, registration
from kotikulma.events.models import Event, JoinInfo, Occurrence, Organiser, RegistrationSetup, Series
from kotikulma.events.rules import programme as rules
from kotikulma.events.types import EventRefused, EventState, OccurrenceState
from kotikulma.kernel import audit, clock
from kotikulma.kernel.i18n import LanguageMapField, clean_map
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

SAVED = (
    "type title summary description themes languages min_age max_age special_groups mode place_note municipality_code"
    " accessibility free price contacts image image_alt visibility template"
).split()
NO_REASON: Any = {}
Times = Iterable[tuple[datetime, datetime]]


def create_event(actor: Actor, *, organization: UUID, values: Mapping[str, Any], times: Times = ()) -> Event:
    """A draft in the organisation's name. `values`: fields of SAVED, `place` and `organisers` by uuid.

    `times`: start and end of single times; a rhythm is given with `series.set_series`. EventRefused names bad fields.
    """
    keeper = people.organization_ids_by_uuid([organization]).get(organization)
    access.check_may_hold(actor, keeper)

    with transaction.atomic():
        now = clock.now()
        event = Event(organization_id=keeper, created_at=now, changed_at=now)
        _fill(event, values)
        event.save(force_insert=True)
        _set_organisers(actor, event, values)
        _add_times(event, times)
        changes.note(actor, event, "events.event.created", sorted(values))
        return event


def save_event(actor: Actor, uuid: UUID, *, version: int, values: Mapping[str, Any]) -> Event:
    """Save the given fields. Changed when somebody saved it meanwhile."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        if event.state == EventState.CANCELLED:
            raise EventRefused(_("Peruttua tapahtumaa ei voi muuttaa. Tee siitä kopio."))
        before = changes.state_of(event)
        _fill(event, values)
        _set_organisers(actor, event, values)
        after = changes.state_of(event)
        changed = [name for name in after if before[name] != after[name]]
        if not changed and "template" not in values:
            return event
        moved = event.state != EventState.DRAFT and any(name in rules.MATERIAL for name in changed)
        if moved:
            registration.all_moved(actor, event)
        changes.save(actor, event, "events.event.saved", [*changed, "template"], calendars=moved)
        if moved:
            _told_to_calendars(event)
        occurrences.mark(event)
        return event


def publish_event(actor: Actor, uuid: UUID, *, version: int) -> Event:
    """Show it. EventRefused with one sentence per lack."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        _check_step(event, EventState.PUBLISHED)
        _check_whole(event)
        event.state, event.state_reason = EventState.PUBLISHED, NO_REASON
        event.published_at = event.published_at or clock.now()
        changes.save(actor, event, "events.event.published", ["state", "state_reason", "published_at"])
        occurrences.mark(event)
        return event


def postpone_event(actor: Actor, uuid: UUID, *, version: int, reason: Mapping[str, str]) -> Event:
    """It will not be at its time; the new one is not known. Its times stay as they were told."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        _check_step(event, EventState.POSTPONED)
        event.state, event.state_reason = EventState.POSTPONED, _reason(reason)
        changes.save(actor, event, "events.event.postponed", ["state", "state_reason"], calendars=True)
        _told_to_calendars(event)
        occurrences.mark(event)
        return event


def reschedule_event(actor: Actor, uuid: UUID, *, version: int, starts_at: datetime, ends_at: datetime) -> Event:
    """A new time for an event of one time, postponed or not: whoever registered stays registered."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        if event.state not in (EventState.PUBLISHED, EventState.POSTPONED):
            raise EventRefused(_("Vain julkaistulle tapahtumalle voi antaa uuden ajan."))
        times = list(event.occurrences.select_for_update().filter(series=None))
        if len(times) != 1 or event.series.exists():
            raise EventRefused(_("Sarjan kerrat siirretään yksi kerrallaan."))
        _check_times(starts_at, ends_at)
        only = times[0]
        only.previous_starts_at, only.starts_at, only.ends_at = only.starts_at, starts_at, ends_at
        only.sequence, only.changed_at = only.sequence + 1, clock.now()
        only.save(update_fields=["previous_starts_at", "starts_at", "ends_at", "sequence", "changed_at"])
        event.state, event.state_reason, event.rescheduled = EventState.PUBLISHED, NO_REASON, True
        fields = ["state", "state_reason", "rescheduled"]
        event.save(update_fields=fields)
        registration.moved(actor, only)
        changes.save(actor, event, "events.event.rescheduled", fields, calendars=True)
        occurrences.mark(event)
        return event


def cancel_event(actor: Actor, uuid: UUID, *, version: int, reason: Mapping[str, str]) -> Event:
    """Final. Its page says so for good, feeds and calendars for 30 days from now."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        _check_step(event, EventState.CANCELLED)
        now = clock.now()
        event.state, event.state_reason, event.cancelled_at = EventState.CANCELLED, _reason(reason), now
        fields = ["state", "state_reason", "cancelled_at"]
        registration.cancel_all(actor, event)
        changes.save(actor, event, "events.event.cancelled", fields, calendars=True)
        coming = event.occurrences.filter(ends_at__gt=now, state=OccurrenceState.PLANNED)
        coming.update(state=OccurrenceState.CANCELLED, changed_at=now)
        _told_to_calendars(event)
        occurrences.mark(event)
        return event


def withdraw_draft(actor: Actor, uuid: UUID, *, version: int) -> None:
    """Remove a draft nobody ever saw. What was published is cancelled instead."""
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid, version)
        if event.state != EventState.DRAFT:
            raise EventRefused(_("Julkaistua tapahtumaa ei voi poistaa. Peru se."))
        audit.record(actor, "events.event.deleted", kind=changes.KIND, uuid=event.uuid)
        event.delete()
        transaction.on_commit(lambda: pictures.forget(event.image))


def copy_event(actor: Actor, uuid: UUID, *, template: bool = False) -> Event:
    """A draft with the same words, place and way to register; no times, no link, nobody registered."""
    source = access.get_event_for_editing(actor, uuid)

    with transaction.atomic():
        now = clock.now()
        keeper = _keeper_of_copy(actor, source)
        event = Event(organization_id=keeper, place_id=source.place_id, created_at=now, changed_at=now)
        for name in SAVED:
            setattr(event, name, getattr(source, name))
        event.template = template
        event.save(force_insert=True)
        for other in source.organisers.all() if keeper == source.organization_id else ():
            Organiser.objects.create(event=event, organization_id=other.organization_id)
        _copy_setup(source, event)
        changes.note(actor, event, "events.event.created", ["copied"])
        return event


def _keeper_of_copy(actor: Actor, source: Event) -> int:
    """The same, unless the actor only holds it together with others: then the copy is her own organisation's."""
    if people.may_edit_organization(actor, source.organization_id):
        return source.organization_id
    edited = people.edited_organization_ids(actor) or frozenset()
    return min(edited & {*source.organisers.values_list("organization_id", flat=True)})


def _copy_setup(source: Event, event: Event) -> None:
    """How one registers, without moments: those belong to the other times."""
    setup = RegistrationSetup.objects.filter(event=source).first()
    if setup:
        setup.event = event
        setup.opens_at = setup.closes_at = setup.decide_by = None
        if setup.decide_minutes_before is None:
            setup.min_participants = None
        setup.save(force_insert=True)


def _fill(event: Event, values: Mapping[str, Any]) -> None:
    for name in SAVED:
        if name in values:
            is_map = isinstance(Event._meta.get_field(name), LanguageMapField)
            setattr(event, name, clean_map(values[name]) if is_map else values[name])
    if "place" in values:
        _set_place(event, values["place"])
    try:
        event.clean_fields(exclude=["organization", "place"])
        event.validate_constraints()
    except ValidationError as error:
        fields = {name: sentences[0] for name, sentences in error.message_dict.items()}
        raise EventRefused(next(iter(fields.values())), fields=fields) from None


def _set_place(event: Event, uuid: UUID | None) -> None:
    place = names.places_by_uuid([uuid]).get(uuid) if uuid else None
    if uuid and place is None:
        sentence = _("Paikkaa ei löydy. Valitse se uudelleen.")
        raise EventRefused(sentence, fields={"place": sentence})
    event.place_id = place.id if place else None
    if place:
        event.municipality_code = place.municipality_code


def _set_organisers(actor: Actor, event: Event, values: Mapping[str, Any]) -> None:
    """Who holds it together with the keeper, as the keeper's editors decide: they edit it and see who comes."""
    if "organisers" not in values:
        return
    ids = set(people.organization_ids_by_uuid(values["organisers"]).values()) - {event.organization_id}
    known = set(event.organisers.values_list("organization_id", flat=True))
    if ids != known and not people.may_edit_organization(actor, event.organization_id):
        sentence = _("Muut järjestäjät valitsee se, jonka nimissä tapahtuma on.")
        raise EventRefused(sentence, fields={"organisers": sentence})
    event.organisers.exclude(organization_id__in=ids).delete()
    Organiser.objects.bulk_create(Organiser(event=event, organization_id=pk) for pk in sorted(ids - known))


def _add_times(event: Event, times: Times) -> None:
    now = clock.now()
    for starts_at, ends_at in times:
        _check_times(starts_at, ends_at)
        Occurrence.objects.create(event=event, starts_at=starts_at, ends_at=ends_at, changed_at=now)
    occurrences.mark(event)


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if sentence := rules.wrong_times(starts_at, ends_at):
        raise EventRefused(sentence, fields={"times": sentence})


def _check_step(event: Event, wanted: str) -> None:
    if event.template:
        raise EventRefused(_("Tämä on pohja. Tee siitä tapahtuma ja julkaise se."))
    if not rules.may_become(event.state, wanted):
        state = EventState(event.state).label
        raise EventRefused(_("Tapahtuman tila on %(state)s, joten tätä ei voi tehdä.") % {"state": state})


def _check_whole(event: Event) -> None:
    values = {**changes.state_of(event), "place_id": event.place_id}
    times = list(event.occurrences.values_list("starts_at", flat=True))
    lacks = rules.lacks(values, times, clock.now(), link=JoinInfo.objects.filter(event=event).exists())
    fields = {lack.field: str(lack.sentence) for lack in lacks if not lack.hint}
    if fields:
        raise EventRefused(_("Tapahtumaa ei voi vielä julkaista."), code="events.not_whole", fields=fields)


def _reason(reason: Mapping[str, str]) -> Any:
    words = clean_map(reason)
    if not words:
        sentence = _("Kerro syy. Se näkyy kaikille, jotka aikoivat tulla.")
        raise EventRefused(sentence, fields={"reason": sentence})
    return words


def _told_to_calendars(event: Event) -> None:
    """The rhythms carry the change too: one VEVENT of a series, one of each single time."""
    now = clock.now()
    for rows in (Series.objects.filter(event=event), event.occurrences.filter(ends_at__gt=now)):
        for row in rows.only("id", "sequence"):
            type(row).objects.filter(pk=row.pk).update(sequence=row.sequence + 1, changed_at=now)
