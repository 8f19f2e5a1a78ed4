"""Words of duplicates: why two entries look like one thing, and what is compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Refused


class Reason(TextChoices):
    NAME = "name", _("Nimi on melkein sama")
    ADDRESS = "address", _("Sama osoite")
    NEAR = "near", _("Alle 75 metrin päässä toisistaan")
    ORGANIZATION = "organization", _("Sama organisaatio")
    CONTACT = "contact", _("Sama puhelin tai sähköposti")
    SITE = "site", _("Sama verkkosivusto")
    LINK = "link", _("Sama verkko-osoite")
    PLACE = "place", _("Samassa paikassa")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared. `words`: base forms of the name; `areas`: where it is; `keeper`: id or business id.

    `address`: street and number in one form; `sites`: hosts of web pages; `doors`: ids of a service's places;
    `sort`: of a channel, since a telephone is never a web page.
    """

    uuid: UUID
    words: tuple[str, ...]
    areas: frozenset[str]
    keeper: str = ""
    address: str = ""
    point: tuple[float, float] | None = None
    contacts: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    doors: frozenset[int] = frozenset()
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two things by uuid, the smaller first."""

    first: UUID
    second: UUID
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two entries side by side. `address` of its page is made by the view; empty when nobody sees it."""

    kind: str
    uuid: UUID
    name: Mapping[str, str]
    organization_name: Mapping[str, str]
    status: str
    source: str
    verified_at: datetime | None
    connections: int


@dataclass(frozen=True, slots=True)
class Pair:
    uuid: UUID
    kind: str
    score: float
    reasons: tuple[Reason, ...]
    first: Side
    second: Side

    @property
    def preferred(self) -> str:
        """The side more hangs on, else what the register renews, else the first."""
        weights = [(side.connections, side.source == "ptv") for side in (self.first, self.second)]
        return "second" if weights[1] > weights[0] else "first"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of the side-by-side page: what each says. `suggested`: the preferred side, unless it is silent.

    `both`: the two may stand together, as rows.
    """

    group: str
    label: object
    first: tuple[str, ...]
    second: tuple[str, ...]
    suggested: str
    both: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that can still be undone."""

    uuid: UUID
    kind: str
    kept: UUID
    kept_name: Mapping[str, str]
    gone_name: Mapping[str, str]
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are chosen together, since half of an address is none."""

    label: object
    fields: tuple[str, ...] = field(default_factory=tuple)


class MergeRefused(Refused):
    code = "directory.merge.refused"
