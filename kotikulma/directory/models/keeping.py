"""Who said it is right, and who said it is wrong."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types import VerificationMethod


class Verification(models.Model):
    """Somebody looked and said it is right. Saving without looking is not this."""

    personal_data = {"actor_id": "who verified (staff); erased to null with the person; kept 6 years"}

    object_uuid = models.UUIDField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    method = models.CharField(max_length=8, choices=VerificationMethod.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True, blank=True)
    previous_at = models.DateTimeField(null=True, blank=True, help_text="verified_at before this one, to take it back")

    class Meta:
        indexes = [models.Index(fields=["object_uuid", "-at"], name="verification_latest")]


class Reminder(models.Model):
    """A day on which the editors of an organisation were asked to confirm what is due; at most one a day.

    Without an organisation: the coordinators were, about what nobody edits.
    """

    personal_data = None

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "day"], name="reminder_once_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=models.Q(organization__isnull=True), name="coordinators_reminded_once_a_day"
            ),
        ]


class Report(models.Model):
    """A resident tells that something on a page is wrong. The editors' queue."""

    personal_data = {
        "text": "free text that may name people; erased 90 days after handling",
        "contact": "only if an answer is wanted; erased 90 days after handling",
        "note": "what the keepers did, for themselves; erased 90 days after handling",
        "answer": "what was mailed to the resident; erased 90 days after handling",
        "handled_by": "who handled it (staff); erased to null with the person",
    }

    class Status(models.TextChoices):
        NEW = "new", _("Uusi")
        DONE = "done", _("Käsitelty")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    object_kind = models.CharField(max_length=20, blank=True)
    object_uuid = models.UUIDField(null=True, blank=True, db_index=True)
    path = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=2000)
    contact = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="fi")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.UUIDField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "created_at"], name="report_queue")]
