"""The order of classes as the city has decided it."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.types.orders import LEAST_DAYS, MOST_DAYS
from kotikulma.kernel import clock


class NeedOrder(models.Model):
    """One decision. Never changed: a later one stands beside it, and each list keeps the version it was made by."""

    personal_data = {
        "decided_by": "the body or the office that decided; kept with the lists made by it",
        "recorder_id": "who wrote it down; no foreign key; kept with the decision",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    version = models.CharField(max_length=12, unique=True)
    places = models.JSONField(help_text="Pairs of a NeedClass and its place")
    deadline_days = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    decided_by = models.CharField(max_length=120)
    decided_on = models.DateField()
    grounds = models.CharField(max_length=600)
    recorded_at = models.DateTimeField(default=clock.now)
    recorder_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_decided_first", condition=Q(decided_on__lte=F("effective_from"))),
            models.CheckConstraint(
                name="order_days_known", condition=Q(deadline_days__gte=LEAST_DAYS, deadline_days__lte=MOST_DAYS)
            ),
        ]
