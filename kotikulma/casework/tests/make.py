"""Clients and workers of tests. Persons are obviously invented; identity codes are of the test range 900-999."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from kotikulma.casework import access
from kotikulma.casework.commands import clients, disclosures, ledger, network, pilots, plans, visits
from kotikulma.casework.models import CentreVisit, Client, Contact, Pair, Pilot, PlanVersion, Todo, Visit
from kotikulma.casework.tests.encounters import make_check, make_referral, outside
from kotikulma.casework.tests.homing import entry_of, make_applicant, make_list, make_vacancy, offer_to
from kotikulma.casework.types.clients import Basis, DataClass, Identity, Task
from kotikulma.casework.types.disclosures import NewDisclosure
from kotikulma.casework.types.network import Near, NewMember
from kotikulma.casework.types.pilots import Measure, NewPilot
from kotikulma.casework.types.plans import NewContact, NewTodo, NewVisit
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people.models import Organization, Person
from tests import cast
from tests.cast import Cast

AINO = Identity("Aino-Liisa", "Esimerkkilä", date(1981, 3, 7), phone="040 123 4567")
__all__ = [
    "AINO",
    "SAMPLES",
    "make_client",
    "make_contact",
    "make_pilot",
    "make_plan",
    "make_stop",
    "make_todo",
    "make_visit",
    "new_disclosure",
]


def make_client(
    identity: Identity = AINO, *, worker: Person | None = None, unit: Organization | None = None, **values: Any
) -> Client:
    """A client of the county's unit, opened by its caseworker."""
    who, where = worker or cast.caseworker(), unit or cast.county()
    return clients.create_client(cast.actor(who), where.uuid, identity, **{"task": Task.MOBILE_TEAM, **values})


def make_plan(client: Client, *, number: int = 0, actor: Actor | None = None, **values: Any) -> PlanVersion:
    """A plan with one goal in the client's words, to be looked at in two months."""
    begun = {
        "goals": [(uuid4(), "Haluan oman avaimen.")],
        "steps": (),
        "review_on": clock.today() + timedelta(days=60),
    }
    return plans.save_plan(actor or cast.actor(cast.caseworker()), client.uuid, number=number, **{**begun, **values})


def make_visit(client: Client, *, worker: Person | None = None, hour: int | None = None, **values: Any) -> Visit:
    """Tomorrow, at an agreed hour or without."""
    who = worker or cast.caseworker()
    day = values.pop("day", clock.today() + timedelta(days=1))
    at = datetime.combine(day, time(hour), clock.HELSINKI) if hour is not None else None
    new = {"form_key": uuid4(), "day": day, "worker": who.uuid, "starts_at": at, "purpose": "Kuulumisia"}
    return plans.plan_visit(cast.actor(who), client.uuid, NewVisit(**{**new, **values}))


def make_stop(client: Client, **values: Any) -> Visit:
    """Today, somewhere in Jyväskylä."""
    return make_visit(client, **{"day": clock.today(), "where": "Keksittykuja 3", "municipality": "179", **values})


def make_contact(client: Client, *, worker: Person | None = None, **values: Any) -> Contact:
    """Just now, by phone, reached."""
    new = {"form_key": uuid4(), "happened_at": clock.now(), "channel": "phone", "reached": True, **values}
    return plans.record_contact(cast.actor(worker or cast.caseworker()), client.uuid, NewContact(**new))


def make_todo(client: Client, **values: Any) -> Todo:
    new = {"form_key": uuid4(), "owner": cast.caseworker().uuid, "due_on": clock.today(), "words": "Soita Kelaan"}
    return plans.write_todo(cast.actor(cast.caseworker()), client.uuid, NewTodo(**{**new, **values}))


def _client(people: Cast) -> Mapping[str, Any]:
    return {"uuid": make_client(worker=people.people["caseworker"]).uuid}


def _relationship(people: Cast) -> Mapping[str, Any]:
    client = make_client(worker=people.people["caseworker"])
    return {"uuid": client.uuid, "relationship": client.relationships.get().uuid}


