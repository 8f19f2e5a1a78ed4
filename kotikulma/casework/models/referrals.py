"""Referrals and their steps. What a referral says of the person lies sealed under a key of its own."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.checks import FollowUp
from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.checks import Outcome, Urgency
from kotikulma.casework.types.referrals import OPEN, DeclineReason, State
from kotikulma.kernel import clock


class Referral(models.Model):
    """From one unit to another, or to a service outside by a secret link. Owner and day from the first second.

    `owner_unit` answers for the next step: the sender's before it is sent and after it was declined, and whenever the
    service is outside. Read only through `access`: each opening is written to the log.
    """

    personal_data = {
        "wrapped_key": "the referral's key, wrapped; deleted 180 days after the end, at once when withdrawn",
        "content": "name, contact and words, sealed under the referral's key; erased with the key",
        "sender": "who made it (staff or volunteer); emptied with the key",
        "worker": "who took it (staff); emptied with the key",
        "outside_email": "address of a service outside, not of a person; emptied with the key",
        "client": "whose case it became, under a random number; emptied with the key",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent again is the same referral")
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals", help_text="If from a check"
    )
    sender_unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    receiver = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outside_name = models.CharField(max_length=120, blank=True)
    outside_email = models.EmailField(blank=True)
    owner_unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    client = models.ForeignKey(
        Client,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="referrals",
        help_text="The case it began",
    )
    state = models.CharField(max_length=9, choices=State.choices)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    due_on = models.DateField()
    reason = models.CharField(max_length=13, choices=DeclineReason.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    sender_may_see = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="fi")
    wrapped_key = models.BinaryField(max_length=64, blank=True)
    content = models.BinaryField(max_length=8000, blank=True)
    link_until = models.DateTimeField(null=True, blank=True, help_text="Until when the outside link opens")
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="referral_goes_somewhere",
                condition=Q(receiver__isnull=False, outside_name="") | (Q(receiver__isnull=True) & ~Q(outside_name="")),
            ),
            models.CheckConstraint(
                name="referral_owner_is_a_party",
                condition=Q(owner_unit=F("sender_unit")) | Q(receiver__isnull=False, owner_unit=F("receiver")),
            ),
            models.CheckConstraint(
                name="referral_declined_with_a_reason",
                condition=(Q(state=State.DECLINED) & Q(reason__in=DeclineReason.values))
                | (~Q(state=State.DECLINED) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="referral_closed_with_an_outcome",
                condition=(Q(state=State.CLOSED) & Q(outcome__in=Outcome.values))
                | (~Q(state=State.CLOSED) & Q(outcome="")),
            ),
            models.UniqueConstraint(
                fields=["follow_up"], condition=Q(state__in=OPEN), name="referral_one_open_of_a_follow_up"
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state", "due_on"], name="referral_of_receiver"),
            models.Index(fields=["sender", "state"], name="referral_of_sender"),
            models.Index(fields=["sender_unit", "state"], name="referral_of_sender_unit"),
        ]


class ReferralStep(models.Model):
    """A step that was taken; the row of the step before it stays."""

    personal_data = None

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=State.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_step_known", condition=Q(state__in=State.values)),
            models.UniqueConstraint(fields=["referral", "state"], name="referral_step_once"),
        ]
