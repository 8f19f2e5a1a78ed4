"""Visits at a service centre, counted at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class AgeGroup(TextChoices):
    UNDER_25 = "under_25", _("Alle 25")
    ADULT = "adult", _("25–64")
    OLDER = "older", _("65 tai yli")
    UNKNOWN = "unknown", _("En tiedä")


class Purpose(TextChoices):
    """What somebody came for, as one can see at the door."""

    FOOD = "food", _("Ruoka tai kahvi")
    WASH = "wash", _("Suihku tai pyykki")
    ADVICE = "advice", _("Neuvo tai lomake")
    HEALTH = "health", _("Hoitaja")
    COMPANY = "company", _("Seura tai lepo")


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week. `value` draws the bar: nothing where the number is kept back."""

    monday: date
    shown: int | str
    value: int


@dataclass(frozen=True, slots=True)
class Visits:
    """Twelve weeks of the places a viewer may see."""

    total: int | str
    weeks: Sequence[WeekLine]
    purposes: Sequence[tuple[Any, int | str]]
    ages: Sequence[tuple[Any, int | str]]
    first: Sequence[tuple[Any, int | str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted last, so that it can be taken back."""

    uuid: UUID
    today: int


class VisitNotFound(NotFound):
    code = "casework.visit_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class VisitRefused(Refused):
    code = "casework.visit_refused"
