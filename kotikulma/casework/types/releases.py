"""Release from prison: a day that is known, and a home before it. Nothing of why somebody was there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class Home(TextChoices):
    YES = "yes", _("Koti on tiedossa")
    NO = "no", _("Kotia ei ole")
    UNKNOWN = "unknown", _("Ei vielä tiedetä")


class Turn(TextChoices):
    """Who does the next thing."""

    TEAM = "team", _("Meidän vuoromme")
    PRISON = "prison", _("Vankilan vuoro")
    CLIENT = "client", _("Asiakkaan vuoro")
    LANDLORD = "landlord", _("Vuokranantajan vuoro")


class Step(TextChoices):
    """What is done before a release, in order."""

    PLAN = "plan", _("Tavataan vankilassa ja sovitaan suunnitelma")
    APPLY = "apply", _("Haetaan asuntoa")
    HOME = "home", _("Koti on tiedossa")
    MONEY = "money", _("Toimeentulo ja muutto on sovittu")
    MEET = "meet", _("Sovittu, kuka on vastassa")


DAYS_BEFORE: Mapping[str, int] = {Step.PLAN: 90, Step.APPLY: 60, Step.HOME: 30, Step.MONEY: 14, Step.MEET: 7}


class Ending(TextChoices):
    """How the planning ended. None of them says anything of the person."""

    HOME = "home", _("Vapautui omaan kotiin")
    TEMPORARY = "temporary", _("Vapautui, tilapäinen paikka on järjestetty")
    ELSEWHERE = "elsewhere", _("Vapautui muualle")
    NOT_NOW = "not_now", _("Ei vapaudu nyt")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    release_on: date | None
    institution: str = ""
    home: str = Home.UNKNOWN
    turn: str = Turn.TEAM
    consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with its day, counted back from the release."""

    step: str
    due: date
    done: bool
    late: bool

    @property
    def label(self) -> Any:
        return Step(self.step).label


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """The plan of one client. `proposed`: she belongs on the by-name list, in prison without a home."""

    uuid: UUID
    release_on: date
    days: int
    institution: str
    home: str
    turn: str
    consent_on: date
    steps: tuple[StepLine, ...]
    alarm: bool
    proposed: bool

    @property
    def home_label(self) -> Any:
        return Home(self.home).label

    @property
    def turn_label(self) -> Any:
        return Turn(self.turn).label


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in a list. `name` is empty for who answers for the unit and does not work with the client."""

    client: UUID | None
    name: str
    release_on: date
    home: str
    turn: str
    late: int
    alarm: bool

    @property
    def home_label(self) -> Any:
        return Home(self.home).label

    @property
    def turn_label(self) -> Any:
        return Turn(self.turn).label


class ReleaseNotFound(NotFound):
    code = "casework.release_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class ReleaseRefused(Refused):
    code = "casework.release_refused"
