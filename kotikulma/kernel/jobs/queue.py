"""The rules of the job table: put, claim, keep, finish, give up, run again.

A job is owned through `lease_token`; whoever lost it cannot write its outcome any more.
Leases run on the machine's clock, due times on the clock of the house (which a demo may freeze).
"""

import random
import traceback
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from kotikulma.kernel import audit, clock
from kotikulma.kernel.errors import NotAllowed, NotFound
from kotikulma.kernel.jobs.models import Job, WorkerSeen
from kotikulma.kernel.jobs.types import LEASE_SECONDS, MAX_ATTEMPTS, DeadJob, JobState, NotDead
from kotikulma.kernel.types import Actor, ActorKind

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)
ERROR_CHARACTERS = 4000


def put(
    task: Task[Any, Any],
    *args: Any,
    dedupe_key: str | None = None,
    run_after: datetime | None = None,
    created_by: Actor | None = None,
    scope: str = "",
    **kwargs: Any,
) -> Job:
    """A job in the caller's transaction. A second one with the same `dedupe_key` is not made: the first comes back."""
    task = task.using(run_after=run_after) if run_after else task
    return put_task(task, list(args), kwargs, dedupe_key=dedupe_key, created_by=created_by, scope=scope)


def put_task(
    task: Task[Any, Any],
    args: list[Any],
    kwargs: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    created_by: Actor | None = None,
    scope: str = "",
) -> Job:
    """As `put`, with the run time in the task itself."""
    job = Job(
        task=task.module_path,
        args=normalize_json(args),
        kwargs=normalize_json(kwargs),
        priority=task.priority,
        run_after=task.run_after,
        max_attempts=getattr(task, "max_attempts", MAX_ATTEMPTS),
        lease_seconds=getattr(task, "lease_seconds", LEASE_SECONDS),
        dedupe_key=dedupe_key,
        created_by=f"{created_by.kind}:{created_by.id or created_by.label}"[:80] if created_by else "",
        scope=scope,
        created_at=clock.now(),
    )
    if dedupe_key is None:
        job.save(force_insert=True)
        return job
    # Not an IntegrityError: on PostgreSQL that would spoil the caller's transaction.
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.get(dedupe_key=dedupe_key)


def has(dedupe_key: str) -> bool:
    """Whether a job with this key has ever been put (and not been forgotten)."""
    return Job.objects.filter(dedupe_key=dedupe_key).exists()


def known(dedupe_keys: Collection[str]) -> set[str]:
    """Those of the keys a job has ever been put with (and not been forgotten): one statement."""
    return set(Job.objects.filter(dedupe_key__in=dedupe_keys).values_list("dedupe_key", flat=True))


def claim(worker: str) -> Job | None:
    """The most urgent job that is due or whose worker fell silent, now leased to `worker`; None when there is none."""
    machine = clock.machine_now()
    due = Q(state=JobState.READY) & (Q(run_after__isnull=True) | Q(run_after__lte=clock.now()))
    abandoned = Q(state=JobState.LEASED, lease_until__lt=machine)
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = Job.objects.select_for_update(skip_locked=skip).filter(due | abandoned)
        job: Job | None = rows.order_by("-priority", "id").first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            _bury(job, "Lease ran out on the last attempt: the worker was killed or hung.")
            return job
        job.state = JobState.LEASED
        job.attempts += 1
        job.lease_token = uuid4()
        job.lease_until = machine + timedelta(seconds=job.lease_seconds)
        job.worker, job.started_at = worker, clock.now()
        job.save(update_fields=["state", "attempts", "lease_token", "lease_until", "worker", "started_at"])
        return job


def beat(job: Job) -> bool:
    """Keep the lease for another period; False when it is no longer ours."""
    until = clock.machine_now() + timedelta(seconds=job.lease_seconds)
    return bool(_ours(job).update(lease_until=until))


def finish(job: Job, result: Any) -> bool:
    """The job is done; False when its lease had gone to somebody else."""
    return bool(
        _ours(job).update(state=JobState.DONE, result=result, last_error="", lease_until=None, finished_at=clock.now())
    )


def fail(job: Job, error: BaseException) -> JobState:
    """Try again later, or give up after the last attempt; the state it went to."""
    text = _describe(error)
    if job.attempts >= job.max_attempts:
        _ours(job).update(state=JobState.DEAD, last_error=text, lease_until=None, finished_at=clock.now())
        return JobState.DEAD
    later = clock.now() + back_off(job.attempts, random.random())  # noqa: S311 (spreads load, hides nothing)
    _ours(job).update(state=JobState.READY, last_error=text, lease_until=None, run_after=later)
    return JobState.READY


def back_off(attempts: int, chance: float) -> timedelta:
    """10 s, 20 s, 40 s … at most an hour, each between a half and three halves of that by `chance` in 0–1."""
    return min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY) * (0.5 + chance)


def run_again(actor: Actor, uuid: UUID) -> Job:
    """Give a dead job all its attempts anew. The caller's page decides which people may."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise NotAllowed(_("Kirjaudu sisään käynnistääksesi työn uudelleen."))
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(uuid=uuid).first()
        if job is None:
            raise NotFound(_("Työtä ei ole."))
        if job.state != JobState.DEAD:
            raise NotDead(_("Työ ei ole epäonnistunut, joten sitä ei voi käynnistää uudelleen."))
        job.state, job.attempts = JobState.READY, 0
        job.run_after = job.finished_at = None
        job.save(update_fields=["state", "attempts", "run_after", "finished_at"])
        audit.record(actor, "jobs.job.run_again", kind="job", uuid=job.uuid, changed=["state"])
        return job


def dead(limit: int = 100) -> list[DeadJob]:
    """Jobs given up, newest first."""
    rows = Job.objects.filter(state=JobState.DEAD).order_by("-finished_at", "-id")[:limit]
    return [DeadJob(job.uuid, job.task, job.attempts, job.finished_at, job.last_error) for job in rows]


def anything_leased() -> bool:
    return Job.objects.filter(state=JobState.LEASED).exists()


def forget_done(days: int = 30) -> int:
    """Delete jobs done long ago; dead ones stay until somebody looks at them."""
    old = clock.now() - timedelta(days=days)
    return Job.objects.filter(state=JobState.DONE, finished_at__lt=old).delete()[0]


def show_life(worker: str) -> None:
    """Note that this worker lives."""
    WorkerSeen.objects.update_or_create(name=worker, defaults={"seen_at": clock.machine_now()})


def say_goodbye(worker: str) -> None:
    WorkerSeen.objects.filter(name=worker).delete()
    WorkerSeen.objects.filter(seen_at__lt=clock.machine_now() - timedelta(days=1)).delete()


def last_life() -> datetime | None:
    """When any worker last showed that it lives."""
    return WorkerSeen.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def _ours(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.LEASED, lease_token=job.lease_token)


def _bury(job: Job, reason: str) -> None:
    job.state, job.finished_at, job.lease_until = JobState.DEAD, clock.now(), None
    job.last_error = job.last_error or reason
    job.save(update_fields=["state", "finished_at", "lease_until", "last_error"])


def _describe(error: BaseException) -> str:
    """Class, message and where: the end of the traceback matters most, so the middle is what gives way."""
    head = f"{type(error).__module__}.{type(error).__qualname__}: {error}"[:500]
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{head}\n{frames[-(ERROR_CHARACTERS - len(head)) :]}"
