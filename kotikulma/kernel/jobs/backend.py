"""The `django_tasks` backend on the job table: what `settings.TASKS` names."""

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from kotikulma.kernel.jobs import queue
from kotikulma.kernel.jobs.models import Job
from kotikulma.kernel.jobs.types import LEASE_SECONDS, MAX_ATTEMPTS, JobState

STATUS: dict[JobState, Any] = {
    JobState.READY: TaskResultStatus.READY,
    JobState.LEASED: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.DEAD: TaskResultStatus.FAILED,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task[Any, Any]):
    """A task that says how often it is tried and how long a silent worker may hold it: `@task(max_attempts=3)`."""

    max_attempts: int = MAX_ATTEMPTS
    lease_seconds: int = LEASE_SECONDS


class LeaseBackend(BaseTaskBackend):
    """Tasks become rows in the caller's transaction; `worker.run` performs them."""

    task_class = LeaseTask
    supports_defer = True
    supports_async_task = False
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Sequence[Any], kwargs: dict[str, Any]) -> TaskResult[Any]:
        """Write the job. Arguments must be JSON."""
        self.validate_task(task)
        return result_of(queue.put_task(task, list(args), dict(kwargs)), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        try:
            job = Job.objects.get(uuid=UUID(result_id))
        except (ValueError, Job.DoesNotExist) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return result_of(job, import_string(job.task))


def result_of(job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
    """A row of the job table in the words of django_tasks."""
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.uuid),
        status=STATUS[JobState(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[TaskError(exception_class_path=_class_of(job.last_error), traceback=job.last_error)]
        if job.last_error
        else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result


def _class_of(error: str) -> str:
    return error.split(":", 1)[0]
