"""Words of joining: requests to keep an organisation, invitations, members, likeness of organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel import municipalities
from kotikulma.kernel.errors import Conflict, NotFound, Refused
from kotikulma.people.types import OrganizationValue, Role, Sector


class RequestKind(TextChoices):
    CLAIM = "claim", _("Organisaatio on jo luettelossa")
    SUGGESTION = "suggestion", _("Uusi organisaatio")


class RequestState(TextChoices):
    WAITING = "waiting", _("Odottaa hyväksyntää")
    APPROVED = "approved", _("Hyväksytty")
    DECLINED = "declined", _("Ei hyväksytty")
    WITHDRAWN = "withdrawn", _("Peruutettu")
    EXPIRED = "expired", _("Vanhentunut")


class Sign(TextChoices):
    """What speaks for two organisations being the same."""

    BUSINESS_ID = "business_id", _("sama Y-tunnus")
    NAME = "name", _("samankaltainen nimi")
    HOST = "host", _("sama verkkosivu tai sähköpostin verkkotunnus")


@dataclass(frozen=True, slots=True)
class Traits:
    """What an organisation is told apart by. `key` names it among the others."""

    key: int
    names: tuple[str, ...]
    business_id: str = ""
    municipality_code: str = ""
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """`key` of the other one, how sure (0 to 1), and why."""

    key: int
    score: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class NamedOrganization:
    """A published organisation as lists of search and of duplicates show it."""

    id: int
    uuid: UUID
    name: Mapping[str, str]
    sector: str
    municipality_code: str

    @property
    def where(self) -> str:
        """Sector and municipality in words: "Yhdistys, Jyväskylä"."""
        known = municipalities.name(self.municipality_code) if self.municipality_code else ""
        return ", ".join(filter(None, (str(Sector(self.sector).label), known)))


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An organisation that may be the one suggested."""

    organization: NamedOrganization
    score: float
    signs: tuple[Sign, ...]

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class JoinRequestValue:
    """A request to keep an organisation, for who sent it and for coordinators. `proposal` is a suggestion's fields."""

    uuid: UUID
    kind: str
    state: str
    person_id: int
    person_name: str
    person_email: str
    organization: NamedOrganization | None
    proposal: Mapping[str, Any]
    position: str
    grounds: str
    answer: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: str

    @property
    def name(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.organization.name if self.organization else self.proposal.get("name", {})
        return found

    @property
    def proposed_where(self) -> str:
        """Of a suggestion: "Yhdistys, Jyväskylä"."""
        code = str(self.proposal.get("municipality_code", ""))
        sector = str(Sector(self.proposal["sector"]).label) if self.proposal.get("sector") else ""
        return ", ".join(filter(None, (sector, municipalities.name(code) if code else "")))

    @property
    def state_label(self) -> str:
        return str(RequestState(self.state).label)

    @property
    def waiting(self) -> bool:
        return self.state == RequestState.WAITING


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """A waiting request with what a coordinator needs to decide."""

    request: JoinRequestValue
    days: int
    duplicates: tuple[Duplicate, ...] = ()
    rivals: int = 0
    editors: int = 0
    known_address: bool = False


@dataclass(frozen=True, slots=True)
class MemberValue:
    """Somebody's role in one organisation. `own`: it is the viewer's. `changeable`: the viewer may change it.

    `last_editor`: nobody would be left to edit if she went.
    """

    membership_id: int
    name: str
    email: str
    role: str
    since: datetime
    own: bool
    changeable: bool
    last_editor: bool

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class InvitationValue:
    """A role offered to an address, not yet taken. `successor_of`: whose task it takes over."""

    uuid: UUID
    organization_uuid: UUID
    organization_name: Mapping[str, str]
    email: str
    role: str
    invited_by: str
    successor_of: str
    sent_at: datetime
    expires_at: datetime
    expired: bool

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Who works for an organisation. `roles`: those the viewer may give there."""

    organization: NamedOrganization
    members: tuple[MemberValue, ...]
    invitations: tuple[InvitationValue, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class EditingPage:
    """An organisation as its editor sees it.

    `version`: what the form carries. `owned`: fields that the national register keeps, read-only here.
    """

    organization: OrganizationValue
    version: str
    owned: frozenset[str]


class RequestNotFound(NotFound):
    code = "people.request_not_found"

    def __init__(self) -> None:
        super().__init__(_("Pyyntöä ei löydy."))


class InvitationNotFound(NotFound):
    code = "people.invitation_not_found"

    def __init__(self) -> None:
        super().__init__(_("Kutsua ei löydy. Se on ehkä jo käytetty tai peruttu."))


class MembershipNotFound(NotFound):
    code = "people.membership_not_found"

    def __init__(self) -> None:
        super().__init__(_("Roolia ei löydy. Se on ehkä jo poistettu."))


class RequestRefused(Refused):
    code = "people.request_refused"


class AlreadyDecided(Conflict):
    """Another coordinator was first; the sentence says what she did."""

    code = "people.request_already_decided"


class InvitationRefused(Refused):
    code = "people.invitation_refused"


class NobodyWouldBeLeft(Refused):
    """The last editor is leaving and has named no successor."""

    code = "people.last_editor"


class ChangedMeanwhile(Conflict):
    """Somebody else saved after the form was opened; `theirs` is what is stored now."""

    code = "people.changed_meanwhile"

    def __init__(self, theirs: OrganizationValue) -> None:
        super().__init__(_("Joku muu tallensi samat tiedot sillä välin. Vertaa tekstejä ja tallenna uudelleen."))
        self.theirs = theirs
