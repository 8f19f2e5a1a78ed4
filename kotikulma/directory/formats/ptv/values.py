"""What a PTV object is to us: frozen values. Ids are PTV's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kotikulma.directory.types import ChannelType, Charge, Contact, HoursException, Period, Status
from kotikulma.directory.types.imports import Problem

Texts = Mapping[str, str]
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PtvArea:
    """Where a service is given: everywhere, or in the listed municipalities (three-digit codes)."""

    nationwide: bool = True
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PtvHours:
    periods: tuple[Period, ...] = ()
    exceptions: tuple[HoursException, ...] = ()


@dataclass(frozen=True, slots=True)
class PtvTerm:
    """An entry of a code list as the object mentions it; `uri` is the current one where that can be told."""

    scheme: str  # TermScheme
    uri: str
    uris: tuple[str, ...]  # every address it is known by
    code: str = ""
    labels: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PtvParty:
    """An organisation's part in a service. `provision` only for producers: ServiceProducer.Provision values."""

    id: str
    name: str = ""
    provision: str = ""


@dataclass(frozen=True, slots=True)
class PtvConnection:
    """A service at a channel, told by either end: `other_id` names the end that is not the teller."""

    other_id: str
    other_name: str = ""
    note: Texts = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    hours: PtvHours = PtvHours()
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class PtvAddress:
    """The place one can visit. Coordinates in degrees; `None` when PTV has none we can trust."""

    street: Texts = field(default_factory=dict)
    postal_code: str = ""
    post_office: Texts = field(default_factory=dict)
    municipality_code: str = ""
    directions: Texts = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    accessibility_sentences: tuple[Mapping[str, object], ...] = ()  # {group: {}, sentences: [{}]}
    entrances: tuple[Mapping[str, object], ...] = ()  # {name: {}, main, latitude?, longitude?}


@dataclass(frozen=True, slots=True)
class PtvService:
    """A service, or (`general_description`) the statutory text other services are built on."""

    id: str
    name: Texts
    status: Status | None  # None: PTV keeps a newer draft, ours stays as it is
    general_description: bool = False
    general_description_id: str = ""
    alternative_names: Words = field(default_factory=dict)
    keywords: Words = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    user_instruction: Texts = field(default_factory=dict)
    requirements: Texts = field(default_factory=dict)
    charge: Charge = Charge.UNKNOWN
    charge_note: Texts = field(default_factory=dict)
    area: PtvArea = PtvArea()
    languages: tuple[str, ...] = ()
    terms: tuple[PtvTerm, ...] = ()
    responsible: PtvParty | None = None
    producers: tuple[PtvParty, ...] = ()
    connections: tuple[PtvConnection, ...] = ()
    modified: datetime | None = None
    told: frozenset[str] = frozenset()  # keys the object had: what a sender left out says nothing


@dataclass(frozen=True, slots=True)
class PtvChannel:
    """A place (`type` None) or another way in."""

    id: str
    name: Texts
    status: Status | None
    type: ChannelType | None  # None: a service location
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    organization_id: str = ""
    address: PtvAddress | None = None
    contacts: tuple[Contact, ...] = ()
    languages: tuple[str, ...] = ()
    area: PtvArea = PtvArea()
    hours: PtvHours = PtvHours()
    connections: tuple[PtvConnection, ...] = ()
    modified: datetime | None = None
    told: frozenset[str] = frozenset()

    @property
    def is_place(self) -> bool:
        return self.type is None


@dataclass(frozen=True, slots=True)
class PtvOrganization:
    id: str
    name: Texts
    status: Status | None
    sector: str  # people.types.Sector value, as well as PTV's type and the name let us tell
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    business_id: str = ""
    municipality_code: str = ""
    parent_id: str = ""
    contacts: tuple[Contact, ...] = ()
    modified: datetime | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PtvTombstone:
    """PTV says the thing is no more. `kind`: service, channel or organization."""

    id: str
    kind: str
    name: str = ""


PtvThing = PtvService | PtvChannel | PtvOrganization | PtvTombstone


@dataclass(frozen=True, slots=True)
class PtvRow:
    """One object of the source: `thing` None means it was not understood, and `problems` says why."""

    source: str  # file or page, with a position: "lista.json[3]"
    thing: PtvThing | None
    problems: tuple[Problem, ...] = ()
    name: str = ""
