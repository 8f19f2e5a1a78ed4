"""What could be better about each published entry, kept so that its editors' list is a query."""

from django.db import models


class EntryHints(models.Model):
    """Renewed in the transaction that changes the entry; no row when there is nothing to mend."""

    personal_data = None

    object_uuid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    hints = models.JSONField(default=list, help_text="[[code, field, language], …] of directory.rules.quality")
    missing = models.JSONField(default=list, help_text="Page languages that lack the name or the summary")
    mendable = models.BooleanField(default=False, help_text="There are hints")
    translatable = models.BooleanField(default=False, help_text="There are languages missing")

    class Meta:
        indexes = [models.Index(fields=["object_uuid", "mendable", "translatable"], name="hints_counted")]
