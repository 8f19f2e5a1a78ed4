"""Offers for the workers of their clients: what waits, one of them, a client's own. Every name shown is logged."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import HomeCheck, HousingNeed, Offer, Tenancy
from kotikulma.casework.queries import matches
from kotikulma.casework.rules import offers as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.offers import (
    HOUSED,
    OPEN,
    CheckDay,
    CheckLine,
    ClientReason,
    LandlordReason,
    Lease,
    OfferLine,
    OfferPage,
    OfferState,
    StepLine,
    Waiting,
)
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor
from kotikulma.people.types import CaseStanding


def offer(viewer: Actor, uuid: UUID) -> OfferPage:
    row, opened = access.open_offer(viewer, uuid)
    home, today = row.vacancy.home, clock.today()
    consequence = rules.consequence(row.state, row.reason)
    return OfferPage(
        uuid=row.uuid,
        client=opened.client.uuid,
        name=opened.identity.name,
        vacancy=row.vacancy.uuid,
        home=home.label,
        address=access.address_of(home),
        landlord=home.landlord.name,
        rent=home.rent,
        state=row.state,
        due_on=row.due_on if row.state in OPEN else None,
        late=rules.is_late(row.state, row.due_on, today),
        extended=row.extended,
        viewing_at=row.viewing_at,
        reason=_reason(row),
        consequence=consequence.label if consequence else "",
        override=opened.unseal(access.OVERRIDE, row.uuid, row.override),
        lease=Lease(row.lease).label if row.lease else "",
        moved_in_on=row.moved_in_on,
        steps=tuple(StepLine(state, at) for state, at in row.steps.order_by("at", "id").values_list("state", "at")),
        next_steps=rules.next_steps(row.state),
        checks=tuple(
            CheckLine(one.day, one.due_on, one.done_at, one.finding, one.done_at is None and one.due_on < today)
            for one in row.checks.order_by("day")
        ),
    )


def own_waiting(viewer: Actor) -> list[OfferLine]:
    """Open offers and due checks of the viewer's clients, by name, the earliest first. One row in the log a unit."""
    standing, today = access.standing_of(viewer), clock.today()
    own = access.own_client_ids(standing)
    offers = list(_with_home(Offer.objects.filter(client__in=own, state__in=OPEN)))
    checks = list(_due_checks(own).select_related("offer__client", "offer__vacancy__home"))
    lines = [_line(row, row.due_on, rules.is_late(row.state, row.due_on, today)) for row in offers]
    lines += [_line(one.offer, one.due_on, one.due_on < today, CheckDay(one.day).label) for one in checks]
    _log_listed(viewer, standing, [*offers, *(one.offer for one in checks)])
    return sorted(lines, key=lambda line: (line.due_on or today, str(line.uuid)))


def of_client(opened: Opened) -> list[OfferLine]:
    """Her offers, newest first; part of what opening her logged."""
    today = clock.today()
    rows = _with_home(Offer.objects.filter(client=opened.client)).order_by("-offered_at", "-id")
    return [
        _line(row, row.due_on if row.state in OPEN else None, rules.is_late(row.state, row.due_on, today))
        for row in rows
    ]


def tenancies(opened: Opened) -> list[Tenancy]:
    """Her homes as the list knows them, newest first."""
    sealed = opened.client.subject
    if not sealed:
        return []
    subject = UUID(opened.unseal(access.SUBJECT, opened.client.uuid, sealed))
    return list(Tenancy.objects.filter(subject__uuid=subject).order_by("-moved_in_on", "-id"))


def waiting(viewer: Actor) -> Waiting:
    """For the viewer's own first page: numbers and days alone, so that nothing needs a row in the log."""
    standing, today = access.standing_of(viewer), clock.today()
    own = access.own_client_ids(standing)
    offers = sorted(
        due
        for due in Offer.objects.filter(client__in=own, state__in=OPEN).values_list("due_on", flat=True)
        if due and due <= today
    )
    checks = sorted(_due_checks(own).values_list("due_on", flat=True))
    open_ = access.register_vacancies(standing).filter(state="open").values_list("pk", flat=True)
    needing = HousingNeed.objects.filter(client__in=own, closed_on=None).values_list("client_id", flat=True)
    return Waiting(
        offers=len(offers),
        checks=len(checks),
        contacts=len(matches.unreached(list(needing))),
        turns=sum(client in own for client in matches.turns(open_).values()),
        offers_due=offers[0] if offers else None,
        checks_due=checks[0] if checks else None,
    )


def _due_checks(own: set[int]) -> QuerySet[HomeCheck]:
    rows = HomeCheck.objects.filter(done_at=None, due_on__lte=clock.today(), offer__client__in=own)
    return rows.filter(offer__state__in=HOUSED).order_by("due_on", "id")


def _with_home(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    return rows.select_related("client", "vacancy__home")


def _line(row: Offer, due: object, late: bool, check: object = "") -> OfferLine:
    name = access.identity_of(row.client, own_keys.unwrap(row.client.wrapped_key)).name
    return OfferLine(row.uuid, name, row.vacancy.home.label, row.state, due, late, check)  # type: ignore[arg-type]


def _reason(row: Offer) -> object:
    if not row.reason:
        return ""
    return (LandlordReason if row.state == OfferState.REFUSED else ClientReason)(row.reason).label


def _log_listed(viewer: Actor, standing: CaseStanding, rows: Sequence[Offer]) -> None:
    """One row of the log for each register whose clients are named."""
    registers: dict[int, list[UUID]] = {}
    for row in rows:
        registers.setdefault(row.client.register_id, []).append(row.client.uuid)
    with transaction.atomic():
        for register, named in sorted(registers.items()):
            ground = access.ground_in_register(standing, register)
            data = [DataClass.IDENTITY, DataClass.HOUSING]
            access.log(viewer, ground, access.LISTED, subjects=dict.fromkeys(named), kind="offer_list", data=data)
