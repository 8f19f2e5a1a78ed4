"""Signing in with a mailed code. Why it is our own: docs/decisions/0010-sign-in-codes.md."""

import secrets
from datetime import timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django_tasks import task

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor
from kotikulma.people import rules
from kotikulma.people.commands.accounts import post_mail
from kotikulma.people.commands.limits import forget_buckets, take
from kotikulma.people.models import Person, SignInCode
from kotikulma.people.types import CodeRefused, PersonNotFound, TooMany


def request_code(actor: Actor, *, email: str, source: str) -> UUID:
    """Send a code to the address if it belongs to a member; the answer and its cost are the same if it does not.

    `source`: the asker's network address, for the limit alone. Returns the uuid the asker's browser keeps;
    only that browser can use the code. Raises TooMany.
    """
    email = email.strip().lower()
    take(rules.CODES_PER_SOURCE, source)
    take(rules.CODES_PER_ADDRESS, email)

    with transaction.atomic():
        now = clock.now()
        row = SignInCode.objects.create(
            person=Person.objects.filter(email=email, is_active=True).first(),
            nonce=secrets.token_urlsafe(32),
            issued_at=now,
            expires_at=now + timedelta(minutes=rules.CODE_MINUTES),
        )
        if row.person:
            audit.record(actor, "people.code.requested", kind="person", uuid=row.person.uuid)
            post_mail("people.sign_in_code", row.person, str(row.uuid), code=str(row.uuid))
    return row.uuid


def sign_in_with_code(actor: Actor, *, request: UUID | None, code: str) -> Person:
    """Spend the code; the person it belongs to. Raises CodeRefused (one sentence for every reason) or TooMany."""
    now = clock.now()
    # The attempt is counted before the comparison and in its own commit: parallel guesses cannot share one.
    counted = SignInCode.objects.filter(
        uuid=request, used_at=None, expires_at__gt=now, issued_at__lte=now, attempts__lt=rules.CODE_ATTEMPTS
    ).update(attempts=F("attempts") + 1)
    row = SignInCode.objects.select_related("person").filter(uuid=request).first() if counted else None
    if row is None or row.person is None or not row.person.is_active:
        raise CodeRefused
    take(rules.CODE_TRIES_PER_PERSON, str(row.person.uuid))
    if not constant_time_compare(code_of(row), rules.normal_code(code)):
        raise CodeRefused

    with transaction.atomic():
        if not SignInCode.objects.filter(id=row.id, used_at=None).update(used_at=now):
            raise CodeRefused
        SignInCode.objects.filter(person=row.person, used_at=None).update(used_at=now)
        audit.record(actor, "people.code.spent", kind="person", uuid=row.person.uuid)
    return row.person


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
    """Nightly: requests for codes, buckets and sessions past their time; how many rows left."""
    ended = Session.objects.filter(expire_date__lt=clock.now())
    UserSession.objects.filter(session_key__in=ended.values("session_key")).delete()
    return forget_codes() + forget_buckets() + ended.delete()[0]
