"""Tables of people: persons who sign in, organisations, and who works for which."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.i18n import LanguageMapField
from kotikulma.people.types import Role, Sector


class Person(AbstractBaseUser):
    """Somebody who can sign in. Residents need no account; clients are never here."""

    personal_data = {
        "email": "sign-in and notices; erased with the account",
        "name": "shown to colleagues; erased with the account",
        "language": "mail in the person's language; erased with the account",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects: BaseUserManager["Person"] = BaseUserManager()

    def get_full_name(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """A body that provides or keeps something; a unit is an organisation with a parent."""

    personal_data = None

    class Status(models.TextChoices):
        DRAFT = "draft", _("Luonnos")
        PUBLISHED = "published", _("Julkaistu")
        ARCHIVED = "archived", _("Arkistoitu")
        MERGED = "merged", _("Yhdistetty")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LanguageMapField(max_characters=100)
    summary = LanguageMapField(max_characters=150)
    description = LanguageMapField(max_characters=2500)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    business_id = models.CharField(max_length=9, blank=True, help_text="Y-tunnus, 1234567-8")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    municipality_code = models.CharField(max_length=3, blank=True)
    contacts = models.JSONField(default=list, help_text="directory.types.Contact as dictionaries")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PUBLISHED)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked_fields = models.JSONField(default=list, help_text="Fields an import leaves alone")
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)


class Membership(models.Model):
    """A person works for an organisation in a role."""

    personal_data = {"person": "who works where; erased with the account"}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organization", "role"], name="membership_once")]