def _opening(people: Cast) -> Mapping[str, Any]:
    client = make_client()
    reason = "Asiakas soitti, eikä oma työntekijä ole paikalla."
    return {"uuid": clients.break_glass(cast.actor(cast.case_colleague()), client.uuid, reason=reason).uuid}


def _vacancy(people: Cast) -> Mapping[str, Any]:
    return {"uuid": make_vacancy(actor=people.actor("caseworker")).uuid}


def _entry(people: Cast) -> Mapping[str, Any]:
    client, vacancy = make_applicant(worker=people.people["caseworker"]), make_vacancy()
    make_list(vacancy)
    return {"uuid": entry_of(client, vacancy).uuid}


def _offer(people: Cast) -> Mapping[str, Any]:
    client, vacancy = make_applicant(worker=people.people["caseworker"]), make_vacancy()
    make_list(vacancy)
    return {"uuid": offer_to(client, vacancy).uuid}


def _follow_up(people: Cast) -> Mapping[str, Any]:
    check = make_check(people.actor("caseworker"), unit=cast.county())
    return {"uuid": check.follow_up.uuid if check.follow_up else None}


def _orphan(people: Cast) -> Mapping[str, Any]:
    row = make_client(worker=people.people["caseworker"]).relationships.get()
    row.worker = None
    row.save()
    return {"uuid": row.uuid}


def new_disclosure(**values: Any) -> NewDisclosure:
    """To the city, with consent, who she is."""
    cast.city_worker()
    given = {"recipient": cast.city().uuid, "basis": Basis.CONSENT, "agreed_on": clock.today(), **values}
    return NewDisclosure(**{"scope": [DataClass.IDENTITY], **given})


def _disclosure(people: Cast) -> Mapping[str, Any]:
    actor, client = people.actor("caseworker"), make_client(worker=people.people["caseworker"])
    return {"uuid": client.uuid, "disclosure": disclosures.disclose(actor, client.uuid, new_disclosure()).uuid}


def _prohibition(people: Cast) -> Mapping[str, Any]:
    client = make_client(worker=people.people["caseworker"])
    return {"uuid": client.uuid, "prohibition": disclosures.forbid(people.actor("caseworker"), client.uuid).uuid}


def _decision(people: Cast) -> Mapping[str, Any]:
    actor, client = people.actor("caseworker"), make_client(worker=people.people["caseworker"])
    why = {"reason": "Päätös on perusteltu tässä lauseessa.", "from_on": date(2020, 1, 1)}
    return {"uuid": client.uuid, "decision": disclosures.decide_on_log(actor, client.uuid, "older", **why).uuid}


def make_pilot(**values: Any) -> Pilot:
    """Of the county, from a month ago, with every measure."""
    texts = {"fi": "Kotona irti", "sv": "Fri hemma", "en": "Free at home"}
    begun = clock.today() - timedelta(days=30)
    given = {"name": texts, "tried": texts, "starts_on": begun, "measures": list(Measure), **values}
    return pilots.begin_pilot(cast.actor(cast.case_lead()), NewPilot(unit=cast.county().uuid, **given))


def _episode(people: Cast) -> Mapping[str, Any]:
    actor, client = people.actor("caseworker"), make_client(worker=people.people["caseworker"])
    row = pilots.begin_episode(actor, client.uuid, make_pilot().uuid, on=clock.today())
    return {"uuid": client.uuid, "episode": row.uuid}


def _visit(actor: Actor, unit: Organization) -> CentreVisit:
    return visits.count_visit(actor, unit.uuid, age_group="adult", first_time=False, purpose="food")


def _pair(people: Cast) -> Mapping[str, Any]:
    make_client(worker=people.people["caseworker"])
    make_client(worker=cast.case_colleague())
    return {"uuid": Pair.objects.get().uuid}


