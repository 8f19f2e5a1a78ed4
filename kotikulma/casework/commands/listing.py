"""What a worker does on a client's page of the by-name list, beyond single events of the ledger."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.commands import endings, ledger
from kotikulma.casework.commands.clients import lock
from kotikulma.casework.queries import listing, plans
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.ledger import EventType, LedgerRefused, Recorded
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

LEAVES = (EventType.HOME, EventType.MOVED_AWAY, EventType.DECEASED, EventType.NOT_HOMELESS)


def leave(actor: Actor, client: UUID, *, type: str, on: date, reason: str = "") -> None:
    """Off the list in one of the ways a worker sees with her own eyes.

    A home of one's own begins a tenancy. With a life end the need of a home, offers and visits to come.
    """
    if type not in LEAVES:
        sentence = _("Valitse, miten hän lähti listalta.")
        raise LedgerRefused(sentence, fields={"type": sentence})
    if type not in (EventType.HOME, EventType.DECEASED):
        ledger.record(actor, client, type, on, reason=reason)
        return
    if on > clock.today():
        sentence = _("Päivä on tulevaisuudessa. Kirjaa vasta, kun se on tapahtunut.")
        raise LedgerRefused(sentence, fields={"on": sentence})
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        if type == EventType.HOME:
            ledger.move_in(actor, opened, on)
            return
        lock(opened)
        ledger.record(actor, client, type, on, reason=reason)
        endings.of_life(actor, opened)


def live_with(actor: Actor, client: UUID, *, together: bool, on: date, mark: str = "") -> Recorded:
    """Alone, or as a family or couple: a new one, or the one whose `mark` is on another page. Raises LedgerRefused."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    mark = "".join(mark.split()).lower()
    with transaction.atomic():
        lock(opened)  # of two who press at once the second sees what the first wrote
        family = listing.family_of(opened)
        if not together:
            if not family:
                raise LedgerRefused(_("Hän on listalla jo yksin."))
            return ledger.record(actor, client, EventType.CATEGORY, on, alone=True)
        if family and mark in ("", family):
            raise LedgerRefused(_("Hän on listalla jo perheen tai puolison kanssa."))
        household = listing.household_of(mark) if mark else uuid4()
        if household is None:
            sentence = _("Tällaista perheen tunnusta ei ole. Tarkista se toisen perheenjäsenen sivulta.")
            raise LedgerRefused(sentence, fields={"mark": sentence})
        return ledger.record(actor, client, EventType.CATEGORY, on, household=household)


def call_lost(actor: Actor, client: UUID, *, approver: str) -> Recorded:
    """Contact is lost, says somebody else who answers for the unit; the tries are those written down of the client.

    Raises LedgerRefused with what is missing.
    """
    opened = access.open_client(actor, client, DataClass.CONTACTS)
    if approver not in dict(listing.approvers(opened)):
        sentence = _("Nimeä, kuka hyväksyi merkinnän.")
        raise LedgerRefused(sentence, fields={"approver": sentence})
    last, tried = plans.attempts_of(opened)
    return ledger.call_inactive(actor, client, clock.today(), last_contact=last, attempts=tried, approver=approver)


def decide_long_term(actor: Actor, client: UUID, *, decided: bool, reason: str = "") -> Recorded:
    """As of today. Otherwise than the rule only with a reason. Raises LedgerRefused."""
    return ledger.decide_long_term(actor, client, clock.today(), decided, reason=reason)


def correct(actor: Actor, client: UUID, number: int, *, reason: str, void: bool, **changes: Any) -> Recorded:
    """Another day or situation takes the place of a wrong entry; `void`: it never happened. Both stay to be read."""
    opened, line = listing.event(actor, client, number)
    if void:
        with transaction.atomic():
            lock(opened)
            if line.type == EventType.DECEASED:
                endings.revoked(actor, opened)
            return ledger.supersede(actor, client, number, reason=reason)
    before = {"on": line.on, "situation": line.situation}
    changed = {name: value for name, value in changes.items() if value and value != before[name]}
    if not changed:
        raise LedgerRefused(_("Mikään ei muuttunut. Korjaa se kohta, joka oli väärin."))
    return ledger.supersede(actor, client, number, reason=reason, **changed)


def merge(actor: Actor, client: UUID, *, other: UUID, on: date, reason: str = "") -> None:
    """Of two records of one person on the list this one stays. Raises LedgerRefused, also unless a lead said so."""
    _check_same(actor, client, other)
    ledger.merge(actor, client, other, on, reason=reason)


def split(actor: Actor, client: UUID, *, other: UUID, on: date, reason: str = "") -> None:
    """They were two after all: the other comes back to the list as it was."""
    _check_same(actor, client, other)
    ledger.split(actor, client, other, on, reason=reason)


def _check_same(actor: Actor, client: UUID, other: UUID) -> None:
    _opened, page = listing.listing(actor, client)
    if other not in dict(page.same):
        sentence = _("Valitse merkintä, jonka vastaava on todennut samaksi ihmiseksi.")
        raise LedgerRefused(sentence, fields={"other": sentence})
