"""What was given to whom, what the client has forbidden, and decisions about her own log report."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.clients import Basis
from kotikulma.casework.types.disclosures import DecisionKind, WithholdingGround
from kotikulma.kernel import clock


class Disclosure(models.Model):
    """One register's data given to another body: on what ground, which data, from when to when, revoked when.

    `recipient`: a unit of another register, which then reads just that much; None: a body outside, `outside` its name.
    """

    personal_data = {
        "client": "whose data was given to whom; kept 12 years with the log it explains",
        "giver": "who gave it; kept 12 years with the log it explains",
        "outside": "the body outside, sealed under the case's key; erased with the key",
        "law": "which law, in the worker's words, sealed under the case's key; erased with the key",
        "agreed_on": "when the client consented; kept 12 years with the log it explains",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="disclosures")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+", help_text="Who gave")
    giver = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    recipient = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outside = models.BinaryField(max_length=600, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    law = models.BinaryField(max_length=1000, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    scope = models.JSONField(default=list, help_text="types.clients.DataClass values")
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(name="disclosure_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="disclosure_consent_has_a_day", condition=~Q(basis=Basis.CONSENT) | Q(agreed_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["recipient", "client"], name="disclosure_to_recipient")]


class Prohibition(models.Model):
    """The client has forbidden giving her data, to one unit or (no `recipient`) to anybody, until she takes it back."""

    personal_data = {
        "client": "who has forbidden; kept 12 years with the log it explains",
        "recorder": "who wrote it down; kept 12 years with the log it explains",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="prohibitions")
    recorder = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    recipient = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prohibition_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
            ),
        ]


class LogDecision(models.Model):
    """A written decision about the client's log report: some rows are withheld, or older ones given for a reason."""

    personal_data = {
        "client": "whose report; kept 12 years with the log it explains",
        "decider": "who decided; kept 12 years with the log it explains",
        "reason": "why, in words, sealed under the case's key; erased with the key",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="log_decisions")
    kind = models.CharField(max_length=8, choices=DecisionKind.choices)
    ground = models.CharField(max_length=8, choices=WithholdingGround.choices, blank=True)
    reason = models.BinaryField(max_length=8000)
    from_on = models.DateField(help_text="The first day withheld, or the first day given")
    until_on = models.DateField(null=True, blank=True, help_text="The last day withheld")
    decider = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="log_decision_is_whole",
                condition=Q(kind=DecisionKind.WITHHELD, ground__in=WithholdingGround.values, until_on__gte=F("from_on"))
                | Q(kind=DecisionKind.OLDER, ground="", until_on__isnull=True),
            ),
        ]
