"""The outbox: messages waiting, on their way and gone."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Odottaa")
    SENDING = "sending", _("Lähdössä")
    SENT = "sent", _("Lähetetty")
    FAILED = "failed", _("Ei lähtenyt")
    CANCELLED = "cancelled", _("Ei enää lähetetä")


class OutboxMessage(models.Model):
    """One message to one person. Do not put text, links or codes here: `objects` holds ids only."""

    personal_data = {
        "recipient": "where the message goes; emptied 30 days after it left",
        "last_error": "what the mail server said; emptied with the recipient",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    recipient = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="fi")
    object_ids = models.JSONField(default=dict, db_column="objects")
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200)
    transport = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="outbox_next")]
