"""Jobs: put with the change, leased, tried again, given up, run again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction
from django_tasks import TaskResultStatus, task_backends

from kotikulma.kernel import clock, jobs
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotAllowed, NotFound
from kotikulma.kernel.jobs import queue, worker
from kotikulma.kernel.jobs.models import Job, WorkerSeen
from kotikulma.kernel.jobs.types import JobState, NotDead
from kotikulma.kernel.tests import tasks
from kotikulma.kernel.types import ANONYMOUS, system

SetClock = Callable[[str], None]


@pytest.fixture(autouse=True)
def _no_schedule(settings) -> None:
    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.NOTHING"


@pytest.fixture
def set_clock(monkeypatch) -> SetClock:
    return lambda moment: monkeypatch.setenv("KOTIKULMA_NOW", moment)


def make_dead() -> Job:
    job = jobs.put(tasks.boom)
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, attempts=5, finished_at=clock.now())
    return job


@pytest.mark.django_db
def test_an_enqueued_task_is_done_by_the_worker(tmp_path: Path) -> None:
    result = tasks.note.enqueue(str(tmp_path / "notes"), "hello")
    assert result.status == TaskResultStatus.READY
    assert worker.run(until_idle=True) == {"done": 1, "failed": 0, "dead": 0, "scheduled": 0}
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, "hello", 1)
    assert (tmp_path / "notes").read_text() == "hello\n"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        tasks.boom.enqueue()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_waits_for_its_moment_by_the_clock_of_the_house(set_clock: SetClock, tmp_path: Path) -> None:
    set_clock("2027-02-10T12:00")
    tasks.note.using(run_after=clock.now() + timedelta(hours=1)).enqueue(str(tmp_path / "n"), "later")
    assert worker.run(until_idle=True)["done"] == 0
    set_clock("2027-02-10T13:00")
    assert worker.run(until_idle=True)["done"] == 1


@pytest.mark.django_db
def test_the_same_dedupe_key_is_the_same_job() -> None:
    first, second = jobs.put(tasks.boom, dedupe_key="once"), jobs.put(tasks.boom, dedupe_key="once")
    assert first.uuid == second.uuid
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_urgent_jobs_come_first_then_in_order() -> None:
    for priority in (0, 5, 0):
        tasks.boom.using(priority=priority).enqueue()
    taken = [queue.claim("w") for _ in range(3)]
    assert [job.pk - Job.objects.earliest("id").pk for job in taken if job] == [1, 0, 2]
    assert queue.claim("w") is None


@pytest.mark.django_db
def test_a_failing_job_is_tried_five_times_and_then_given_up(set_clock: SetClock) -> None:
    tasks.boom.enqueue()
    counts = []
    for hour in range(6):
        set_clock(f"2027-02-10T{10 + 2 * hour}:00")
        counts.append(worker.run(until_idle=True))
    assert [(count["failed"], count["dead"]) for count in counts] == [(1, 0)] * 4 + [(0, 1), (0, 0)]
    dead = jobs.dead()[0]
    assert (dead.task, dead.attempts) == ("kotikulma.kernel.tests.tasks.boom", 5)
    assert dead.last_error.startswith("builtins.ValueError: this never works\n")
    assert "tasks.py" in dead.last_error


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_five_times_is_given_up() -> None:
    job = jobs.put(tasks.boom)
    past = clock.machine_now() - timedelta(minutes=2)
    Job.objects.filter(pk=job.pk).update(state=JobState.LEASED, attempts=5, lease_until=past, lease_token=uuid4())
    assert worker.run(until_idle=True)["dead"] == 1
    assert jobs.dead()[0].last_error == "Lease ran out on the last attempt: the worker was killed or hung."


@pytest.mark.django_db
def test_a_task_that_no_longer_exists_fails_like_any_other(set_clock: SetClock) -> None:
    set_clock("2027-02-10T12:00")
    Job.objects.create(task="kotikulma.kernel.tests.tasks.gone", created_at=clock.now())
    assert worker.run(until_idle=True)["failed"] == 1


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 20), (4, 80), (30, 3600)])
def test_pauses_double_up_to_an_hour_with_jitter(attempts: int, seconds: int) -> None:
    assert queue.back_off(attempts, 0.5) == timedelta(seconds=seconds)
    assert queue.back_off(attempts, 0) == timedelta(seconds=seconds / 2)


@pytest.mark.django_db
def test_a_lost_lease_cannot_write_the_outcome() -> None:
    jobs.put(tasks.boom)
    late = queue.claim("late")
    assert late is not None
    Job.objects.filter(pk=late.pk).update(lease_until=clock.machine_now() - timedelta(seconds=1))
    quick = queue.claim("quick")
    assert quick is not None
    assert not queue.finish(late, None)
    assert not queue.beat(late)
    assert queue.finish(quick, None)
    assert Job.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_dead_job_can_be_run_again_and_that_is_audited() -> None:
    job = jobs.run_again(system("keeper"), make_dead().uuid)
    assert (job.state, job.attempts, job.run_after) == (JobState.READY, 0, None)
    assert AuditEvent.objects.get().action == "jobs.job.run_again"


@pytest.mark.django_db
def test_only_a_dead_job_can_be_run_again() -> None:
    with pytest.raises(NotDead, match="ei ole epäonnistunut"):
        jobs.run_again(system("keeper"), jobs.put(tasks.boom).uuid)
    with pytest.raises(NotFound, match="Työtä ei ole"):
        jobs.run_again(system("keeper"), uuid4())


@pytest.mark.django_db
def test_nobody_runs_a_job_again_without_signing_in() -> None:
    with pytest.raises(NotAllowed, match="Kirjaudu sisään"):
        jobs.run_again(ANONYMOUS, make_dead().uuid)


@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_database_trouble(monkeypatch, tmp_path: Path) -> None:
    tasks.note.enqueue(str(tmp_path / "n"), "x")
    claim, troubles = queue.claim, [OperationalError("gone"), OperationalError("gone")]

    def shaky(name: str) -> Job | None:
        if troubles:
            raise troubles.pop()
        return claim(name)

    monkeypatch.setattr(queue, "claim", shaky)
    assert worker.run(until_idle=True)["done"] == 1


@pytest.mark.django_db
def test_a_worker_that_ends_takes_its_sign_of_life_away() -> None:
    worker.run(until_idle=True)
    assert not WorkerSeen.objects.exists()


@pytest.mark.django_db
def test_done_jobs_are_forgotten_after_a_month_and_dead_ones_stay(set_clock: SetClock, tmp_path: Path) -> None:
    set_clock("2027-02-10T12:00")
    tasks.note.enqueue(str(tmp_path / "n"), "x")
    worker.run(until_idle=True)
    make_dead()
    set_clock("2027-03-13T12:00")
    assert queue.forget_done() == 1
    assert Job.objects.get().state == JobState.DEAD


@pytest.mark.django_db
def test_a_job_remembers_on_whose_behalf_it_runs() -> None:
    job = jobs.put(tasks.boom, created_by=system("import"), scope="ptv")
    assert (job.created_by, job.scope) == ("system:import", "ptv")


def test_the_backend_speaks_the_whole_task_api() -> None:
    backend = task_backends["default"]
    assert backend.supports_defer
    assert backend.supports_priority
    assert backend.supports_get_result
