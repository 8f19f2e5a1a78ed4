"""Landlords, their homes, and homes that are free. What a home may ask of its tenant is a closed list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class Requirement(TextChoices):
    """All that may be asked. Nothing here is about how somebody lives, drinks or is treated."""

    NO_PETS = "no_pets", _("Ei lemmikkejä")
    SMOKE_FREE = "smoke_free", _("Savuton talo")


class VacancyState(TextChoices):
    OPEN = "open", _("Vapaa")
    FILLED = "filled", _("Joku muutti tähän")
    WITHDRAWN = "withdrawn", _("Ei enää tarjolla")


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What hard filters look at. `area`: a postal code."""

    area: str
    persons_max: int
    rent: int
    step_free: bool = False
    no_pets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVacancy:
    """A home that is free. `landlord`: one that is known, or None with the name of a new one.

    `requirements`: of types.homes.Requirement. `words`: for who shows the home, never a condition.
    """

    unit: UUID
    label: str
    address: str
    facts: HomeFacts
    available_on: date
    landlord: UUID | None = None
    landlord_name: str = ""
    landlord_email: str = ""
    rooms: int = 1
    requirements: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class VacancyLine:
    """A free home in a list. `state` in words; `own_turn`: a client of the viewer's is next."""

    uuid: UUID
    label: str
    landlord: str
    facts: HomeFacts
    rooms: int
    available_on: date
    is_open: bool
    state: Any
    own_turn: bool = False


@dataclass(frozen=True, slots=True)
class VacancyPage:
    """A free home for workers of its register. `requirements`: but pets, which the facts tell."""

    uuid: UUID
    label: str
    address: str
    landlord: str
    facts: HomeFacts
    rooms: int
    available_on: date
    requirements: tuple[Any, ...]
    words: str
    unit: Mapping[str, str]
    state: str
    offered_until: date | None

    @property
    def state_label(self) -> Any:
        return VacancyState(self.state).label

    @property
    def is_open(self) -> bool:
        return self.state == VacancyState.OPEN


@dataclass(frozen=True, slots=True)
class LandlordLine:
    """A landlord and how it answered. `conditions`: refusals because of sobriety or treatment."""

    uuid: UUID
    name: str
    email: str
    homes: int
    asked: int
    refused: int
    conditions: int


class HomeNotFound(NotFound):
    code = "casework.home_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class HomeRefused(Refused):
    code = "casework.home_refused"
