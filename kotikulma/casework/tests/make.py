"""Clients and workers of tests. Persons are obviously invented; identity codes are of the test range 900-999."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kotikulma.casework import access
from kotikulma.casework.commands import clients
from kotikulma.casework.models import Client
from kotikulma.casework.tests.encounters import make_check, make_referral, outside
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.people.models import Organization, Person
from tests import cast
from tests.cast import Cast

AINO = Identity("Aino-Liisa", "Esimerkkilä", date(1981, 3, 7), phone="040 123 4567")
__all__ = ["AINO", "SAMPLES", "make_client"]


def make_client(
    identity: Identity = AINO, *, worker: Person | None = None, unit: Organization | None = None, **values: Any
) -> Client:
    """A client of the county's unit, opened by its caseworker."""
    who, where = worker or cast.caseworker(), unit or cast.county()
    return clients.create_client(cast.actor(who), where.uuid, identity, **{"task": Task.MOBILE_TEAM, **values})


def _client(people: Cast) -> Mapping[str, Any]:
    return {"uuid": make_client(worker=people.people["caseworker"]).uuid}


def _relationship(people: Cast) -> Mapping[str, Any]:
    client = make_client(worker=people.people["caseworker"])
    return {"uuid": client.uuid, "relationship": client.relationships.get().uuid}


def _opening(people: Cast) -> Mapping[str, Any]:
    client = make_client()
    reason = "Asiakas soitti, eikä oma työntekijä ole paikalla."
    return {"uuid": clients.break_glass(cast.actor(cast.case_colleague()), client.uuid, reason=reason).uuid}


def _follow_up(people: Cast) -> Mapping[str, Any]:
    check = make_check(people.actor("caseworker"), unit=cast.county())
    return {"uuid": check.follow_up.uuid if check.follow_up else None}


SAMPLES: dict[str, Callable[[Cast], Mapping[str, Any]]] = {
    **{f"casework:{name}": _client for name in ("client", "edit", "workers", "close", "open_anyway", "log")},
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
