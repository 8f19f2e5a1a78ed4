"""Clients, by what they are found, and who may open them."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.casework.types.clients import Basis, Finding, Key, Task
from kotikulma.casework.types.plans import Profession
from kotikulma.kernel import clock


class Client(models.Model):
    """Somebody helped, in the register of one controller. Without `wrapped_key` the row is what an erasure left.

    `identity` is a sealed JSON object (types.clients.Identity), `subject` the sealed name of the statistical person.
    Never list, count or complete these rows but through `access`.
    """

    personal_data = {
        "identity": "name, birth date, hetu, contacts, sealed under the case's key; erased with the key",
        "subject": "link to the statistical person, sealed under the case's key; erased with the key",
        "wrapped_key": "the case's key, wrapped; deleting it erases the case 10 years from its end, sooner by decision",
        "protected": "non-disclosure for personal safety (turvakielto); erased with the row",
        "language": "language of service; erased with the row",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    register = models.ForeignKey(
        "people.Organization", on_delete=models.PROTECT, related_name="+", help_text="The controller"
    )
    wrapped_key = models.BinaryField(max_length=64)
    identity = models.BinaryField(max_length=8000)
    subject = models.BinaryField(max_length=200, blank=True)
    protected = models.BooleanField(default=False)
    language = models.CharField(max_length=3, default="fi")
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)


class ClientKey(models.Model):
    """A keyed digest by which a client is found: equal or not at all, no beginnings, no neighbours."""

    personal_data = {"digest": "keyed hash of name and birth date, hetu or phone; erased with the client"}

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8, choices=Key.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "kind"], name="client_key_once"),
            models.CheckConstraint(name="client_key_known", condition=Q(kind__in=Key.values)),
        ]
        indexes = [models.Index(fields=["digest", "kind"], name="client_by_digest")]


class Relationship(models.Model):
    """A worker of a unit works with a client, on a task and a ground, from a moment to a moment (half-open)."""

    personal_data = {
        "client": "whose case; kept 12 years with the log it explains",
        "worker": "who worked with whom; kept 12 years with the log it explains",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="relationships")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=20, choices=Task.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.CLIENT_RELATIONSHIP)
    profession = models.CharField(max_length=20, choices=Profession.choices, blank=True)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    joined_by = models.ForeignKey(
        "casework.Pair",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="joined",
        help_text="The decision that two clients are one person; taken back with it",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="relationship_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(name="relationship_task_known", condition=Q(task__in=Task.values)),
            models.CheckConstraint(name="relationship_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="relationship_profession_known", condition=Q(profession__in=["", *Profession.values])
            ),
            models.UniqueConstraint(
                fields=["client", "worker", "unit"], condition=Q(ends_at__isnull=True), name="relationship_open_once"
            ),
        ]
        indexes = [models.Index(fields=["worker", "ends_at"], name="relationship_of_worker")]


class BreakGlass(models.Model):
    """A worker without a relationship opened a client for a reason, for some hours; somebody else reviews it."""

    personal_data = {
        "client": "whose case; kept 12 years with the log it explains",
        "worker": "who opened it; kept 12 years with the log it explains",
        "reason": "why, in the worker's words, sealed under the case's key; erased with the key",
        "reviewer": "who reviewed it; kept 12 years with the log it explains",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    worker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField(max_length=4000)
    opened_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    review_by = models.DateField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="break_glass_ends", condition=Q(until__gt=F("opened_at"))),
            models.CheckConstraint(
                name="break_glass_reviewed_by_another",
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("worker")),
            ),
            models.CheckConstraint(
                name="break_glass_review_is_whole",
                condition=Q(finding="", reviewed_at__isnull=True) | (~Q(finding="") & Q(reviewed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["worker", "until"], name="break_glass_of_worker")]
