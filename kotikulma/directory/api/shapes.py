"""Shapes of the own JSON API: what a client may ask and what it gets. The texts themselves are stored ready."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    AddressVisibility,
    ChannelType,
    ContactType,
    HolidayPolicy,
    HoursKind,
    OpenKind,
    PlaceType,
    Recurrence,
    ServiceKind,
    TermScheme,
)
from kotikulma.kernel.shapes import Day, Moment, Municipality, Page, PageQuery, Strict, Texts, Truth

Wall = Annotated[str, Field(pattern=r"^\d\d:\d\d(:\d\d)?$", description="Wall time of Helsinki")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="Code of a language people are served in")]
Age = Literal["0-6", "7-21", "22-65", "65+"]


class EntryQuery(PageQuery):
    municipality: Municipality | None = None
    organization: UUID | None = None
    language: Language | None = None
    age: Age | None = None
    open_now: Truth = False


class ServiceQuery(EntryQuery):
    term: UUID | None = Field(None, description="Id of an entry of `/terms`")
    kind: ServiceKind | None = None
    access: AccessMode | None = None


class PlaceQuery(EntryQuery):
    type: PlaceType | None = None
    step_free: Truth = False


class OrganizationQuery(PageQuery):
    municipality: Municipality | None = None
    sector: (
        Literal["municipality", "wellbeing_county", "association", "company", "parish", "state", "peer_group"] | None
    ) = None


class TermQuery(PageQuery):
    scheme: TermScheme | None = None


class SearchQuery(PageQuery):
    q: str = Field("", max_length=10_000, description="Anything people write; empty lists everything")
    kind: Literal["service", "place", "organization"] | None = None
    municipality: Municipality | None = None
    language: Language | None = None
    age: Age | None = None
    open_now: Truth = False


class HoursQuery(Schema):
    from_: Moment | None = Field(None, alias="from", max_length=40, description="Without an offset Helsinki time")
    to: Moment | None = Field(None, max_length=40, description="At most 93 days after `from` count; default a week")


class Mention(Strict):
    id: UUID
    name: Texts


class ContactShape(Strict):
    type: ContactType
    value: str = Field(default="", description="Empty for a note, whose text is its topic")
    topic: Texts = {}
    charge: str = ""


class SlotShape(Strict):
    weekday: int = Field(ge=1, le=7, description="1 is Monday")
    opens: Wall
    closes: Wall = Field(description="At or before `opens`: the next day")


class SpanShape(Strict):
    opens: Wall
    closes: Wall


class PeriodShape(Strict):
    kind: HoursKind
    recurrence: Recurrence
    interval: int = 1
    anchor: Day | None = None
    nth: list[int] = []
    valid_from: Day | None = None
    valid_to: Day | None = None
    always_open: bool = False
    slots: list[SlotShape] = []
    note: Texts = {}


class ExceptionShape(Strict):
    starts_on: Day
    ends_on: Day
    closed: bool
    kind: HoursKind | None = None
    slots: list[SpanShape] = []
    reason: Texts = {}


class HoursShape(Strict):
    timezone: Literal["Europe/Helsinki"]
    holidays: HolidayPolicy
    periods: list[PeriodShape] = []
    exceptions: list[ExceptionShape] = []
    paused_from: Day | None = None
    paused_until: Day | None = None
    pause_reason: Texts = {}


class AddressShape(Strict):
    street: Texts = {}
    postal_code: str = ""
    post_office: Texts = {}
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None
    directions: Texts = {}


class TermItem(Strict):
    id: UUID
    scheme: TermScheme
    code: str
    uri: str
    name: Texts
    parent_id: UUID | None = None


class ServiceMention(Strict):
    id: UUID
    kind: ServiceKind
    name: Texts
    summary: Texts
    charge: str = ""
    min_age: int | None = None
    max_age: int | None = None
    url: str


class PlaceMention(Strict):
    id: UUID
    type: PlaceType
    name: Texts
    address: AddressShape = AddressShape()
    accessibility: list[Accessibility] = []
    hours: HoursShape
    url: str


class ChannelShape(Strict):
    id: UUID
    type: ChannelType
    name: Texts
    summary: Texts
    contacts: list[ContactShape] = []
    languages: list[str] = []
    hours: HoursShape


class ConnectionShape(Strict):
    """A service at one place or channel. Without hours of its own it keeps those of the place or channel."""

    id: UUID
    service: ServiceMention | None = None
    place: PlaceMention | None = None
    channel: ChannelShape | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    note: Texts = {}
    access_modes: list[AccessMode] = []
    languages: list[str] = []
    contacts: list[ContactShape] = []
    hours: HoursShape
    hours_of: Literal["connection", "place", "channel"]
    modified_at: Moment


class ServiceBase(Strict):
    id: UUID
    kind: ServiceKind
    name: Texts
    summary: Texts
    organization: Mention | None = None
    access_modes: list[AccessMode] = []
    languages: list[str] = []
    min_age: int | None = None
    max_age: int | None = None
    charge: str = ""
    nationwide: bool = False
    municipalities: list[str] = []
    starts_on: Day | None = None
    ends_on: Day | None = None
    verified_at: Moment | None = None
    modified_at: Moment
    url: str = Field(description="Page for people, on this site")


class ServiceItem(ServiceBase):
    terms: list[UUID] = []


class ServiceDetail(ServiceBase):
    terms: list[TermItem] = []
    alternative_names: dict[str, list[str]] = {}
    keywords: dict[str, list[str]] = {}
    description: Texts = {}
    user_instruction: Texts = {}
    requirements: Texts = {}
    charge_note: Texts = {}
    producers: list[Mention] = []
    contacts: list[ContactShape] = []
    source: str = ""
    connections: list[ConnectionShape] = []


class PlaceItem(Strict):
    id: UUID
    type: PlaceType
    name: Texts
    summary: Texts
    organization: Mention | None = None
    address: AddressShape = AddressShape()
    address_visibility: AddressVisibility
    accessibility: list[Accessibility] = []
    languages: list[str] = []
    opened_on: Day | None = None
    closed_on: Day | None = None
    verified_at: Moment | None = None
    modified_at: Moment
    url: str


class PlaceDetail(PlaceItem):
    description: Texts = {}
    accessibility_sentences: list[dict[str, Any]] = []
    contacts: list[ContactShape] = []
    hours: HoursShape
    source: str = ""
    connections: list[ConnectionShape] = []


class OrganizationItem(Strict):
    id: UUID
    name: Texts
    summary: Texts
    sector: str
    parent_id: UUID | None = None
    municipality: str = ""
    modified_at: Moment
    url: str


class OrganizationDetail(OrganizationItem):
    description: Texts = {}
    business_id: str = ""
    contacts: list[ContactShape] = []
    verified_at: Moment | None = None


class OpenShape(Strict):
    """Is it open now: `until` when this opening (or pause) ends, `next` when the next begins."""

    kind: OpenKind
    until: Moment | None = None
    next: Moment | None = None
    starts_on: Day | None = None
    always: bool = False


class FoundItem(Strict):
    id: UUID
    kind: Literal["service", "place", "organization"]
    name: Texts
    summary: Texts
    organization: Texts = {}
    municipality: str = ""
    open: OpenShape | None = None
    url: str


class MunicipalityItem(Strict):
    code: str
    name: Texts
    latitude: float
    longitude: float
    project: bool


class OpenInterval(Strict):
    opens_at: Moment
    closes_at: Moment
    kind: HoursKind


class OpenHours(Strict):
    """Stretches of the door being open that touch [from, to), whole."""

    timezone: Literal["Europe/Helsinki"]
    from_: Moment = Field(alias="from")
    to: Moment
    open: OpenShape
    items: list[OpenInterval]


class ServicePage(Page):
    items: list[ServiceItem]


class PlacePage(Page):
    items: list[PlaceItem]


class OrganizationPage(Page):
    items: list[OrganizationItem]


class TermPage(Page):
    items: list[TermItem]


class MunicipalityPage(Page):
    items: list[MunicipalityItem]


class FoundPage(Page):
    items: list[FoundItem]
    suggestion: str | None = Field(None, description="A repaired spelling of `q`")
    fuzzy: bool = Field(False, description="The rows already come from the repaired spelling")
