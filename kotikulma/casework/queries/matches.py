"""Lists of applicants as a worker may see them, whose turn it is, and what home a client needs. Reads are logged.

Who sees what of whom: her own clients by name; others as a number of this very view with the sentence. A client under
non-disclosure is there for her own workers alone: she keeps her place in the order, and nobody else can tell that a row
is missing, because numbers count what is shown, and whose turn it is is marked on own clients only.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import HousingNeed, Offer, Shortlist, ShortlistEntry, Vacancy
from kotikulma.casework.queries import orders
from kotikulma.casework.rules import matches as rules
from kotikulma.casework.rules import orders as order_rules
from kotikulma.casework.rules.offers import day_of
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.homes import HomeFacts, HomeNotFound, Requirement, VacancyState
from kotikulma.casework.types.matches import Candidate, EntryLine, NeedPage, ShortlistPage
from kotikulma.casework.types.offers import AGREED, OPEN, OfferState
from kotikulma.casework.types.orders import Order
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor

COMES_AGAIN = (OfferState.EXPIRED, OfferState.FREED)  # she never said no to this home


def facts_of(vacancy: Vacancy) -> HomeFacts:
    home = vacancy.home
    no_pets = Requirement.NO_PETS in vacancy.requirements
    return HomeFacts(home.area, home.persons_max, home.rent, home.step_free, no_pets)


def shortlist(viewer: Actor, vacancy: UUID, number: int | None = None) -> ShortlistPage | None:
    """The newest list of a home, or an earlier one; None before the first. One row in the log names all it showed."""
    found, standing = access.vacancy_for(viewer, vacancy)
    lists = list(found.shortlists.order_by("-number"))
    chosen = next((one for one in lists if number in (None, one.number)), None)
    if chosen is None:
        if number is None:
            return None
        raise HomeNotFound
    own = access.own_client_ids(standing)
    rows = chosen.entries.select_related("client").filter(Q(client__protected=False) | Q(client__in=own))
    order = orders.of_version(chosen.rule)
    shown = sorted(
        rows, key=lambda row: (row.rank == 0, row.rank, order.places[row.need_class], -row.wait_days, row.uuid)
    )
    offers = _own_offers(found, own)
    newest = chosen == lists[0]
    turn = turns([found.pk]).get(found.pk) if newest else None
    gone = away(own & {row.client_id for row in shown})
    lines = [
        _line(row, place, row.client_id in own, turn, offers, order, gone) for place, row in enumerate(shown, start=1)
    ]
    with transaction.atomic():
        ground = access.ground_in_register(standing, found.register_id)
        named = [row.client.uuid for row in shown]
        data = [DataClass.HOUSING, *[DataClass.IDENTITY] * any(line.own for line in lines)]
        access.log(
            viewer, ground, "casework.shortlist.viewed", subjects=named, uuid=chosen.uuid, kind="shortlist", data=data
        )
    return ShortlistPage(
        number=chosen.number,
        made_at=chosen.made_at,
        seed=chosen.seed,
        rule=chosen.rule,
        classes=tuple(order_rules.classes(order)),
        newest=newest,
        included=tuple(line for line in lines if line.included),
        excluded=tuple(line for line in lines if not line.included),
        others=tuple((one.number, one.made_at) for one in lists),
        own_turn=turn in own,
        waits=turn is not None,
    )


def turns(vacancies: Iterable[int]) -> Mapping[int, int]:
    """Vacancy -> row id of the client who is offered it next, by its newest list. Five statements, whatever many.

    A home somebody is being offered, or that is gone, has no next.
    """
    wanted = set(vacancies)
    newest = {row.vacancy_id: row.pk for row in Shortlist.objects.filter(vacancy__in=wanted).order_by("number")}
    entries = ShortlistEntry.objects.filter(shortlist__in=newest.values(), rank__gt=0).order_by("rank")
    order: dict[int, list[int]] = {}
    for vacancy, client in entries.values_list("shortlist__vacancy_id", "client_id"):
        order.setdefault(vacancy, []).append(client)
    offered: dict[int, dict[int, bool]] = {}
    locked = set(Vacancy.objects.filter(pk__in=wanted).exclude(state=VacancyState.OPEN).values_list("pk", flat=True))
    rows = Offer.objects.filter(vacancy__in=wanted).order_by("id").values_list("vacancy_id", "client_id", "state")
    for vacancy, client, state in rows:
        offered.setdefault(vacancy, {})[client] = state in COMES_AGAIN
        if state in OPEN:
            locked.add(vacancy)
    gone = away({client for clients in order.values() for client in clients})
    found = {pk: rules.turn(clients, offered.get(pk, {}), gone) for pk, clients in order.items() if pk not in locked}
    return {pk: client for pk, client in found.items() if client is not None}


def away(clients: Iterable[int]) -> set[int]:
    """Of these, who need no home any more or have said yes to one."""
    wanted = set(clients)
    needs = HousingNeed.objects.filter(client__in=wanted, closed_on=None, client__closed_at=None)
    agreed = Offer.objects.filter(client__in=wanted, state__in=AGREED)
    return (wanted - set(needs.values_list("client_id", flat=True))) | set(agreed.values_list("client_id", flat=True))


def entry(viewer: Actor, uuid: UUID) -> tuple[Opened, EntryLine, Vacancy]:
    """One applicant about to be offered a home, for a worker of hers; logged. A 404 for everybody else."""
    row = (
        ShortlistEntry.objects.select_related("client", "shortlist__vacancy__home__landlord").filter(uuid=uuid).first()
    )
    if row is None:
        raise HomeNotFound
    opened = access.open_client(viewer, row.client.uuid, DataClass.IDENTITY, DataClass.HOUSING)
    vacancy, order = row.shortlist.vacancy, orders.of_version(row.shortlist.rule)
    return opened, _line(row, row.rank, True, turns([vacancy.pk]).get(vacancy.pk), {}, order), vacancy


def need(opened: Opened) -> NeedPage | None:
    """The client's open need; part of what opening her logged."""
    row = HousingNeed.objects.filter(client=opened.client, closed_on=None).first()
    if row is None:
        return None
    one = Candidate(row.uuid, row.since, access.need_in(row, opened.key))
    today = clock.today()
    order = orders.in_force(today)
    return NeedPage(
        row.since,
        one.need,
        order_rules.class_name(rules.need_class(one, today, order), order.deadline_days),
        opened.client.pk in unreached([opened.client.pk]),
        rules.has_lapsed(one, today),
    )


