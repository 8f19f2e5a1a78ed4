"""The words of our mails, built when a mail leaves; a row of the outbox holds ids alone."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.feedback import access, rules
from kotikulma.feedback.models import Answer, Contact, Feedback
from kotikulma.feedback.queries import queue
from kotikulma.feedback.types import Outcome, Reply, State
from kotikulma.kernel import outbox
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue

RECEIPT, ANSWER, ASSIGNED = "feedback.receipt", "feedback.answer", "feedback.assigned"
WAITING = "feedback.waiting"
HOUSE = system("feedback")


def post_receipt(feedback: Feedback, contact: Contact) -> None:
    """Tell the sender that it is here, how to follow it and when it is answered."""
    if contact.email:
        ids = {"feedback": str(feedback.uuid)}
        outbox.post(RECEIPT, contact.email, feedback.language, ids, f"{RECEIPT}:{feedback.uuid}")


def post_answer(feedback: Feedback, answer: int) -> None:
    """Tell the sender, and those whose feedback was merged into this one, that it has been answered."""
    told = Contact.objects.filter(Q(feedback=feedback) | Q(feedback__merged_into=feedback)).exclude(email="")
    for contact in told.select_related("feedback").order_by("feedback_id"):
        ids: Objects = {"feedback": str(contact.feedback.uuid), "answer": answer}
        key = f"{ANSWER}:{answer}:{contact.feedback.uuid}"
        outbox.post(ANSWER, contact.email, contact.feedback.language, ids, key)


def post_assigned(actor: Actor, feedback: Feedback) -> None:
    """Tell whoever answers: the owner, or without one every member of the unit, but never the actor herself."""
    for member in people.members(HOUSE, feedback.unit_id or 0):
        chosen = feedback.owner_id in (None, member.id)
        if chosen and not (actor.kind is ActorKind.PERSON and actor.id == member.uuid):
            ids: Objects = {"feedback": str(feedback.uuid), "person": member.id}
            key = f"{ASSIGNED}:{feedback.uuid}:{feedback.version}:{member.id}"
            outbox.post(ASSIGNED, member.email, member.language, ids, key)


def post_waiting(person: PersonValue, day: date) -> None:
    """Tell a handler how much waits for her; once a day."""
    key = f"{WAITING}:{person.uuid}:{day.isoformat()}"
    outbox.post(WAITING, person.email, person.language, {"person": str(person.uuid)}, key)


def _receipt_stands(objects: Objects) -> bool:
    return Contact.objects.filter(feedback__uuid=objects["feedback"]).exclude(feedback__state=State.REJECTED).exists()


def _receipt_mail(objects: Objects, language: str) -> Mail:
    feedback = Feedback.objects.get(uuid=objects["feedback"])
    context = {"feedback": feedback, "url": _follow(feedback, language), "public": feedback.reply == Reply.PUBLIC}
    return written(
        "feedback/mail/receipt", _("Palautteesi %(reference)s on perillä") % _named(feedback), language, context
    )


def _answer_stands(objects: Objects) -> bool:
    return _receipt_stands(objects) and Answer.objects.filter(id=int(str(objects["answer"]))).exists()


def _answer_mail(objects: Objects, language: str) -> Mail:
    """A private answer stays behind the link: mail is read over shoulders and forwarded."""
    feedback = Feedback.objects.get(uuid=objects["feedback"])
    answer = Answer.objects.select_related("feedback").get(id=int(str(objects["answer"])))
    unit = people.organization_names([answer.unit_id]).get(answer.unit_id) if answer.unit_id else None
    context = {
        "feedback": feedback,
        "answer": answer if answer.feedback.shown_at else None,
        "outcome": Outcome(answer.outcome).label,
        "unit": str(localise(unit, language)),
        "url": _follow(feedback, language),
        "days": rules.REOPEN_DAYS,
    }
    return written(
        "feedback/mail/answer", _("Palautteeseesi %(reference)s on vastattu") % _named(feedback), language, context
    )


def _assigned_stands(objects: Objects) -> bool:
    open_ = [State.RECEIVED, State.IN_HAND]
    return Feedback.objects.filter(uuid=objects["feedback"], state__in=open_).exists()


def _assigned_mail(objects: Objects, language: str) -> Mail:
    feedback = Feedback.objects.get(uuid=objects["feedback"])
    with translation.override(language):
        url = f"{settings.BASE_URL}{reverse('feedback:case', kwargs={'reference': feedback.reference})}"
    context = {"feedback": feedback, "url": url}
    return written(
        "feedback/mail/assigned", _("Palaute %(reference)s odottaa vastaustasi") % _named(feedback), language, context
    )


def _waiting(objects: Objects) -> dict[str, int]:
    return queue.counts(Actor(ActorKind.PERSON, UUID(str(objects["person"]))))


def _waiting_stands(objects: Objects) -> bool:
    return bool(_waiting(objects)["open"])


def _waiting_mail(objects: Objects, language: str) -> Mail:
    with translation.override(language):
        url = f"{settings.BASE_URL}{reverse('feedback:queue')}"
    context = {"counts": _waiting(objects), "url": url}
    return written("feedback/mail/waiting", _("Asukkaat odottavat vastausta"), language, context)


def _follow(feedback: Feedback, language: str) -> str:
    with translation.override(language):
        path = reverse("feedback:follow", kwargs={"token": access.follow_token(feedback.uuid)})
    return f"{settings.BASE_URL}{path}"


def _named(feedback: Feedback) -> dict[str, str]:
    return {"reference": feedback.reference}


RENDERED = {
    RECEIPT: Renderer(_receipt_stands, _receipt_mail, gettext_lazy("Palaute on perillä")),
    ANSWER: Renderer(_answer_stands, _answer_mail, gettext_lazy("Vastaus palautteeseen")),
    ASSIGNED: Renderer(_assigned_stands, _assigned_mail, gettext_lazy("Palaute odottaa vastaajaa")),
    WAITING: Renderer(_waiting_stands, _waiting_mail, gettext_lazy("Palautetta odottaa")),
}
