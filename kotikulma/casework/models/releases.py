"""Plans for the day somebody is released from prison."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.releases import Ending, Home, Step, Turn
from kotikulma.kernel import clock


class Release(models.Model):
    """Home before release. Kept on the person's consent alone: when she takes it back, the row is deleted."""

    personal_data = {
        "client": "who is released; deleted with the consent, else when the client is erased",
        "release_on": "the day, on the person's consent; deleted with the consent",
        "institution": "from where, sealed under the case's key; erased with the key",
        "consent_on": "when the person consented; deleted with the consent",
        "home": "whether a home is known; deleted with the consent",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="releases")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    release_on = models.DateField()
    institution = models.BinaryField(max_length=600, blank=True)
    home = models.CharField(max_length=8, choices=Home.choices, default=Home.UNKNOWN)
    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.TEAM)
    consent_on = models.DateField()
    planned_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(ended_at__isnull=True), name="release_one_planned"),
            models.CheckConstraint(
                name="release_ends_with_a_way",
                condition=Q(ending="", ended_at__isnull=True)
                | (Q(ending__in=Ending.values) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["unit", "ended_at", "release_on"], name="release_of_unit")]


class ReleaseStep(models.Model):
    """A step that was done. Its day is not kept: it follows from the release."""

    personal_data = {"worker": "who did it; emptied with the person"}

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=8, choices=Step.choices)
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "step"], name="release_step_once"),
            models.CheckConstraint(name="release_step_known", condition=Q(step__in=Step.values)),
        ]
