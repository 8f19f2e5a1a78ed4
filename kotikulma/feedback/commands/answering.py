"""Answers: a draft for the handlers, an answer that is public the moment it is saved, and what came of it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.feedback import access, rules
from kotikulma.feedback.commands import changes
from kotikulma.feedback.commands.mails import post_answer
from kotikulma.feedback.models import Answer, Consequence, Feedback, Note
from kotikulma.feedback.queries.consequences import find
from kotikulma.feedback.types import FeedbackRefused, Outcome, Reply, State
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people


def save_draft(actor: Actor, reference: str, *, version: int, text: str, outcome: str = "") -> Feedback:
    """Keep the words for the handlers; nobody else sees them. Earlier drafts stay as they were."""
    text = rules.check_text(text)
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)
        _write(actor, feedback, text, outcome if outcome in Outcome.values else "")
        changes.save(actor, feedback, "feedback.answer.drafted", [], renews=False)
        return feedback


def answer(
    actor: Actor,
    reference: str,
    *,
    version: int,
    text: str,
    outcome: str,
    public_text: str = "",
    hide_point: bool = False,
) -> Feedback:
    """Publish the answer: saving and publishing are one act. The sender gets it by mail.

    `public_text`, `hide_point`: how everybody reads the feedback, as in `show`; asked for when nobody has shown it yet
    and its sender agrees.
    """
    text = rules.check_text(text)
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)

        if outcome not in Outcome.values:
            sentence = _("Valitse, mitä asialle tapahtui.")
            raise FeedbackRefused(sentence, fields={"outcome": sentence})
        if feedback.state in (State.MERGED, State.REJECTED):
            raise FeedbackRefused(_("Hylättyyn tai yhdistettyyn palautteeseen ei voi vastata."))

        now = clock.now()
        if feedback.reply == Reply.PUBLIC and feedback.shown_at is None:
            feedback.public_text, feedback.shown_at = rules.check_text(public_text or feedback.text), now
            feedback.point_hidden = hide_point
        written = _write(actor, feedback, text, outcome, published=True)
        feedback.state, feedback.outcome, feedback.answered_at = rules.state_after(outcome), outcome, now
        feedback.first_answered_at = feedback.first_answered_at or now
        feedback.closed_at = now if feedback.state == State.DONE else None
        fields = ["state", "outcome", "answered_at", "first_answered_at", "closed_at"]
        fields += ["public_text", "point_hidden", "shown_at"]
        changes.save(actor, feedback, "feedback.answer.published", fields)
        post_answer(feedback, written.id)
        return feedback


def add_note(actor: Actor, reference: str, *, text: str) -> Note:
    """Words for colleagues. They never collide, so they need no version."""
    text = rules.check_text(text)
    with transaction.atomic():
        feedback = access.get_for_handling(actor, reference)
        note = Note.objects.create(feedback=feedback, text=text, person_id=_person_id(actor), written_at=clock.now())
        changes.note(actor, feedback, "feedback.note.added")
        return note


def link_consequence(actor: Actor, reference: str, *, address: str) -> Consequence:
    """Tie a page of this house to the feedback: what happened because of it."""
    with transaction.atomic():
        feedback = Feedback.objects.select_for_update().get(pk=access.get_for_handling(actor, reference).pk)

        thing = find(address)
        if thing is None:
            sentence = _("Osoite ei ole tämän palvelun sivu, jonka voi liittää. Kopioi esimerkiksi paikan osoite.")
            raise FeedbackRefused(sentence, fields={"address": sentence})

        link, _made = Consequence.objects.get_or_create(
            feedback=feedback, kind=thing.kind, thing=thing.uuid, defaults={"at": clock.now()}
        )
        changes.save(actor, feedback, "feedback.item.linked", [])
        return link


def unlink_consequence(actor: Actor, reference: str, *, kind: str, thing: UUID) -> None:
    with transaction.atomic():
        feedback = Feedback.objects.select_for_update().get(pk=access.get_for_handling(actor, reference).pk)
        if Consequence.objects.filter(feedback=feedback, kind=kind, thing=thing).delete()[0]:
            changes.save(actor, feedback, "feedback.item.unlinked", [])


def _write(actor: Actor, feedback: Feedback, text: str, outcome: str, *, published: bool = False) -> Answer:
    now = clock.now()
    return Answer.objects.create(
        feedback=feedback,
        text=text,
        language=feedback.language,
        outcome=outcome,
        unit_id=feedback.unit_id,
        person_id=_person_id(actor),
        written_at=now,
        published_at=now if published else None,
    )


def _person_id(actor: Actor) -> int | None:
    if actor.kind is not ActorKind.PERSON or actor.id is None:
        return None
    return people.person_ids_by_uuid([actor.id]).get(actor.id)
