"""Is it a home first? Indicators from records, as anybody with a figure may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.statistics import FEW
from kotikulma.kernel.errors import Refused


class Where(TextChoices):
    """Where somebody tried to make a home depend on sobriety, treatment or readiness."""

    REQUIREMENT = "requirement", _("Asunnon vaatimuksena")
    WORDS = "words", _("Asunnon tiedoissa")
    TENANCY_END = "tenancy_end", _("Asumisen päättymisen syynä")
    REFUSAL = "refusal", _("Kieltäytymisen syynä")


class Measure(TextChoices):
    NO_GATE = "no_gate", _("Ei ehtoja raittiudesta")
    OWN_LEASE = "own_lease", _("Oma vuokrasopimus")
    SEPARATION = "separation", _("Koti ja hoito erillään")
    CHOICE = "choice", _("Mahdollisuus valita")
    REHOUSING = "rehousing", _("Uusi koti menetetyn tilalle")
    SUPPORT = "support", _("Tuki jatkuu")
    CONTACT = "contact", _("Tavattu siellä, missä asiakas on")


NEVER = (Measure.NO_GATE, Measure.SEPARATION)  # of what must not happen
DEFINITIONS = {
    Measure.NO_GATE: _("Kieltäytymiset, joissa vaadittiin raittiutta, hoitoa tai kuntoutusta / kaikki kieltäytymiset"),
    Measure.OWN_LEASE: _("Muutot, joissa on tavallinen vuokrasopimus (AHVL) / kaikki muutot"),
    Measure.SEPARATION: _("Asumiset, jotka päätettiin hoidon päättymisen vuoksi / kaikki päättyneet asumiset"),
    Measure.CHOICE: _("Muutot, joissa tarjottiin vähintään kahta kotia tai alue oli toivottu / kaikki muutot"),
    Measure.REHOUSING: _("Menetetyt kodit, joiden jälkeen tarjottiin uutta 60 päivässä / menetetyt kodit"),
    Measure.SUPPORT: _("Menetetyt kodit, joiden jälkeen työ jatkui 90 päivän kuluttua / menetetyt kodit"),
    Measure.CONTACT: _(
        "Asiakkaat, jotka tavattiin kotona, kadulla tai palvelukeskuksessa 30 päivän aikana / asiakkaat"
    ),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its definition, the two numbers (or the sign of what is kept back) and their share."""

    code: str
    name: Any
    definition: Any
    numerator: int | str
    denominator: int | str
    share: str
    goal: Any
    kept: bool | None = None

    @property
    def shown(self) -> int | str:
        """What is told large: the share, or the number alone; empty when the cases are too few."""
        return self.share or (self.numerator if isinstance(self.numerator, int) else "")

    @property
    def few(self) -> bool:
        return self.denominator == FEW


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The panel. `attempts`: how often a condition was tried and refused, by place; nobody is named."""

    indicators: tuple[Indicator, ...]
    violations: int | str
    attempts: int
    by_place: tuple[tuple[Any, int], ...]


class ReadinessRefused(Refused):
    """A home depends on nobody's sobriety, treatment or readiness."""

    code = "casework.readiness_refused"

    def __init__(self, field: str = "") -> None:
        sentence = _(
            "Koti ei riipu raittiudesta, hoidosta eikä kuntoutuksesta. Jätä ehto pois. Tukea voi tarjota silti."
        )
        super().__init__(sentence, fields={field: sentence} if field else None)
