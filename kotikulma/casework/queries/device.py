"""What a phone is told while it has network, so that it may do without. The viewer comes first."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Ground, Opened
from kotikulma.casework.models import Relationship, Visit
from kotikulma.casework.queries import days
from kotikulma.casework.queries.checks import units_of
from kotikulma.casework.rules import device as rules
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.device import CarriedDay, OtherPerson, Stop
from kotikulma.casework.types.plans import VisitState
from kotikulma.directory.queries import guidance
from kotikulma.directory.queries import names as directory
from kotikulma.kernel import clock, municipalities, own_keys
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor

PERSON = "casework.device"
DOWNLOADED = "casework.day.downloaded"


def person_mark(viewer: Actor) -> str:
    """Whose a kept thing is, without saying who: a keyed digest, the same in each session of hers."""
    return own_keys.digest(PERSON, str(viewer.id))


def check_same_person(viewer: Actor, mark: str) -> None:
    """OtherPerson when what is sent was kept by somebody else."""
    if mark not in own_keys.digests(PERSON, str(viewer.id)):
        raise OtherPerson


def page_of(viewer: Actor) -> Mapping[str, Any]:
    """What a page says of itself to the scripts on it."""
    return {"shell": False, "person": person_mark(viewer)}


def device_state(viewer: Actor) -> Mapping[str, Any]:
    """{person, now, units, rules}; CheckNotFound for everybody outside of the network."""
    units = units_of(viewer)
    now = clock.now()
    return {
        "person": person_mark(viewer),
        "now": int(now.timestamp() * 1000),
        "units": units,
        "rules": rules.told_beforehand(clock.today()),
    }


def notes_for_tonight() -> tuple[guidance.Note, ...]:
    """Whom to ring when somebody has no place for the night: the word that is always with one."""
    return guidance.matching(_("ei paikkaa ensi yöksi"))[:1]


def carried_day(viewer: Actor, day: date, mark: str) -> CarriedDay:
    """Her own visits of a day in the day list's order, of clients she works with now: first name, time, address.

    Clients under non-disclosure too. One row in the log of each unit names them all. ClientNotFound for who works with
    no clients, OtherPerson when `mark` is somebody else's.
    """
    standing, now = access.standing_of(viewer), clock.now()
    check_same_person(viewer, mark)
    mine = {row.client_id: row for row in access.own_relationships(standing, now).select_related("client", "unit")}
    rows = Visit.objects.filter(worker=standing.person_id, client__in=list(mine), day=day, state=VisitState.PLANNED)
    visits = list(rows.order_by("id"))
    by_unit: dict[int, set[UUID]] = {}
    for row in visits:
        held = mine[row.client_id]
        by_unit.setdefault(held.unit_id, set()).add(held.client.uuid)
    with transaction.atomic():
        for unit, named in sorted(by_unit.items()):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP)
            data = [DataClass.IDENTITY, DataClass.CONTACTS]
            access.log(viewer, ground, DOWNLOADED, subjects=sorted(named), kind="client_list", data=data)
    held_open = {row.client_id: _opened(mine[row.client_id], standing) for row in visits}
    opened = [(held_open[row.client_id], row) for row in days.in_order(mine, held_open, visits, day)]
    told = [json.loads(client.unseal(access.VISIT, row.uuid, row.told)) for client, row in opened]
    places = directory.place_names({UUID(each["place"]) for each in told if each.get("place")})
    return CarriedDay(day, [_stop(client, row, each, places) for (client, row), each in zip(opened, told, strict=True)])


def _opened(row: Relationship, standing: Any) -> Opened:
    ground = Ground(standing, row.unit_id, row.unit.uuid, row.basis, row.task)
    return Opened(row.client, own_keys.unwrap(row.client.wrapped_key), ground)


def _stop(opened: Opened, row: Visit, told: Mapping[str, str], places: Mapping[UUID, Any]) -> Stop:
    identity = opened.identity
    place = places.get(UUID(told["place"])) if told.get("place") else None
    town = municipalities.name(told["municipality"]) if told.get("municipality") else ""
    where = ", ".join(filter(None, (localise(place).text if place else "", told.get("where", ""), town)))
    local = row.starts_at.astimezone(clock.HELSINKI) if row.starts_at else None
    name = identity.given_name or str(_("Nimetön asiakas"))
    return Stop(opened.client.uuid, row.uuid, name, f"{local:%-H.%M}" if local else "", where or identity.address)