def _listed(people: Cast) -> Mapping[str, Any]:
    client = make_client(worker=people.people["caseworker"])
    made = ledger.enter_list(people.actor("caseworker"), client.uuid, clock.today(), situation="friends")
    return {"uuid": client.uuid, "number": made.number}


def _member(people: Cast) -> Mapping[str, Any]:
    client, actor = make_client(worker=people.people["caseworker"]), people.actor("caseworker")
    new = NewMember(kind=Near.RELATIVE, relation="Sisko")
    return {"uuid": client.uuid, "member": network.add_member(actor, client.uuid, new).uuid}


def _goal(people: Cast) -> Mapping[str, Any]:
    client, goal = make_client(worker=people.people["caseworker"]), uuid4()
    make_plan(client, goals=[(goal, "Haluan oman avaimen.")])
    return {"uuid": client.uuid, "goal": goal}


def _version(people: Cast) -> Mapping[str, Any]:
    client = make_client(worker=people.people["caseworker"])
    return {"uuid": client.uuid, "number": make_plan(client).number}


SAMPLES: dict[str, Callable[[Cast], Mapping[str, Any]]] = {
    **{f"casework:{name}": _client for name in ("client", "edit", "workers", "close", "open_anyway", "log")},
    **{f"casework:{name}": _client for name in ("disclosures", "forbid", "log_decision")},
    **{f"casework:{name}": _client for name in ("release", "release_deed", "episodes", "client_visit")},
    "casework:pilot": lambda people: {"uuid": make_pilot().uuid},
    "casework:episode": _episode,
    "casework:uncount": lambda people: {"uuid": _visit(people.actor("editor"), people.own).uuid},
    "casework:revoke": _disclosure,
    "casework:allow": _prohibition,
    "casework:end_log_decision": _decision,
    "casework:received_one": lambda people: {"uuid": _disclosure(people)["disclosure"]},
    "casework:orphan": _orphan,
    "casework:double": _pair,
    "casework:make_client": lambda people: {"uuid": make_referral(people.actor("editor"), unit=people.own).uuid},
    **{f"casework:{name}": _client for name in ("client_home", "need")},
    "casework:home": _vacancy,
    "casework:make_offer": _entry,
    "casework:offer": _offer,
    **{
        f"casework:{name}": _client
        for name in (
            *("plan", "plan_edit", "plan_paper", "meetings", "visit", "contact", "todo"),
            *("network", "near", "near_service"),
        )
    },
    "casework:plan_version": _version,
    "casework:goal": _goal,
    "casework:role": _relationship,
    "casework:near_one": _member,
    "casework:visit_cancel": lambda people: (
        (visit := make_visit(make_client()))
        and {
            "uuid": visit.client.uuid,
            "visit": visit.uuid,
        }
    ),
    "casework:listing": _client,
    "casework:listing_mend": _listed,
    "casework:visit_change": lambda people: (
        (visit := make_visit(make_client())) and {"uuid": visit.client.uuid, "visit": visit.uuid}
    ),
    "casework:contact_correct": lambda people: (
        (contact := make_contact(make_client())) and {"uuid": contact.client.uuid, "contact": contact.uuid}
    ),
    "casework:todo_tick": lambda people: (
        (todo := make_todo(make_client()))
        and {
            "uuid": todo.client.uuid,
            "todo": todo.uuid,
        }
    ),
    "casework:end_work": _relationship,
    "casework:review": _opening,
    "casework:check_result": lambda people: {"uuid": make_check(people.actor("editor"), unit=people.own).uuid},
    "casework:follow_up": _follow_up,
    "casework:refer_onward": _follow_up,
    "casework:referral": lambda people: {"uuid": make_referral(people.actor("editor"), unit=people.own).uuid},
    "casework:follow": lambda people: {"token": access.link_token(make_referral(), access.FOLLOW)},
    "casework:follow_code": lambda people: {"token": access.link_token(make_referral(), access.FOLLOW)},
    "casework:outside": lambda people: {"token": access.link_token(make_referral(**outside()), access.OUTSIDE)},
}
