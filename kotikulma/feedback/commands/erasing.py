"""Personal data leaves when its time is over: nightly, or by `kotikulma erase-feedback`, with a dry run."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_tasks import task

from kotikulma.feedback import rules
from kotikulma.feedback.commands.changes import KIND
from kotikulma.feedback.models import Answer, Contact, Feedback, Note
from kotikulma.feedback.types import ERASED_FACT, Erased, Reply, State
from kotikulma.kernel import audit, clock, facts
from kotikulma.kernel.types import Actor, system


def erase_old(actor: Actor, *, dry_run: bool = False) -> Erased:
    """Erase what has lived its time and write down how much. A dry run only counts."""
    now = clock.now()
    with transaction.atomic():
        old = _old(now)
        report = Erased(**{name: rows.count() for name, rows in old.items()})
        if dry_run:
            return report
        _erase(old)
        facts.put(ERASED_FACT, {"at": now.isoformat(), **asdict(report)})
        if report:
            audit.record(actor, "feedback.item.erased", kind=KIND, changed=[k for k, n in asdict(report).items() if n])
    return report


@task()
def erase_old_task() -> dict[str, int]:
    return asdict(erase_old(system("retention")))


def _old(now: datetime) -> dict[str, QuerySet[Any]]:
    """What is over its time, by kind. The words in rules.py say how long each lives."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    closed = Feedback.objects.filter(closed_at__isnull=False)
    aside = Q(reply=Reply.PRIVATE) | Q(state=State.MERGED)
    return {
        "contacts": Contact.objects.filter(_contact_over(before(rules.CONTACT_DAYS), before(rules.CONTACT_LONGEST))),
        "rejected": closed.filter(state=State.REJECTED, closed_at__lt=before(rules.REJECTED_DAYS)).exclude(text=""),
        "private": closed.filter(aside, closed_at__lt=before(rules.PRIVATE_DAYS)).exclude(text=""),
        "originals": closed.filter(shown_at__isnull=False, closed_at__lt=before(rules.ORIGINAL_DAYS)).filter(
            ~Q(text=F("public_text")) | ~Q(address="") | Q(latitude__isnull=False)
        ),
        "notes": Note.objects.filter(feedback__closed_at__lt=before(rules.PRIVATE_DAYS)),
        "drafts": Answer.objects.filter(published_at__isnull=True, feedback__closed_at__lt=before(rules.ORIGINAL_DAYS)),
    }


def _contact_over(usual: datetime, longest: datetime) -> Q:
    """30 days after the answer; after the deed for those who asked to be told of it, at most a year."""
    own = Q(feedback__answered_at__lt=usual) & (
        Q(keep_informed=False) | Q(feedback__closed_at__lt=usual) | Q(feedback__answered_at__lt=longest)
    )
    rejected = Q(feedback__state=State.REJECTED, feedback__closed_at__lt=usual)
    merged = Q(feedback__state=State.MERGED, feedback__merged_into__answered_at__lt=usual)
    open_again = Q(feedback__state__in=[State.RECEIVED, State.IN_HAND])
    return (own & ~open_again) | rejected | merged


def _erase(old: dict[str, QuerySet[Any]]) -> None:
    nowhere: dict[str, Any] = {"address": "", "latitude": None, "longitude": None}
    nothing = {"text": "", "private_reason": "", **nowhere}
    private = list(old["private"].values_list("id", flat=True))
    Answer.objects.filter(feedback__in=private, feedback__reply=Reply.PRIVATE).delete()
    old["contacts"].delete()
    old["notes"].delete()
    old["drafts"].delete()
    old["rejected"].update(**nothing)
    Feedback.objects.filter(id__in=private).update(**nothing)
    old["originals"].update(text=F("public_text"), **nowhere)
