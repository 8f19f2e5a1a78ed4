"""Whole things of the directory as frozen values: loaded in batches by `queries.records`, read by formats and pages.

Visibility is already applied: a hidden address is simply not in the record (I5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kotikulma.directory.types import Contact, Schedule

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TermRecord:
    uuid: UUID
    scheme: str  # TermScheme
    uri: str
    code: str
    labels: Texts
    descriptions: Texts
    parent_uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    id: int
    uuid: UUID
    name: Texts
    summary: Texts
    description: Texts
    sector: str
    business_id: str
    parent_uuid: UUID | None
    municipality_code: str
    contacts: tuple[Contact, ...]
    verified_at: datetime | None
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Address:
    """What may be shown. `municipality_only` leaves everything but the municipality empty."""

    street: Texts = field(default_factory=dict)
    postal_code: str = ""
    post_office: Texts = field(default_factory=dict)
    municipality_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    directions: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    id: int
    uuid: UUID
    name: Texts
    summary: Texts
    description: Texts
    type: str
    organization: OrganizationRecord | None
    address: Address
    address_visibility: str
    accessibility: tuple[str, ...]
    accessibility_sentences: tuple[Mapping[str, object], ...]
    contacts: tuple[Contact, ...]
    languages: tuple[str, ...]
    opened_on: date | None
    closed_on: date | None
    holiday_policy: str
    schedule: Schedule
    status: str
    source: str
    verified_at: datetime | None
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    id: int
    uuid: UUID
    name: Texts
    summary: Texts
    description: Texts
    type: str  # ChannelType
    organization_id: int | None
    contacts: tuple[Contact, ...]
    languages: tuple[str, ...]
    schedule: Schedule
    status: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """A service as its connections mention it."""

    id: int
    uuid: UUID
    name: Texts
    summary: Texts
    kind: str
    status: str
    access_modes: tuple[str, ...]
    languages: tuple[str, ...]
    charge: str
    min_age: int | None
    max_age: int | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """`access_modes`, `languages`, `contacts` and dates are the effective ones: own, else the service's."""

    id: int
    uuid: UUID
    service: ServiceSummary
    place: PlaceRecord | None
    channel: ChannelRecord | None
    starts_on: date | None
    ends_on: date | None
    note: Texts
    access_modes: tuple[str, ...]
    languages: tuple[str, ...]
    contacts: tuple[Contact, ...]
    schedule: Schedule  # with the pause and, as parent, the place's or channel's own schedule
    status: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    id: int
    uuid: UUID
    name: Texts
    alternative_names: Mapping[str, tuple[str, ...]]
    keywords: Mapping[str, tuple[str, ...]]
    summary: Texts
    description: Texts
    user_instruction: Texts
    requirements: Texts
    kind: str
    responsible: OrganizationRecord | None
    producers: tuple[OrganizationRecord, ...]
    charge: str
    charge_note: Texts
    access_modes: tuple[str, ...]
    min_age: int | None
    max_age: int | None
    terms: tuple[TermRecord, ...]
    area_type: str
    municipalities: tuple[str, ...]
    languages: tuple[str, ...]
    contacts: tuple[Contact, ...]
    starts_on: date | None
    ends_on: date | None
    status: str
    source: str
    verified_at: datetime | None
    modified_at: datetime
    connections: tuple[ConnectionRecord, ...] = ()
