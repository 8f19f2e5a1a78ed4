"""Who sees free homes, who needs them, and which offers.

Homes and lists of applicants are for every case worker of the register; an offer is for the workers of its client.
The ranking opens every open need of the register by itself, in the house's name, and the log names everybody it read.
What a worker then sees of people who are not her clients is a number and a sentence; of those under non-disclosure
nothing, not even a gap.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.casework.access.clients import (
    SUBJECT,
    Ground,
    Opened,
    ground_in_unit,
    open_client,
    own_relationships,
    registers_of,
    standing_of,
)
from kotikulma.casework.models import FOREVER, Client, Home, HousingNeed, Offer, Posting, Vacancy
from kotikulma.casework.types.clients import Basis, DataClass, Task
from kotikulma.casework.types.homes import HomeNotFound
from kotikulma.casework.types.matches import Candidate, Need
from kotikulma.casework.types.offers import OfferNotFound
from kotikulma.kernel import clock, own_keys, sealing
from kotikulma.kernel.permissions import CASEWORKERS, COORDINATORS, Row
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding

NEED, FACTS, OVERRIDE, TENANCY = "casework.need", "casework.entry", "casework.offer.override", "casework.offer.tenancy"
_ADDRESS = "casework.home"


@dataclass(frozen=True, slots=True)
class Applicant:
    """An open need in the ranking, with the key under which what the list keeps of it is sealed."""

    row: HousingNeed
    key: bytes
    candidate: Candidate


def register_vacancies(standing: CaseStanding) -> QuerySet[Vacancy]:
    rows = Vacancy.objects.filter(register__in=registers_of(standing))
    return rows.select_related("home__landlord", "unit")


def vacancy_for(actor: Actor, uuid: UUID) -> tuple[Vacancy, CaseStanding]:
    """A free home of the actor's register; HomeNotFound for everybody else."""
    standing = standing_of(actor)
    row = register_vacancies(standing).filter(uuid=uuid).first()
    if row is None:
        raise HomeNotFound
    return row, standing


def ground_in_register(standing: CaseStanding, register_id: int) -> Ground:
    """For what is done with the homes of a register: in the first of her units there, by law, to find a home."""
    unit = next((each for each in sorted(standing.units) if people.root_of(each) == register_id), None)
    if unit is None:
        raise HomeNotFound
    return ground_in_unit(standing, unit, basis=Basis.LAW, task=Task.HOMES)


def own_client_ids(standing: CaseStanding) -> set[int]:
    """Row ids of the clients she works with now."""
    return set(own_relationships(standing, clock.now()).values_list("client_id", flat=True))


def open_offer(actor: Actor, uuid: UUID) -> tuple[Offer, Opened]:
    """An offer and its client, logged; a 404 and a row in the log for who does not work with the client."""
    row = Offer.objects.select_related("vacancy__home__landlord", "client", "entry").filter(uuid=uuid).first()
    if row is None:
        raise OfferNotFound
    return row, open_client(actor, row.client.uuid, DataClass.HOUSING)


def applicants(register_id: int, on: date) -> list[Applicant]:
    """Every open need of the register, opened by the house; the caller logs whose. Two statements."""
    rows = HousingNeed.objects.filter(client__register=register_id, client__closed_at=None, closed_on=None)
    open_ = [row for row in rows.select_related("client").order_by("id") if row.client.wrapped_key]
    keys = [own_keys.unwrap(row.client.wrapped_key) for row in open_]
    subjects = [_subject(row.client, key) for row, key in zip(open_, keys, strict=True)]
    places = _places([one for one in subjects if one], on)
    found = []
    for row, key, subject in zip(open_, keys, subjects, strict=True):
        situation, long_term = places.get(subject, ("", False)) if subject else ("", False)
        found.append(Applicant(row, key, Candidate(row.uuid, row.since, need_in(row, key), situation, long_term)))
    return found


def need_in(row: HousingNeed, key: bytes) -> Need:
    told: dict[str, Any] = json.loads(sealing.unseal_with(key, NEED, row.uuid, row.facts))
    for name in ("wished", "refused", "safety"):
        told[name] = tuple(told[name])
    told["deadline"] = date.fromisoformat(told["deadline"]) if told["deadline"] else None
    return Need(**told)


def sealed_need(need: Need, purpose: str, row: UUID, key: bytes, **more: object) -> bytes:
    told = asdict(need) | {"deadline": need.deadline.isoformat() if need.deadline else None} | more
    return sealing.seal_with(key, purpose, row, json.dumps(told))


def check_decides_order(actor: Actor) -> None:
    """Who coordinates writes down what the city has decided; for everybody else there is no such page."""
    if not people.is_coordinator(actor):
        raise HomeNotFound


def sealed_address(home: Home, address: str) -> bytes:
    return sealing.seal(_ADDRESS, home.uuid, address.strip())


def address_of(home: Home) -> str:
    return sealing.unseal(_ADDRESS, home.uuid, home.address)


def _subject(client: Client, key: bytes) -> UUID | None:
    return UUID(sealing.unseal_with(key, SUBJECT, client.uuid, client.subject)) if client.subject else None


def _places(subjects: Iterable[UUID], on: date) -> Mapping[UUID, tuple[str, bool]]:
    """Of each who is on the by-name list that day: the situation, and whether long-term."""
    rows = Posting.objects.filter(subject__uuid__among=list(subjects), valid_date__lte=on, known_to=FOREVER)
    newest = {
        uuid: (situation, long_term, there)
        for uuid, situation, long_term, there in rows.order_by("valid_date", "rank").values_list(
            "subject__uuid", "situation", "after_long", "after_class"
        )
    }
    return {uuid: (situation, long_term) for uuid, (situation, long_term, there) in newest.items() if there}


_REGISTERS = "Case workers of the register; others meet 404. Who is not her client is a number and a sentence"
_HERS = "Only a worker with a relationship to this client; everybody else meets 404, and the log says so"

PERMISSIONS: Mapping[str, Row] = {
    "casework:homes": Row(get=CASEWORKERS, note="Free homes of her register; names of her own clients"),
    "casework:new_home": Row(get=CASEWORKERS, post=CASEWORKERS),
    "casework:landlords": Row(get=CASEWORKERS, note="Landlords of her register and their answers; nobody is named"),
    "casework:home": Row(get=CASEWORKERS, post=CASEWORKERS, note=_REGISTERS),
    "casework:make_offer": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:offer": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:client_home": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:need": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:fidelity": Row(get=COORDINATORS | CASEWORKERS, note="Figures without people, small numbers hidden"),
}
