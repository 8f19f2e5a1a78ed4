"""Tables of people: persons who sign in, organisations, who works for which, and the traces of signing in.

Write only through `commands`: they audit, keep revisions and tell the directory to renew its public documents.
Residents and clients are never here. Third-party tables of sign-in (sessions, authenticators, axes) are
described in the README; they are erased with the person.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel import clock
from kotikulma.kernel.i18n import LanguageMapField
from kotikulma.people.types import OrganizationStatus, Role, Sector
from kotikulma.people.types.joining import RequestKind, RequestState


class Person(AbstractBaseUser):
    """Somebody who can sign in. `session_epoch` grows by one to end every session at once."""

    personal_data = {
        "email": "sign-in and notices; erased with the account",
        "name": "shown to colleagues; erased with the account",
        "language": "mail in the person's language; erased with the account",
        "last_login": "shown to the person; erased with the account",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fi")
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects: BaseUserManager["Person"] = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_email_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Kirjoita sähköpostiosoite pienillä kirjaimilla."),
            )
        ]

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Any:
        for fallback in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(fallback)

    def _session_hash(self, secret: str | None) -> str:
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac("kotikulma.people.session", value, secret=secret, algorithm="sha256").hexdigest()


class Organization(models.Model):
    """A body that provides or keeps something; a unit is an organisation with a parent."""

    personal_data = {"contacts": "work contacts of the organisation, public by decision of its keeper; edited away"}

    Status = OrganizationStatus

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LanguageMapField(max_characters=100)
    summary = LanguageMapField(max_characters=150)
    description = LanguageMapField(max_characters=2500)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    business_id = models.CharField(max_length=9, blank=True, help_text="Y-tunnus, 1234567-8")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    municipality_code = models.CharField(max_length=3, blank=True)
    contacts = models.JSONField(default=list, blank=True, help_text="directory.types.Contact as dictionaries")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PUBLISHED)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked_fields = models.JSONField(default=list, blank=True, help_text="Fields an import leaves alone")
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    modified_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organization_sector_known", condition=Q(sector__in=Sector.values)),
            models.CheckConstraint(name="organization_status_known", condition=Q(status__in=OrganizationStatus.values)),
            models.CheckConstraint(
                name="organization_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("Organisaatio ei voi olla oma yläorganisaationsa."),
            ),
            models.CheckConstraint(
                name="organization_merged_has_target",
                condition=~Q(status="merged") | Q(merged_into__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["business_id"], name="organization_by_business_id")]


class Membership(models.Model):
    """A person works for an organisation in a role."""

    personal_data = {"person": "who works where; erased with the account"}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "role"],
                name="membership_once",
                violation_error_message=_("Henkilöllä on jo tämä rooli organisaatiossa."),
            ),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
        ]
        indexes = [models.Index(fields=["organization", "role"], name="membership_by_organization")]


class Invitation(models.Model):
    """A role offered to an e-mail address. The row goes when it is answered; `replaces` ends when it is accepted."""

    personal_data = {
        "email": "whom a role is offered to; deleted on the answer, or 30 days after the invitation ended",
        "invited_by": "who offered it, told in the mail; empty when her account is erased",
        "replaces": "whose task passes on; empty when that role has ended",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    language = models.CharField(max_length=2, default="fi")
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    replaces = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "email", "role"], name="invitation_once"),
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="invitation_email_lower_case", condition=Q(email=Lower("email"))),
        ]
        indexes = [models.Index(fields=["email"], name="invitation_by_email")]


class JoinRequest(models.Model):
    """A person asks to keep an organisation: a claim of one in the directory, or a suggestion of a new one.

    A suggestion gets its organisation when it is approved. `proposal` holds fields of an organisation.
    """

    personal_data = {
        "person": "who asks; erased with the account",
        "position": "her task in the organisation; emptied 90 days after the decision, or 180 days undecided",
        "grounds": "how she belongs to it, in her words; emptied with position",
        "proposal": "contact of a suggested organisation, may be a person's; emptied with position",
        "answer": "why it was declined, in the coordinator's words; emptied with position",
        "decided_by": "which coordinator decided; empty when her account is erased",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="requests")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.CASCADE, related_name="requests")
    proposal = models.JSONField(default=dict, blank=True)
    position = models.CharField(max_length=100, blank=True)
    grounds = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.WAITING)
    answer = models.TextField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_kind_known", condition=Q(kind__in=RequestKind.values)),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="request_waits_or_is_decided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_claim_names_an_organization",
                condition=Q(kind="suggestion") | Q(organization__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "organization"],
                condition=Q(state="waiting"),
                name="request_waits_once",
                violation_error_message=_("Pyyntösi odottaa jo hyväksyntää."),
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="request_by_age")]


class SignInCode(models.Model):
    """One request for a sign-in code. The code is derived from the row and a key: the row alone opens nothing.

    `person` is empty when the address belongs to nobody: both cases cost the same and look the same. `email` is
    kept only of somebody who is joining; the account is made when the code has proved the address.
    """

    personal_data = {
        "person": "who asked to sign in; kept one day, erased with the account",
        "email": "the address of somebody who is joining and has no account yet; kept one day",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    nonce = models.CharField(max_length=43)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_in_code_expires_later", condition=Q(expires_at__gt=F("issued_at")))
        ]


class RateBucket(models.Model):
    """A token bucket shared by every worker. The key is a keyed hash: no address can be read from it."""

    personal_data = {"key": "keyed hash of an address or account; forgotten a day after the last use"}

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(name="rate_bucket_not_negative", condition=Q(tokens__gte=0))]


class ApiKey(models.Model):
    """What a program shows to be let in. Only a digest of its secret is kept: the row alone opens nothing."""

    personal_data = None

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, help_text="Which program, never a person")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret")
    scopes = models.JSONField(default=list, help_text="Keys of the slot people.api_scopes")
    created_at = models.DateTimeField(default=clock.now)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
