"""Words one answers with often."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from kotikulma.feedback import access
from kotikulma.feedback.models import AnswerTemplate
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


@dataclass(frozen=True, slots=True)
class Template:
    uuid: UUID
    name: str
    text: Mapping[str, str]
    outcome: str
    editable: bool


def templates(viewer: Actor) -> list[Template]:
    """Everybody's and those of the organisations the viewer edits, by name."""
    access.check_may_handle_anything(viewer)
    edited = people.edited_organization_ids(viewer)
    rows = AnswerTemplate.objects.all()
    if edited is not None:
        rows = rows.filter(Q(organization__isnull=True) | Q(organization_id__in=edited))
    all_ = edited is None
    return [
        Template(row.uuid, row.name, row.text, row.outcome, editable=all_ or row.organization_id is not None)
        for row in rows.order_by("name", "id")
    ]
