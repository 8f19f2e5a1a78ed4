"""Figures of the list as pages, files and programs get them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.ledger import HOUSEHOLD, Effect, of_effect
from kotikulma.casework.types.situations import ALONE
from kotikulma.kernel.errors import Refused

RETENTION_DAYS: Mapping[int, int] = {6: 180, 12: 365, 24: 730}  # months -> days; the same edges as of returns
RETURN_BINS: Mapping[str, tuple[int, int]] = {"0-180": (0, 180), "181-365": (181, 365), "366-730": (366, 730)}
SUPPRESSED_BELOW = 5
FEW, HIDDEN = "<5", ".."  # a small number; a number kept back so that the small one cannot be reckoned
UNDER_AGE = 25
LOCAL_GOAL = 10  # long-term homeless at most


class Sex(TextChoices):
    """As ARA asks; empty is not known."""

    WOMAN = "woman", _("Nainen")
    MAN = "man", _("Mies")
    OTHER = "other", _("Muu")


class TenancyEnd(TextChoices):
    """How a tenancy ended. Only a lost home counts as lost; death and not knowing do not say either way."""

    EVICTED = "evicted", _("Häätö")
    TERMINATED = "terminated", _("Sopimus irtisanottiin tai purettiin")
    ABANDONED = "abandoned", _("Jätti asunnon eikä ole muuta kotia")
    MOVED_HOME = "moved_home", _("Muutti toiseen omaan asuntoon")
    MOVED_AWAY = "moved_away", _("Muutti toiseen kuntaan")
    DECEASED = "deceased", _("Kuoli")
    UNKNOWN = "unknown", _("Ei tietoa")


class FiguresRefused(Refused):
    code = "casework.figures_refused"


LOST = frozenset((TenancyEnd.EVICTED, TenancyEnd.TERMINATED, TenancyEnd.ABANDONED))


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What figures are split by. Nothing here names anybody."""

    woman: bool = False
    birth_year: int | None = None
    immigrant: bool = False


@dataclass(frozen=True, slots=True)
class Subgroups:
    women: int = 0
    under_25: int = 0
    immigrants: int = 0
    long_term: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """The cross-section of a day: people living alone; families and couples apart, as families and as persons."""

    on: date
    as_known_on: date
    total: int
    long_term: int
    by_class: Mapping[str, int]
    families: int
    family_persons: int
    subgroups: Subgroups

    def as_dict(self) -> dict[str, object]:
        groups = self.subgroups
        return {
            "on": self.on.isoformat(),
            "as_known_on": self.as_known_on.isoformat(),
            "total": self.total,
            "long_term": self.long_term,
            "by_class": {str(one): self.by_class.get(one, 0) for one in ALONE},
            "families": {"families": self.families, "persons": self.family_persons},
            "subgroups": {
                "women": groups.women,
                "under_25": groups.under_25,
                "immigrants": groups.immigrants,
                "long_term": groups.long_term,
            },
        }


def _nothing(effect: Effect) -> dict[str, int]:
    return {str(one): 0 for one in of_effect(effect)}


@dataclass(slots=True)
class Flows:
    """Who came and went from `start` until the day before `end`: people living alone, or of one class of them.

    `adjustments` carry their sign. Opening and closing are counted, not reckoned from the flows.
    """

    opening: int = 0
    closing: int = 0
    into: dict[str, int] = field(default_factory=lambda: _nothing(Effect.IN))
    out: dict[str, int] = field(default_factory=lambda: _nothing(Effect.OUT))
    internal: dict[str, int] = field(default_factory=lambda: _nothing(Effect.INTERNAL))
    adjustments: dict[str, int] = field(default_factory=lambda: {**_nothing(Effect.ADJUSTMENT), HOUSEHOLD: 0})

    @property
    def balanced(self) -> bool:
        moved = sum(self.into.values()) - sum(self.out.values()) + sum(self.adjustments.values())
        return self.closing == self.opening + moved

    def as_dict(self) -> dict[str, object]:
        return {
            "opening": self.opening,
            "in": dict(self.into),
            "out": dict(self.out),
            "internal": dict(self.internal),
            "adjustments": dict(self.adjustments),
            "closing": self.closing,
            "balanced": self.balanced,
        }


