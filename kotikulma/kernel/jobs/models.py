"""The job table and the signs of life of its workers."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.kernel.jobs.types import LEASE_SECONDS, MAX_ATTEMPTS, JobState


class Job(models.Model):
    """One call of a task. A worker owns it while its lease lasts; `lease_token` guards every later write.

    `run_after` empty means at once, whatever the clocks of web and worker say. Arguments are ids, not content.
    """

    personal_data = {
        "created_by": "who caused it, kind:uuid; forgotten with the job 30 days after it is done",
        "last_error": "may quote what failed; forgotten with the job",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.READY)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    lease_seconds = models.PositiveIntegerField(default=LEASE_SECONDS)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    result = models.JSONField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_by = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-priority", "id"], condition=Q(state__in=["ready", "leased"]), name="job_next"),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]


class WorkerSeen(models.Model):
    """When each worker last showed that it lives, by the machine's clock."""

    personal_data = None

    name = models.CharField(max_length=80, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)
