"""Words an organisation answers with often."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.feedback import access, rules
from kotikulma.feedback.models import AnswerTemplate
from kotikulma.feedback.types import FeedbackNotFound, FeedbackRefused, Outcome
from kotikulma.kernel import audit
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def save_template(
    actor: Actor,
    *,
    name: str,
    text: str,
    language: str,
    organization: UUID | None = None,
    outcome: str = "",
    uuid: UUID | None = None,
) -> AnswerTemplate:
    """Make a template, or another language or wording of one. Without an organisation it is everybody's."""
    organization_id = people.organization_ids_by_uuid([organization]).get(organization) if organization else None
    _check_may_edit(actor, organization_id)
    text, name = rules.check_text(text), name.strip()[:80]
    if not name:
        sentence = _("Anna pohjalle nimi, josta sen tunnistaa.")
        raise FeedbackRefused(sentence, fields={"name": sentence})

    with transaction.atomic():
        template: Any = _locked(actor, uuid) if uuid else AnswerTemplate(organization_id=organization_id)
        template.name, template.text = name, {**template.text, language: text}
        template.outcome = outcome if outcome in Outcome.values else ""
        template.save()
        audit.record(actor, "feedback.template.saved", kind="answer_template", uuid=template.uuid)
        return template


def remove_template(actor: Actor, uuid: UUID) -> None:
    with transaction.atomic():
        template = _locked(actor, uuid)
        template.delete()
        audit.record(actor, "feedback.template.removed", kind="answer_template", uuid=uuid)


def _locked(actor: Actor, uuid: UUID) -> AnswerTemplate:
    template = AnswerTemplate.objects.select_for_update().filter(uuid=uuid).first()
    if template is None:
        raise FeedbackNotFound
    _check_may_edit(actor, template.organization_id)
    return template


def _check_may_edit(actor: Actor, organization_id: int | None) -> None:
    """Editors those of their organisations, coordinators everybody's."""
    if organization_id is None:
        access.check_coordinator(actor)
    elif not people.may_edit_organization(actor, organization_id):
        raise FeedbackNotFound
