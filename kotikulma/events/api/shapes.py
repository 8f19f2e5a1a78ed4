"""Shapes of events in the own JSON API: what a client may ask and what it gets."""

from typing import Any, Literal
from uuid import UUID

from ninja import Field

from kotikulma.events.types import Channel, EventType, Mode, RegistrationState, Theme
from kotikulma.kernel.shapes import Day, Moment, Municipality, Page, PageQuery, Strict, Texts, Truth

Language = Literal["fi", "sv", "en", "fr", "ru", "ar", "so", "uk", "et"]


class EventQuery(PageQuery):
    from_: Day | None = Field(None, alias="from", description="First day, Helsinki; today when left out")
    to: Day | None = Field(None, description="Last day, Helsinki")
    municipality: Municipality | None = None
    place: UUID | None = Field(None, description="Id of a place of `/places`")
    organization: UUID | None = Field(None, description="Id of an organisation of `/organizations`")
    type: EventType | None = None
    theme: Theme | None = None
    age: Literal["0-6", "7-21", "22-65", "65+"] | None = None
    free: Truth | None = None
    online: Truth | None = None


class NamedShape(Strict):
    id: UUID
    name: Texts


class WhereShape(Strict):
    """What may be told of where it is; a hidden address is left out."""

    id: UUID
    name: Texts
    street: Texts = {}
    postal_code: str | None = None
    post_office: Texts = {}
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None


class SeatsShape(Strict):
    """Free seats; a number is left out where nothing limits."""

    state: Literal["not_yet", "open", "full_queue", "full", "closed"]
    free_in_person: int | None = None
    free_online: int | None = None
    waiting: int
    opens_at: Moment | None = None
    closes_at: Moment | None = None


class OccurrenceShape(Strict):
    """One time an event takes place."""

    id: UUID
    event: UUID
    type: EventType
    title: Texts
    summary: Texts = {}
    starts_at: Moment
    ends_at: Moment
    status: Literal["scheduled", "rescheduled", "postponed", "cancelled"]
    reason: Texts = Field({}, description="Why it was cancelled or postponed")
    mode: Mode
    place: WhereShape | None = None
    place_note: Texts = {}
    municipality: str = ""
    languages: list[str] = []
    themes: list[Theme] = []
    min_age: int | None = None
    max_age: int | None = None
    free: bool
    price: Texts = {}
    organisers: list[NamedShape] = []
    registration: bool = Field(description="Whether one registers; see `seats` of the detail")
    changed_at: Moment
    url: str


class OccurrenceDetail(OccurrenceShape):
    description: Texts = {}
    accessibility: Texts = {}
    note: Texts = Field({}, description="What is different this time")
    seats: SeatsShape | None = None


class EventPage(Page):
    items: list[OccurrenceShape]


class RegistrationIn(Strict):
    """What somebody sends. An e-mail address or a telephone number is needed."""

    contact_name: str = Field(max_length=120)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    party_size: int = Field(1, ge=1, le=1000)
    names: list[str] = Field([], max_length=100, description="Of the party, where the event asks for them")
    channel: Channel = Channel.IN_PERSON
    answers: dict[str, Any] = Field({}, description="By key of the question; a choice by its number from 0")
    language: Literal["fi", "sv", "en"] = "fi"


class RegistrationChange(Strict):
    """What is left out stays."""

    party_size: int | None = Field(None, ge=1, le=1000)
    names: list[str] | None = Field(None, max_length=100)
    channel: Channel | None = None
    answers: dict[str, Any] | None = None
    email: str | None = Field(None, max_length=254)
    phone: str | None = Field(None, max_length=40)
    confirm: bool | None = Field(None, description="Take the seat that was offered")


class ReceiptShape(Strict):
    """`token` only where no mail can carry it: when no address was given."""

    state: Literal["attending", "waiting", "pending"]
    place: int | None = Field(None, description="In the queue, from 1")
    channel: Channel
    party_size: int
    mailed: bool = Field(description="A mail with the person's own link leaves")
    token: str | None = None


class JoinShape(Strict):
    """The way in online, from its release to the end, for who attends."""

    url: str
    passcode: str | None = None
    phone: str | None = None


class RegistrationShape(Strict):
    id: UUID
    event: UUID
    occurrence: UUID | None = None
    title: Texts
    starts_at: Moment
    ends_at: Moment
    event_cancelled: bool
    state: RegistrationState
    place: int | None = None
    channel: Channel
    party_size: int
    contact_name: str
    email: str
    phone: str
    names: list[str]
    answers: dict[str, Any]
    confirm_until: Moment | None = None
    first_to_confirm: bool | None = None
    join: JoinShape | None = None
