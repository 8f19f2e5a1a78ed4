"""Homes, needs and lists of tests. Landlords are companies that cannot exist, people are invented."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kotikulma.casework.commands import clients, homes, matches, offers
from kotikulma.casework.models import Client, Offer, Shortlist, ShortlistEntry, Vacancy
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.casework.types.homes import HomeFacts, NewVacancy
from kotikulma.casework.types.matches import Candidate, Need
from kotikulma.casework.types.offers import Lease
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people.models import Person
from tests import cast

LANDLORD = "Kuukoti Qvadraatti Oy"
FLAT = HomeFacts("40520", 2, 600, step_free=True)


def me() -> Actor:
    return cast.actor(cast.caseworker())


def colleague() -> Actor:
    return cast.actor(cast.case_colleague())


def make_vacancy(facts: HomeFacts = FLAT, actor: Actor | None = None, **values: Any) -> Vacancy:
    worker = actor or me()
    given = {"label": "Yksiö, Kuokkala", "address": "Kuukatu 0 A 999", "landlord_name": LANDLORD, **values}
    new = NewVacancy(unit=cast.county().uuid, facts=facts, available_on=clock.today(), **given)
    return homes.open_vacancy(worker, new)


def make_applicant(
    name: str = "Testi", *, days: int = 100, worker: Person | None = None, protected: bool = False, **need: Any
) -> Client:
    """A client of the worker's, homeless at friends' unless said otherwise, who has waited for so many days."""
    person = worker or cast.caseworker()
    identity, unit = Identity(name, "Olematon"), cast.county().uuid
    client = clients.create_client(cast.actor(person), unit, identity, task=Task.HOMES, protected=protected)
    since = clock.today() - timedelta(days=days)
    matches.save_need(cast.actor(person), client.uuid, Need(**{"situation": "friends", **need}), since=since)
    return client


def make_list(vacancy: Vacancy) -> Shortlist:
    return matches.make_shortlist(me(), vacancy.uuid)


def entry_of(client: Client, vacancy: Vacancy) -> ShortlistEntry:
    return ShortlistEntry.objects.filter(client=client, shortlist__vacancy=vacancy).latest("shortlist__number")


def offer_to(client: Client, vacancy: Vacancy, *, actor: Actor | None = None, reason: str = "") -> Offer:
    return offers.make_offer(actor or me(), entry_of(client, vacancy).uuid, reason=reason)


def housed(client: Client, vacancy: Vacancy, *, on: date | None = None, lease: str = Lease.LASTING) -> Offer:
    """All the way from the list to the key."""
    make_list(vacancy)
    row = offer_to(client, vacancy)
    for step in (offers.accept, offers.approve):
        step(me(), row.uuid)
    offers.sign(me(), row.uuid, lease=lease)
    return offers.move_in(me(), row.uuid, on=on or clock.today())


def candidate(number: int, *, days: int = 100, on: date | None = None, **need: Any) -> Candidate:
    since = (on or date(2027, 2, 10)) - timedelta(days=days)
    return Candidate(UUID(int=number), since, Need(**{"situation": "friends", **need}))
