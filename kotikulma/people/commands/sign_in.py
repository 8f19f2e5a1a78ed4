"""Signing in with a mailed code. Why it is our own: docs/decisions/0010-sign-in-codes.md."""

import secrets
from datetime import timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django_tasks import task

from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.types import Actor
from kotikulma.people import rules
from kotikulma.people.commands.accounts import known_language, post_mail, register_person
from kotikulma.people.commands.invitations import accept_all, is_invited
from kotikulma.people.commands.limits import forget_buckets, take
from kotikulma.people.commands.retention import forget_joining
from kotikulma.people.models import Person, SignInCode
from kotikulma.people.types import CodeRefused, PersonNotFound, TooMany


def request_code(actor: Actor, *, email: str, source: str, joining: bool = False, language: str = "fi") -> UUID:
    """Send a code to the address if it belongs to a member; the answer and its cost are the same if it does not.

    `joining`, or an invitation: an address nobody knows gets a code too, in `language`; the code makes the account.
    `source`: the asker's network address, for the limit alone. Returns the uuid the asker's browser keeps;
    only that browser can use the code. Raises TooMany.
    """
    email = email.strip().lower()
    take(rules.CODES_PER_SOURCE, source)
    take(rules.CODES_PER_ADDRESS, email)

    with transaction.atomic():
        now = clock.now()
        known = Person.objects.filter(email=email).first()
        welcome = known is None and (joining or is_invited(email))
        row = SignInCode.objects.create(
            person=known if known and known.is_active else None,
            email=email if welcome else "",
            nonce=secrets.token_urlsafe(32),
            issued_at=now,
            expires_at=now + timedelta(minutes=rules.CODE_MINUTES),
        )
        if row.person:
            audit.record(actor, "people.code.requested", kind="person", uuid=row.person.uuid)
            post_mail("people.sign_in_code", row.person, str(row.uuid), code=str(row.uuid))
        elif welcome:
            key = f"people.sign_in_code:{row.uuid}"
            outbox.post("people.sign_in_code", email, known_language(language), {"code": str(row.uuid)}, key)
    return row.uuid


def sign_in_with_code(actor: Actor, *, request: UUID | None, code: str, language: str = "fi") -> Person:
    """Spend the code; the person it belongs to, who takes what she was invited to.

    Somebody who is joining gets her account now, in `language`. Raises CodeRefused (one sentence for every
    reason) or TooMany.
    """
    now = clock.now()
    # The attempt is counted before the comparison and in its own commit: parallel guesses cannot share one.
    counted = SignInCode.objects.filter(
        uuid=request, used_at=None, expires_at__gt=now, issued_at__lte=now, attempts__lt=rules.CODE_ATTEMPTS
    ).update(attempts=F("attempts") + 1)
    row = SignInCode.objects.select_related("person").filter(uuid=request).first() if counted else None
    if row is None or not (row.person.is_active if row.person else row.email):
        raise CodeRefused
    take(rules.CODE_TRIES_PER_PERSON, str(row.person.uuid) if row.person else row.email)
    if not constant_time_compare(code_of(row), rules.normal_code(code)):
        raise CodeRefused

    with transaction.atomic():
        if not SignInCode.objects.filter(id=row.id, used_at=None).update(used_at=now):
            raise CodeRefused
        same = Q(person=row.person) if row.person else Q(email=row.email)
        SignInCode.objects.filter(same, used_at=None).update(used_at=now)
        person = row.person or register_person(actor, email=row.email, language=language)
        if not person.is_active:
            raise CodeRefused
        audit.record(actor, "people.code.spent", kind="person", uuid=person.uuid)
        accept_all(person)
    return person


def code_of(row: SignInCode) -> str:
    """The code of a request, rebuilt from its row and our key."""
    key = salted_hmac("kotikulma.people.sign_in_code", "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return rules.sign_in_code(key, str(row.uuid), row.nonce, row.issued_at)


def record_sign_in(actor: Actor, *, way: str) -> None:
    """Audit that the actor signed in. `way`: code, password or demo."""
    if actor.id is None:
        raise PersonNotFound
    with transaction.atomic():
        audit.record(actor, "people.person.signed_in", kind="person", uuid=actor.id, purpose=way)


def spend_one_time_code(subject: str) -> bool:
    """True the first time, False when the same one-time password is shown again within its life."""
    try:
        take(rules.ONE_TIME_CODE, subject)
    except TooMany:
        return False
    return True


def forget_codes() -> int:
    """Nightly: drop requests a day old."""
    return SignInCode.objects.filter(expires_at__lt=clock.now() - timedelta(days=1)).delete()[0]


@task
def forget_stale() -> int:
    """Nightly: codes, buckets, sessions, invitations and requests past their time; how many rows left."""
    ended = Session.objects.filter(expire_date__lt=clock.now())
    UserSession.objects.filter(session_key__in=ended.values("session_key")).delete()
    return forget_codes() + forget_buckets() + forget_joining() + ended.delete()[0]
