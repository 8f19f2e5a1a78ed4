"""Pilots, clients' parts in them, what was measured; visits at a service centre."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.pilots import EpisodeEnd, Measure, Moment
from kotikulma.casework.types.visits import AgeGroup, Purpose
from kotikulma.kernel import clock


class Pilot(models.Model):
    """Something new that is tried for a while. Its texts are for everybody, in three languages."""

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.JSONField(default=dict, help_text="language -> name")
    tried = models.JSONField(default=dict, help_text="language -> what is tried")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    measures = models.JSONField(default=list, help_text="types.pilots.Measure values")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pilot_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]


class Episode(models.Model):
    """A client takes part, from a day to a day. It leads to no home, no rank and no worker: stopping moves nothing."""

    personal_data = {"client": "who took part; a random number once the client is erased, kept with the figures"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="episodes")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="episodes")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=13, choices=EpisodeEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "client"], condition=Q(ends_on__isnull=True), name="episode_one_open"
            ),
            models.CheckConstraint(
                name="episode_ends_with_a_way",
                condition=Q(ending="", ends_on__isnull=True)
                | Q(ending__in=EpisodeEnd.values, ends_on__gte=F("starts_on")),
            ),
        ]


class Result(models.Model):
    """One answer on a closed scale, before or after."""

    personal_data = {"value": "what the client answered; nobody's once the client is erased, kept with the figures"}

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="results")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    value = models.PositiveSmallIntegerField()
    measured_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "moment", "measure"], name="result_once"),
            models.CheckConstraint(
                name="result_known", condition=Q(moment__in=Moment.values, measure__in=Measure.values, value__lte=30)
            ),
        ]


class CentreVisit(models.Model):
    """Somebody came to a service centre. Whom, only when a worker of hers says so."""

    personal_data = {
        "client": "who came, if her own worker wrote it down; emptied when the client is erased",
        "counter": "who counted, so that she can take it back; emptied with the person",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    counted_at = models.DateTimeField(default=clock.now)
    age_group = models.CharField(max_length=8, choices=AgeGroup.choices)
    first_time = models.BooleanField(default=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.CASCADE, related_name="centre_visits")
    counter = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="centre_visit_known", condition=Q(age_group__in=AgeGroup.values, purpose__in=Purpose.values)
            ),
        ]
        indexes = [models.Index(fields=["unit", "on"], name="centre_visit_by_day")]
