"""The housing check: what is asked at any encounter, what follows from the facts, and the follow-up of a positive one.

The wording of the two questions is our own, after the U.S. veterans' screener. It is not validated in Finland.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel.errors import NotFound, Refused

STEADY = _("Onko sinulla viimeiset kaksi kuukautta ollut vakaa koti?")
WORRIED = _("Pelkäätkö, että menetät kotisi seuraavan kahden kuukauden aikana?")


class Answer(TextChoices):
    YES = "yes", _("Kyllä")
    NO = "no", _("Ei")
    UNSAID = "unsaid", _("Ei halua vastata")


class Threat(TextChoices):
    """What threatens the home."""

    ARREARS = "arrears", _("Vuokra tai lainat ovat maksamatta")
    TERMINATION = "termination", _("Vuokrasopimus on irtisanottu")
    EVICTION = "eviction", _("Häätö on vireillä")
    DISCHARGE = "discharge", _("Kotiutuu tai vapautuu laitoksesta")
    BREAKUP = "breakup", _("Perhe on hajoamassa")
    VIOLENCE = "violence", _("Väkivalta tai sen uhka")
    PERMIT = "permit", _("Oleskelulupa on päätetty, ja vastaanotto loppuu")


class Urgency(TextChoices):
    """What follows from the facts. Words for people, never a score."""

    NONE = "none", _("Ei tarvetta nyt")
    SAME_DAY = "same_day", _("Apua tänään")
    TWO_DAYS = "two_days", _("Apua kahdessa arkipäivässä")
    WEEK = "week", _("Yhteys seitsemässä arkipäivässä")


class Outcome(TextChoices):
    """How a follow-up or a referral ended. None of them takes anything away from the person."""

    HOME_KEPT = "home_kept", _("Koti säilyi")
    HOME_FOUND = "home_found", _("Sai asunnon")
    IN_SERVICE = "in_service", _("On nyt palvelun asiakkaana")
    ADVISED = "advised", _("Sai neuvon, muuta ei tarvittu")
    UNWILLING = "unwilling", _("Ei halunnut apua nyt")
    NOT_REACHED = "not_reached", _("Ei tavoitettu")
    MOVED_AWAY = "moved_away", _("Muutti muualle")


HELPED = frozenset((Outcome.HOME_KEPT, Outcome.HOME_FOUND, Outcome.IN_SERVICE, Outcome.ADVISED))


class Channel(TextChoices):
    """How somebody tried to reach the person."""

    PHONE = "phone", _("Puhelu")
    MESSAGE = "message", _("Tekstiviesti")
    EMAIL = "email", _("Sähköposti")
    LETTER = "letter", _("Kirje")
    VISIT = "visit", _("Käynti paikan päällä")
    SERVICE = "service", _("Toisen palvelun kautta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was told. `loss_on`: the day the home is lost, if it is known. `situation`: a SituationCode, or ""."""

    steady: str = Answer.UNSAID
    worried: str = Answer.UNSAID
    nowhere_tonight: bool = False
    situation: str = ""
    threats: tuple[str, ...] = ()
    loss_on: date | None = None
    child: bool = False


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom to contact. All of it may be empty: one may stay unknown."""

    name: str = ""
    phone: str = ""
    reach: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.reach)


NOBODY = Somebody()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """A filled check. `unit`: where the person was met. `wants_help`: the offer was accepted.

    `form_key`: the same form sent twice is one check.
    """

    unit: UUID
    form_key: UUID
    met_on: date
    answers: Answers
    wants_help: bool = False
    may_contact: bool = False
    somebody: Somebody = NOBODY
    words: str = ""
    language: str = "fi"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What its maker sees: no name, no answer. `state`: how the follow-up stands."""

    uuid: UUID
    urgency: str
    made_at: datetime
    met_on: date
    place: Mapping[str, str]
    due_on: date | None
    follow_up: UUID | None
    wants_help: bool
    owner: Mapping[str, str] | None
    outcome: str
    referrals: tuple[Any, ...] = ()

    @property
    def positive(self) -> bool:
        return self.urgency != Urgency.NONE

    @property
    def outcome_label(self) -> Any:
        return Outcome(self.outcome).label if self.outcome else ""

    @property
    def urgency_label(self) -> Any:
        return Urgency(self.urgency).label


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One follow-up in the list of those who answer for it."""

    uuid: UUID
    name: str
    urgency: str
    unit: Mapping[str, str]
    due_on: date
    late: bool
    attempts: int
    acted: bool

    @property
    def urgency_label(self) -> Any:
        return Urgency(self.urgency).label


@dataclass(frozen=True, slots=True)
class AttemptLine:
    at: datetime
    channel: Any
    reached: bool


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """A follow-up in the hands of somebody who answers for it."""

    uuid: UUID
    somebody: Somebody
    answers: Answers
    words: str
    may_contact: bool
    urgency: str
    met_on: date
    due_on: date
    late: bool
    place: Mapping[str, str]
    unit: Mapping[str, str]
    attempts: tuple[AttemptLine, ...]
    outcome: str
    referrals: tuple[Any, ...] = ()

    @property
    def urgency_label(self) -> Any:
        return Urgency(self.urgency).label

    @property
    def outcome_label(self) -> Any:
        return Outcome(self.outcome).label if self.outcome else ""

    @property
    def situation_label(self) -> Any:
        return SituationCode(self.answers.situation).label if self.answers.situation else ""

    @property
    def threat_labels(self) -> list[Any]:
        return [Threat(each).label for each in self.answers.threats]


@dataclass(frozen=True, slots=True)
class Loop:
    """How the loop closes: at one place of encounter, or in all. Numbers before anything is kept back."""

    encounters: int = 0
    positive: int = 0
    accepted: int = 0
    acted: int = 0

    @property
    def whole(self) -> bool:
        return self.encounters >= self.positive >= self.accepted >= self.acted


@dataclass(frozen=True, slots=True)
class LoopLine:
    """The same as it may be told: numbers and shares of a hundred, or the sign of what is kept back."""

    place: Mapping[str, str] | None
    encounters: int | str
    positive: int | str
    accepted: int | str
    acted: int | str
    yielded: str
    acceptance: str
    acted_share: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What the nightly erasure emptied, or would empty."""

    answers: int = 0
    makers: int = 0
    referrals: int = 0

    def __bool__(self) -> bool:
        return bool(self.answers or self.makers or self.referrals)


class CheckNotFound(NotFound):
    code = "casework.check_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class CheckRefused(Refused):
    code = "casework.check_refused"
