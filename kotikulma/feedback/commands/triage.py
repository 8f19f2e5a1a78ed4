"""What handlers decide before the answer: shown or not, whose it is, by when, the same as another."""

from datetime import date
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kotikulma.feedback import access, rules
from kotikulma.feedback.commands import changes
from kotikulma.feedback.commands.mails import post_assigned
from kotikulma.feedback.models import Contact, Feedback, Support
from kotikulma.feedback.types import FeedbackNotFound, FeedbackRefused, Reply, State
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people

HOUSE = system("feedback")


def show(actor: Actor, reference: str, *, version: int, public_text: str, hide_point: bool = False) -> Feedback:
    """Let everybody read it, in the sender's words or with names and numbers taken out.

    `hide_point`: where it is about may be somebody's home, and stays with the handlers.
    """
    public_text = rules.check_text(public_text)
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)

        rules.check_showable(feedback.reply, feedback.state)

        feedback.public_text, feedback.point_hidden = public_text, hide_point
        feedback.shown_at = feedback.shown_at or clock.now()
        changes.save(actor, feedback, "feedback.item.shown", ["public_text", "point_hidden", "shown_at"])
        return feedback


def keep_private(actor: Actor, reference: str, *, version: int, reason: str) -> Feedback:
    """Answer the sender alone, though she would let others read; she is told why. Hides what was shown."""
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)

        if not reason.strip():
            _refuse("reason", _("Kerro lähettäjälle, miksi palautetta ei näytetä muille."))

        feedback.reply, feedback.private_reason = Reply.PRIVATE, reason.strip()[:300]
        feedback.shown_at, feedback.public_text = None, ""
        fields = ["reply", "private_reason", "shown_at", "public_text"]
        changes.save(actor, feedback, "feedback.item.kept_private", fields)
        return feedback


def reject(actor: Actor, reference: str, *, version: int) -> Feedback:
    """Rubbish or abuse: no answer, nothing shown, its words go in 30 days."""
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)

        if feedback.state not in (State.RECEIVED, State.IN_HAND):
            raise FeedbackRefused(_("Vastattua tai yhdistettyä palautetta ei voi hylätä."))

        feedback.state, feedback.closed_at, feedback.shown_at = State.REJECTED, clock.now(), None
        changes.save(actor, feedback, "feedback.item.rejected", ["state", "closed_at", "shown_at"])
        return feedback


def assign(
    actor: Actor,
    reference: str,
    *,
    version: int,
    unit: UUID | None,
    owner: UUID | None = None,
    due_on: date | None = None,
) -> Feedback:
    """Say who answers and by when; a colleague other than the actor gets a word of it by mail."""
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)

        if feedback.state in (State.MERGED, State.REJECTED):
            raise FeedbackRefused(_("Hylättyä tai yhdistettyä palautetta ei voi siirtää."))
        due = rules.due_on(rules.local_day(feedback.received_at), due_on or feedback.due_on, feedback.kind)
        unit_id = people.organization_ids_by_uuid([unit]).get(unit) if unit else None
        if unit_id is None:
            _refuse("unit", _("Valitse, kuka vastaa."))
        owner_id = _owner_id(unit_id, owner)

        moved = (feedback.unit_id, feedback.owner_id) != (unit_id, owner_id)
        feedback.unit_id, feedback.owner_id, feedback.due_on = unit_id, owner_id, due
        if feedback.state == State.RECEIVED:
            feedback.state = State.IN_HAND
        changes.save(actor, feedback, "feedback.item.assigned", ["unit", "owner", "due_on", "state"])
        if moved:
            post_assigned(actor, feedback)
        return feedback


def merge(actor: Actor, reference: str, *, version: int, into: str) -> Feedback:
    """The same matter as another: that one's answer goes to this sender too, and its supporters count together."""
    with transaction.atomic():
        feedback = access.lock_for_handling(actor, reference, version)
        target = Feedback.objects.select_for_update().filter(reference=into.strip().upper()).first()
        if target is None:
            _refuse("into", _("Palautetta %(reference)s ei löydy. Tarkista numero.") % {"reference": into.strip()[:20]})

        rules.check_mergeable(feedback.reference, feedback.state, target.reference, target.shown_at is not None)

        feedback.state, feedback.merged_into, feedback.closed_at = State.MERGED, target, clock.now()
        feedback.shown_at = None
        Feedback.objects.filter(merged_into=feedback).update(merged_into=target)
        _move_supports(feedback, target)
        changes.save(actor, feedback, "feedback.item.merged", ["state", "merged_into", "closed_at", "shown_at"])
        return feedback


def read_contact(actor: Actor, reference: str) -> Contact:
    """The sender's contact, for one who must call; that it was read is written down."""
    feedback = access.get_for_handling(actor, reference)
    with transaction.atomic():
        contact = Contact.objects.filter(feedback=feedback).first()
        if contact is None:
            raise FeedbackNotFound
        audit.record(actor, "feedback.contact.read", kind=changes.KIND, uuid=feedback.uuid)
        return contact


def _owner_id(unit_id: int, owner: UUID | None) -> int | None:
    if owner is None:
        return None
    members = {member.uuid: member.id for member in people.members(HOUSE, unit_id)}
    if owner not in members:
        _refuse("owner", _("Valitse henkilö, joka kuuluu vastaavaan organisaatioon."))
    return members[owner]


def _move_supports(feedback: Feedback, target: Feedback) -> None:
    """One device counts once, whichever of the two it pressed."""
    already = Support.objects.filter(feedback=target).values_list("device", flat=True)
    moved = Support.objects.filter(feedback=feedback).exclude(device__in=list(already)).update(feedback=target)
    Feedback.objects.filter(pk=target.pk).update(supports=F("supports") + moved)


def _refuse(field: str, sentence: str) -> NoReturn:
    raise FeedbackRefused(sentence, fields={field: sentence})
