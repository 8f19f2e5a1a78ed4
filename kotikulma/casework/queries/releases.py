"""A client's planned release, the list of those to come, and what of it is late."""

from uuid import UUID

from django.db import transaction

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Release
from kotikulma.casework.queries.situations import situation_of
from kotikulma.casework.rules import releases as rules
from kotikulma.casework.types.clients import Basis, DataClass, Task
from kotikulma.casework.types.releases import ReleaseLine, ReleasePage, StepLine
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def opened(viewer: Actor, uuid: UUID) -> Opened:
    return access.open_client(viewer, uuid, DataClass.IDENTITY, DataClass.NETWORK, DataClass.RELEASE_DAY)


def release(opened: Opened) -> ReleasePage | None:
    """What is planned now. Part of what `opened` logged."""
    row = opened.client.releases.filter(ended_at=None).prefetch_related("steps").first()
    if row is None:
        return None
    today = clock.today()
    return ReleasePage(
        row.uuid,
        row.release_on,
        (row.release_on - today).days,
        opened.unseal(access.INSTITUTION, row.uuid, row.institution),
        row.home,
        row.turn,
        row.consent_on,
        _steps(row),
        rules.alarm(row.release_on, row.home, today),
        rules.proposed(row.release_on, row.home, situation_of(opened.subject), today),
    )


def releases(viewer: Actor) -> list[ReleaseLine]:
    """Those to come, the nearest first: hers by name, of her units the rest without. One row in the log a unit."""
    standing = access.standing_of(viewer)
    rows = list(access.releases_of(standing).prefetch_related("steps"))
    mine = dict(access.own_relationships(standing, clock.now()).values_list("client_id", "unit_id"))
    with transaction.atomic():
        for unit in sorted({mine[row.client_id] for row in rows if row.client_id in mine}):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP, task=Task.RELEASE)
            named = [row.client.uuid for row in rows if mine.get(row.client_id) == unit]
            data, deed = [DataClass.IDENTITY, DataClass.RELEASE_DAY], "casework.release.listed"
            access.log(viewer, ground, deed, subjects=named, kind="release_list", data=data)
    return [_line(row, named=row.client_id in mine) for row in rows]


def waiting(viewer: Actor) -> tuple[int, int]:
    """(releases without a home today or before, late steps) for the viewer's first page: numbers alone."""
    standing = people.case_standing(viewer)
    rows = list(access.releases_of(standing).prefetch_related("steps")) if standing else []
    today = clock.today()
    alarms = sum(rules.alarm(row.release_on, row.home, today) for row in rows)
    return alarms, sum(step.late for row in rows for step in _steps(row))


def _line(row: Release, *, named: bool) -> ReleaseLine:
    name = access.identity_of(row.client, own_keys.unwrap(row.client.wrapped_key)).name if named else ""
    late = sum(step.late for step in _steps(row))
    alarm = rules.alarm(row.release_on, row.home, clock.today())
    return ReleaseLine(row.client.uuid if named else None, name, row.release_on, row.home, row.turn, late, alarm)


def _steps(row: Release) -> tuple[StepLine, ...]:
    planned = row.planned_at.astimezone(clock.HELSINKI).date()
    return rules.steps(row.release_on, planned, {each.step for each in row.steps.all()}, clock.today())
