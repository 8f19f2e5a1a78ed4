"""Looking for entries that are one thing, nightly and on request; and saying that two are not."""

from uuid import UUID

from django.db import transaction
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.models import DuplicatePair
from kotikulma.directory.queries import duplicates as queries
from kotikulma.directory.rules import duplicates as rules
from kotikulma.directory.types.duplicates import Suggestion
from kotikulma.kernel import audit, clock, jobs
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.types import Actor

BATCH = 500
Key = tuple[UUID, UUID]


def find_duplicates() -> int:
    """Renew the suggestions; what people have said of a pair stays. Safe to repeat. Returns how many are new."""
    return sum(_renew(kind, rules.suggestions(kind, queries.traits(kind))) for kind in queries.KINDS)


def ask_for_search(actor: Actor) -> None:
    """Look now, without waiting for the night; at most one search a minute."""
    access.check_coordinator(actor)
    with transaction.atomic():
        key = f"directory.find_duplicates:{clock.now():%Y-%m-%dT%H:%M}"
        jobs.put(find_duplicates_task, dedupe_key=key, created_by=actor)


def set_different(actor: Actor, uuid: UUID) -> DuplicatePair:
    """They are two things; the pair is not suggested again."""
    return _decide(actor, uuid, DuplicatePair.State.DIFFERENT, "directory.duplicate.dismissed")


def suggest_again(actor: Actor, uuid: UUID) -> DuplicatePair:
    """Undo of `set_different`."""
    return _decide(actor, uuid, DuplicatePair.State.SUGGESTED, "directory.duplicate.reopened")


def _decide(actor: Actor, uuid: UUID, state: str, action: str) -> DuplicatePair:
    access.check_coordinator(actor)
    with transaction.atomic():
        pair = DuplicatePair.objects.select_for_update().filter(uuid=uuid).first()
        if pair is None:
            raise NotFound
        if pair.state != state:
            pair.state, pair.decided_at, pair.decided_by = state, clock.now(), actor.id
            pair.save(update_fields=["state", "decided_at", "decided_by"])
            audit.record(actor, action, kind=pair.kind, uuid=pair.first)
        return pair


def _renew(kind: str, found: list[Suggestion]) -> int:
    wanted: dict[Key, Suggestion] = {(one.first, one.second): one for one in found}
    with transaction.atomic():
        known = {(row.first, row.second): row for row in DuplicatePair.objects.select_for_update().filter(kind=kind)}
        gone = [
            row.pk for key, row in known.items() if key not in wanted and row.state == DuplicatePair.State.SUGGESTED
        ]
        DuplicatePair.objects.filter(pk__in=gone).delete()
        changed = [row for key, row in known.items() if key in wanted and _told(row, wanted[key])]
        DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)
        new = [_row(kind, one) for key, one in wanted.items() if key not in known]
        DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return len(new)


def _told(row: DuplicatePair, found: Suggestion) -> bool:
    """Put the new score on the row; False when it says the same already."""
    reasons = [reason.value for reason in found.reasons]
    if (row.score, row.reasons) == (found.score, reasons):
        return False
    row.score, row.reasons = found.score, reasons
    return True


def _row(kind: str, found: Suggestion) -> DuplicatePair:
    reasons = [reason.value for reason in found.reasons]
    return DuplicatePair(
        kind=kind, first=found.first, second=found.second, score=found.score, reasons=reasons, found_at=clock.now()
    )


@task()
def find_duplicates_task() -> int:
    """Listed in config/schedule.py for every night."""
    return find_duplicates()
