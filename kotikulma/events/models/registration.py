"""Who comes. Names and addresses lie in rows that are emptied when their time is over; counts stay."""

import uuid

from django.db import models
from django.db.models import F, Q

from kotikulma.events.models.programme import Event, Occurrence
from kotikulma.events.types import ACTIVE, Channel, Promotion, RegistrationState, SkipOversized, Source
from kotikulma.kernel.i18n import LanguageMapField


class RegistrationSetup(models.Model):
    """How one registers to an event. Without a row one simply comes.

    Opening and closing are either moments, or minutes before each start; closing without either is the start itself.
    """

    personal_data = None

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="setup")
    whole_event = models.BooleanField(default=False, help_text="One registers once, for all its times")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    opens_minutes_before = models.PositiveIntegerField(null=True, blank=True)
    closes_minutes_before = models.PositiveIntegerField(null=True, blank=True)
    capacity_in_person = models.PositiveIntegerField(null=True, blank=True, help_text="empty: no limit")
    capacity_online = models.PositiveIntegerField(null=True, blank=True, help_text="empty: no limit")
    waiting_capacity = models.PositiveIntegerField(null=True, blank=True, help_text="empty: no limit; 0: no queue")
    max_party = models.PositiveSmallIntegerField(default=5)
    ask_names = models.BooleanField(default=False, help_text="Names of all who come, not of the contact alone")
    approval = models.BooleanField(default=False)
    min_participants = models.PositiveSmallIntegerField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    decide_minutes_before = models.PositiveIntegerField(null=True, blank=True, help_text="Of each start")
    cancel_if_few = models.BooleanField(default=False, help_text="Cancels by itself when too few")
    promotion = models.CharField(max_length=8, choices=Promotion.choices, default=Promotion.BY_TIME)
    skip_oversized = models.CharField(max_length=16, choices=SkipOversized.choices, default=SkipOversized.LAST_72_HOURS)
    hold_minutes = models.PositiveSmallIntegerField(default=15)
    questions = models.JSONField(default=list, blank=True, help_text="events.types.Question as dictionaries")
    instructions = LanguageMapField(max_characters=2000, help_text="In the confirmation: what to bring, how to come")
    reminders = models.JSONField(default=list, blank=True, help_text='[{"minutes": 1440} | {"days": 1, "at": "16:00"}]')
    ask_feedback = models.BooleanField(default=False, help_text="A mail the day after asks how it was")

    class Meta:
        constraints = [
            models.CheckConstraint(name="setup_party_of_one_at_least", condition=Q(max_party__gte=1)),
            models.CheckConstraint(
                name="setup_opens_before_it_closes",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
            ),
            models.CheckConstraint(
                name="setup_minimum_has_a_day",
                condition=Q(min_participants__isnull=True)
                | Q(decide_by__isnull=False)
                | Q(decide_minutes_before__isnull=False),
            ),
        ]


class Intake(models.Model):
    """What people register to: one occurrence, or the whole event. The one row `allocate()` locks.

    The counts are kept by `allocate()` in the same transaction as the rows they count, so that a mistake raises here
    instead of letting in too many. Capacities are copied from the setup unless they were set for this time alone.
    """

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="intakes")
    occurrence = models.OneToOneField(
        Occurrence, null=True, blank=True, on_delete=models.PROTECT, related_name="intake"
    )
    own_capacity = models.BooleanField(default=False)
    capacity_in_person = models.PositiveIntegerField(null=True, blank=True)
    capacity_online = models.PositiveIntegerField(null=True, blank=True)
    overbooked_in_person = models.PositiveIntegerField(default=0, help_text="Seats staff gave beyond the capacity")
    overbooked_online = models.PositiveIntegerField(default=0)
    taken_in_person = models.PositiveIntegerField(default=0)
    taken_online = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0, help_text="People, not parties")
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When staff settled too few participants")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_never_too_many_in_person",
                condition=Q(capacity_in_person__isnull=True)
                | Q(taken_in_person__lte=F("capacity_in_person") + F("overbooked_in_person")),
            ),
            models.CheckConstraint(
                name="intake_never_too_many_online",
                condition=Q(capacity_online__isnull=True)
                | Q(taken_online__lte=F("capacity_online") + F("overbooked_online")),
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(occurrence__isnull=True), name="intake_of_whole_event_once"
            ),
        ]


class Registration(models.Model):
    """A party that comes, waits or was refused. `number`: the order in the queue, given under the intake's lock."""

    personal_data = {
        "contact_name": "whom to greet; emptied 30 days after the end, 7 for who never got a seat",
        "email": "confirmation, link, changes; sealed; emptied with the name",
        "phone": "for who has no e-mail; sealed; emptied with the name",
        "email_hash": "keyed hash, so that the same person registers once; emptied with the name",
        "answers": "to the organiser's questions; each leaves after its own time",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.IN_PERSON)
    party_size = models.PositiveSmallIntegerField(default=1)
    contact_name = models.CharField(max_length=120, blank=True)
    email = models.BinaryField(default=bytes, blank=True)
    phone = models.BinaryField(default=bytes, blank=True)
    email_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="fi")
    answers = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.WEB)
    state = models.CharField(max_length=20, choices=RegistrationState.choices)
    form_key = models.UUIDField(null=True, blank=True, unique=True)
    link_version = models.PositiveSmallIntegerField(default=1, help_text="Grows when the manage link is sent anew")
    sequence = models.PositiveIntegerField(default=0, help_text="Of the calendar entry in the person's mails")
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="registration_number_once"),
            models.CheckConstraint(name="registration_of_one_at_least", condition=Q(party_size__gte=1)),
            models.CheckConstraint(
                name="registration_offer_ends",
                condition=~Q(state=RegistrationState.OFFERED) | Q(offer_expires_at__isnull=False),
            ),
            models.CheckConstraint(name="registration_state_known", condition=Q(state__in=RegistrationState.values)),
        ]
        indexes = [
            models.Index(fields=["intake", "state", "number"], name="registration_queue"),
            models.Index(
                fields=["intake", "email_hash"], condition=Q(state__in=ACTIVE), name="registration_same_person"
            ),
            models.Index(fields=["offer_expires_at"], condition=Q(state="offered"), name="registration_offers"),
            models.Index(fields=["purged_at", "state_changed_at"], name="registration_to_purge"),
        ]


class Participant(models.Model):
    """One person of a party, where names are asked or attendance is marked."""

    personal_data = {"name": "attendance list; emptied with the registration"}

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="participants")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    child = models.BooleanField(default=False)
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "ordinal"], name="participant_once")]


class Hold(models.Model):
    """Seats kept while a form is filled in; counted as taken until they expire."""

    personal_data = None

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="holds")
    token_hash = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    size = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    extended = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["intake", "expires_at"], name="hold_of_intake"),
            models.Index(fields=["expires_at"], name="hold_expires"),
        ]


class Message(models.Model):
    """What an organiser wrote to those who registered. Its mails are built from it; it leaves with the contacts."""

    personal_data = {
        "subject": "written by an organiser to people",
        "text": "as the subject; emptied with the contacts",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="messages")
    occurrence = models.ForeignKey(Occurrence, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    recipients = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()


class Tally(models.Model):
    """What stays for statistics when names have gone: counts, no person."""

    personal_data = None

    intake = models.OneToOneField(Intake, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    registered = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    never_seated = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(default=0)
    no_show = models.PositiveIntegerField(default=0)
