"""Two clients of one register who may be the same person."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.doubles import Verdict
from kotikulma.kernel import clock


class Pair(models.Model):
    """They share a whole key. Nothing is merged: people call each other, and a lead decides, once."""

    personal_data = {
        "first": "who may be the same as whom; kept 12 years with the log it explains",
        "second": "who may be the same as whom; kept 12 years with the log it explains",
        "decider": "who decided; kept 12 years with the log it explains",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    decider = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="pair_decided_is_whole",
                condition=Q(verdict="", decided_at__isnull=True)
                | (Q(verdict__in=Verdict.values) & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["second"], name="pair_by_second")]
