"""Seats kept while a form is filled in: they count as taken until they run out, and are one's own until then."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands.allocation import allocate
from kotikulma.events.commands.locking import locked, patiently
from kotikulma.events.commands.registration.setup import intake_of
from kotikulma.events.models import Hold, Intake
from kotikulma.events.queries import intakes
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.allocation import Newcomer, Placement, Placing
from kotikulma.events.types import Channel, Closed, EventRefused
from kotikulma.events.types.registration import HeldSeats
from kotikulma.kernel import clock
from kotikulma.kernel.sources import network_of
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people

NONE = HeldSeats("", 0, None, 0)


def hold(
    actor: Actor,
    occurrence: UUID,
    *,
    size: int = 1,
    channel: str = Channel.IN_PERSON,
    token: str = "",
    address: str = "",
) -> HeldSeats:
    """Keep seats for some minutes. With the token of a hold its size is changed: twice the same is one hold.

    Where nothing is free for a newcomer the answer has no token, and the form is filled in for the queue.
    """
    found = access.get_occurrence_for(actor, occurrence)
    with patiently():
        intake_id = intake_of(found).pk
        if address and not token:
            people.take(rules.PER_SOURCE, network_of(address))
    rules.check_party(size, found.event.setup.max_party)
    if channel not in Channel.values:
        raise EventRefused(_("Valitse, tuletko paikalle vai osallistutko verkossa."))

    with locked(intake_id) as intake:
        now = clock.now()
        opens, closes = intakes.window(intake)
        if intakes.is_off(intake) or now >= closes or (opens and now < opens):
            raise Closed(_("Ilmoittautuminen ei ole auki."))
        mine = own_hold(intake, token, channel)
        if mine and mine.size == size:
            return _held(mine, token)
        secret = token if mine else token_urlsafe(24)
        kept = mine or Hold(intake=intake, token_hash=_hash(secret), channel=channel)
        granted: list[Hold] = []

        def admit(placement: Placement) -> None:
            if placement.placing is Placing.SEAT:
                kept.size = size
                kept.expires_at = kept.expires_at or now + _minutes(intake)
                kept.save()
                granted.append(kept)

        allocate(actor, intake, newcomer=Newcomer(size, channel, held=mine.size if mine else 0), hold=mine, admit=admit)
        if mine:
            allocate(actor, intake)  # seats it no longer keeps
        return _held(kept, secret) if granted or mine else NONE


def extend_hold(actor: Actor, token: str) -> HeldSeats:
    """As many minutes again, ten times (WCAG 2.2.1). EventRefused when it has run out."""
    intake_id = _intake_id(token)

    with locked(intake_id) as intake:
        mine = own_hold(intake, token)
        if mine is None or mine.extended >= rules.MOST_EXTENSIONS:
            raise EventRefused(_("Aika loppui. Lähetä lomake, niin katsomme, onko paikkoja vielä."))
        mine.expires_at, mine.extended = clock.now() + _minutes(intake), mine.extended + 1
        mine.save(update_fields=["expires_at", "extended"])
        return _held(mine, token)


def release_hold(actor: Actor, token: str) -> None:
    """Somebody left the form: the seats are free at once. Nothing when there is no such hold."""
    found = Hold.objects.filter(token_hash=_hash(token)).values_list("intake", flat=True).first()
    if found is None:
        return
    with locked(found) as intake:
        intake.holds.filter(token_hash=_hash(token)).delete()
        allocate(actor, intake)


def own_hold(intake: Intake, token: str, channel: str = "") -> Hold | None:
    """The live hold a token opens, for this channel; None when it ran out."""
    if not token:
        return None
    mine = intake.holds.filter(token_hash=_hash(token), expires_at__gt=clock.now())
    return (mine.filter(channel=channel) if channel else mine).first()


def _intake_id(token: str) -> int:
    found: int | None = Hold.objects.filter(token_hash=_hash(token)).values_list("intake", flat=True).first()
    if found is None:
        raise EventRefused(_("Aika loppui. Lähetä lomake, niin katsomme, onko paikkoja vielä."))
    return found


def _held(hold: Hold, token: str) -> HeldSeats:
    return HeldSeats(token, hold.size, hold.expires_at, rules.MOST_EXTENSIONS - hold.extended)


def _minutes(intake: Intake) -> timedelta:
    return timedelta(minutes=intake.event.setup.hold_minutes)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
