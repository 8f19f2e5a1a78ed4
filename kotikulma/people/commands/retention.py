"""What leaves by itself: old invitations, undecided requests, the words of decided ones, accounts nobody uses."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import system
from kotikulma.people.commands.accounts import erase_person, post_mail
from kotikulma.people.models import Invitation, JoinRequest, Person
from kotikulma.people.rules import joining as rules
from kotikulma.people.types.joining import RequestState

BATCH = 200


def forget_joining() -> int:
    """Nightly; how many things were forgotten."""
    return expire_requests() + forget_words() + forget_invitations() + erase_unused_accounts()


def expire_requests() -> int:
    """Requests nobody decided in half a year end; their senders are told."""
    now = clock.now()
    old = JoinRequest.objects.filter(
        state=RequestState.WAITING, created_at__lt=now - timedelta(days=rules.REQUEST_DAYS)
    )
    with transaction.atomic():
        rows = list(old.select_for_update(of=("self",)).select_related("person").order_by("id")[:BATCH])
        for row in rows:
            row.state, row.decided_at = RequestState.EXPIRED, now
            forget_words_of(row)
            audit.record(system("retention"), "people.request.expired", kind="request", uuid=row.uuid)
            post_mail("people.request_answered", row.person, str(row.uuid), request=str(row.uuid))
    return len(rows)


def forget_words() -> int:
    """Ninety days after a decision its words go; what was decided stays."""
    old = JoinRequest.objects.filter(decided_at__lt=clock.now() - timedelta(days=rules.WORDS_DAYS)).filter(
        ~Q(position="") | ~Q(grounds="") | ~Q(answer="") | Q(proposal__contacts__isnull=False)
    )
    with transaction.atomic():
        rows = list(old.select_for_update().order_by("id")[:BATCH])
        for row in rows:
            row.answer = ""
            forget_words_of(row)
    return len(rows)


def forget_words_of(row: JoinRequest) -> None:
    """Save the request without what its sender wrote and how to reach her. Call inside a transaction."""
    row.position = row.grounds = ""
    row.proposal = {field: value for field, value in row.proposal.items() if field != "contacts"}
    row.save(update_fields=["state", "decided_at", "position", "grounds", "answer", "proposal"])


def forget_invitations() -> int:
    """Invitations nobody took: shown for a month after their end, then deleted."""
    ended = clock.now() - timedelta(days=rules.INVITATION_SHOWN_DAYS)
    return Invitation.objects.filter(expires_at__lt=ended).delete()[0]


def erase_unused_accounts() -> int:
    """Accounts unused for half a year that belong to no organisation and ask for none, nor did lately."""
    now = clock.now()
    old = now - timedelta(days=rules.UNUSED_DAYS)
    lately = JoinRequest.objects.filter(Q(decided_at=None) | Q(decided_at__gt=now - timedelta(days=rules.WORDS_DAYS)))
    unused = Person.objects.filter(
        Q(last_login__isnull=True) | Q(last_login__lt=old), created_at__lt=old, memberships__isnull=True
    ).exclude(id__in=lately.values("person_id"))
    invited = Invitation.objects.filter(expires_at__gt=now).values("email")
    persons = list(unused.exclude(email__in=invited).order_by("id")[:BATCH])
    for person in persons:
        erase_person(system("retention"), person)
    return len(persons)
