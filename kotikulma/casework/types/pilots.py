"""Pilots: what is tried for a while, with whom, and whether it helps. And visits at a service centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class Measure(TextChoices):
    """A few simple instruments of closed scales; all ask the person, none judges her."""

    NIGHTS = "nights", _("Öitä ilman kotia viimeisten 30 päivän aikana")
    EMERGENCY = "emergency", _("Päivystyskäyntejä viimeisten 30 päivän aikana")
    OWN = "own", _("Oma arvio elämästä nyt, 0–10")


SCALES: Mapping[str, int] = {Measure.NIGHTS: 30, Measure.EMERGENCY: 30, Measure.OWN: 10}


class Moment(TextChoices):
    BEFORE = "before", _("Ennen")
    AFTER = "after", _("Jälkeen")


class EpisodeEnd(TextChoices):
    """How somebody's part in a pilot ended. None of them is a failure, and none takes anything away."""

    AS_PLANNED = "as_planned", _("Päättyi niin kuin sovittiin")
    OWN_CHOICE = "own_choice", _("Asiakas halusi lopettaa")
    OTHER_SUPPORT = "other_support", _("Sai muuta tukea")
    MOVED_AWAY = "moved_away", _("Muutti muualle")
    PILOT_ENDED = "pilot_ended", _("Kokeilu päättyi")
    DECEASED = "deceased", _("Kuoli")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPilot:
    """`name` and `tried` by language; `ends_on`: the last day."""

    unit: UUID
    name: Mapping[str, str]
    tried: Mapping[str, str]
    starts_on: date | None
    ends_on: date | None = None
    measures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle half of a group, and its middle, on a scale from 0 to `scale`."""

    low: float
    median: float
    high: float
    scale: int

    @property
    def low_share(self) -> int:
        return round(100 * self.low / self.scale)

    @property
    def median_share(self) -> int:
        return round(100 * self.median / self.scale)

    @property
    def width_share(self) -> int:
        return max(round(100 * self.high / self.scale) - self.low_share, 1)


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """One measure before and after, of those measured twice. Spreads are None where they are too few to be told."""

    measure: str
    n: int | str
    before: Spread | None
    after: Spread | None

    @property
    def label(self) -> Any:
        return Measure(self.measure).label

    @property
    def scale(self) -> int:
        return SCALES[self.measure]


@dataclass(frozen=True, slots=True)
class PilotLine:
    uuid: UUID
    name: Mapping[str, str]
    tried: Mapping[str, str]
    unit: Mapping[str, str]
    starts_on: date
    ends_on: date | None
    measures: tuple[str, ...]
    running: bool

    @property
    def measure_labels(self) -> list[Any]:
        return [Measure(each).label for each in self.measures]


@dataclass(frozen=True, slots=True)
class PilotPage:
    """A pilot and what came of it, without anybody."""

    line: PilotLine
    episodes: int | str
    endings: Sequence[tuple[Any, int | str]]
    results: Sequence[MeasureResult]


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """A client's part in a pilot. `results`: measure label -> (before, after)."""

    uuid: UUID
    pilot: Mapping[str, str]
    starts_on: date
    ends_on: date | None
    ending: Any
    measures: tuple[str, ...]
    results: Sequence[tuple[Any, int | None, int | None]] = field(default_factory=tuple)


class PilotNotFound(NotFound):
    code = "casework.pilot_not_found"

    def __init__(self) -> None:
        super().__init__(_("Tätä osoitetta ei ole."))


class PilotRefused(Refused):
    code = "casework.pilot_refused"