@dataclass(slots=True)
class ClassFlow:
    """Flows of one class. `changed_in`: people who came from other classes; `changed_out`: who went to them."""

    opening: int
    closing: int
    into: int = 0
    out: int = 0
    changed_in: int = 0
    changed_out: int = 0
    adjusted: int = 0

    def add(self, effect: Effect, people: int) -> None:
        if effect == Effect.IN:
            self.into += people
        elif effect == Effect.OUT:
            self.out -= people
        elif effect == Effect.ADJUSTMENT:
            self.adjusted += people
        elif people > 0:
            self.changed_in += people
        else:
            self.changed_out -= people

    @property
    def balanced(self) -> bool:
        moved = self.into - self.out + self.changed_in - self.changed_out + self.adjusted
        return self.closing == self.opening + moved


@dataclass(frozen=True, slots=True)
class Move:
    """People of one kind moving on one day, or many summed. "" is off the list, F in a family."""

    type: str
    before: str
    after: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class Restatement:
    """A posting that was added to, or taken from, what had been said. `number`: its event, of that subject."""

    subject: Hashable
    number: int
    type: str
    valid_date: date
    recorded_at: datetime
    change: int  # to the number of people on the list from the valid date on
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyFacts:
    """`end` None: goes on, seen until `seen`."""

    start: date
    end: date | None = None
    reason: str = ""
    seen: date


@dataclass(frozen=True, slots=True)
class Kept:
    """Of homes, the share kept so long: Kaplan-Meier and its interval; and all unknown lost, or all kept."""

    km: float | None
    low: float | None
    high: float | None
    worst: float | None
    best: float | None

    def as_dict(self) -> dict[str, float | None]:
        return {"km": self.km, "low": self.low, "high": self.high, "worst": self.worst, "best": self.best}


@dataclass(frozen=True, slots=True)
class Retention:
    n: int
    months: Mapping[int, Kept]
    returns: Mapping[str, int]

    def as_dict(self) -> dict[str, object]:
        return {
            "n": self.n,
            "months": {str(month): kept.as_dict() for month, kept in self.months.items()},
            "returns": dict(self.returns),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A goal drawn over the figures: `code` local, threshold or national.

    `sure`: reached, and chance alone would not bring the figure above it.
    """

    code: str
    limit: int
    reached: bool
    sure: bool
    year: int | None = None


@dataclass(frozen=True, slots=True)
class November:
    """The published cross-section of a 15 November. `told`: `Count.as_dict` with small numbers hidden.

    `change` since the November before; `chance`: it is no more than chance alone brings. None: nothing to compare.
    """

    on: date
    told: Mapping[str, Any]
    change: int | None = None
    chance: bool | None = None


@dataclass(frozen=True, slots=True)
class Vintage:
    """A figure as somebody published it then. A later publication stands beside it, never in its place."""

    area: str
    year: int
    category: str
    value: int
    published: date
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, between 0 and 1, and between what chance alone would move it."""

    part: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """Of one group: its share of the list and of those who got a home, days to it, its share of who came back.

    `apart`: the two first differ by more than chance. None everywhere: too few to tell.
    """

    group: str
    listed: Share | None
    housed: Share | None
    apart: bool | None
    days: int | None
    returned: Share | None


@dataclass(frozen=True, slots=True)
class Goal:
    """The long-term homeless of a 15 November against the lines. `low`, `high`: what chance alone makes of them.

    `told` hides a small number; then there is no interval, and lines a small number could lie on either side of
    are not judged (None).
    """

    on: date
    told: int | str
    low: int | None
    high: int | None
    lines: Mapping[str, bool | None]
