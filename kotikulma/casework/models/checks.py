"""Housing checks and the follow-up of each positive one. What was told lies sealed under a key of the check's own."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.casework.types.checks import Channel, Outcome, Urgency
from kotikulma.kernel import clock


class FollowUp(models.Model):
    """Somebody who may lose a home, and the unit that acts. Never without a unit and a day; who declined is closed.

    `owner`: the one who met the person, until another unit has taken it. `acted_at`: when the person was reached.
    """

    personal_data = {"owner": "who answers for it (staff or volunteer); emptied 90 days after the end"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    due_on = models.DateField()
    opened_at = models.DateTimeField(default=clock.now)
    acted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follow_up_ends_with_an_outcome",
                condition=Q(outcome="", closed_at__isnull=True)
                | (Q(outcome__in=Outcome.values) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="follow_up_urgency_known", condition=Q(urgency__in=[one for one in Urgency if one != Urgency.NONE])
            ),
        ]
        indexes = [models.Index(fields=["unit", "closed_at", "due_on"], name="follow_up_of_unit")]


class HousingCheck(models.Model):
    """One encounter. A positive check has exactly one follow-up; one that needs nobody keeps no word of the person."""

    personal_data = {
        "wrapped_key": "the check's key, wrapped; deleted 90 days after the follow-up has ended",
        "told": "name, contact, answers and words, sealed under the check's key; erased with the key",
        "maker": "who asked (staff or volunteer); emptied 90 days after the end",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent again is the same check")
    unit = models.ForeignKey(
        "people.Organization", on_delete=models.PROTECT, related_name="+", help_text="Where the person was met"
    )
    maker = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    met_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    wants_help = models.BooleanField(default=False)
    follow_up = models.OneToOneField(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="housing_check"
    )
    language = models.CharField(max_length=2, default="fi")
    wrapped_key = models.BinaryField(max_length=64, blank=True)
    told = models.BinaryField(max_length=8000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="positive_check_has_a_follow_up",
                condition=Q(urgency=Urgency.NONE, follow_up__isnull=True, wants_help=False)
                | (~Q(urgency=Urgency.NONE) & Q(follow_up__isnull=False)),
            ),
            models.CheckConstraint(name="check_urgency_known", condition=Q(urgency__in=Urgency.values)),
        ]
        indexes = [
            models.Index(fields=["unit", "met_on"], name="check_at_unit"),
            models.Index(fields=["maker", "made_at"], name="check_of_maker"),
        ]


class Attempt(models.Model):
    """Somebody tried to reach the person of a follow-up."""

    personal_data = {"worker": "who tried; emptied with the person"}

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attempts")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    reached = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attempt_channel_known", condition=Q(channel__in=Channel.values)),
        ]
