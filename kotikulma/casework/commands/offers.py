"""Offers, step by step: made in order, answered, approved, leased, moved in and asked after. A no costs nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands import fidelity, ledger, mails
from kotikulma.casework.commands.homes import end_offer
from kotikulma.casework.commands.matches import end_need
from kotikulma.casework.models import Client, HomeCheck, Offer, OfferStep, ShortlistEntry, Vacancy
from kotikulma.casework.queries import matches as queries
from kotikulma.casework.rules import matches as match_rules
from kotikulma.casework.rules import offers as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.fidelity import Where
from kotikulma.casework.types.homes import VacancyState
from kotikulma.casework.types.matches import NeedEnd
from kotikulma.casework.types.offers import (
    AGREED,
    ANSWERABLE,
    HOUSED,
    OPEN,
    ClientReason,
    LandlordReason,
    OfferNotFound,
    OfferRefused,
    OfferState,
)
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, system

Change = Callable[[Offer, Opened], None]


def make_offer(actor: Actor, entry: UUID, *, reason: str = "") -> Offer:
    """Offer the home to one of the list. Who is not next gets it only with a written reason, and the log says so."""
    found = ShortlistEntry.objects.select_related("client", "shortlist__vacancy").filter(uuid=entry).first()
    if found is None:
        raise OfferNotFound
    opened = access.open_client(actor, found.client.uuid, DataClass.HOUSING)
    fidelity.refuse_readiness(actor, Where.REFUSAL, reason, field="reason")

    with transaction.atomic():
        Client.objects.select_for_update().get(pk=opened.client.pk)
        vacancy = Vacancy.objects.select_for_update().get(pk=found.shortlist.vacancy_id)
        turn = queries.turns([vacancy.pk]).get(vacancy.pk)
        _check_offer(found, vacancy)
        offer = Offer(uuid=uuid4(), entry=found, vacancy=vacancy, client=opened.client, unit_id=opened.ground.unit_id)
        if turn != opened.client.pk:
            offer.override = opened.seal(access.OVERRIDE, offer.uuid, match_rules.check_override(reason))
        offer.due_on = rules.due_of(OfferState.OFFERED, clock.today())
        offer.offered_at = offer.changed_at = clock.now()
        offer.save(force_insert=True)
        _keep_step(offer)
        _log(actor, opened, offer, "casework.offer.out_of_order" if offer.override else "casework.offer.made")
    return offer


def extend(actor: Actor, uuid: UUID) -> Offer:
    """Five working days more, once."""

    def change(row: Offer, opened: Opened) -> None:
        row.due_on, row.extended = rules.extended(row.state, row.due_on, row.extended), True

    return _change(actor, uuid, "extended", change)


def arrange_viewing(actor: Actor, uuid: UUID, *, viewing_at: datetime) -> Offer:
    """She looks at the home; there is time to answer until the working day after."""

    def change(row: Offer, opened: Opened) -> None:
        rules.check_viewing(viewing_at, clock.now())
        if row.state != OfferState.VIEWING:
            _move(row, OfferState.VIEWING)
        row.viewing_at = viewing_at
        row.due_on = rules.due_of(row.state, clock.today(), due=row.due_on, viewing=rules.day_of(viewing_at))

    return _change(actor, uuid, "viewing", change)


def accept(actor: Actor, uuid: UUID) -> Offer:
    """She wants the home: every other offer of hers ends in the same transaction, and those homes are free."""

    def change(row: Offer, opened: Opened) -> None:
        _move(row, OfferState.ACCEPTED)
        others = Offer.objects.select_for_update().filter(client=opened.client, state__in=OPEN).exclude(pk=row.pk)
        for other in others.order_by("id"):
            if other.state in AGREED:
                raise OfferRefused(_("Asiakas on jo hyväksynyt toisen kodin. Päätä ensin se."))
            end_offer(other, OfferState.FREED)

    return _change(actor, uuid, "accepted", change)


def decline(actor: Actor, uuid: UUID, *, reason: str = "") -> Offer:
    """She does not want this one. It changes nothing for her; why is hers to tell."""
    if reason not in ClientReason.values:
        fidelity.refuse_readiness(actor, Where.REFUSAL, reason, field="reason")

    def change(row: Offer, opened: Opened) -> None:
        rules.check_client_reason(reason)
        _move(row, OfferState.DECLINED)
        row.reason = reason

    return _change(actor, uuid, "declined", change)


def approve(actor: Actor, uuid: UUID) -> Offer:
    """The landlord says yes."""
    return _change(actor, uuid, "approved", lambda row, opened: _move(row, OfferState.APPROVED))


def refuse(actor: Actor, uuid: UUID, *, reason: str) -> Offer:
    """The landlord says no, for a reason of the list: it is counted for the landlord, never for the client."""
    if reason not in LandlordReason.values:
        fidelity.refuse_readiness(actor, Where.REFUSAL, reason, field="reason")

    def change(row: Offer, opened: Opened) -> None:
        rules.check_landlord_reason(reason)
        _move(row, OfferState.REFUSED)
        row.reason = reason

    return _change(actor, uuid, "refused", change)


def sign(actor: Actor, uuid: UUID, *, lease: str) -> Offer:
    def change(row: Offer, opened: Opened) -> None:
        rules.check_lease(lease)
        _move(row, OfferState.LEASED)
        row.lease = lease

    return _change(actor, uuid, "leased", change)


def move_in(actor: Actor, uuid: UUID, *, on: date) -> Offer:
    """She has the key: the home begins, she leaves the by-name list, her need ends. All of it or nothing."""

    def change(row: Offer, opened: Opened) -> None:
        rules.check_move_in(on, clock.today())
        _move(row, OfferState.MOVED_IN)
        tenancy = ledger.move_in(actor, opened, on)
        row.moved_in_on, row.tenancy = on, opened.seal(access.TENANCY, row.uuid, str(tenancy.uuid))
        Vacancy.objects.filter(pk=row.vacancy_id).update(state=VacancyState.FILLED)
        end_need(actor, opened, NeedEnd.HOUSED)
        days = rules.check_days(on).items()
        HomeCheck.objects.bulk_create([HomeCheck(offer=row, day=day, due_on=due) for day, due in days])

    return _change(actor, uuid, "moved_in", change)


def check_home(actor: Actor, uuid: UUID, *, day: int, finding: str) -> Offer:
    """How living goes on one of the days it is asked. After the last one the offer is closed."""

    def change(row: Offer, opened: Opened) -> None:
        rules.check_finding(finding)
        check = row.checks.filter(day=day, done_at=None).first() if row.state in HOUSED else None
        if check is None:
            raise OfferRefused(_("Tämä tarkistus on jo kirjattu."))
        check.finding, check.done_at = finding, clock.now()
        check.save(update_fields=["finding", "done_at"])
        if not row.checks.filter(done_at=None).exists():
            _move(row, OfferState.CLOSED)

    return _change(actor, uuid, "checked", change)


def expire_due(actor: Actor) -> int:
    """Offers nobody answered in time end: the home goes to nobody by itself, the unit hears of it. How many."""
    due = Offer.objects.filter(state__in=ANSWERABLE, due_on__lt=clock.today()).order_by("id")
    ended = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            rows = Offer.objects.select_for_update(of=("self",)).select_related("client", "unit")
            row = rows.get(pk=pk)
            if not rules.has_expired(row.state, row.due_on, clock.today()):
                continue
            end_offer(row, OfferState.EXPIRED)
            where = audit.Circumstances(row.unit.uuid, "", "", (row.client.uuid,))
            chain = f"case:{row.unit.uuid.hex}"
            audit.record(actor, "casework.offer.expired", kind="offer", uuid=row.uuid, chain=chain, where=where)
            mails.tell_of_expired(row)
            ended += 1
    return ended


@task()
def expire_due_task() -> int:
    return expire_due(system("homes"))


def _check_offer(entry: ShortlistEntry, vacancy: Vacancy) -> None:
    if vacancy.state != VacancyState.OPEN:
        raise OfferRefused(_("Koti ei ole enää vapaana."))
    if vacancy.offers.filter(state__in=OPEN).exists():
        raise OfferRefused(_("Kotia tarjotaan jo jollekin. Odota vastausta."))
    if entry.shortlist.number != vacancy.shortlists.count():
        raise OfferRefused(_("Koti on listattu uudelleen. Tee tarjous uusimmasta listasta."))
    if not entry.rank:
        raise OfferRefused(_("Koti ei sovi hänelle. Tarkista ensin hänen asunnon tarpeensa."))
    if entry.client_id in queries.away([entry.client_id]):
        raise OfferRefused(_("Asiakas on jo hyväksynyt toisen kodin, tai hän ei enää tarvitse kotia."))


def _change(actor: Actor, uuid: UUID, what: str, change: Change) -> Offer:
    """Lock the client, then the offer; change it; write and log it together."""
    found, opened = access.open_offer(actor, uuid)
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=opened.client.pk)
        row = Offer.objects.select_for_update().get(pk=found.pk)
        before = row.state
        change(row, opened)
        if row.state != before:
            row.changed_at = clock.now()
            if what not in ("viewing", "extended"):
                row.due_on = rules.due_of(row.state, clock.today())
        row.save()
        if row.state != before:
            _keep_step(row)
        _log(actor, opened, row, f"casework.offer.{what}")
    return row


def _move(row: Offer, to: OfferState) -> None:
    rules.check_step(row.state, to)
    row.state = to


def _keep_step(row: Offer) -> None:
    OfferStep.objects.create(offer=row, state=row.state, at=row.changed_at)


def _log(actor: Actor, opened: Opened, row: Offer, deed: str) -> None:
    client: Any = opened.client.uuid
    data = [DataClass.HOUSING]
    access.log(actor, opened.ground, deed, subjects=[client], uuid=row.uuid, kind="offer", data=data)
