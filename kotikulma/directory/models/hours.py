"""When things are open: as they are told, and as rows of the next 21 days."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.models.entries import Channel, Place, Service, ServiceAt
from kotikulma.directory.types import HoursKind, Recurrence
from kotikulma.kernel.i18n import LanguageMapField

OWNER = (
    Q(place__isnull=False, channel__isnull=True, connection__isnull=True)
    | Q(place__isnull=True, channel__isnull=False, connection__isnull=True)
    | Q(place__isnull=True, channel__isnull=True, connection__isnull=False)
)


class HoursPeriod(models.Model):
    """Regular hours of a place, channel or connection; slots in wall time of Helsinki."""

    personal_data = None

    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="periods")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="periods")
    connection = models.ForeignKey(ServiceAt, null=True, blank=True, on_delete=models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=16, choices=HoursKind.choices, default=HoursKind.OPEN)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    recurrence = models.CharField(max_length=16, choices=Recurrence.choices, default=Recurrence.WEEKLY)
    interval = models.PositiveSmallIntegerField(default=1)
    anchor = models.DateField(null=True, blank=True)
    nth = models.JSONField(default=list, blank=True)
    slots = models.JSONField(default=list, blank=True, help_text='[[weekday, "09:00", "11:00"], …]')
    always_open = models.BooleanField(default=False)
    note = LanguageMapField(max_characters=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="period_one_owner", condition=OWNER),
            models.CheckConstraint(
                name="period_dates_in_order",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                violation_error_message=_("Aukioloajan viimeinen päivä on ennen ensimmäistä."),
            ),
        ]


class HoursException(models.Model):
    """Days that differ: closed, or other times. Replaces the whole local day."""

    personal_data = None

    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions")
    connection = models.ForeignKey(
        ServiceAt, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    slots = models.JSONField(default=list, blank=True, help_text='[["09:00", "11:00"], …]; empty: closed')
    kind = models.CharField(max_length=16, choices=HoursKind.choices, default=HoursKind.OPEN)
    reason = LanguageMapField(max_characters=150)
    created_at = models.DateTimeField()
    source = models.CharField(max_length=12, default="local", help_text="local or ptv; an import touches its own only")

    class Meta:
        constraints = [
            models.CheckConstraint(name="exception_one_owner", condition=OWNER),
            models.CheckConstraint(
                name="exception_dates_in_order",
                condition=Q(starts_on__lte=F("ends_on")),
                violation_error_message=_("Poikkeuksen viimeinen päivä on ennen ensimmäistä."),
            ),
        ]


class OpenInterval(models.Model):
    """Open stretches of the next 21 days as rows, renewed with each write and nightly: "open now" is a query.

    A place's own door has no connection and no service; a connection's rows carry its service and its place.
    """

    personal_data = None

    listed = models.UUIDField(help_text="uuid of the list row it opens: the service's, or the place's own door")
    # Written by the million and looked for by `listed`: no index of their own
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    connection = models.ForeignKey(ServiceAt, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=16)

    class Meta:
        indexes = [
            # Whole, so that "open now" of hundreds of rows reads the index alone
            models.Index(fields=["listed", "ends_at", "starts_at", "kind"], name="interval_of_listed"),
            models.Index(fields=["ends_at"], name="interval_ends"),
            models.Index(fields=["starts_at"], name="interval_starts"),
        ]


class ChangedLine(models.Model):
    """A line of the lists that a version of the data changed, kept for an hour: see `queries/board.py`."""

    personal_data = None
    KEPT = 3_600_000_000  # microseconds, which versions count

    version = models.BigIntegerField()
    document = models.BigIntegerField(null=True, help_text="its number in the search index; null: any line")

    class Meta:
        indexes = [models.Index(fields=["version", "document"], name="changed_line_version")]
