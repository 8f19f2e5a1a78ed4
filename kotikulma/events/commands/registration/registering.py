"""Somebody registers: once however often the form is sent, and at once, without an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.commands.allocation import KIND, Last, allocate
from kotikulma.events.commands.locking import in_turn, patiently
from kotikulma.events.commands.registration.holding import own_hold
from kotikulma.events.commands.registration.setup import intake_of
from kotikulma.events.formats import moments
from kotikulma.events.models import Hold, Intake, Occurrence, Participant, Registration
from kotikulma.events.queries import contacts, intakes
from kotikulma.events.queries.intakes import Seen
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.allocation import Newcomer, Placement, Placing, place_of, placement_of
from kotikulma.events.types import (
    ACTIVE,
    Channel,
    Closed,
    EventNotFound,
    EventRefused,
    Full,
    Mode,
    NewRegistration,
    RegistrationState,
    Source,
)
from kotikulma.events.types.registration import Receipt
from kotikulma.kernel import audit, clock, sealing
from kotikulma.kernel.db import plain
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.sources import network_of
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people
from kotikulma.people.types import Limit

STAFF_SOURCES = (Source.PHONE, Source.DESK)


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent, checked."""

    name: str
    email: str
    phone: str
    size: int
    channel: str
    names: tuple[str, ...]
    answers: dict[str, Any]
    language: str
    source: str
    key: UUID | None
    hold: str


def register(actor: Actor, occurrence: UUID, new: NewRegistration, *, address: str = "") -> Receipt:
    """Take a party in, put it in the queue, or refuse. `address`: the sender's network address, for the limit alone.

    The same form again gives the same receipt and no second mail. The same person again gives what a newcomer would
    get, so that a form tells strangers nothing; her mail says that she had registered. Raises EventRefused, Closed,
    Full, Busy, TooMany.
    """
    found = access.get_occurrence_for(actor, occurrence)
    if new.source in STAFF_SOURCES:
        access.get_occurrence_for_editing(actor, occurrence)
    with patiently():
        intake = intake_of(found)
    form = _checked(found, intake, new)
    if _looks_full(intake, form) and _is_full(intake, form):
        _tell_same_person(intake, form)
        raise _full()
    return _take_in(actor, intake.pk, form, address)


def receipt(registration: Registration) -> Receipt:
    """What the form's page shows of it now."""
    place = 0
    if registration.state == RegistrationState.WAITING:
        place = place_of(intakes.situation(registration.intake, clock.now()), registration.number)
    mailed = bool(registration.email)
    token = "" if mailed else access.manage_token(registration)
    return Receipt(registration.state, place, registration.channel, registration.party_size, mailed, token)


def _take_in(actor: Actor, intake_id: int, form: Form, address: str) -> Receipt:
    """Under the lock: is it known, is it open, where does it go? What was spent and found out stays, refused or not."""
    with in_turn([intake_id]):
        outcome = _outcome(actor, intakes.to_register(intake_id, form.key, contacts.hash_of(form.email)), form, address)
    if isinstance(outcome, Receipt):
        return outcome
    raise outcome


def _outcome(actor: Actor, seen: Seen | None, form: Form, address: str) -> Receipt | DomainError:
    if seen is None:
        return EventNotFound()
    intake, staff = seen.intake, form.source in STAFF_SOURCES
    if seen.same_form and (known := _known(form.key)):
        return receipt(known)
    if not staff and (refused := people.spend(*_tokens(form, address))):
        return refused
    if closed := _closed(intake, staff=staff):
        return closed
    hold = own_hold(intake, form.hold, form.channel)
    if seen.same_address and (same := _same_person(intake, form)):
        # The mail must leave though a newcomer is refused
        mails.post(mails.ALREADY, same, again=str(clock.today()))
        return _as_if_new(intake, form, hold)
    return _placed(actor, seen, form, hold)


def _placed(actor: Actor, seen: Seen, form: Form, hold: Hold | None) -> Receipt | DomainError:
    intake = seen.intake
    made: list[Receipt | DomainError] = []

    def admit(placement: Placement) -> Last | None:
        if refusal := _refusal(placement):
            made.append(refusal)
            return None
        if hold:
            hold.delete()
        row = _made(seen, form, placement)
        made.append(_told(row.state, placement, form, row))
        return lambda: audit.record(actor, "events.registration.made", kind=KIND, uuid=row.uuid)

    allocate(actor, intake, newcomer=_newcomer(form, hold), hold=hold, admit=admit, looked=seen.looked)
    if hold and isinstance(made[0], Receipt):
        allocate(actor, intake)  # seats of the hold that were not needed
    return made[0]


def _looks_full(intake: Intake, form: Form) -> bool:
    """By the counts of the row: no seat is free for sure, and no place in the queue. Staff and holders go on."""
    most = intake.event.setup.waiting_capacity
    fills = most is not None and intake.waiting + form.size > most
    return fills and form.source not in STAFF_SOURCES and not form.hold


def _is_full(intake: Intake, form: Form) -> bool:
    """The same answer as under the lock, by reading alone: a crowd at a full event keeps nobody waiting."""
    if _closed(intake, staff=False) or _known(form.key):
        return False
    placement = placement_of(intakes.situation(intake, clock.now()), _newcomer(form, None))
    return placement.placing is Placing.FULL


def _tell_same_person(intake: Intake, form: Form) -> None:
    """Who is in and asks again at a full event gets her mail, once a day, and the answer of everybody."""
    again = str(clock.today())
    same = _same_person(intake, form)
    if same and not mails.is_posted(mails.ALREADY, same, again=again):
        with in_turn():
            mails.post(mails.ALREADY, same, again=again)


