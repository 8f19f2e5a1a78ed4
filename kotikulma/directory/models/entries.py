"""Service – Place/Channel – ServiceAt, and the code lists that describe them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types import (
    AddressVisibility,
    AreaType,
    ChannelType,
    Charge,
    HolidayPolicy,
    PlaceType,
    ServiceKind,
    Status,
    TermScheme,
)
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import FALLBACK, LanguageMapField, TextIn

NAMES = {language: TextIn("name", language) for language in FALLBACK}
TITLE = Coalesce(*NAMES.values())  # by which lists of entries are ordered
# What such a list is narrowed by, so that it is read from the index until its page is full
LISTED_BY = ("id", "status", "uuid", "verified_at", "created_at", "name")
LIFE = Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(starts_on__lte=F("ends_on"))


class Term(models.Model):
    """One entry of a code list, keyed by URI; renamed and renumbered ones stay reachable by `old_uri`."""

    personal_data = None

    uuid = models.UUIDField(unique=True, editable=False, help_text="uuid5(NAMESPACE_URL, uri)")
    scheme = models.CharField(max_length=20, choices=TermScheme.choices)
    uri = models.CharField(max_length=200, unique=True)
    old_uri = models.CharField(max_length=200, blank=True, db_index=True)
    code = models.CharField(max_length=40)
    labels = LanguageMapField()
    descriptions = LanguageMapField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["scheme", "code"], name="term_by_code")]


class Dated(models.Model):
    """Saving tells when, by the clock of the house: `auto_now` asks the machine, which no `KOTIKULMA_NOW` moves."""

    modified_at: datetime

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is None or "modified_at" in update_fields:
            self.modified_at = clock.now()
        super().save(update_fields=update_fields, **options)


class Entry(Dated):
    """What services, places and channels share: identity, life, status and verification apart from editing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LanguageMapField(max_characters=100)
    summary = LanguageMapField(max_characters=150)
    description = LanguageMapField(max_characters=2500)
    contacts = models.JSONField(default=list, blank=True, help_text="directory.types.Contact as dictionaries")
    languages = models.JSONField(default=list, blank=True, help_text="ISO 639 codes people are served in")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    locked_fields = models.JSONField(default=list, blank=True, help_text="Fields an import leaves alone")
    source = models.CharField(max_length=12, default="local", help_text="local or ptv")
    verified_at = models.DateTimeField(null=True, blank=True, help_text="Latest Verification; editing never moves it")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    modified_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class Service(Entry):
    """What is given to whom, wherever it is given. Its own dates bound those of its connections (I1)."""

    personal_data = {"contacts": "work contacts of the service, public by decision of its keeper; edited away"}

    kind = models.CharField(max_length=20, choices=ServiceKind.choices, default=ServiceKind.SERVICE)
    alternative_names = models.JSONField(default=dict, blank=True, help_text="language -> list of names")
    keywords = models.JSONField(default=dict, blank=True, help_text="language -> list of words")
    user_instruction = LanguageMapField(max_characters=2500)
    requirements = LanguageMapField(max_characters=2500)
    responsible = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    charge = models.CharField(max_length=12, choices=Charge.choices, blank=True, default="")
    charge_note = LanguageMapField(max_characters=500)
    access_modes = models.JSONField(default=list, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    terms = models.ManyToManyField(Term, blank=True, related_name="+")
    area_type = models.CharField(max_length=16, choices=AreaType.choices, default=AreaType.MUNICIPALITIES)
    municipalities = models.JSONField(default=list, blank=True, help_text="three-digit codes")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(min_age__lte=F("max_age")),
                violation_error_message=_("Alaikärajan on oltava enintään yläikäraja."),
            ),
            models.CheckConstraint(
                name="service_life_in_order",
                condition=LIFE,
                violation_error_message=_("Palvelu ei voi päättyä ennen kuin se alkaa."),
            ),
            models.CheckConstraint(
                name="service_merged_has_target",
                condition=~Q(status="merged") | Q(merged_into__isnull=False),
            ),
        ]
        indexes = [
            models.Index(TITLE, *LISTED_BY, "kind", name="service_by_title"),
            models.Index(fields=["status", "verified_at", "created_at", "ends_on"], name="service_freshness"),
            # Whole, so that thousands are counted by keeper, state and area without reading their texts
            models.Index(
                fields=[
                    "responsible",
                    "status",
                    "verified_at",
                    "created_at",
                    "ends_on",
                    "area_type",
                    "municipalities",
                    "uuid",
                ],
                name="service_by_keeper",
            ),
        ]


