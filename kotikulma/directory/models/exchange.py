"""What machines read, and what imports still wait for."""

from django.db import models


class PublicDocument(models.Model):
    """What machines read: ready JSON of one published thing, rewritten in the transaction that changes it."""

    personal_data = {"detail": "work contacts, as in the entry it is made of"}

    kind = models.CharField(max_length=20)
    uuid = models.UUIDField(unique=True)
    modified_at = models.DateTimeField()
    valid_until = models.DateField(null=True, blank=True, help_text="First day its words change by themselves")
    item = models.TextField(help_text="one row of /api/v1 lists")
    detail = models.TextField(help_text="/api/v1 detail")
    hsds_item = models.TextField(blank=True)
    hsds_detail = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "id"], name="document_list"),
            models.Index(fields=["kind", "modified_at"], name="document_changes"),
        ]


class PendingConnection(models.Model):
    """An imported connection whose other end is not known yet; made as soon as that end arrives."""

    personal_data = {"data": "work contacts as published in PTV; gone when the connection is made"}

    owner_uuid = models.UUIDField(help_text="Our service, place or channel that named it")
    external_scheme = models.CharField(max_length=60)
    external_value = models.CharField(max_length=200)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_uuid", "external_scheme", "external_value"], name="pending_once")
        ]
        indexes = [models.Index(fields=["external_scheme", "external_value"], name="pending_by_other_end")]


class ImportRun(models.Model):
    """One import: where from, how far (to resume), and the report row by row."""

    personal_data = None

    source = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
