"""What an event's editors do with single registrations: approve, override, cancel, mark who came."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.commands.allocation import allocate, change_state
from kotikulma.events.commands.locking import locked
from kotikulma.events.commands.registration.own import locked_row
from kotikulma.events.models import Intake, Participant, Registration
from kotikulma.events.queries import intakes
from kotikulma.events.types import ACTIVE, SEATED, Channel, EventRefused, RegistrationState
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

_OVERRIDABLE = (RegistrationState.WAITING, RegistrationState.OFFERED, RegistrationState.LAPSED)


def approve(actor: Actor, registration: UUID) -> Registration:
    return _answer(actor, registration, RegistrationState.ATTENDING, "events.registration.approved", mails.CONFIRMED)


def decline_registration(actor: Actor, registration: UUID) -> Registration:
    return _answer(actor, registration, RegistrationState.DECLINED, "events.registration.declined", mails.DECLINED)


def cancel_for(actor: Actor, registration: UUID) -> Registration:
    """Staff takes somebody out; she is told who to ask. Again: nothing more."""
    found = access.get_registration_for_editing(actor, registration)

    with locked(found.intake_id) as intake:
        row = locked_row(intake, found)
        if row.state in ACTIVE and row.state not in (RegistrationState.ATTENDED, RegistrationState.NO_SHOW):
            row.sequence += 1
            row.save(update_fields=["sequence"])
            change_state(actor, row, RegistrationState.CANCELLED_BY_STAFF, "events.registration.cancelled")
            mails.post(mails.CANCELLED_BY_STAFF, row)
            allocate(actor, intake)
        return row


def override(actor: Actor, registration: UUID) -> Registration:
    """Seat one of the queue past the others, beyond the capacity if need be. Named and logged, never by itself."""
    found = access.get_registration_for_editing(actor, registration)

    with locked(found.intake_id) as intake:
        row = locked_row(intake, found)
        if row.state not in _OVERRIDABLE:
            raise EventRefused(_("Hän ei ole jonossa."))
        if intakes.is_off(intake) or clock.now() >= intakes.span(intake)[1]:
            raise EventRefused(_("Tapahtuma on peruttu tai ohi."))
        already = row.party_size if row.state == RegistrationState.OFFERED else 0
        _widen(intake, row, row.party_size - already)
        change_state(actor, row, RegistrationState.ATTENDING, "events.registration.overridden")
        mails.post(mails.PROMOTED, row)
        allocate(actor, intake)
        return row


def mark_attendance(
    actor: Actor, registration: UUID, *, attended: bool | None, ordinals: Collection[int] = ()
) -> Registration:
    """Who came: the party, or those of it named by `ordinals`. None takes the mark away."""
    found = access.get_registration_for_editing(actor, registration)

    with locked(found.intake_id) as intake:
        row = locked_row(intake, found)
        if row.state not in SEATED:
            raise EventRefused(_("Hänellä ei ole paikkaa tässä tapahtumassa."))
        _mark_people(row, attended, ordinals)
        states = {True: RegistrationState.ATTENDED, False: RegistrationState.NO_SHOW, None: RegistrationState.ATTENDING}
        if row.state != states[attended]:
            change_state(actor, row, states[attended], "events.registration.attendance")
        return row


def _answer(actor: Actor, registration: UUID, state: RegistrationState, action: str, kind: str) -> Registration:
    """To who asked to come. Answered already: nothing more."""
    found = access.get_registration_for_editing(actor, registration)

    with locked(found.intake_id) as intake:
        row = locked_row(intake, found)
        if row.state == RegistrationState.PENDING:
            change_state(actor, row, state, action)
            mails.post(kind, row)
            allocate(actor, intake)
        return row


def _mark_people(row: Registration, attended: bool | None, ordinals: Collection[int]) -> None:
    """Rows for people of a party are made when first marked: their names need not be known."""
    known = set(row.participants.values_list("ordinal", flat=True))
    missing = [number for number in range(1, row.party_size + 1) if number not in known]
    Participant.objects.bulk_create(Participant(registration=row, ordinal=number) for number in missing)
    if attended and ordinals:
        row.participants.filter(ordinal__in=ordinals).update(attended=True)
        row.participants.exclude(ordinal__in=ordinals).update(attended=False)
    else:
        row.participants.update(attended=attended)


def _widen(intake: Intake, row: Registration, seats: int) -> None:
    """As many seats beyond the capacity as this one needs, written before they are taken."""
    if row.channel == Channel.ONLINE:
        if intake.capacity_online is not None:
            beyond = intake.taken_online + seats - intake.capacity_online
            intake.overbooked_online = max(intake.overbooked_online, beyond)
            intake.save(update_fields=["overbooked_online"])
    elif intake.capacity_in_person is not None:
        beyond = intake.taken_in_person + seats - intake.capacity_in_person
        intake.overbooked_in_person = max(intake.overbooked_in_person, beyond)
        intake.save(update_fields=["overbooked_in_person"])
