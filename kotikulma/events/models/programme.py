"""What takes place, in what rhythm, and each time it does."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kotikulma.events.types import (
    CodeKind,
    EventState,
    EventType,
    ExceptionKind,
    HolidayPolicy,
    Mode,
    OccurrenceState,
    Visibility,
)
from kotikulma.kernel.i18n import LanguageMapField
from kotikulma.kernel.search.beside import WordsBeside


class Event(models.Model):
    """One gathering, once or many times. `version` grows with every change its organisers must see.

    `sequence` grows with what calendars must hear of (RFC 5546): time, place, cancelling; never with a mended word.
    """

    personal_data = {"contacts": "work contacts of the organiser, public by its decision; edited away"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=12, choices=EventType.choices, default=EventType.OTHER)
    title = LanguageMapField(max_characters=120)
    summary = LanguageMapField(max_characters=200)
    description = LanguageMapField(max_characters=5000)
    themes = models.JSONField(default=list, blank=True, help_text="Theme codes")
    languages = models.JSONField(default=list, blank=True, help_text="ISO 639 codes it is held in")
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    special_groups = models.JSONField(default=list, blank=True, help_text="codes of directory terms")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.ForeignKey("directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_note = LanguageMapField(max_characters=200, help_text="Room, floor, which door")
    municipality_code = models.CharField(max_length=3, blank=True, help_text="Of the place, else as told")
    accessibility = LanguageMapField(max_characters=1000)
    free = models.BooleanField(default=True)
    price = LanguageMapField(max_characters=200)
    contacts = models.JSONField(default=list, blank=True, help_text="events.types.Contact as dictionaries")
    image = models.CharField(max_length=80, blank=True, help_text="Name of the stored picture")
    image_alt = LanguageMapField(max_characters=300)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    state_reason = LanguageMapField(max_characters=500, help_text="Why cancelled or postponed, for everybody")
    rescheduled = models.BooleanField(default=False)
    template = models.BooleanField(default=False, help_text="Not an event: others begin from it")
    source = models.CharField(max_length=40, default="local", help_text="local, or the data source imported from")
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="Latest change its readers see")
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_ages_in_order",
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(min_age__lte=F("max_age")),
                violation_error_message=_("Alaikärajan on oltava enintään yläikäraja."),
            ),
            models.CheckConstraint(
                name="event_published_knows_when",
                condition=Q(state=EventState.DRAFT) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="event_cancelled_knows_when",
                condition=~Q(state=EventState.CANCELLED) | Q(cancelled_at__isnull=False),
            ),
            models.CheckConstraint(name="event_state_known", condition=Q(state__in=EventState.values)),
            models.CheckConstraint(name="event_template_is_a_draft", condition=Q(template=False) | Q(state="draft")),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-changed_at"], name="event_of_organization"),
            models.Index(fields=["changed_at"], name="event_by_change"),
            models.Index(fields=["image"], condition=~Q(image=""), name="event_by_image"),
        ]


class EventDocument(models.Model):
    """What all times of an event share, ready for lists of programs: JSON without its braces. Made by `mark`."""

    personal_data = None

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="document")
    item = models.TextField(help_text="Own JSON API: a row of a list")
    more = models.TextField(blank=True, help_text="Own JSON API: the longer texts of one")
    linked = models.TextField(help_text="Linked Events v1")


class EventWords(models.Model):
    """The analysed words of an event that is over and left the index, with a space between them."""

    personal_data = None

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="words")
    words = models.TextField()


OVER = WordsBeside("events_eventwords", "event_id")


class Organiser(models.Model):
    """Another organisation that holds the event together with the first."""

    personal_data = None

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="organisers")
    organization = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "organization"], name="organiser_once")]


class EventCode(models.Model):
    """A language or a theme of an event, as a row: the lists in the event cannot be asked by index."""

    personal_data = None

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=8, choices=CodeKind.choices)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code", "event"], name="event_code_once")]


class Series(models.Model):
    """The rhythm of an event: a rule in the wall time of Helsinki. An event whose rhythm was split has several.

    The rows of `Occurrence` follow it 18 months ahead; a row with an exception or a registration is never dropped.
    """

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="series")
    starts_on = models.DateField(help_text="The first local day the rule counts from")
    start_time = models.TimeField(help_text="Wall time of Helsinki")
    minutes = models.PositiveIntegerField(help_text="Elapsed length")
    rule = models.CharField(max_length=200, help_text="RFC 5545 RRULE value without UNTIL in UTC: see rules.recurrence")
    holidays = models.CharField(max_length=4, choices=HolidayPolicy.choices, default=HolidayPolicy.SKIP)
    skipped = models.JSONField(default=list, blank=True, help_text="Local dates left out by hand, YYYY-MM-DD")
    kept = models.JSONField(default=list, blank=True, help_text="Holidays held all the same, YYYY-MM-DD")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    materialised_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="series_has_length", condition=Q(minutes__gt=0))]


class Occurrence(models.Model):
    """One time the event takes place. `recurrence_id`: the start its rule gave, which names it for ever.

    `place`, `mode` and `place_note` are empty where they are the event's. Never deleted once somebody registered.
    """

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="occurrences")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="occurrences")
    recurrence_id = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    previous_starts_at = models.DateTimeField(null=True, blank=True, help_text="The start told before it moved")
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    place = models.ForeignKey("directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_note = LanguageMapField(max_characters=200)
    note = LanguageMapField(max_characters=500, help_text="What is different this time")
    state = models.CharField(max_length=10, choices=OccurrenceState.choices, default=OccurrenceState.PLANNED)
    exception = models.CharField(max_length=10, choices=ExceptionKind.choices, blank=True)
    cancel_reason = LanguageMapField(max_characters=500)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # What lists filter by, copied from the event and its place by the writer, so that one index answers
    listed = models.BooleanField(default=False, help_text="Event published and public: seen in lists and feeds")
    place_here = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    municipality_code = models.CharField(max_length=3, blank=True, editable=False)
    long = models.BooleanField(default=False, editable=False, help_text="Lasts more than a day")
    registration_opens = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="empty: one simply comes"
    )
    registration_closes = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="occurrence_ends_after_it_starts",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("Tapahtuman on päätyttävä sen jälkeen, kun se alkaa."),
            ),
            models.UniqueConstraint(fields=["series", "recurrence_id"], name="occurrence_once"),
            models.CheckConstraint(
                name="occurrence_of_a_series_has_a_name",
                condition=Q(series__isnull=True) | Q(recurrence_id__isnull=False),
            ),
        ]
        indexes = [
            # With all that a count asks of it, `listed` too: SQLite looks up the row otherwise
            models.Index(
                fields=["starts_at", "id", "ends_at", "listed"], condition=Q(listed=True), name="occurrence_listed"
            ),
            models.Index(fields=["long", "ends_at", "starts_at"], condition=Q(listed=True), name="occurrence_long"),
            models.Index(fields=["ends_at", "id"], condition=Q(listed=True), name="occurrence_listed_end"),
            models.Index(
                fields=["municipality_code", "starts_at", "id", "ends_at", "listed"],
                condition=Q(listed=True),
                name="occurrence_listed_town",
            ),
            models.Index(
                fields=["place_here", "starts_at", "id"], condition=Q(listed=True), name="occurrence_listed_place"
            ),
            models.Index(
                fields=["registration_closes", "starts_at", "id"],
                condition=Q(listed=True, registration_closes__isnull=False),
                name="occurrence_listed_register",
            ),
            models.Index(fields=["event", "starts_at", "id", "listed"], name="occurrence_of_event"),
        ]
