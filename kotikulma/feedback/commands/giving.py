"""What a sender does: gives feedback, says that the answer left it open, takes her contact away."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory.queries import names
from kotikulma.directory.types.pages import ThingName
from kotikulma.feedback import access, rules
from kotikulma.feedback.commands import changes
from kotikulma.feedback.commands.mails import post_receipt
from kotikulma.feedback.models import Contact, Feedback, Note, YearCount
from kotikulma.feedback.types import WRITTEN_DOWN, FeedbackRefused, Kind, NewFeedback, Reply, State, Topic
from kotikulma.kernel import audit, clock, municipalities
from kotikulma.kernel.sources import network_of
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people

LONGEST_EMAIL = 254  # as the standard and the table have it


def give(actor: Actor, new: NewFeedback, *, source: str = "") -> Feedback:
    """Take it in and promise an answer. The same form with the same words gives the first back, with no second receipt.

    `source`: the giver's network address, for the limit alone. What came by telephone, on paper or at the desk is
    written down by a member. Raises FeedbackRefused, TooMany.
    """
    if new.source in WRITTEN_DOWN:
        access.check_may_handle_anything(actor)
    text = rules.check_text(new.text)
    rules.check_initiative(new.kind, new.name, new.contact)
    contact = _contact(new)
    key = rules.form_key(new.form_key, text) if new.form_key else None
    if known := _known(key):
        return known
    if source:
        people.take(rules.PER_SOURCE, network_of(source))
    if new.contact:
        people.take(rules.PER_CONTACT, new.contact.strip().lower())

    with transaction.atomic():
        count = _locked_count()
        if known := _known(key):
            return known

        feedback = _made(new, text, key, count)
        if contact:
            contact.feedback = feedback
            contact.save(force_insert=True)
            post_receipt(feedback, contact)
        changes.note(actor, feedback, "feedback.item.received")
        return feedback


def reopen(actor: Actor, token: str, *, text: str) -> Feedback:
    """The sender says within 30 days what the answer left open; a new answer is promised."""
    followed = access.get_followed(token)
    text = rules.check_text(text)

    with transaction.atomic():
        feedback = Feedback.objects.select_for_update().get(pk=followed.pk)
        now = clock.now()

        if not rules.may_reopen(feedback.state, feedback.answered_at, now):
            raise FeedbackRefused(_("Palautetta ei voi enää avata. Anna uusi palaute, niin vastaamme siihen."))

        Note.objects.create(feedback=feedback, text=text, from_sender=True, written_at=now)
        feedback.state, feedback.closed_at = State.IN_HAND, None
        feedback.due_on = rules.due_on(rules.local_day(now), None, feedback.kind)
        changes.save(actor, feedback, "feedback.item.reopened", ["state", "closed_at", "due_on"])
        return feedback


def forget_contact(actor: Actor, token: str) -> None:
    """The sender takes her contact away; nothing more is mailed to her."""
    feedback = access.get_followed(token)

    with transaction.atomic():
        if Contact.objects.filter(feedback=feedback).delete()[0]:
            audit.record(actor, "feedback.contact.erased", kind=changes.KIND, uuid=feedback.uuid)


def _known(key: UUID | None) -> Feedback | None:
    return Feedback.objects.filter(form_key=key).first() if key else None


def _contact(new: NewFeedback) -> Contact | None:
    """One field for both: what has an @ is an e-mail address, the rest a telephone number."""
    typed, name = new.contact.strip(), new.name.strip()[:120]
    if not typed:
        return None
    if "@" not in typed:
        if sum(character.isdigit() for character in typed) < 5 or len(typed) > 40:
            sentence = _("Kirjoita sähköpostiosoite tai puhelinnumero, esimerkiksi nimi@example.org.")
            raise FeedbackRefused(sentence, fields={"contact": sentence})
        return Contact(phone=typed, name=name, keep_informed=new.keep_informed)
    try:
        validate_email(typed)
        MaxLengthValidator(LONGEST_EMAIL)(typed)
    except ValidationError:
        sentence = _("Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org.")
        raise FeedbackRefused(sentence, fields={"contact": sentence}) from None
    return Contact(email=typed, name=name, keep_informed=new.keep_informed)


def _locked_count() -> YearCount:
    """This year's count, locked: whoever comes at the same time waits here, so that no form becomes two."""
    year = clock.today().year
    YearCount.objects.bulk_create([YearCount(year=year)], ignore_conflicts=True)
    return YearCount.objects.select_for_update().get(year=year)


def _made(new: NewFeedback, text: str, key: UUID | None, count: YearCount) -> Feedback:
    now = clock.now()
    place, service = _things(new)
    about = place or service
    keeper = about.keeper_id if about else None
    count.last += 1
    count.save(update_fields=["last"])
    return Feedback.objects.create(
        reference=rules.reference(count.year, count.last),
        form_key=key,
        source=new.source,
        kind=new.kind if new.kind in Kind.values else Kind.FEEDBACK,
        topic=new.topic if new.topic in Topic.values else "",
        text=text,
        language=new.language if new.language in ("fi", "sv", "en") else "fi",
        reply=Reply.PRIVATE if new.reply == Reply.PRIVATE else Reply.PUBLIC,
        place_id=place.id if place else None,
        service_id=service.id if service else None,
        municipality_code=_municipality(new.municipality_code) or (place.municipality_code if place else ""),
        latitude=new.latitude,
        longitude=new.longitude,
        address=new.address[:200],
        keeper_id=keeper,
        unit_id=keeper,
        due_on=rules.due_on(rules.local_day(now), None, new.kind),
        received_at=now,
        changed_at=now,
    )


def _things(new: NewFeedback) -> tuple[ThingName | None, ThingName | None]:
    """What it is about, if that is still published: a gone place must not stop anybody from speaking."""
    place = names.places_by_uuid([new.place]).get(new.place) if new.place else None
    service = names.services_by_uuid([new.service]).get(new.service) if new.service else None
    return place, service


def _municipality(code: str) -> str:
    return code if municipalities.get(code) else ""
