"""Tables without a domain: external identifiers, revisions, facts about this installation, data versions."""

from django.db import models


class ExternalId(models.Model):
    """An identifier another system gave to one of our things, e.g. ("ptv.service", "0a…").

    (scheme, value) names one thing for ever; merging re-points rows, never deletes them.
    """

    personal_data = None

    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    object_uuid = models.UUIDField(db_index=True)
    moved_from = models.UUIDField(null=True, blank=True, help_text="what it named before a merge")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="external_id_once")]


class Revision(models.Model):
    """What a thing looked like after a change, by whom and when. Append only."""

    personal_data = {"actor_id": "who edited (staff); erased to null with the person; kept 6 years"}

    object_uuid = models.UUIDField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=80)
    changed = models.JSONField(default=list)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_uuid", "-at"], name="revision_of_object")]


class Fact(models.Model):
    """One named fact about this installation: demo content laid, its first Monday, last import."""

    personal_data = None

    name = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()


class DataVersion(models.Model):
    """A counter that grows with every published change of a subject; ETags and cached totals hang on it."""

    personal_data = None

    subject = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField(default=1)
