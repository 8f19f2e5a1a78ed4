"""The audit chain: events that are only ever added, and the head of each chain."""

from django.db import models


class AuditEvent(models.Model):
    """One thing somebody did. Never updated or deleted: triggers refuse it, the chain shows it.

    `changed` holds names of fields, never their values. `seq` counts 1, 2, 3 … within `chain`.
    `unit`, `role`, `basis` and `subjects` are filled where clients' data is handled: for whom, as what, on what
    ground, and every client a page named.
    """

    personal_data = {
        "actor_id": "who acted; no foreign key; kept with the chain, 12 years",
        "actor_label": "role or system that acted, not a person's name; kept with the chain",
        "subjects": "which clients were named, as random identifiers; kept with the chain",
    }

    chain = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_label = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40, blank=True)
    object_uuid = models.UUIDField(null=True, blank=True)
    changed = models.JSONField(default=list)
    purpose = models.CharField(max_length=200, blank=True)
    unit = models.UUIDField(null=True, blank=True)
    role = models.CharField(max_length=20, null=True, blank=True)
    basis = models.CharField(max_length=40, null=True, blank=True)
    subjects = models.JSONField(null=True, blank=True)
    prev_hmac = models.CharField(max_length=64, blank=True)
    hmac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_seq_once")]
        indexes = [
            models.Index(fields=["object_uuid", "-at"], name="audit_of_object"),
            models.Index(fields=["actor_id", "-at"], name="audit_of_actor"),
        ]


class AuditSubject(models.Model):
    """Finds the events that name a client; the chain itself is what counts."""

    personal_data = {"subject": "which client, as a random identifier; kept with the chain, 12 years"}

    chain = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    subject = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "chain", "seq"], name="audit_subject_once")]
        indexes = [models.Index(fields=["subject", "at"], name="audit_of_subject")]


class ChainHead(models.Model):
    """The last event of a chain. Locked while events are added, so that the order is one."""

    personal_data = None

    chain = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hmac = models.CharField(max_length=64, blank=True)
