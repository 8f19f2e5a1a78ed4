"""Words of the people module."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from kotikulma.kernel.types import Actor, ActorKind


class Sector(TextChoices):
    """Who runs an organisation. PTV has no such list: parish and peer group are "Organization" there."""

    MUNICIPALITY = "municipality", _("Kunta")
    WELLBEING_COUNTY = "wellbeing_county", _("Hyvinvointialue")
    ASSOCIATION = "association", _("Yhdistys")
    COMPANY = "company", _("Yritys")
    PARISH = "parish", _("Seurakunta")
    STATE = "state", _("Valtio")
    PEER_GROUP = "peer_group", _("Vertaisryhmä")


class Role(TextChoices):
    """What a membership lets a person do."""

    EDITOR = "editor", _("Muokkaaja")
    COORDINATOR = "coordinator", _("Koordinaattori")
    ADMINISTRATOR = "administrator", _("Pääkäyttäjä")
    CASEWORKER = "caseworker", _("Asiakastyöntekijä")
    CASE_LEAD = "case_lead", _("Asiakastyön vastaava")


STAFF_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)
CASE_ROLES = (Role.CASEWORKER, Role.CASE_LEAD)  # nobody administers and reads


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Row ids: the person, the units she works with clients in, those of them she answers for."""

    person_id: int
    units: frozenset[int]
    led: frozenset[int]


class OrganizationStatus(TextChoices):
    DRAFT = "draft", _("Luonnos")
    PUBLISHED = "published", _("Julkaistu")
    ARCHIVED = "archived", _("Arkistoitu")
    MERGED = "merged", _("Yhdistetty")


ORGANIZATION_FIELDS = (
    "name",
    "summary",
    "description",
    "sector",
    "business_id",
    "parent_id",
    "municipality_code",
    "contacts",
    "status",
    "locked_fields",
    "verified_at",
)


@dataclass(frozen=True, slots=True)
class OrganizationValue:
    """An organisation as other modules read it; `contacts` are plain dictionaries."""

    id: int
    uuid: UUID
    name: Mapping[str, str]
    summary: Mapping[str, str]
    description: Mapping[str, str]
    sector: str
    business_id: str
    parent_id: int | None
    parent_uuid: UUID | None
    municipality_code: str
    contacts: tuple[Mapping[str, Any], ...]
    status: str
    merged_into_uuid: UUID | None
    locked_fields: tuple[str, ...]
    verified_at: datetime | None
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One organisation an importer saves: `fields` holds only what the source knows.

    Keys of `fields`: ORGANIZATION_FIELDS without `parent_id`; the parent is named by `parent_uuid`.
    """

    uuid: UUID
    fields: Mapping[str, Any]
    parent_uuid: UUID | None = None


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SavedOrganization:
    """What became of one row. `locked` names fields the source had but we kept; `reason` says why it was refused."""

    uuid: UUID
    id: int | None
    outcome: Outcome
    changed: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MembershipValue:
    id: int
    organization_id: int
    organization_uuid: UUID
    organization_name: Mapping[str, str]
    role: str
    since: datetime

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class PersonValue:
    """A person with an account, for those who may know of it."""

    id: int
    uuid: UUID
    name: str
    email: str
    language: str
    memberships: tuple[MembershipValue, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionValue:
    """One browser somebody is signed in with."""

    started_at: datetime
    browser: str
    current: bool


@dataclass(frozen=True, slots=True)
class DemoStep:
    """A step of a role's tour: what to try, and the page it is on (its Finnish path)."""

    words: Any
    path: str


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A person of the demo one may sign in as; the e-mail address is `key@example.org`. `tour`: where to begin.

    Without `signs_in` it is anybody, who needs no account.
    """

    key: str
    label: Any
    description: Any
    tour: tuple[DemoStep, ...] = ()
    signs_in: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket: `amount` at once, refilled evenly over `seconds`."""

    name: str
    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class ApiKeyValue:
    """A program's key without its secret; `organization` is the name of who runs the program.

    `shared`: everybody knows it, so that limits must look at the network address as well.
    """

    uuid: UUID
    name: str
    organization: Mapping[str, str]
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_on: date | None = None
    revoked_at: datetime | None = None
    shared: bool = False

    @property
    def actor(self) -> Actor:
        """Who acts when the program does: nobody with a role, yet the audit log tells which program it was."""
        return Actor(ActorKind.ANONYMOUS, self.uuid, "api key")


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """The only moment at which the secret is known."""

    key: ApiKeyValue
    secret: str


@dataclass(frozen=True, slots=True)
class Membering:
    """What an actor is to organisations: role -> ids of organisations."""

    roles: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def holds(self, *roles: str) -> bool:
        return any(self.roles.get(role) for role in roles)


class OrganizationNotFound(NotFound):
    code = "people.organization_not_found"

    def __init__(self) -> None:
        super().__init__(_("Organisaatiota ei löydy."))


class PersonNotFound(NotFound):
    code = "people.person_not_found"

    def __init__(self) -> None:
        super().__init__(_("Henkilöä ei löydy."))


class OrganizationRefused(Refused):
    code = "people.organization_refused"


class MembershipRefused(Refused):
    code = "people.membership_refused"


class PersonRefused(Refused):
    code = "people.person_refused"


class MayNot(NotAllowed):
    """The actor may see the thing but not do this with it."""

    code = "people.not_allowed"


class CodeRefused(Refused):
    """One sentence for wrong, old, used and unknown codes: which it was would help only a guesser."""

    code = "people.code_refused"

    def __init__(self) -> None:
        super().__init__(_("Koodi ei kelpaa. Tarkista numerot tai pyydä uusi koodi."))


class ApiKeyNotFound(NotFound):
    code = "people.api_key_not_found"

    def __init__(self) -> None:
        super().__init__(_("Avainta ei löydy. Katso tunnus luettelosta: kotikulma apikey list."))


class ApiKeyRefused(Refused):
    code = "people.api_key_refused"


class ApiKeyWrong(NotAllowed):
    """One sentence for missing, unknown, revoked and too narrow keys: which it was would help only a guesser."""

    code = "people.api_key_wrong"

    def __init__(self) -> None:
        super().__init__(_("Avain puuttuu tai ei kelpaa. Tarkista api_key tai pyydä avain palvelun ylläpidosta."))


class TooMany(Conflict):
    """A token bucket ran dry."""

    status = 429
    code = "people.too_many_attempts"
    title = "Too many attempts"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _("Yrityksiä on ollut liian monta. Odota %(minutes)d min ja yritä uudelleen.") % {"minutes": minutes}
        )
        self.retry_after = minutes * 60
