"""Offers of homes, every step they took, the checks after moving in, and attempts to ask for sobriety."""

import uuid

from django.db import models
from django.db.models import Q

from kotikulma.casework.models.homes import Vacancy
from kotikulma.casework.models.matches import ShortlistEntry
from kotikulma.casework.types.fidelity import Where
from kotikulma.casework.types.offers import HOUSED, OPEN, CheckDay, CheckFinding, Lease, OfferState
from kotikulma.kernel import clock


class Offer(models.Model):
    """A home offered to one applicant. One open offer locks the vacancy. `reason`: a code of who said no, or empty."""

    personal_data = {
        "client": "who was offered which home; kept with the case",
        "override": "why out of order, sealed under the case's key; erased with it",
        "tenancy": "which tenancy of the statistics it became, sealed under the case's key; erased with it",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ShortlistEntry, on_delete=models.PROTECT, related_name="offers")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="offers")
    client = models.ForeignKey("casework.Client", on_delete=models.PROTECT, related_name="offers")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OFFERED)
    due_on = models.DateField(null=True, blank=True)
    extended = models.BooleanField(default=False)
    viewing_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    override = models.BinaryField(max_length=4000, blank=True)
    lease = models.CharField(max_length=7, choices=Lease.choices, blank=True)
    moved_in_on = models.DateField(null=True, blank=True)
    tenancy = models.BinaryField(max_length=200, blank=True)
    offered_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_state_known", condition=Q(state__in=OfferState.values)),
            models.UniqueConstraint(fields=["vacancy"], condition=Q(state__in=OPEN), name="offer_locks_the_vacancy"),
            models.CheckConstraint(
                name="offer_moved_in_has_a_day",
                condition=(Q(state__in=HOUSED) & Q(moved_in_on__isnull=False) & ~Q(lease=""))
                | (~Q(state__in=HOUSED) & Q(moved_in_on__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state"], name="offer_of_client"),
            models.Index(fields=["state", "due_on"], name="offer_due"),
        ]


class OfferStep(models.Model):
    """A step that was taken. Never changed."""

    personal_data = None

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=OfferState.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_step_known", condition=Q(state__in=OfferState.values)),
            models.UniqueConstraint(fields=["offer", "state"], name="offer_step_once"),
        ]


class HomeCheck(models.Model):
    """A day on which somebody asks how living goes."""

    personal_data = {"finding": "how living goes, in a code; kept with the case"}

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="checks")
    day = models.PositiveSmallIntegerField(choices=CheckDay.choices)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=11, choices=CheckFinding.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "day"], name="home_check_once"),
            models.CheckConstraint(name="home_check_day_known", condition=Q(day__in=CheckDay.values)),
            models.CheckConstraint(
                name="home_check_done_with_a_finding",
                condition=Q(done_at__isnull=True, finding="") | (Q(done_at__isnull=False) & ~Q(finding="")),
            ),
        ]
        indexes = [models.Index(fields=["done_at", "due_on"], name="home_check_due")]


class FidelityAttempt(models.Model):
    """Somebody tried to make a home depend on sobriety, treatment or readiness. Neither words nor people are kept."""

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(max_length=11, choices=Where.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(name="attempt_place_known", condition=Q(place__in=Where.values))]
