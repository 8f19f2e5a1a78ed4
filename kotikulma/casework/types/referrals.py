"""Referrals from one organisation to another: the steps, who takes them, and how one ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.checks import Outcome, Somebody
from kotikulma.kernel.errors import NotFound, Refused


class State(TextChoices):
    """Where a referral is. Open ones always have an owner and a due date."""

    OFFERED = "offered", _("Ehdotettu, odottaa lupaa")
    SENT = "sent", _("Lähetetty")
    RECEIVED = "received", _("Vastaanotettu")
    ACCEPTED = "accepted", _("Hyväksytty")
    MET = "met", _("Tavattu")
    CLOSED = "closed", _("Valmis")
    DECLINED = "declined", _("Ei voitu ottaa")
    WITHDRAWN = "withdrawn", _("Peruttu")


OPEN = (State.OFFERED, State.SENT, State.RECEIVED, State.ACCEPTED, State.MET)
ENDED = (State.CLOSED, State.DECLINED, State.WITHDRAWN)


class Party(TextChoices):
    SENDER = "sender", _("Lähettäjä")
    RECEIVER = "receiver", _("Vastaanottaja")
    PERSON = "person", _("Ihminen itse")


class DeclineReason(TextChoices):
    """Why a service cannot take somebody. None of them is the person's fault."""

    WRONG_SERVICE = "wrong_service", _("Asia kuuluu toiselle palvelulle")
    AREA = "area", _("Asuinpaikka on toisen palvelun alueella")
    FULL = "full", _("Palvelussa ei ole nyt tilaa")
    ALREADY = "already", _("On jo palvelun asiakkaana")
    NOT_ENOUGH = "not_enough", _("Tiedot eivät riitä yhteydenottoon")


@dataclass(frozen=True, slots=True)
class Content:
    """What a referral says of the person. Sealed under the key of that referral."""

    somebody: Somebody
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """`receiver`: a unit of the network; None: a service outside, by its name and address.

    `permission`: the person has agreed to send it now. `sender_may_see`: the sender may read it to the end.
    """

    unit: UUID
    form_key: UUID
    receiver: UUID | None = None
    outside_name: str = ""
    outside_email: str = ""
    content: Content
    urgency: str
    permission: bool = False
    sender_may_see: bool = False
    language: str = "fi"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step that was taken."""

    state: str
    at: datetime

    @property
    def label(self) -> Any:
        return State(self.state).label


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in a list. `name` is empty for those who may know its state only."""

    uuid: UUID
    name: str
    state: str
    sender: Mapping[str, str]
    receiver: Mapping[str, str]
    due_on: date
    late: bool
    mine: bool
    changed_at: datetime

    @property
    def label(self) -> Any:
        return State(self.state).label

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A referral as this viewer may see it. `content` None: she may follow it, not read it."""

    uuid: UUID
    state: str
    sender: Mapping[str, str]
    receiver: Mapping[str, str]
    owner: Mapping[str, str]
    due_on: date
    late: bool
    urgency: Any
    content: Content | None
    reason: str
    outcome: str
    steps: tuple[StepLine, ...]
    next_steps: frozenset[str]
    worker: str = ""
    follow_token: str = ""
    outside: bool = False
    readers: int = 0
    becomes_client: bool = False
    client: UUID | None = None

    @property
    def label(self) -> Any:
        return State(self.state).label

    @property
    def reason_label(self) -> Any:
        return DeclineReason(self.reason).label if self.reason else ""

    @property
    def outcome_label(self) -> Any:
        return Outcome(self.outcome).label if self.outcome else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ReferralNotFound(NotFound):
    code = "casework.referral_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class ReferralRefused(Refused):
    code = "casework.referral_refused"
