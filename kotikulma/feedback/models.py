"""Tables of feedback. Write only through `commands`: they audit, keep revisions and renew public pages.

The sender's contact lies in a row of its own, which is deleted when its time is over.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback.types import Kind, Outcome, Reply, Source, State, Topic
from kotikulma.kernel.i18n import LanguageMapField

SHOWN = Q(shown_at__isnull=False)


class YearCount(models.Model):
    """How many references a year has given out; locked while the next one is taken."""

    personal_data = None

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


COUNTED = ("state", "kind", "topic", "source", "place", "unit", "outcome", "due_on", "first_answered_at")


class Feedback(models.Model):
    """What a resident gave, and what has become of it. `version` grows with every change its handlers must see."""

    personal_data = {
        "text": "free text that may name people; 90 days after closing where others were shown, a year if private",
        "public_text": "what a moderator let everybody read; kept with the answer",
        "address": "where it is about, as a program told it; for handlers alone; 90 days after closing",
        "latitude": "where it is about; 90 days after closing, and never shown when a moderator hides it",
        "longitude": "as latitude",
        "private_reason": "a moderator's words to the sender; erased with the text",
        "owner": "who answers (staff); emptied with the person",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    form_key = models.UUIDField(null=True, unique=True, help_text="The same form sent again is the same feedback")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WEB)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    topic = models.CharField(max_length=16, choices=Topic.choices, blank=True)
    text = models.TextField(max_length=5000)
    public_text = models.TextField(max_length=5000, blank=True)
    language = models.CharField(max_length=2, default="fi")
    reply = models.CharField(max_length=8, choices=Reply.choices, default=Reply.PUBLIC)
    private_reason = models.CharField(max_length=300, blank=True, help_text="Why a moderator keeps it private")
    place = models.ForeignKey("directory.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    service = models.ForeignKey("directory.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    municipality_code = models.CharField(max_length=3, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point_hidden = models.BooleanField(default=False, help_text="A moderator keeps the sender's point to the handlers")
    address = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    keeper = models.ForeignKey(
        "people.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who keeps the place or the service",
    )
    unit = models.ForeignKey(
        "people.Organization",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who answers",
    )
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    supports = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="Latest change that its readers see")
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="Latest published answer")
    first_answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_private_is_never_shown",
                condition=~SHOWN | (Q(reply=Reply.PUBLIC) & ~Q(public_text="")),
                violation_error_message=_("Vain lähettäjälle tarkoitettua palautetta ei voi näyttää muille."),
            ),
            models.CheckConstraint(
                name="feedback_answered_has_an_outcome",
                condition=~Q(state__in=[State.ANSWERED, State.DONE]) | (~Q(outcome="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="feedback_merged_has_target", condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False)
            ),
            models.CheckConstraint(name="feedback_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="feedback_state_known", condition=Q(state__in=State.values)),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=SHOWN, name="feedback_shown"),
            models.Index(fields=["place", "-id"], condition=SHOWN, name="feedback_shown_by_place"),
            models.Index(fields=["state", "due_on", "owner"], name="feedback_by_state"),
            models.Index(fields=["unit", "state", "due_on"], name="feedback_by_unit"),
            models.Index(fields=["keeper", "state", "due_on"], name="feedback_by_keeper"),
            # All that a year's numbers need: reading five thousand whole rows, texts and all, takes twice as long
            models.Index(fields=["received_at", *COUNTED], name="feedback_by_moment"),
        ]


class Contact(models.Model):
    """How the sender is answered. The row goes when its time is over, and the sender may take it away herself."""

    personal_data = {
        "name": "only asked for an initiative; deleted 30 days after the answer",
        "email": "receipt and answer; deleted 30 days after the answer",
        "phone": "answer by telephone; deleted 30 days after the answer",
    }

    feedback = models.OneToOneField(Feedback, primary_key=True, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    keep_informed = models.BooleanField(default=False)


class Answer(models.Model):
    """Words of an answer; append only. Without `published_at` it is a draft; the latest published one is the answer."""

    personal_data = {
        "text": "a public answer stays; a private one goes a year after closing",
        "person": "who wrote it (staff); emptied with the person",
    }

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(max_length=5000)
    language = models.CharField(max_length=2, default="fi")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    unit = models.ForeignKey("people.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_published_says_what",
                condition=Q(published_at__isnull=True) | ~(Q(outcome="") | Q(text="")),
            )
        ]
        indexes = [models.Index(fields=["feedback", "id"], name="answer_of_feedback")]


class Note(models.Model):
    """Words only the handlers read: their own, or the sender's who says that the matter is still open."""

    personal_data = {
        "text": "free text that may name people; deleted a year after closing",
        "person": "who wrote it (staff); emptied with the person",
    }

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=5000)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    from_sender = models.BooleanField(default=False)
    written_at = models.DateTimeField()


class Support(models.Model):
    """One device stands behind an idea."""

    personal_data = {"device": "keyed hash of a random number in a cookie; names nobody"}

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "device"], name="support_once_per_device")]


class Verdict(models.Model):
    """Whether the answer helped, as one device said last."""

    personal_data = {"device": "keyed hash of a random number in a cookie; names nobody"}

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=64)
    helped = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "device"], name="verdict_once_per_device")]


class Consequence(models.Model):
    """Something that happened because of it: a thing of any module above, named by kind and uuid."""

    personal_data = None

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="consequences")
    kind = models.CharField(max_length=40)
    thing = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "kind", "thing"], name="consequence_once")]


class AnswerTemplate(models.Model):
    """Words an organisation answers with often; without an organisation everybody's."""

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=80)
    text = LanguageMapField(max_characters=5000)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
