"""Clients for those who may see them. The viewer comes first; every read is logged."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Client, Relationship
from kotikulma.casework.types.clients import (
    Basis,
    ClientLine,
    DataClass,
    Hit,
    OpeningLine,
    WorkerLine,
)
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people

HOUSE = system("casework")


def own_clients(viewer: Actor) -> list[ClientLine]:
    """Those the viewer works with, by name. One row in the log of each unit names them all."""
    standing, now = access.standing_of(viewer), clock.now()
    rows = list(access.own_relationships(standing, now).select_related("client", "unit").order_by("id"))
    lines = [_line(row) for row in rows]
    with transaction.atomic():
        for unit in sorted({row.unit_id for row in rows}):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP)
            named = [row.client.uuid for row in rows if row.unit_id == unit]
            access.log(viewer, ground, access.LISTED, subjects=named, kind="client_list", data=[DataClass.IDENTITY])
    return sorted(lines, key=lambda line: (line.identity.family_name.casefold(), line.identity.given_name.casefold()))


def client(viewer: Actor, uuid: UUID) -> Opened:
    return access.open_client(viewer, uuid, DataClass.IDENTITY, DataClass.NETWORK)


def units_of(viewer: Actor) -> list[tuple[str, str]]:
    """(uuid, name) of the units the viewer works with clients in."""
    standing = access.standing_of(viewer)
    found = people.organizations(HOUSE, standing.units).values()
    return sorted(((str(one.uuid), localise(one.name).text) for one in found), key=lambda pair: pair[1])


def colleagues(opened: Opened) -> list[tuple[str, str]]:
    """("person/unit", words) of those who may be given the client: caseworkers of the same register."""
    units = people.with_units(frozenset({opened.client.register_id}))
    names = {pk: (one.uuid, localise(one.name).text) for pk, one in people.organizations(HOUSE, units).items()}
    found = people.case_workers(units)
    return [(f"{uuid}/{names[unit][0]}", f"{name}, {names[unit][1]}") for _pk, uuid, name, unit in found]


def reviews_waiting(viewer: Actor) -> int:
    """How many exceptional openings wait for the viewer; 0 for who answers for no unit."""
    standing = people.case_standing(viewer)
    return access.led_openings(standing).count() if standing and standing.led else 0


def check_may_break_glass(viewer: Actor, uuid: UUID) -> None:
    """ClientNotFound unless this client could be opened for a reason."""
    access.breakable(access.standing_of(viewer), uuid)


def workers(opened: Opened) -> list[WorkerLine]:
    """Who works with the client now, and who did. Part of what `client` logged."""
    rows = list(opened.client.relationships.select_related("unit").order_by("ends_at", "starts_at"))
    return worker_lines(rows, opened.ground.standing.person_id)


def worker_lines(rows: list[Relationship], own: int) -> list[WorkerLine]:
    names = people.person_names([row.worker_id for row in rows if row.worker_id])
    return [
        WorkerLine(
            row.uuid,
            names.get(row.worker_id or 0, ""),
            row.unit.name,
            row.get_task_display(),
            row.profession,
            row.get_profession_display(),
            row.get_basis_display(),
            row.starts_at,
            row.ends_at,
            row.worker_id == own,
        )
        for row in rows
    ]


def find(viewer: Actor, kind: str, text: str) -> list[Hit]:
    """Clients with exactly this key in the viewer's registers. `text` as `rules.clients.*_key` makes it."""
    return find_any(viewer, {kind: text})


def find_any(viewer: Actor, keys: Mapping[str, str]) -> list[Hit]:
    """Clients with at least one of these keys in the viewer's registers; one row in the log names them."""
    standing, now = access.standing_of(viewer), clock.now()
    rows: dict[int, Client] = {}
    for kind, text in keys.items():
        same = access.findable(standing, kind, own_keys.digests(f"casework.{kind}", text), now)
        rows |= {row.pk: row for row in same}
    found = [rows[pk] for pk in sorted(rows)]
    mine = set(access.own_relationships(standing, now).values_list("client_id", flat=True))
    hits = [
        Hit(row.uuid, True, access.identity_of(row, own_keys.unwrap(row.wrapped_key)).name)
        if row.pk in mine
        else Hit(row.uuid, False)
        for row in found
    ]
    with transaction.atomic():
        ground = access.ground_in_unit(standing, None, basis=Basis.CLIENT_RELATIONSHIP)
        access.log(
            viewer,
            ground,
            "casework.client.found",
            subjects=[hit.uuid for hit in hits],
            kind="client_search",
            data=list(keys),
        )
    return hits


def openings_to_review(viewer: Actor) -> list[OpeningLine]:
    """Exceptional openings in the units the viewer answers for, oldest first."""
    standing = access.standing_of(viewer)
    rows = list(access.led_openings(standing))
    names = people.person_names([row.worker_id for row in rows if row.worker_id])
    return [
        OpeningLine(
            row.uuid,
            names.get(row.worker_id or 0, ""),
            row.unit.name,
            Opened(
                row.client,
                own_keys.unwrap(row.client.wrapped_key),
                access.ground_in_unit(standing, row.unit_id, basis=Basis.SUPERVISION),
            ).unseal(access.REASON, row.uuid, row.reason),
            row.opened_at,
            row.until,
            row.review_by,
        )
        for row in rows
    ]


def _line(row: Relationship) -> ClientLine:
    identity = access.identity_of(row.client, own_keys.unwrap(row.client.wrapped_key))
    return ClientLine(
        row.client.uuid, identity, row.get_task_display(), row.unit.name, row.starts_at, row.client.protected
    )
