"""Personal data of who registered leaves when its time is over: nightly, or from the command line, with a dry run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django_tasks import task

from kotikulma.events.models import Intake, Message, Participant, Registration, Tally
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import RegistrationState
from kotikulma.events.types.registration import PURGED_FACT, Purged
from kotikulma.kernel import audit, clock, facts
from kotikulma.kernel.types import Actor, system

_NEVER_SEATED = (RegistrationState.WAITING, RegistrationState.OFFERED, RegistrationState.LAPSED)
_CANCELLED = (
    RegistrationState.CANCELLED_BY_PERSON,
    RegistrationState.CANCELLED_BY_STAFF,
    RegistrationState.CANCELLED_EVENT,
)
_EMPTY: dict[str, Any] = {
    "contact_name": "",
    "email": b"",
    "phone": b"",
    "email_hash": "",
    "answers": {},
    "form_key": None,
}


def purge_old(actor: Actor, *, dry_run: bool = False) -> Purged:
    """Empty what has lived its time, keep the counts, write down how much. A dry run only counts."""
    now = clock.now()
    with transaction.atomic():
        contacts, never = _contacts_over(now), _never_seated_over(now)
        leaving = list(contacts.values_list("id", flat=True)) + list(never.values_list("id", flat=True))
        answers = _answers_over(now, leaving)
        names = Participant.objects.filter(registration__in=leaving).exclude(name="")
        messages = _messages_over(now)
        report = Purged(len(answers), contacts.count(), never.count(), names.count(), messages.count())
        if dry_run:
            return report
        for registration, kept in answers:
            Registration.objects.filter(pk=registration).update(answers=kept)
        names.update(name="")
        messages.update(subject="", text="")
        _tally(leaving)
        Registration.objects.filter(pk__in=leaving).update(**_EMPTY, purged_at=now)
        facts.put(PURGED_FACT, {"at": now.isoformat(), **asdict(report)})
        if report:
            changed = [name for name, count in asdict(report).items() if count]
            audit.record(actor, "events.registration.purged", kind="registration", changed=changed)
    return report


@task()
def purge_old_task() -> dict[str, int]:
    return asdict(purge_old(system("retention")))


def _kept() -> QuerySet[Any]:
    """Registrations with their names, and the end they count from."""
    ends = Coalesce("intake__occurrence__ends_at", Max("intake__event__occurrences__ends_at"))
    return Registration.objects.filter(purged_at__isnull=True).annotate(ends=ends)


def _contacts_over(now: datetime) -> QuerySet[Any]:
    return _kept().filter(ends__lt=now - timedelta(days=rules.CONTACT_DAYS))


def _never_seated_over(now: datetime) -> QuerySet[Any]:
    """Those the longer time has not already taken."""
    limit = now - timedelta(days=rules.NEVER_SEATED_DAYS)
    longer = now - timedelta(days=rules.CONTACT_DAYS)
    return _kept().filter(ends__lt=limit, ends__gte=longer, state__in=_NEVER_SEATED)


def _answers_over(now: datetime, leaving: Iterable[int]) -> list[tuple[int, dict[str, Any]]]:
    """(registration, the answers that stay) of those some of whose answers have lived their days."""
    gone = set(leaving)
    found = []
    rows = _kept().filter(ends__lt=now).exclude(answers={})
    for pk, answers, questions, ends in rows.values_list("id", "answers", "intake__event__setup__questions", "ends"):
        days = {question["key"]: question["days_kept"] for question in questions or []}
        over = {key for key in answers if ends + timedelta(days=days.get(key, 0)) < now}
        if pk in gone or over:
            kept = {} if pk in gone else {key: value for key, value in answers.items() if key not in over}
            found.append((pk, kept))
    return found


def _messages_over(now: datetime) -> QuerySet[Message]:
    ended = Message.objects.annotate(ends=Max("event__occurrences__ends_at"))
    over = ended.filter(Q(ends__lt=now - timedelta(days=rules.CONTACT_DAYS)) | Q(ends=None)).exclude(text="")
    return Message.objects.filter(pk__in=over.values("pk"))


def _tally(leaving: list[int]) -> None:
    """What stays: how many people, by what became of them."""
    counted: dict[int, Counter[str]] = {}
    rows = Registration.objects.filter(pk__in=leaving).values_list("intake_id", "state", "party_size")
    for intake, state, size in rows:
        counted.setdefault(intake, Counter())[_column(state)] += size
        counted[intake]["registered"] += size
    for intake, columns in counted.items():
        Tally.objects.get_or_create(intake=Intake.objects.get(pk=intake))
        Tally.objects.filter(intake=intake).update(**{name: F(name) + count for name, count in columns.items() if name})


def _column(state: str) -> str:
    """The column a state is counted in; who came without being marked is among the registered alone."""
    if state in _CANCELLED:
        return "cancelled"
    if state in _NEVER_SEATED:
        return "never_seated"
    return {RegistrationState.ATTENDED: "attended", RegistrationState.NO_SHOW: "no_show"}.get(state, "")  # type: ignore[call-overload]
