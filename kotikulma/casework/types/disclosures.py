"""What is given of a client to another body, what she forbids, and decisions about her log report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.clients import Basis, DataClass, Hit, Identity, WorkerLine
from kotikulma.kernel.errors import NotFound, Refused

BASES = (Basis.CONSENT, Basis.CONTACT, Basis.LAW)
SHARED = (DataClass.IDENTITY, DataClass.NETWORK, DataClass.HOUSING)


class DecisionKind(TextChoices):
    WITHHELD = "withheld", _("Osa jätetään antamatta")
    OLDER = "older", _("Annetaan myös vanhempia tietoja")


class WithholdingGround(TextChoices):
    """Why rows of the log may be withheld from the client (703/2023, 11 §)."""

    HEALTH = "health", _("Tieto vaarantaisi vakavasti asiakkaan terveyden tai hoidon")
    RIGHTS = "rights", _("Tieto vaarantaisi toisen ihmisen oikeudet tai turvallisuuden")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDisclosure:
    """`recipient`: a unit of another register; None: a body outside by its name. `until`: the last day, if any."""

    recipient: UUID | None = None
    outside: str = ""
    basis: str
    law: str = ""
    agreed_on: date | None = None
    scope: Sequence[str] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One disclosure as the client's own workers, and her log report, tell it."""

    uuid: UUID
    recipient: Any
    basis: Any
    law: str
    agreed_on: date | None
    scope: str
    starts_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    active: bool


@dataclass(frozen=True, slots=True)
class ProhibitionLine:
    """`recipient` None: to anybody."""

    uuid: UUID
    recipient: Any
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A disclosure in the list of the unit that got it. `name` is empty when identity was not given."""

    uuid: UUID
    name: str
    giver: Mapping[str, str]
    scope: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """What was disclosed, and nothing else: what is outside of the scope is None.

    `known`: clients of the receiver's own register with one of the same whole keys. A suggestion; nothing is merged.
    """

    giver: Mapping[str, str]
    basis: Any
    scope: str
    starts_at: datetime
    ends_at: datetime | None
    identity: Identity | None
    workers: Sequence[WorkerLine] | None
    situation: Any
    known: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision about the log report, as its page tells it."""

    uuid: UUID
    kind: str
    ground: Any
    reason: str
    from_on: date
    until_on: date | None
    decided_at: datetime
    decider: str


class DisclosureNotFound(NotFound):
    code = "casework.disclosure_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class DisclosureRefused(Refused):
    code = "casework.disclosure_refused"
