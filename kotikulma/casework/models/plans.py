"""A client's plan in all its versions, her visits, contacts and tasks. Words lie sealed under her case's key."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.plans import ContactChannel, VisitState
from kotikulma.kernel import clock

_WITH_THE_KEY = "sealed under the case's key; erased with the client"


class PlanVersion(models.Model):
    """The plan as one worker saved it; the newest number holds. Never without a goal of the client's own."""

    personal_data = {
        "client": "whose plan; erased with the client",
        "author": "who wrote it down (staff); emptied with the person",
        "content": f"goals in the client's words, steps, who, when: {_WITH_THE_KEY}",
    }

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="plan_versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    goals = models.PositiveSmallIntegerField(help_text="How many goals of the client's own it holds")
    review_on = models.DateField()
    content = models.BinaryField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="plan_version_once"),
            models.CheckConstraint(name="plan_has_an_own_goal", condition=Q(goals__gte=1)),
        ]


class Visit(models.Model):
    """A visit to come, by whom and when. Without `starts_at` any time of the day will do."""

    personal_data = {
        "client": "whom it is to; erased with the client",
        "worker": "who goes (staff); emptied with the person",
        "told": f"purpose and place: {_WITH_THE_KEY}",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent again is the same visit")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="visits")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=9, choices=VisitState.choices, default=VisitState.PLANNED)
    told = models.BinaryField()
    planned_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_state_known", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(name="visit_takes_time", condition=Q(minutes__gte=5, minutes__lte=480)),
        ]
        indexes = [models.Index(fields=["worker", "day"], name="visit_of_worker")]


class Contact(models.Model):
    """Somebody was in touch with the client, or tried. Kept for the by-name list: when, by what channel, reached."""

    personal_data = {
        "client": "with whom; erased with the client",
        "worker": "who was in touch (staff); emptied with the person",
        "told": f"what was said and the next step: {_WITH_THE_KEY}",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent again is the same contact")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(max_length=8, choices=ContactChannel.choices)
    reached = models.BooleanField()
    struck = models.BooleanField(default=False, help_text="It never was: counted nowhere, its words stay to be read")
    told = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_channel_known", condition=Q(channel__in=ContactChannel.values)),
        ]
        indexes = [models.Index(fields=["client", "happened_at"], name="contact_of_client")]


class EarlierContact(models.Model):
    """A contact as it was written down before a correction; number 1 is the first."""

    personal_data = {
        "contact": "of which contact; erased with the client",
        "corrected_by": "who corrected it (staff); emptied with the person",
        "told": f"what was said before, and why it was corrected: {_WITH_THE_KEY}",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="earlier")
    number = models.PositiveSmallIntegerField()
    corrected_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    corrected_at = models.DateTimeField(default=clock.now)
    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=ContactChannel.choices)
    reached = models.BooleanField()
    told = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="earlier_contact_once"),
            models.CheckConstraint(
                name="earlier_contact_channel_known", condition=Q(channel__in=ContactChannel.values)
            ),
        ]


class Todo(models.Model):
    """Something to do for the client, with an owner and a day."""

    personal_data = {
        "client": "for whom; erased with the client",
        "owner": "who does it (staff); emptied with the person",
        "words": f"what is to be done: {_WITH_THE_KEY}",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent again is the same task")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="todos")
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    words = models.BinaryField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["owner", "done_at", "due_on"], name="todo_of_owner")]
