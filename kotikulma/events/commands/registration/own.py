"""What a person does with her own registration, by its link. Each does the same however often it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.commands.allocation import KIND, allocate, change_state
from kotikulma.events.commands.locking import locked, patiently
from kotikulma.events.commands.registration.registering import check_channel
from kotikulma.events.models import Intake, Participant, Registration
from kotikulma.events.queries import contacts, intakes
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.allocation import Newcomer, Party, Placing, may_confirm, placement_of
from kotikulma.events.types import ACTIVE, EventRefused, Full, RegistrationState
from kotikulma.kernel import audit, clock, outbox, sealing
from kotikulma.kernel.sources import network_of
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people


def cancel(actor: Actor, token: str) -> Registration:
    """Give the seat or the place in the queue away, for good. Again: nothing more."""
    own = access.get_own_registration(token)

    with locked(own.intake_id) as intake:
        row = locked_row(intake, own)
        if row.state not in ACTIVE:
            return row
        if row.state in (RegistrationState.ATTENDED, RegistrationState.NO_SHOW) or _is_over(intake):
            raise EventRefused(_("Tapahtuma on jo alkanut, joten ilmoittautumista ei voi enää perua."))
        row.sequence += 1
        row.save(update_fields=["sequence"])
        change_state(actor, row, RegistrationState.CANCELLED_BY_PERSON, "events.registration.cancelled")
        mails.post(mails.CANCELLED, row)
        allocate(actor, intake)
        return row


def confirm_offer(actor: Actor, token: str) -> Registration:
    """Take the seat that was offered. EventRefused when the offer has run out, or somebody else was first."""
    own = access.get_own_registration(token)

    with locked(own.intake_id) as intake:
        allocate(actor, intake)  # ends what has run out, whoever asks
        row = locked_row(intake, own)
        taken = _confirmed(actor, intake, row)
    if not taken:
        if row.state == RegistrationState.WAITING:
            raise EventRefused(_("Toinen ehti ensin. Säilytät sijasi jonossa."), code="events.seat_gone")
        raise EventRefused(_("Tarjous umpeutui. Voit ilmoittautua uudelleen."), code="events.offer_lapsed")
    return row


def decline_offer(actor: Actor, token: str) -> Registration:
    """Say no to an offer: the seat goes on at once, and one leaves the queue."""
    own = access.get_own_registration(token)

    with locked(own.intake_id) as intake:
        row = locked_row(intake, own)
        if row.state == RegistrationState.OFFERED:
            change_state(actor, row, RegistrationState.LAPSED, "events.registration.lapsed")
            allocate(actor, intake)
        return row


def change(
    actor: Actor,
    token: str,
    *,
    party_size: int | None = None,
    channel: str | None = None,
    names: Sequence[str] | None = None,
    answers: Mapping[str, Any] | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Registration:
    """Change what is given; None leaves it. More seats are given only where a newcomer would get them (else Full).

    A party that waits keeps its place when it changes size, and goes to the end when it changes the queue.
    A new address gets a new link; the old one opens no more.
    """
    own = access.get_own_registration(token)

    with locked(own.intake_id) as intake:
        row = locked_row(intake, own)
        if row.state not in ACTIVE or _is_over(intake):
            raise EventRefused(_("Ilmoittautumista ei voi enää muuttaa."))
        fields = _change_words(intake, row, names, answers) + _change_contact(row, email, phone)
        fields += _change_seats(intake, row, party_size, channel)
        if not fields:
            return row
        row.sequence += 1
        row.save(update_fields=sorted({*fields, "sequence"} - {"names"}))
        audit.record(actor, "events.registration.changed", kind=KIND, uuid=row.uuid, changed=fields)
        mails.post(mails.CHANGED, row, again=str(row.sequence))
        allocate(actor, intake)
        return row


def send_my_links(actor: Actor, email: str, *, address: str = "") -> None:
    """Mail the links of all coming registrations of an address to it; old ones open no more.

    The same for every address, known or not: the page never tells who has registered.
    """
    email = rules.normalised_email(email)
    rules.check_reachable(email, "")
    with patiently():
        if address:
            people.take(rules.PER_SOURCE, network_of(address))
        people.take(rules.LINKS_PER_CONTACT, email.casefold())

    with patiently(), transaction.atomic():
        now = clock.now()
        found = Registration.objects.filter(email_hash=contacts.hash_of(email), state__in=ACTIVE, purged_at=None)
        rows = [
            row
            for row in found.select_related("intake__event__setup", "intake__occurrence").order_by("id")
            if intakes.span(row.intake)[1] > now
        ]
        if not rows:
            return
        for row in rows:
            row.link_version += 1
            row.save(update_fields=["link_version"])
            audit.record(actor, "events.registration.link_sent", kind=KIND, uuid=row.uuid)
        letter = mails.letter(mails.MY_LINKS, rows[0], again=str(int(now.timestamp())))
        if letter:
            objects = {**letter.objects, "registrations": [str(row.uuid) for row in rows]}
            outbox.post_many([letter._replace(objects=objects)])


def locked_row(intake: Intake, row: Registration) -> Registration:
    """The row as it is now, under the lock of its intake."""
    found: Registration = intake.registrations.get(pk=row.pk)
    found.intake = intake
    return found


def _confirmed(actor: Actor, intake: Intake, row: Registration) -> bool:
    if row.state in (RegistrationState.ATTENDING, RegistrationState.ATTENDED):
        return True
    party = Party(row.number, row.party_size, row.channel, row.state, row.offer_expires_at)
    if not may_confirm(intakes.situation(intake, clock.now()), party):
        return False
    change_state(actor, row, RegistrationState.ATTENDING, "events.registration.confirmed")
    mails.post(mails.CONFIRMED, row)
    allocate(actor, intake)
    return True


def _is_over(intake: Intake) -> bool:
    return clock.now() >= intakes.span(intake)[1]


def _change_words(
    intake: Intake, row: Registration, names: Sequence[str] | None, answers: Mapping[str, Any] | None
) -> list[str]:
    changed = []
    if answers is not None:
        checked = rules.check_answers(rules.questions_from(intake.event.setup.questions), answers)
        if checked != row.answers:
            row.answers = checked
            changed.append("answers")
    if names is not None:
        given = [rules.check_name(name) for name in names if name.strip()][: row.party_size]
        if given != list(row.participants.order_by("ordinal").values_list("name", flat=True)):
            row.participants.all().delete()
            Participant.objects.bulk_create(
                Participant(registration=row, ordinal=ordinal, name=name) for ordinal, name in enumerate(given, start=1)
            )
            changed.append("names")
    return changed


def _change_contact(row: Registration, email: str | None, phone: str | None) -> list[str]:
    new_email = contacts.email_of(row) if email is None else rules.normalised_email(email)
    new_phone = contacts.phone_of(row) if phone is None else rules.check_phone(phone)
    rules.check_reachable(new_email, new_phone)
    changed = []
    if new_email != contacts.email_of(row):
        row.email = sealing.seal(contacts.EMAIL, row.uuid, new_email) if new_email else b""
        row.email_hash = contacts.hash_of(new_email)
        row.link_version += 1
        changed += ["email", "email_hash", "link_version"]
    if new_phone != contacts.phone_of(row):
        row.phone = sealing.seal(contacts.PHONE, row.uuid, new_phone) if new_phone else b""
        changed.append("phone")
    return changed


def _change_seats(intake: Intake, row: Registration, size: int | None, channel: str | None) -> list[str]:
    """Seats one has are one's own; more, or others, are asked for as a newcomer would."""
    new_size = row.party_size if size is None else size
    rules.check_party(new_size, intake.event.setup.max_party)
    new_channel = row.channel if channel is None else check_channel(intakes.occurrences(intake)[0], channel)
    if (new_size, new_channel) == (row.party_size, row.channel):
        return []
    _check_room(intake, row, new_size, new_channel)
    changed = ["party_size", "channel"]
    if row.state == RegistrationState.WAITING and new_channel != row.channel:
        row.number = 1 + (intake.registrations.aggregate(last=Max("number"))["last"] or 0)
        changed.append("number")
    row.party_size, row.channel = new_size, new_channel
    row.participants.filter(ordinal__gt=new_size).delete()
    return changed


def _check_room(intake: Intake, row: Registration, size: int, channel: str) -> None:
    mine = {row.channel: row.party_size}
    situation = intakes.situation(intake, clock.now())
    if row.state == RegistrationState.WAITING:
        waiting = sum(party.size for party in situation.parties if party.state == RegistrationState.WAITING)
        room = situation.waiting_capacity
        if room is not None and waiting - row.party_size + size > max(room, waiting):
            raise Full(_("Jonossa ei ole tilaa näin monelle."))
        return
    held = mine.get(channel, 0)
    if size <= held:
        return
    # Its own seats are among the taken ones: it asks for the difference alone
    if placement_of(situation, Newcomer(size - held, channel)).placing is not Placing.SEAT:
        raise Full(_("Paikkoja ei ole näin monelle. Ilmoittautumisesi on voimassa ennallaan."))
