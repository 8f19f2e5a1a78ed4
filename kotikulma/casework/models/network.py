"""Who is near a client, and the consent of each who is named."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.models.clients import Client
from kotikulma.casework.types.network import Near, Ring
from kotikulma.kernel import clock


class NetworkMember(models.Model):
    """Somebody or something near the client. A name lies in `named` while consent is in force.

    When consent is withdrawn the name moves to `put_away`, sealed for a purpose that no page has.
    """

    personal_data = {
        "client": "whose network; erased with the client",
        "told": "service, relation and words, sealed under the case's key; erased with the client",
        "named": "name and phone of an outside person, sealed under the case's key; until consent is withdrawn",
        "put_away": "the same after consent was withdrawn, sealed, shown to nobody; erased with the client",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="network")
    kind = models.CharField(max_length=8, choices=Near.choices)
    ring = models.PositiveSmallIntegerField(choices=Ring.choices, default=Ring.MIDDLE)
    told = models.BinaryField()
    named = models.BinaryField(blank=True, default=b"")
    put_away = models.BinaryField(blank=True, default=b"")
    added_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="network_kind_known", condition=Q(kind__in=Near.values)),
            models.CheckConstraint(name="network_ring_known", condition=Q(ring__in=Ring.values)),
        ]


class Consent(models.Model):
    """A named person was asked, gave leave, took it back. After that one may ask anew: a row of its own."""

    personal_data = {
        "member": "whose consent; erased with the client",
        "worker": "who asked (staff); emptied with the person",
    }

    member = models.ForeignKey(NetworkMember, on_delete=models.CASCADE, related_name="consents")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_on = models.DateField()
    given_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(withdrawn_on__isnull=True), name="consent_in_force_once"
            ),
            models.CheckConstraint(
                name="consent_days_in_order",
                condition=(Q(given_on__isnull=True) | Q(given_on__gte=F("asked_on")))
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("asked_on"))),
            ),
        ]
