"""How one registers to an event: its questions, seats and moments."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import occurrences
from kotikulma.events.commands.allocation import allocate
from kotikulma.events.commands.locking import event_locked, locked
from kotikulma.events.models import Event, Intake, Occurrence, Registration, RegistrationSetup
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import EventNotFound, EventRefused, Question
from kotikulma.events.types.registration import SEATS_SUBJECT
from kotikulma.kernel import audit, data_version
from kotikulma.kernel.types import Actor

SAVED = (
    "whole_event opens_at closes_at opens_minutes_before closes_minutes_before capacity_in_person capacity_online"
    " waiting_capacity max_party ask_names approval min_participants decide_by decide_minutes_before cancel_if_few"
    " promotion skip_oversized hold_minutes instructions reminders ask_feedback"
).split()


def set_up_registration(
    actor: Actor, event: UUID, *, values: Mapping[str, Any], questions: Sequence[Question] = ()
) -> RegistrationSetup:
    """Take registrations to the event, or change how. `values`: fields of SAVED; seats that grew are given out at once.

    Seats below those taken throw nobody out: they count as given beyond the capacity.
    """
    found = access.get_event_for_editing(actor, event)
    rules.check_questions(questions)
    if "reminders" in values:
        rules.check_reminders(values["reminders"])

    with transaction.atomic():
        intakes = _locked_with(actor, found)
        setup = RegistrationSetup.objects.filter(event=found).first() or RegistrationSetup(event=found)
        if setup.pk and values.get("whole_event", setup.whole_event) != setup.whole_event and _anybody(intakes):
            raise EventRefused(_("Ilmoittautuneita on jo. Et voi enää vaihtaa, mihin ilmoittaudutaan."))
        rules.check_still_mean(rules.questions_from(setup.questions), questions, _answered(intakes))
        for name in SAVED:
            if name in values:
                setattr(setup, name, values[name])
        setup.questions = [_kept(question) for question in questions]
        _save_checked(setup)
        occurrences.mark(found)
        audit.record(actor, "events.registration.set_up", kind="event", uuid=found.uuid, changed=sorted(values))
        data_version.bump(SEATS_SUBJECT)

    for intake in intakes:
        if not intake.own_capacity:
            _set_capacity(actor, intake.pk, setup.capacity_in_person, setup.capacity_online)
    return setup


def end_registration(actor: Actor, event: UUID) -> None:
    """One simply comes again. EventRefused once somebody has registered."""
    found = access.get_event_for_editing(actor, event)

    with transaction.atomic():
        if _anybody(_locked_with(actor, found)):
            raise EventRefused(_("Ilmoittautuneita on jo. Sulje ilmoittautuminen sen sijaan."))
        Intake.objects.filter(event=found).delete()
        RegistrationSetup.objects.filter(event=found).delete()
        occurrences.mark(found)
        audit.record(actor, "events.registration.set_up", kind="event", uuid=found.uuid, changed=["setup"])
        data_version.bump(SEATS_SUBJECT)


def change_capacity(actor: Actor, occurrence: UUID, *, in_person: int | None, online: int | None) -> Intake:
    """Seats of this time alone."""
    found = access.get_occurrence_for_editing(actor, occurrence)
    intake = intake_of(found)
    return _set_capacity(actor, intake.pk, in_person, online, own=True)


def intake_of(occurrence: Occurrence) -> Intake:
    """What one registers to for this time, made when first needed. EventRefused where one simply comes."""
    setup: RegistrationSetup | None = getattr(occurrence.event, "setup", None)
    if setup is None:
        raise EventRefused(_("Tähän tapahtumaan voit tulla ilmoittautumatta."))
    found = Intake.objects.filter(event=occurrence.event_id, occurrence=None).first() if setup.whole_event else None
    if not setup.whole_event:
        found = getattr(occurrence, "intake", None)
    found = found or _made(occurrence, setup)
    found.event = occurrence.event
    return found


def _made(occurrence: Occurrence, setup: RegistrationSetup) -> Intake:
    with event_locked(occurrence.event_id):
        if not Occurrence.objects.filter(pk=occurrence.pk).exists():
            raise EventNotFound
        seats = {"capacity_in_person": setup.capacity_in_person, "capacity_online": setup.capacity_online}
        named = {"occurrence": None if setup.whole_event else occurrence, "event_id": occurrence.event_id}
        return Intake.objects.get_or_create(**named, defaults=seats)[0]


def _set_capacity(
    actor: Actor, intake_id: int, in_person: int | None, online: int | None, *, own: bool | None = None
) -> Intake:
    with locked(intake_id) as intake:
        intake.capacity_in_person, intake.capacity_online = in_person, online
        intake.overbooked_in_person = max(0, intake.taken_in_person - in_person) if in_person is not None else 0
        intake.overbooked_online = max(0, intake.taken_online - online) if online is not None else 0
        intake.own_capacity = intake.own_capacity if own is None else own
        intake.save()
        allocate(actor, intake)
        changed = ["capacity_in_person", "capacity_online"]
        audit.record(actor, "events.registration.capacity_changed", kind="intake", uuid=intake.uuid, changed=changed)
        data_version.bump(SEATS_SUBJECT)
        return intake


def _locked_with(actor: Actor, event: Event) -> list[Intake]:
    """The event's intakes, locked after the event itself."""
    access.lock_event_for_editing(actor, event.uuid)
    return list(Intake.objects.select_for_update().filter(event=event).order_by("id"))


def _anybody(intakes: list[Intake]) -> bool:
    return any(intake.registrations.exists() for intake in intakes)


def _answered(intakes: list[Intake]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    rows = Registration.objects.filter(intake__in=[intake.pk for intake in intakes]).exclude(answers={})
    for answers in rows.values_list("answers", flat=True):
        for key, value in answers.items():
            found.setdefault(key, set()).add(value)
    return found


def _kept(question: Question) -> dict[str, Any]:
    """As the row holds it; answers that look like health data leave in a week at the latest."""
    kept = asdict(question)
    if rules.health_like(question):
        kept["days_kept"] = min(question.days_kept, rules.HEALTH_DAYS)
    return kept


def _save_checked(setup: RegistrationSetup) -> None:
    try:
        setup.full_clean(validate_unique=False)
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise EventRefused(_("Tarkista ilmoittautumisen asetukset."), fields=fields) from None
    setup.save()
