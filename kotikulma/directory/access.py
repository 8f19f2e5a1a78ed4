"""Who may do what in the directory. Everybody reads what is published; keepers edit their own."""

from typing import Any

from django.db.models import QuerySet

from kotikulma.directory.models import Place, Service
from kotikulma.directory.types import Status
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people


def may_edit(actor: Actor, organization_id: int | None) -> bool:
    """The house itself, a coordinator or administrator anywhere, an editor for their own organisation."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is not ActorKind.PERSON:
        return False
    return people.may_edit_organization(actor, organization_id)


def check_may_edit(actor: Actor, organization_id: int | None) -> None:
    """NotFound for strangers: what one may not edit does not exist as something to edit."""
    if not may_edit(actor, organization_id):
        raise NotFound()


def visible_services() -> QuerySet[Any]:
    return Service.objects.filter(status=Status.PUBLISHED)


def visible_places() -> QuerySet[Any]:
    return Place.objects.filter(status=Status.PUBLISHED)
