"""Requests to keep an organisation: one's own, and the coordinators' queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from kotikulma.kernel import clock
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.types import Actor
from kotikulma.people import access
from kotikulma.people.models import JoinRequest, Membership
from kotikulma.people.queries.names import Names, likely_duplicates, named, names_now, traits_of
from kotikulma.people.rules import alike
from kotikulma.people.types import Role
from kotikulma.people.types.joining import (
    Duplicate,
    JoinRequestValue,
    QueuedRequest,
    RequestNotFound,
    RequestState,
    Traits,
)


def own_requests(viewer: Actor) -> list[JoinRequestValue]:
    """What the viewer has asked for, newest first."""
    rows = _rows(JoinRequest.objects.filter(person__uuid=viewer.id)) if viewer.id else []
    return [_value(row) for row in sorted(rows, key=lambda row: row.created_at, reverse=True)]


def open_requests(viewer: Actor) -> list[JoinRequestValue]:
    """Those of the viewer that still wait."""
    return [request for request in own_requests(viewer) if request.waiting]


def request_of(viewer: Actor, uuid: UUID) -> JoinRequestValue:
    """One of the viewer's own requests, or RequestNotFound."""
    row = access.get_own_request(viewer, uuid)
    return _value(row)


def waiting_requests_count(viewer: Actor) -> int:
    """How many requests wait for a coordinator; 0 for others."""
    return waiting_since(viewer)[0]


def waiting_since(viewer: Actor) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest; (0, None) for others than coordinators."""
    if not access.is_coordinator(viewer):
        return 0, None
    found = JoinRequest.objects.filter(state=RequestState.WAITING).aggregate(
        count=Count("id"), oldest=Min("created_at")
    )
    return found["count"], found["oldest"]


def waiting_requests(viewer: Actor) -> list[QueuedRequest]:
    """What waits for a decision, oldest first; empty for others than coordinators. A fixed number of queries."""
    if not access.is_coordinator(viewer):
        return []
    rows = list(_rows(JoinRequest.objects.filter(state=RequestState.WAITING)))
    return _queued(sorted(rows, key=lambda row: (row.created_at, row.id)), rows)


def request_for_deciding(viewer: Actor, uuid: UUID) -> QueuedRequest:
    """One request with its duplicates, decided or not; RequestNotFound for others than coordinators."""
    found = list(_rows(access.visible_requests(viewer).filter(uuid=uuid))) if access.is_coordinator(viewer) else []
    if not found:
        raise RequestNotFound
    return _queued(found, list(_rows(JoinRequest.objects.filter(state=RequestState.WAITING))))[0]


def duplicates_of_proposal(proposal: Mapping[str, Any]) -> tuple[Duplicate, ...]:
    """Organisations of the directory that may be the one described."""
    return likely_duplicates(traits_of_proposal(0, proposal))


def traits_of_proposal(key: int, proposal: Mapping[str, Any]) -> Traits:
    """What a suggestion says of an organisation that does not exist yet."""
    return Traits(
        key,
        tuple(clean_map(proposal.get("name")).values()),
        str(proposal.get("business_id", "")),
        str(proposal.get("municipality_code", "")),
        alike.hosts(proposal.get("contacts", ())),
    )


def _queued(rows: Sequence[JoinRequest], waiting: Sequence[JoinRequest]) -> list[QueuedRequest]:
    claimed = {row.organization_id for row in rows if row.organization_id}
    editors = Counter(
        Membership.objects.filter(organization_id__in=claimed, role=Role.EDITOR).values_list(
            "organization_id", flat=True
        )
    )
    names, claims = names_now(), Counter(row.organization_id for row in waiting)
    suggested = alike.index(traits_of_proposal(-row.id, row.proposal) for row in waiting if row.proposal)
    return [_claim(row, claims, editors) if row.organization else _suggestion(row, suggested, names) for row in rows]


def _claim(row: JoinRequest, claims: Mapping[int | None, int], editors: Mapping[int, int]) -> QueuedRequest:
    claimed = row.organization
    return QueuedRequest(
        _value(row),
        (clock.now() - row.created_at).days,
        rivals=claims.get(row.organization_id, 0) - (row.state == RequestState.WAITING),
        editors=editors.get(row.organization_id or 0, 0),
        known_address=claimed is not None and alike.belongs(row.person.email, traits_of(claimed).hosts),
    )


def _suggestion(row: JoinRequest, suggested: alike.Index, names: Names) -> QueuedRequest:
    """`suggested`: everything that waits; one is not alike itself."""
    traits = traits_of_proposal(-row.id, row.proposal)
    return QueuedRequest(
        _value(row),
        (clock.now() - row.created_at).days,
        likely_duplicates(traits, names),
        rivals=len(alike.alike(traits, suggested)),
    )


def _rows(rows: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
    return rows.select_related("person", "organization", "decided_by")


def _value(row: JoinRequest) -> JoinRequestValue:
    return JoinRequestValue(
        uuid=row.uuid,
        kind=row.kind,
        state=row.state,
        person_id=row.person_id,
        person_name=row.person.name,
        person_email=row.person.email,
        organization=named(row.organization) if row.organization else None,
        proposal=row.proposal,
        position=row.position,
        grounds=row.grounds,
        answer=row.answer,
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by.get_full_name() if row.decided_by else "",
    )
