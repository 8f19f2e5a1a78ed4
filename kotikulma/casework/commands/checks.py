"""Housing checks, trying to reach who needs help, and how it ended."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django_tasks import task

from kotikulma.casework import access
from kotikulma.casework.models import Attempt, FollowUp, HousingCheck, Referral
from kotikulma.casework.rules import checks as rules
from kotikulma.casework.rules import referrals as referral_rules
from kotikulma.casework.types.checks import (
    CheckNotFound,
    Erased,
    NewCheck,
    Outcome,
    Urgency,
)
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.referrals import ENDED
from kotikulma.kernel import audit, clock, own_keys
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people

BATCH = 500


def make_check(actor: Actor, new: NewCheck) -> HousingCheck:
    """Keep what follows from an encounter. The same form sent again gives the first back. Raises CheckRefused.

    Who is in need and wants help is followed up from this second; who declines is counted and left in peace.
    """
    member = access.member_of(actor)
    unit_id = people.organization_ids_by_uuid([new.unit]).get(new.unit, 0)
    ground = access.ground_of(member, unit_id, basis=Basis.CONSENT, task=DataClass.CHECKS)
    urgency = rules.check_new(new, clock.today())
    key = uuid5(new.form_key, str(actor.id))
    if known := HousingCheck.objects.filter(form_key=key).first():
        return known

    try:
        with transaction.atomic():
            check = HousingCheck(
                uuid=uuid4(),
                form_key=key,
                unit_id=unit_id,
                maker_id=member.id,
                met_on=new.met_on,
                made_at=clock.now(),
                urgency=urgency,
                language=new.language,
            )
            if urgency != Urgency.NONE:
                check.wants_help = new.wants_help
                check.follow_up = _follow_up(check, new)
            if rules.keeps_answers(urgency, new.wants_help):
                check.told = access.seal_told(check, _told(new))
            check.save(force_insert=True)
            subjects = [check.follow_up.uuid] if check.follow_up else []
            access.log(actor, ground, "casework.check.made", subjects=subjects, uuid=check.uuid, kind="check")
    except IntegrityError:
        return HousingCheck.objects.get(form_key=key)  # the same form, sent twice at the same time
    return check


def add_attempt(actor: Actor, uuid: UUID, *, channel: str, reached: bool) -> Attempt:
    """Somebody tried to reach the person; the first time she is reached is when it was acted on."""
    held = access.open_follow_up(actor, uuid)

    with transaction.atomic():
        row, now = _lock(held.row), clock.now()
        rules.check_attempt(row.outcome, channel)
        attempt = Attempt.objects.create(
            follow_up=row, worker_id=held.ground.standing.person_id, channel=channel, reached=reached, at=now
        )
        if reached and row.acted_at is None:
            row.acted_at = now
            row.save(update_fields=["acted_at"])
        _log(actor, held, "casework.follow_up.tried", [channel])
    return attempt


def end_follow_up(actor: Actor, uuid: UUID, *, outcome: str) -> None:
    """Close it with an outcome of the list. Raises CheckRefused while a referral of it is still open."""
    held = access.open_follow_up(actor, uuid)

    with transaction.atomic():
        row = _lock(held.row)
        rules.check_end(row.outcome, outcome, row.acted_at is not None)
        rules.check_no_open_referral(row.referrals.exclude(state__in=ENDED).exists())
        row.outcome, row.closed_at = outcome, clock.now()
        row.save(update_fields=["outcome", "closed_at"])
        _log(actor, held, "casework.follow_up.ended", [outcome])


def erase_old(actor: Actor, *, dry_run: bool = False) -> Erased:
    """Delete the keys of what has lived its time: what was told opens no more, in old backups either.

    Counts by place and day stay. A dry run only counts.
    """
    with transaction.atomic():
        answers, makers, referrals = _old_answers(), _old_makers(), _old_referrals()
        report = Erased(answers.count(), makers.count(), referrals.count())
        if dry_run or not report:
            return report
        answers.update(wrapped_key=b"", told=b"")
        FollowUp.objects.filter(housing_check__in=list(makers.values_list("id", flat=True))).update(owner=None)
        makers.update(maker=None)
        referrals.update(wrapped_key=b"", content=b"", sender=None, worker=None, outside_email="", client=None)
        changed = [name for name, count in asdict(report).items() if count]
        audit.record(actor, "casework.check.erased", kind="check", changed=changed, chain="case:keys")
    return report


@task()
def erase_old_task() -> dict[str, int]:
    return asdict(erase_old(system("retention")))


def rewrap(actor: Actor) -> int:
    """Wrap the keys of checks and referrals under the newest key; how many. Run again, it goes on."""
    return sum(_rewrapped(actor, model) for model in (HousingCheck, Referral))


def _follow_up(check: HousingCheck, new: NewCheck) -> FollowUp:
    """Owner and day from the first second; closed at once when the offer was declined."""
    row = FollowUp(
        unit_id=check.unit_id,
        owner_id=check.maker_id,
        urgency=check.urgency,
        due_on=rules.due_on(check.urgency, new.met_on, new.answers.loss_on),
        opened_at=check.made_at,
    )
    if not new.wants_help:
        row.outcome, row.closed_at = Outcome.UNWILLING, check.made_at
    row.save(force_insert=True)
    return row


def _told(new: NewCheck) -> dict[str, Any]:
    answers = asdict(new.answers)
    answers["loss_on"] = new.answers.loss_on.isoformat() if new.answers.loss_on else None
    return {
        "answers": answers,
        "somebody": asdict(new.somebody),
        "words": new.words.strip(),
        "may_contact": new.may_contact,
    }


def _lock(row: FollowUp) -> FollowUp:
    found = FollowUp.objects.select_for_update().filter(pk=row.pk, unit_id=row.unit_id).first()
    if found is None:
        raise CheckNotFound
    return found


def _log(actor: Actor, held: access.Held, deed: str, data: list[str]) -> None:
    uuid = held.row.uuid
    access.log(actor, held.ground, deed, subjects=[uuid], uuid=uuid, kind="follow_up", data=data)


def _ended_before() -> Q:
    """Checks whose follow-up ended long enough ago, and those that needed none."""
    limit = clock.now() - timedelta(days=rules.CHECK_DAYS)
    return Q(follow_up__closed_at__lt=limit) | Q(follow_up=None, made_at__lt=limit)


def _old_answers() -> QuerySet[HousingCheck]:
    return HousingCheck.objects.filter(_ended_before()).exclude(wrapped_key=b"")


def _old_makers() -> QuerySet[HousingCheck]:
    return HousingCheck.objects.filter(_ended_before(), maker__isnull=False)


def _old_referrals() -> QuerySet[Referral]:
    limit = clock.now() - timedelta(days=referral_rules.REFERRAL_DAYS)
    kept = ~Q(wrapped_key=b"") | Q(sender__isnull=False) | Q(worker__isnull=False)
    return Referral.objects.filter(kept, state__in=ENDED, changed_at__lt=limit)


def _rewrapped(actor: Actor, model: type[HousingCheck] | type[Referral]) -> int:
    last = done = 0
    while True:
        with transaction.atomic():
            rows = list(
                model.objects.select_for_update().filter(id__gt=last).exclude(wrapped_key=b"").order_by("id")[:BATCH]
            )
            if not rows:
                return done
            last = rows[-1].pk
            waiting = [row for row in rows if not own_keys.is_current(row.wrapped_key)]
            for row in waiting:
                row.wrapped_key = own_keys.wrap(own_keys.unwrap(row.wrapped_key))
                row.save(update_fields=["wrapped_key"])
            if waiting:
                things = [("check", row.uuid, ()) for row in waiting]
                audit.record_many(actor, "casework.check.rewrapped", things, chain="case:keys")
            done += len(waiting)
