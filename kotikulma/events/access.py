"""Who may: everybody what is published and public, members what is for the network, editors what is theirs."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from kotikulma.events.models import Event, Occurrence
from kotikulma.events.types import Changed, EventNotFound, EventState, Visibility
from kotikulma.kernel.permissions import Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people

SEEN = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)


def seen_by(viewer: Actor) -> QuerySet[Event]:
    """Events whose page opens to the viewer by its address: unlisted ones too."""
    seen = Q(state__in=SEEN, visibility__in=[Visibility.PUBLIC, Visibility.UNLISTED])
    if viewer.kind is ActorKind.ANONYMOUS:
        return Event.objects.filter(seen)
    edited = people.edited_organization_ids(viewer)
    if edited is None:
        return Event.objects.all()
    if people.own_organization_ids(viewer):
        seen |= Q(state__in=SEEN, visibility=Visibility.MEMBERS)
    return Event.objects.filter(seen | _held_by(edited)).distinct()


def edited_by(viewer: Actor) -> QuerySet[Event]:
    """Events the viewer may change: those of the organisations she edits, and those they hold together with others."""
    if viewer.kind is ActorKind.ANONYMOUS:
        return Event.objects.none()
    edited = people.edited_organization_ids(viewer)
    return Event.objects.all() if edited is None else Event.objects.filter(_held_by(edited)).distinct()


def get_event_for(viewer: Actor, uuid: UUID) -> Event:
    found = seen_by(viewer).filter(uuid=uuid, template=False).first()
    if found is None:
        raise EventNotFound
    return found


def get_occurrence_for(viewer: Actor, uuid: UUID) -> Occurrence:
    found = Occurrence.objects.filter(uuid=uuid, event__in=seen_by(viewer), event__template=False).first()
    if found is None:
        raise EventNotFound
    return found


def get_event_for_editing(viewer: Actor, uuid: UUID) -> Event:
    found = edited_by(viewer).filter(uuid=uuid).first()
    if found is None:
        raise EventNotFound
    return found


def lock_event_for_editing(actor: Actor, uuid: UUID, version: int | None = None) -> Event:
    """The row, locked; Changed when somebody saved it after the actor read it. Call inside a transaction."""
    found = get_event_for_editing(actor, uuid)
    locked = Event.objects.select_for_update().get(pk=found.pk)
    if version is not None and locked.version != version:
        raise Changed
    return locked


def check_may_hold(actor: Actor, organization_id: int | None) -> None:
    """May the actor keep events in the organisation's name?"""
    if organization_id is None or not people.may_edit_organization(actor, organization_id):
        raise EventNotFound


def _held_by(organizations: frozenset[int]) -> Q:
    return Q(organization_id__in=organizations) | Q(organisers__organization_id__in=organizations)


PERMISSIONS: Mapping[str, Row] = {}
