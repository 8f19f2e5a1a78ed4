"""What home a client needs, and the frozen list of who comes in question for a home."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Client, HousingNeed, Shortlist, ShortlistEntry, Vacancy
from kotikulma.casework.queries import matches as queries
from kotikulma.casework.queries import orders
from kotikulma.casework.rules import matches as rules
from kotikulma.casework.types.clients import ClientNotFound, DataClass
from kotikulma.casework.types.homes import HomeRefused, VacancyState
from kotikulma.casework.types.matches import Need, NeedEnd, NeedRefused
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def save_need(actor: Actor, client: UUID, need: Need, *, since: date | None = None) -> HousingNeed:
    """Write down what home she needs, or change it. Waiting counts from the first time. Raises NeedRefused."""
    opened = access.open_client(actor, client, DataClass.HOUSING)

    with transaction.atomic():
        _lock(opened)
        row = open_need(opened) or HousingNeed(uuid=uuid4(), client=opened.client, since=clock.today())
        row.since = since or row.since
        rules.check_need(need, row.since, clock.today())
        row.facts = access.sealed_need(need, access.NEED, row.uuid, opened.key)
        row.save()
        _log(actor, opened, row, "casework.need.saved")
    return row


def close_need(actor: Actor, client: UUID) -> None:
    """She needs no home any more. Closing twice changes nothing."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        _lock(opened)
        end_need(actor, opened, NeedEnd.WITHDRAWN)


def record_contact(actor: Actor, client: UUID) -> None:
    """Somebody found her after offers nobody had answered: they count no more."""
    opened = access.open_client(actor, client, DataClass.HOUSING)
    with transaction.atomic():
        _lock(opened)
        row = open_need(opened)
        if row is None:
            raise NeedRefused(_("Asunnon tarvetta ei ole kirjattu. Kirjaa se ensin."))
        row.contacted_on = clock.today()
        row.save(update_fields=["contacted_on"])
        _log(actor, opened, row, "casework.need.contacted")


def make_shortlist(actor: Actor, vacancy: UUID) -> Shortlist:
    """Rank everybody in the register whose need is open, and freeze it with the facts. Earlier lists stay.

    The log names everybody whose need was read. The seed is the vacancy's: the same facts give the same order.
    The classes are those the city's decision in force today puts first; the list keeps its version.
    """
    found, standing = access.vacancy_for(actor, vacancy)
    ground = access.ground_in_register(standing, found.register_id)
    today = clock.today()
    order = orders.in_force(today)

    with transaction.atomic():
        row = Vacancy.objects.select_for_update().get(pk=found.pk)
        if row.state != VacancyState.OPEN:
            raise HomeRefused(_("Koti ei ole enää vapaana."))
        people = {one.row.uuid: one for one in access.applicants(row.register_id, today)}
        candidates = (one.candidate for one in people.values())
        verdicts = rules.ranked(candidates, queries.facts_of(found), today, row.seed, order)
        shortlist = Shortlist.objects.create(
            vacancy=row,
            number=row.shortlists.count() + 1,
            made_at=clock.now(),
            rule=order.version,
            seed=row.seed,
            maker_id=actor.id,
        )
        entries = []
        for verdict in verdicts:
            one, uuid = people[verdict.key], uuid4()
            known = {"on_list": one.candidate.situation, "listed_long_term": one.candidate.long_term}
            entries.append(
                ShortlistEntry(
                    uuid=uuid,
                    shortlist=shortlist,
                    client=one.row.client,
                    rank=verdict.rank,
                    need_class=verdict.need_class,
                    wait_days=verdict.wait_days,
                    reasons=[str(reason) for reason in verdict.reasons],
                    tied=verdict.tied,
                    wish_met=verdict.wish_met,
                    facts=access.sealed_need(one.candidate.need, access.FACTS, uuid, one.key, **known),
                )
            )
        ShortlistEntry.objects.bulk_create(entries, batch_size=500)
        read = [one.row.client.uuid for one in people.values()]
        data = [DataClass.HOUSING]
        access.log(
            actor, ground, "casework.shortlist.made", subjects=read, uuid=shortlist.uuid, kind="shortlist", data=data
        )
    return shortlist


def open_need(opened: Opened) -> HousingNeed | None:
    return HousingNeed.objects.filter(client=opened.client, closed_on=None).first()


def end_need(actor: Actor, opened: Opened, ended_by: NeedEnd) -> None:
    """In the caller's transaction, the client locked."""
    row = open_need(opened)
    if row is not None:
        row.closed_on, row.ended_by = clock.today(), ended_by
        row.save(update_fields=["closed_on", "ended_by"])
        _log(actor, opened, row, "casework.need.closed")


def _lock(opened: Opened) -> Client:
    row = Client.objects.select_for_update().get(pk=opened.client.pk)
    if row.closed_at is not None:
        raise ClientNotFound
    return row


def _log(actor: Actor, opened: Opened, row: HousingNeed, deed: str) -> None:
    data = [DataClass.HOUSING]
    access.log(actor, opened.ground, deed, subjects=[opened.client.uuid], uuid=row.uuid, kind="need", data=data)
