"""Persons: made, changed, signed out everywhere, erased."""

from collections.abc import Callable
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access
from kotikulma.people.models import Invitation, Membership, Organization, Person
from kotikulma.people.types import MayNot, MembershipRefused, PersonNotFound, PersonRefused, Role

person_erased: Slot[Callable[[UUID], None]] = Slot(
    "people.person_erased", "Called inside the transaction with the uuid of a person being erased: forget her too."
)


def create_person(actor: Actor, *, email: str, name: str = "", language: str = "fi") -> Person:
    """An account without a password: its owner signs in with a mailed code. An existing one is returned as it is.

    Coordinators and the system; raises MayNot, PersonRefused.
    """
    if not access.is_coordinator(actor):
        raise MayNot(_("Vain koordinaattori voi lisätä henkilön. Kutsu hänet oman organisaatiosi muokkaajaksi."))

    with transaction.atomic():
        return register_person(actor, email=email, name=name, language=language)


def register_person(actor: Actor, *, email: str, name: str = "", language: str = "fi") -> Person:
    """The account of an address, made when there is none. Callers have authorised and opened a transaction."""
    person, added = Person.objects.get_or_create(
        email=clean_email(email),
        defaults={
            "name": name.strip()[:120],
            "language": known_language(language),
            "password": "!",
            "created_at": clock.now(),
        },
    )
    if added:
        audit.record(actor, "people.person.created", kind="person", uuid=person.uuid)
    return person


def clean_email(email: str) -> str:
    """The address as it is stored, or PersonRefused."""
    email = email.strip().lower()
    try:
        validate_email(email if len(email) <= 254 else "")
    except ValidationError:
        sentence = _("Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org.")
        raise PersonRefused(sentence, fields={"email": sentence}) from None
    return email


def known_language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else "fi"


def change_own_details(actor: Actor, *, name: str, language: str) -> Person:
    """A member changes her name and the language of her mail."""
    with transaction.atomic():
        person = own_person(actor)

        if language not in dict(settings.LANGUAGES):
            raise PersonRefused(_("Valitse kieli luettelosta."), fields={"language": _("Valitse kieli luettelosta.")})

        changed = [
            field for field, value in (("name", name), ("language", language)) if getattr(person, field) != value
        ]
        if changed:
            person.name, person.language = name, language
            person.save(update_fields=changed)
            audit.record(actor, "people.person.edited", kind="person", uuid=person.uuid, changed=changed)
    return person


def set_password(actor: Actor, *, password: str) -> Person:
    """A member sets or changes her password; every other session ends, and she is told by mail."""
    with transaction.atomic():
        person = own_person(actor)

        try:
            validate_password(password, person)
        except ValidationError as error:
            raise PersonRefused(" ".join(error.messages), fields={"password": " ".join(error.messages)}) from None

        person.set_password(password)
        person.save(update_fields=["password"])
        audit.record(actor, "people.password.set", kind="person", uuid=person.uuid)
        post_mail("people.notice", person, notice="password_set")
    return person


def notify(actor: Actor, *, notice: str) -> None:
    """Tell a member by mail what was just changed in her way of signing in."""
    with transaction.atomic():
        post_mail("people.notice", own_person(actor), notice=notice)


def sign_out_everywhere(actor: Actor, person: Person) -> None:
    """End every session of the person at once: her own wish, or an administrator's."""
    if actor.id != person.uuid and not access.is_administrator(actor):
        raise PersonNotFound

    with transaction.atomic():
        Person.objects.filter(id=person.id).update(session_epoch=F("session_epoch") + 1)
        _end_sessions(person)
        audit.record(actor, "people.sessions.ended", kind="person", uuid=person.uuid)


def erase_person(actor: Actor, person: Person) -> None:
    """Remove the account with everything of hers; upper modules forget her through their slot.

    What she did stays in the audit under a uuid that no longer names anybody.
    """
    if actor.id != person.uuid and not access.is_administrator(actor):
        raise PersonNotFound

    with transaction.atomic():
        stored = Person.objects.select_for_update().filter(id=person.id).first()
        if stored is None:
            raise PersonNotFound

        memberships = list(stored.memberships.all())
        keep_an_administrator(memberships)

        tell_coordinators(left_without_editor(memberships))
        for forget in person_erased:
            forget(stored.uuid)
        _end_sessions(stored)
        Authenticator.objects.filter(user_id=stored.id).delete()
        Invitation.objects.filter(email=stored.email).delete()
        stored.delete()
        audit.record(actor, "people.person.erased", kind="person", uuid=person.uuid)


def keep_an_administrator(leaving: list[Membership]) -> None:
    """Lock the administrators and refuse when those leaving are the last ones. Call inside a transaction."""
    if not any(membership.role == Role.ADMINISTRATOR for membership in leaving):
        return
    administrators = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("id")
    if not {membership.id for membership in administrators} - {membership.id for membership in leaving}:
        raise MembershipRefused(_("Viimeistä pääkäyttäjää ei voi poistaa. Anna rooli ensin jollekin toiselle."))


def left_without_editor(leaving: list[Membership]) -> list[int]:
    """Ids of organisations that nobody edits when these go; their editors stay locked. Call inside a transaction."""
    edited = {membership.organization_id for membership in leaving if membership.role == Role.EDITOR}
    editors = Membership.objects.select_for_update().filter(organization_id__in=edited, role=Role.EDITOR)
    going = {membership.id for membership in leaving}
    staying = {editor.organization_id for editor in editors.order_by("id") if editor.id not in going}
    return sorted(edited - staying)


def tell_coordinators(organization_ids: list[int]) -> None:
    """Mail about organisations nobody edits now."""
    if not organization_ids:
        return
    told = access.coordinators()
    for uuid in Organization.objects.filter(id__in=organization_ids).values_list("uuid", flat=True):
        for person in told:
            post_mail("people.nobody_edits", person, organization=str(uuid))


def post_mail(kind: str, person: Person, key: str = "", **ids: str) -> None:
    """Put a mail to a member into the outbox; only ids travel, `mails` writes the body when it leaves.

    `key`: what makes two posts the same mail; a fresh one by default.
    """
    objects = {"person": str(person.uuid), **ids}
    outbox.post(kind, person.email, person.language, objects, f"{kind}:{key or uuid4()}")


def own_person(actor: Actor) -> Person:
    """The actor's own account, locked; PersonNotFound for visitors and the system. Call inside a transaction."""
    if actor.kind is not ActorKind.PERSON:
        raise PersonNotFound
    person = Person.objects.select_for_update().filter(uuid=actor.id, is_active=True).first()
    if person is None:
        raise PersonNotFound
    return person


def _end_sessions(person: Person) -> None:
    sessions = UserSession.objects.filter(user_id=person.id)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
