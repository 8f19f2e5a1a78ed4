"""The way in online: a link nobody but staff reads before its moment."""

import uuid

from django.db import models

from kotikulma.events.models.programme import Event, Occurrence
from kotikulma.events.models.registration import Registration


class JoinInfo(models.Model):
    """Address, passcode and telephone number, sealed. One for the event, or another for one occurrence.

    It is released on wall time: `days_before` days before the local day of the start, at `release_time`; when the
    occurrence moves, the moment moves with it. `version` grows when the address changes.
    """

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="join_infos")
    occurrence = models.OneToOneField(
        Occurrence, null=True, blank=True, on_delete=models.CASCADE, related_name="join_info"
    )
    url = models.BinaryField(default=bytes)
    passcode = models.BinaryField(default=bytes, blank=True)
    phone = models.BinaryField(default=bytes, blank=True)
    days_before = models.PositiveSmallIntegerField(default=0)
    release_time = models.TimeField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(occurrence__isnull=True), name="join_info_of_event_once"
            )
        ]


class SentLink(models.Model):
    """Which version of the link was put into the outbox for whom: nobody gets it twice, nobody is left out."""

    personal_data = None

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="sent_links")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    message = models.CharField(max_length=200, help_text="dedupe key of the outbox row that carries it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "occurrence", "version"], name="sent_link_once")]
