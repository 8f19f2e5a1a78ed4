"""The by-name list without names: statistical persons, the ledger of their coming and going, where they lived.

Nothing here leads to a client: only the client's own row knows, under seal, which statistical person is hers.
"""

import uuid
from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.situations import Certainty, SituationCode
from kotikulma.casework.types.statistics import Sex, TenancyEnd
from kotikulma.kernel import clock

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)  # of what is still held true


class Subject(models.Model):
    """A statistical person: a number, a year of birth, and what ARA's survey splits by."""

    personal_data = {
        "birth_year": "age groups of the survey; pseudonymous, kept with the statistics",
        "sex": "women among the homeless; pseudonymous, kept with the statistics",
        "immigrant": "immigrants among the homeless; pseudonymous, kept with the statistics",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=5, choices=Sex.choices, blank=True)
    immigrant = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(name="subject_sex_known", condition=Q(sex__in=["", *Sex.values]))]


class ListEvent(models.Model):
    """One event of the ledger (types.ledger.Entry). Never updated or deleted: triggers refuse it.

    `number` counts 1, 2, 3 … within a subject in the order of recording; `supersedes` is such a number.
    """

    personal_data = {
        "subject": "a pseudonymous person's way on and off the list; kept with the statistics",
        "reason": "why a decision or correction was made, without names; kept with the statistics",
        "actor_id": "who recorded it; no foreign key; kept with the ledger",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=24, choices=EventType.choices)
    valid_date = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    situation = models.CharField(max_length=20, choices=SituationCode.choices, blank=True)
    household = models.UUIDField(null=True, blank=True, help_text="Equal for those who live as a family or couple")
    alone = models.BooleanField(default=False, help_text="Leaves the household")
    factor = models.BooleanField(null=True, blank=True, help_text="A social or health problem hampers housing")
    since = models.DateField(null=True, blank=True, help_text="Homeless since, when before the event")
    delta = models.SmallIntegerField(default=0, help_text="Of an adjustment, to the number on the list")
    other = models.UUIDField(null=True, blank=True, help_text="Of a merge or split, the other subject")
    supersedes = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    grounds = models.JSONField(default=dict, blank=True, help_text="Of a decision: what the rule said, what was tried")
    actor_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="list_event_number_once"),
            models.UniqueConstraint(fields=["subject", "supersedes"], name="list_event_superseded_once"),
            models.CheckConstraint(name="list_event_type_known", condition=Q(type__in=EventType.values)),
            models.CheckConstraint(name="list_event_delta_is_one", condition=Q(delta__in=[-1, 0, 1])),
            models.CheckConstraint(
                name="list_event_since_before_it", condition=Q(since__isnull=True) | Q(since__lte=F("valid_date"))
            ),
            models.CheckConstraint(
                name="list_event_supersedes_earlier",
                condition=Q(supersedes__isnull=True) | Q(supersedes__lt=F("number")),
            ),
        ]


class Posting(models.Model):
    """An event as book-keeping (types.ledger.Posting), and when it was held true: [known_from, known_to).

    Reckoned from the ledger alone and made anew with each event of a subject: figures are read from these rows.
    A class of "" is off the list.
    """

    personal_data = {"subject": "a pseudonymous person's way on and off the list; kept with the statistics"}

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="postings")
    number = models.PositiveIntegerField(help_text="Of the event")
    rank = models.PositiveIntegerField(help_text="Order within a day")
    type = models.CharField(max_length=24, choices=EventType.choices)
    by_rule = models.BooleanField(default=False)
    valid_date = models.DateField()
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=FOREVER)
    before_class = models.CharField(max_length=3, blank=True)
    before_long = models.BooleanField(default=False)
    after_class = models.CharField(max_length=3, blank=True)
    after_long = models.BooleanField(default=False)
    situation = models.CharField(max_length=20, blank=True)
    household = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="posting_known_for_a_while", condition=Q(known_from__lt=F("known_to")))
        ]
        indexes = [
            models.Index(
                fields=["subject", "-valid_date", "-rank", "known_from", "known_to", "after_class"],
                name="posting_of_subject",
            ),
            models.Index(
                fields=["valid_date", "known_from", "known_to", "type", "before_class", "after_class"],
                name="posting_by_day",
            ),
        ]


class LivingSituation(models.Model):
    """A record of where somebody lived, [starts_on, ends_on). Records of several units may overlap."""

    personal_data = {"subject": "where a pseudonymous person lived; kept with the statistics"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="situations")
    code = models.CharField(max_length=20, choices=SituationCode.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.TOLD)
    source = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="situation_code_known", condition=Q(code__in=SituationCode.values)),
            models.CheckConstraint(
                name="situation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["subject", "starts_on"], name="situation_of_subject")]


class Tenancy(models.Model):
    """A home of one's own from the day of moving in. `seen_on`: the last day it was known to go on, when no longer.

    `recorded_at` and `end_recorded_at`: when the move and the end were written down; None: on their day.
    """

    personal_data = {"subject": "a pseudonymous person's homes; kept with the statistics"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="tenancies")
    moved_in_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=TenancyEnd.choices, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    end_recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancy_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("moved_in_on")),
            ),
            models.CheckConstraint(
                name="tenancy_end_has_a_reason",
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["subject", "moved_in_on"], name="tenancy_of_subject")]


class CountVintage(models.Model):
    """A figure as somebody published it then. A later publication is a new row: nothing is written over."""

    personal_data = None

    area = models.CharField(max_length=40, help_text="Municipality code, or the name of a larger area")
    year = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=24)
    value = models.PositiveIntegerField()
    published_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "category", "published_on", "source"], name="count_vintage_once"
            )
        ]