def _as_if_new(intake: Intake, form: Form, hold: Hold | None) -> Receipt | DomainError:
    situation = intakes.situation(intake, clock.now(), without_hold=hold.pk if hold else None)
    placement = placement_of(situation, _newcomer(form, hold))
    return _refusal(placement) or _told(_state(intake, placement), placement, form)


def _told(state: str, placement: Placement, form: Form, registration: Registration | None = None) -> Receipt:
    token = access.manage_token(registration) if registration and not form.email else ""
    return Receipt(state, placement.place, form.channel, form.size, bool(form.email), token)


def _made(seen: Seen, form: Form, placement: Placement) -> Registration:
    intake, now = seen.intake, clock.now()
    row = Registration(
        intake=intake,
        number=seen.last + 1,
        channel=form.channel,
        party_size=form.size,
        contact_name=form.name,
        email_hash=contacts.hash_of(form.email),
        language=form.language,
        answers=form.answers,
        source=form.source,
        state=_state(intake, placement),
        form_key=form.key,
        joined_at=now,
        state_changed_at=now,
    )
    row.email = sealing.seal(contacts.EMAIL, row.uuid, form.email) if form.email else b""
    row.phone = sealing.seal(contacts.PHONE, row.uuid, form.phone) if form.phone else b""
    plain.insert_one(row)
    if form.names:
        named = enumerate(form.names, start=1)
        Participant.objects.bulk_create(Participant(registration=row, ordinal=at, name=name) for at, name in named)
    mails.post(_MAIL[row.state], row, to=form.email, way_in=seen.way_in)
    return row


_MAIL = {
    RegistrationState.ATTENDING: mails.CONFIRMED,
    RegistrationState.WAITING: mails.WAITING,
    RegistrationState.PENDING: mails.PENDING,
}


def _state(intake: Intake, placement: Placement) -> RegistrationState:
    if placement.placing is Placing.QUEUE:
        return RegistrationState.WAITING
    return RegistrationState.PENDING if intake.event.setup.approval else RegistrationState.ATTENDING


def _refusal(placement: Placement) -> DomainError | None:
    if placement.placing is Placing.TOO_BIG:
        sentence = _("Näin monelle ei ole paikkoja. Ilmoita pienempi määrä.")
        return EventRefused(sentence, fields={"party_size": sentence})
    if placement.placing is Placing.FULL:
        return _full()
    return None


def _full() -> Full:
    return Full(_("Tapahtuma ja sen jono ovat täynnä. Katso, onko sillä muita kertoja."))


def _closed(intake: Intake, *, staff: bool) -> Closed | None:
    """Staff may take in until the end, before and after the public form."""
    now = clock.now()
    if intakes.is_off(intake):
        return Closed(_("Tapahtuma on peruttu tai lykätty, joten siihen ei voi ilmoittautua."))
    opens, closes = intakes.window(intake)
    if staff and now < intakes.span(intake)[1]:
        return None
    if opens and now < opens:
        return Closed(_("Ilmoittautuminen alkaa %(when)s.") % {"when": moments.moment(opens)})
    if now >= closes:
        return Closed(_("Ilmoittautuminen on päättynyt. Kysy järjestäjältä, mahtuuko mukaan."))
    return None


def _checked(occurrence: Occurrence, intake: Intake, new: NewRegistration) -> Form:
    setup = occurrence.event.setup
    staff = new.source in STAFF_SOURCES
    name, email, phone = rules.check_name(new.contact_name), rules.normalised_email(new.email), ""
    phone = rules.check_phone(new.phone)
    if not staff:
        rules.check_reachable(email, phone)
    rules.check_party(new.party_size, setup.max_party)
    names = tuple(rules.check_name(one) for one in new.names if one.strip())[: new.party_size]
    if new.source not in Source.values:
        raise EventRefused(_("Tarkista lomake."))
    return Form(
        name,
        email,
        phone,
        new.party_size,
        check_channel(occurrence, new.channel),
        names,
        rules.check_answers(rules.questions_from(setup.questions), new.answers),
        new.language if new.language in ("fi", "sv", "en") else "fi",
        new.source,
        rules.form_key(new.form_key, name, email, phone) if new.form_key else None,
        new.hold,
    )


def check_channel(occurrence: Occurrence, asked: str) -> str:
    """The one there is, or of two the one asked for."""
    mode = occurrence.mode or occurrence.event.mode
    if mode != Mode.HYBRID:
        return Channel.ONLINE if mode == Mode.ONLINE else Channel.IN_PERSON
    if asked not in Channel.values:
        sentence = _("Valitse, tuletko paikalle vai osallistutko verkossa.")
        raise EventRefused(sentence, fields={"channel": sentence})
    return asked


def _newcomer(form: Form, hold: Hold | None) -> Newcomer:
    return Newcomer(form.size, form.channel, held=hold.size if hold else 0)


def _known(key: UUID | None) -> Registration | None:
    rows = Registration.objects.select_related("intake__event__setup", "intake__occurrence")
    return rows.filter(form_key=key).first() if key else None


def _same_person(intake: Intake, form: Form) -> Registration | None:
    if not form.email:
        return None
    rows = intake.registrations.filter(email_hash=contacts.hash_of(form.email), state__in=ACTIVE).order_by("number")
    found = next((row for row in rows if rules.same_person(row.contact_name, form.name)), None)
    if found:
        found.intake = intake
    return found


def _tokens(form: Form, address: str) -> Iterator[tuple[Limit, str]]:
    if address:
        yield rules.PER_SOURCE, network_of(address)
    if form.email or form.phone:
        yield rules.PER_CONTACT, form.email.casefold() or form.phone
