"""Clients nobody works with any more, for those who answer for the unit; pairs that may be one person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kotikulma.casework.access.clients import active, own_relationships
from kotikulma.casework.models import Pair, Relationship
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.doubles import Verdict
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import CASEWORKERS, NOBODY, Row
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding


def orphans(standing: CaseStanding, now: datetime) -> list[Relationship]:
    """Of each client without a worker, the newest relationship in a unit she answers for.

    A relationship holds while its worker still works in its unit: who left, moved or was disabled works no more.
    Clients under non-disclosure too: who they are is not told here, and somebody must help them.
    """
    fallen = _open(now).filter(unit__in=standing.led).exclude(working(standing.led))
    rows = {row.client_id: row for row in fallen.select_related("client", "unit").order_by("starts_at", "id")}
    if not rows:
        return []
    others = _open(now).filter(client__in=rows)
    units = set(others.values_list("unit_id", flat=True))
    helped = set(others.filter(working(units)).values_list("client_id", flat=True))
    return sorted((row for pk, row in rows.items() if pk not in helped), key=lambda row: (row.starts_at, row.pk))


def orphan(standing: CaseStanding, uuid: UUID, now: datetime) -> Relationship:
    found = next((row for row in orphans(standing, now) if row.uuid == uuid), None)
    if found is None:
        raise ClientNotFound
    return found


def working(units: Iterable[int]) -> Q:
    """Relationships of these units whose worker works there still."""
    there: defaultdict[int, set[int]] = defaultdict(set)
    for pk, _uuid, _name, unit in people.case_workers(units):
        there[unit].add(pk)
    found = Q(pk__in=[])
    for unit, workers in sorted(there.items()):
        found |= Q(unit=unit, worker__in=workers)
    return found


def pairs(standing: CaseStanding) -> QuerySet[Pair]:
    """Undecided ones and joined ones of clients she works with, or of units she answers for.

    A client under non-disclosure is in none: neither the pair nor a count may tell that she is a client.
    """
    now = clock.now()
    hers = own_relationships(standing, now).values("client")
    led = _open(now).filter(unit__in=standing.led).values("client")
    near = Q(first__in=hers) | Q(second__in=hers) | Q(first__in=led) | Q(second__in=led)
    rows = Pair.objects.filter(near, first__closed_at__isnull=True, second__closed_at__isnull=True)
    rows = rows.exclude(verdict=Verdict.DIFFERENT).filter(first__protected=False, second__protected=False)
    return rows.select_related("first", "second").order_by("found_at", "id")


def _open(now: datetime) -> QuerySet[Relationship]:
    return Relationship.objects.filter(active(now), client__closed_at__isnull=True).exclude(client__wrapped_key=b"")


_LEADS = "Only for those who answer for a unit; a worker without units to answer for sees an empty list"

PERMISSIONS: Mapping[str, Row] = {
    "casework:orphans": Row(get=CASEWORKERS, note=_LEADS),
    "casework:orphan": Row(get=NOBODY, post=NOBODY, note="Only for who answers for the unit that lost its worker"),
    "casework:doubles": Row(get=CASEWORKERS, note="One's own clients and units; of the other client only whom to call"),
    "casework:double": Row(post=NOBODY, note="Only for who answers for a unit of either; it can be taken back"),
}
