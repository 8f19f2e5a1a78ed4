"""Two entries of one thing: the suspicion, what people said of it, and the merge that can be undone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class DuplicatePair(models.Model):
    """Two entries that look like one thing. `first` < `second`, so that a pair is there once.

    The search writes and removes suggestions; what a person has said stays.
    """

    personal_data = {"decided_by": "who looked at the pair (staff); erased to null with the person"}

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Ehdotus")
        DIFFERENT = "different", _("Eri asiat")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    first = models.UUIDField()
    second = models.UUIDField(db_index=True)
    score = models.FloatField()
    reasons = models.JSONField(default=list, help_text="codes of directory.types.duplicates.Reason")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once")]
        indexes = [models.Index(fields=["state", "-score"], name="duplicate_queue")]


class Merge(models.Model):
    """One entry taken into another, with all it takes to part them again."""

    personal_data = {
        "actor_id": "who merged (staff); erased to null with the person",
        "before": "work contacts of both entries as they were; emptied 30 days after the merge",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    kept = models.UUIDField(db_index=True)
    gone = models.UUIDField(db_index=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict, help_text="what undoing needs: old values, and ids of what was moved")
    undone_at = models.DateTimeField(null=True, blank=True)
