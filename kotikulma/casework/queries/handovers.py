"""Clients without a worker, and pairs that may be one person: as little as the one who must act needs."""

from uuid import UUID

from django.db import transaction

from kotikulma.casework import access
from kotikulma.casework.models import Pair, Relationship
from kotikulma.casework.queries import clients
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.doubles import PairLine
from kotikulma.casework.types.handovers import OrphanLine
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding


def orphans(viewer: Actor) -> list[OrphanLine]:
    """In the units the viewer answers for, oldest first. Nobody is told of, so nobody is named in the log."""
    return [_orphan(row) for row in _named(access.orphans(access.standing_of(viewer), clock.now()))]


def orphan(viewer: Actor, uuid: UUID) -> OrphanLine:
    """One of them; ClientNotFound for everybody else."""
    row = access.orphan(access.standing_of(viewer), uuid, clock.now())
    return _orphan(_named([row])[0])


def orphans_waiting(viewer: Actor) -> int:
    standing = people.case_standing(viewer)
    return len(access.orphans(standing, clock.now())) if standing and standing.led else 0


def led_workers(viewer: Actor) -> list[tuple[str, str]]:
    """("person/unit", words) of those the viewer may name: workers of the units she answers for."""
    units = access.standing_of(viewer).led
    names = {pk: (one.uuid, localise(one.name).text) for pk, one in people.organizations(clients.HOUSE, units).items()}
    found = people.case_workers(units)
    return [(f"{uuid}/{names[unit][0]}", f"{name}, {names[unit][1]}") for _pk, uuid, name, unit in found]


def pairs(viewer: Actor) -> list[PairLine]:
    """Hers by name, the other by the units to call. One row in the log for each unit whose clients are named."""
    standing, now = access.standing_of(viewer), clock.now()
    rows = list(access.pairs(standing))
    mine = {row.client_id: row for row in access.own_relationships(standing, now).select_related("client")}
    there = Relationship.objects.filter(
        access.active(now), client__in={pk for row in rows for pk in (row.first_id, row.second_id)}, joined_by=None
    )
    units: dict[int, dict[int, object]] = {}
    for relation in there.select_related("unit").order_by("unit_id"):
        units.setdefault(relation.client_id, {})[relation.unit_id] = relation.unit.name
    _log_named(viewer, standing, mine, rows)
    return [_pair(row, standing, mine, units) for row in rows]


def pairs_waiting(viewer: Actor) -> int:
    """How many undecided ones the viewer should call about: a number alone."""
    standing = people.case_standing(viewer)
    return access.pairs(standing).filter(verdict="").count() if standing else 0


def _pair(
    row: Pair, standing: CaseStanding, mine: dict[int, Relationship], units: dict[int, dict[int, object]]
) -> PairLine:
    own = next((one for one in (row.first, row.second) if one.pk in mine), None)
    others = [one for one in (row.first, row.second) if own is None or one.pk != own.pk]
    called = {pk: name for one in others for pk, name in units.get(one.pk, {}).items()}
    led = any(pk in standing.led for one in (row.first, row.second) for pk in units.get(one.pk, {}))
    name = access.identity_of(own, own_keys.unwrap(own.wrapped_key)).name if own else ""
    return PairLine(row.uuid, name, own.uuid if own else None, tuple(called.values()), row.found_at, led, row.verdict)


def _log_named(viewer: Actor, standing: CaseStanding, mine: dict[int, Relationship], rows: list[Pair]) -> None:
    named: dict[int, list[UUID]] = {}
    for row in rows:
        own = next((mine[pk] for pk in (row.first_id, row.second_id) if pk in mine), None)
        if own:
            named.setdefault(own.unit_id, []).append(own.client.uuid)
    with transaction.atomic():
        for unit, subjects in sorted(named.items()):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP)
            data, deed = [DataClass.IDENTITY], "casework.pair.listed"
            access.log(viewer, ground, deed, subjects=subjects, kind="pair_list", data=data)


def _named(rows: list[Relationship]) -> list[tuple[Relationship, str]]:
    names = people.person_names([row.worker_id for row in rows if row.worker_id])
    return [(row, names.get(row.worker_id or 0, "")) for row in rows]


def _orphan(named: tuple[Relationship, str]) -> OrphanLine:
    row, worker = named
    return OrphanLine(row.uuid, worker, row.unit.name, row.get_task_display(), row.starts_at)
