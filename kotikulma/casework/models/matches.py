"""Who needs a home, and the frozen lists of who comes in question for one."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.models.homes import Vacancy
from kotikulma.casework.types.matches import NeedClass, NeedEnd
from kotikulma.kernel import clock


class HousingNeed(models.Model):
    """A client's need of a home since a day. A new one begins when she needs a home again."""

    personal_data = {
        "client": "who needs a home; kept with the case",
        "facts": "what home, areas, safety, facts of the order; sealed under the case's key and erased with it",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="needs")
    since = models.DateField()
    facts = models.BinaryField(max_length=4000)
    contacted_on = models.DateField(null=True, blank=True, help_text="Found again after offers nobody answered")
    closed_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=9, choices=NeedEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(closed_on=None), name="need_open_once"),
            models.CheckConstraint(
                name="need_ends_for_a_reason",
                condition=Q(closed_on__isnull=True, ended_by="")
                | (Q(closed_on__isnull=False) & Q(ended_by__in=NeedEnd.values)),
            ),
        ]


class Shortlist(models.Model):
    """A list as it was made: the day, the rule and the seed. Never changed; a newer one stands beside it."""

    personal_data = {"maker_id": "who made it; no foreign key; kept with the list"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="shortlists")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    rule = models.CharField(max_length=12)
    seed = models.CharField(max_length=32)
    maker_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vacancy", "number"], name="shortlist_number_once")]


class ShortlistEntry(models.Model):
    """Where the rules put one applicant, and why; her facts of that day are sealed beside it. Never changed."""

    personal_data = {
        "client": "who was on which list; kept with the case",
        "facts": "the facts of that day; sealed under the case's key and erased with it",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shortlist = models.ForeignKey(Shortlist, on_delete=models.PROTECT, related_name="entries")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField(help_text="0: out")
    need_class = models.PositiveSmallIntegerField(choices=NeedClass.choices)
    wait_days = models.PositiveIntegerField()
    reasons = models.JSONField(default=list, blank=True)
    tied = models.BooleanField(default=False)
    wish_met = models.BooleanField(null=True, blank=True)
    facts = models.BinaryField(max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shortlist", "client"], name="entry_once"),
            models.CheckConstraint(name="entry_class_known", condition=Q(need_class__in=NeedClass.values)),
            models.CheckConstraint(
                name="entry_out_for_a_reason", condition=Q(rank=0) & ~Q(reasons=[]) | Q(rank__gt=0, reasons=[])
            ),
            models.UniqueConstraint(fields=["shortlist", "rank"], condition=Q(rank__gt=0), name="entry_rank_once"),
        ]


class HomeLoss(models.Model):
    """A home that was lost: from here the next offer and the support are counted."""

    personal_data = {"client": "who lost a home on which day; kept with the case"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    lost_on = models.DateField()
    recorded_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "lost_on"], name="home_loss_once"),
            models.CheckConstraint(name="home_loss_not_to_come", condition=Q(lost_on__lte=F("recorded_on"))),
        ]