def unreached(clients: Iterable[int]) -> set[int]:
    """Of these, whom two offers have gone by unanswered since somebody last found them. Two statements."""
    needs = dict(
        HousingNeed.objects.filter(client__in=clients, closed_on=None).values_list("client_id", "contacted_on")
    )
    rows = Offer.objects.filter(client__in=needs).order_by("id").values_list("client_id", "state", "changed_at")
    counted = dict.fromkeys(needs, 0)
    for client, state, changed_at in rows:
        contacted = needs[client]
        if state == OfferState.EXPIRED and (contacted is None or day_of(changed_at) > contacted):
            counted[client] += 1
        elif state not in (OfferState.EXPIRED, OfferState.OFFERED, OfferState.WITHDRAWN):
            counted[client] = 0
    return {client for client, count in counted.items() if count >= rules.UNREACHED}


def _own_offers(vacancy: Vacancy, own: set[int]) -> Mapping[int, tuple[UUID, str]]:
    rows = vacancy.offers.filter(client__in=own).order_by("id").values_list("client_id", "uuid", "state")
    return {client: (uuid, state) for client, uuid, state in rows}


def _line(
    row: ShortlistEntry,
    place: int,
    own: bool,
    turn: int | None,
    offers: Mapping[int, tuple[UUID, str]],
    order: Order,
    gone: Collection[int] = (),
) -> EntryLine:
    offer, state = offers.get(row.client_id, (None, ""))
    name = access.identity_of(row.client, own_keys.unwrap(row.client.wrapped_key)).name if own else ""
    return EntryLine(
        uuid=row.uuid,
        number=place,
        name=name,
        client=row.client.uuid if own else None,
        rank=row.rank,
        need_class=order_rules.class_name(row.need_class, order.deadline_days),
        sentence=rules.sentence(
            row.need_class, row.wait_days, row.reasons, tied=row.tied, deadline_days=order.deadline_days
        ),
        turn=own and turn == row.client_id,
        offer=offer,
        offer_state=OfferState(state).label if state else "",
        away=row.client_id in gone,
    )