class ServiceProducer(models.Model):
    """Another organisation that gives the service on behalf of the responsible one."""

    personal_data = None

    class Provision(models.TextChoices):
        SELF = "self_produced", _("Tuottaa itse")
        PROCURED = "procured", _("Ostopalvelu")
        OTHER = "other", _("Muu")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="producers")
    organization = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="+")
    provision = models.CharField(max_length=16, choices=Provision.choices, default=Provision.SELF)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "organization"], name="producer_once")]


class Place(Entry):
    """A door one can walk through. A hidden address leaves the server in no format (I5)."""

    personal_data = {"contacts": "work contacts of the place, public by decision of its keeper; edited away"}

    type = models.CharField(max_length=24, choices=PlaceType.choices, default=PlaceType.OTHER)
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    street_address = LanguageMapField(max_characters=200)
    postal_code = models.CharField(max_length=5, blank=True)
    post_office = LanguageMapField(max_characters=60)
    municipality_code = models.CharField(max_length=3, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    coordinate_source = models.CharField(max_length=20, blank=True, help_text="ptv, hand, geocoder")
    address_visibility = models.CharField(
        max_length=20, choices=AddressVisibility.choices, default=AddressVisibility.PUBLIC
    )
    directions = LanguageMapField(max_characters=500, help_text="How to get there: stop, door, floor")
    accessibility = models.JSONField(default=list, blank=True, help_text="codes of directory.types.Accessibility")
    accessibility_sentences = models.JSONField(default=list, blank=True, help_text="[{group: {}, sentences: [{}]}]")
    entrances = models.JSONField(default=list, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="Last day, inclusive")
    holiday_policy = models.CharField(max_length=8, choices=HolidayPolicy.choices, default=HolidayPolicy.ASK)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_life_in_order",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(opened_on__lte=F("closed_on")),
                violation_error_message=_("Paikka ei voi sulkeutua ennen kuin se avataan."),
            ),
            models.CheckConstraint(
                name="place_coordinates_in_finland",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=59, latitude__lte=70.2, longitude__gte=19, longitude__lte=31.6),
                violation_error_message=_("Koordinaatit eivät ole Suomessa. Tarkista, ovatko ne vaihtaneet paikkaa."),
            ),
            models.CheckConstraint(
                name="place_merged_has_target", condition=~Q(status="merged") | Q(merged_into__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_code", "type"], name="place_by_municipality"),
            models.Index(TITLE, *LISTED_BY, name="place_by_title"),
            models.Index(fields=["status", "verified_at", "created_at", "closed_on"], name="place_freshness"),
            models.Index(
                fields=[
                    "organization",
                    "status",
                    "verified_at",
                    "created_at",
                    "closed_on",
                    "municipality_code",
                    "address_visibility",
                    "uuid",
                ],
                name="place_by_keeper",
            ),
        ]


class Channel(Entry):
    """A way in without a door: phone, web page, e-service, form, chat."""

    personal_data = {"contacts": "work contacts of the channel, public by decision of its keeper; edited away"}

    type = models.CharField(max_length=10, choices=ChannelType.choices)
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    holiday_policy = models.CharField(max_length=8, choices=HolidayPolicy.choices, default=HolidayPolicy.ASK)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channel_merged_has_target", condition=~Q(status="merged") | Q(merged_into__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["status", "verified_at", "created_at", "organization"], name="channel_freshness")
        ]


class ServiceAt(Dated):
    """The connection: a service at one place or channel, with its own start, end, pause, hours and contact."""

    personal_data = {"contacts": "work contacts at this place, public by decision of its keeper; edited away"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="connections")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="connections")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="connections")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    pause_reason = LanguageMapField(max_characters=300)
    note = LanguageMapField(max_characters=500)
    access_modes = models.JSONField(default=list, blank=True, help_text="Empty: as the service")
    contacts = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True, help_text="Empty: as the service")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PUBLISHED)
    locked_fields = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=12, default="local")
    modified_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="connection_place_or_channel",
                condition=Q(place__isnull=False, channel__isnull=True) | Q(place__isnull=True, channel__isnull=False),
                violation_error_message=_("Valitse joko paikka tai asiointikanava, ei molempia."),
            ),
            models.CheckConstraint(
                name="connection_life_in_order",
                condition=LIFE,
                violation_error_message=_("Palvelu ei voi päättyä paikassa ennen kuin se alkaa siellä."),
            ),
            models.CheckConstraint(
                name="connection_pause_in_order",
                condition=Q(paused_from__isnull=True)
                | Q(paused_until__isnull=True)
                | Q(paused_from__lte=F("paused_until")),
                violation_error_message=_("Tauko ei voi päättyä ennen kuin se alkaa."),
            ),
            models.UniqueConstraint(fields=["service", "place"], name="connection_once_per_place"),
            models.UniqueConstraint(fields=["service", "channel"], name="connection_once_per_channel"),
        ]
