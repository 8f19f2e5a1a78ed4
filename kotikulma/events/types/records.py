"""Events as pages, feeds and programs show them: frozen values, all that is in them is public unless said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from kotikulma.directory.types.records import Address
from kotikulma.events.types import Contact, EventState, EventType, ExceptionKind, Mode, OccurrenceState, Rule

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrganiserRecord:
    uuid: UUID
    name: Texts


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where it is. `address` is empty where the place keeps it hidden."""

    id: int
    uuid: UUID
    name: Texts
    address: Address
    municipality_code: str


@dataclass(frozen=True, slots=True)
class Seats:
    """Free seats; None: no limit. `state`: not_yet, open, full_queue, full, closed. `whole_event`: once for all.

    `needs`: so many people, while there are fewer and the organiser has not decided to hold it all the same.
    """

    state: str
    free_in_person: int | None
    free_online: int | None
    waiting: int
    queue_left: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    whole_event: bool = False
    capacity: int | None = None
    needs: int | None = None

    @property
    def free(self) -> int | None:
        """By any of the ways there are; None: no limit."""
        if self.free_in_person is None or self.free_online is None:
            return None
        return self.free_in_person + self.free_online


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """The rhythm of an event. `skipped`: days the rule gives on which it is not held, as far as times are rows."""

    uuid: UUID
    starts_on: date
    start_time: time
    minutes: int
    rule: Rule
    skipped: frozenset[date]
    sequence: int
    changed_at: datetime
    split_from: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """`organisers`: the keeper first. `contacts`: roles, public by the keeper's decision."""

    id: int
    uuid: UUID
    type: str
    title: Texts
    summary: Texts
    description: Texts
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    min_age: int | None
    max_age: int | None
    special_groups: tuple[str, ...]
    mode: str
    place: PlaceRecord | None
    place_note: Texts
    municipality_code: str
    accessibility: Texts
    free: bool
    price: Texts
    contacts: tuple[Contact, ...]
    image: str
    image_alt: Texts
    visibility: str
    state: str
    state_reason: Texts
    rescheduled: bool
    organisers: tuple[OrganiserRecord, ...]
    registration: bool
    source: str
    sequence: int
    version: int
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None

    @property
    def type_label(self) -> str:
        return str(EventType(self.type).label)

    @property
    def cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def postponed(self) -> bool:
        return self.state == EventState.POSTPONED


class Line(NamedTuple):
    """One time as lists for programs need it, beside what is stored of its event. `event_*`: of the event's row."""

    id: int
    uuid: UUID
    event_uuid: UUID
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: PlaceRecord | None
    place_note: Texts
    state: str
    exception: str
    cancel_reason: Texts
    changed_at: datetime
    event_state: str
    event_reason: Texts
    event_changed_at: datetime
    event_town: str
    rescheduled: bool

    @property
    def status(self) -> str:
        """scheduled, rescheduled, postponed or cancelled."""
        if self.state == OccurrenceState.CANCELLED or self.event_state == EventState.CANCELLED:
            return "cancelled"
        if self.event_state == EventState.POSTPONED:
            return "postponed"
        moved = self.exception == ExceptionKind.MOVED or self.rescheduled
        return "rescheduled" if moved else "scheduled"

    @property
    def on_site(self) -> bool:
        return self.mode in (Mode.IN_PERSON, Mode.HYBRID)


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceRecord:
    """One time, with place, mode and note as they are this time. `seats` is None where one simply comes.

    `previous_starts_at`: the start that was told before it moved.
    """

    id: int
    uuid: UUID
    event: EventRecord
    series: SeriesRecord | None
    recurrence_id: datetime | None
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: PlaceRecord | None
    place_note: Texts
    note: Texts
    state: str
    exception: str
    cancel_reason: Texts
    sequence: int
    changed_at: datetime
    previous_starts_at: datetime | None = None
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    seats: Seats | None = None

    @property
    def cancelled(self) -> bool:
        return self.event.cancelled or self.state == OccurrenceState.CANCELLED

    @property
    def line(self) -> Line:
        return Line(
            self.id,
            self.uuid,
            self.event.uuid,
            self.starts_at,
            self.ends_at,
            self.mode,
            self.place,
            self.place_note,
            self.state,
            self.exception,
            self.cancel_reason,
            self.changed_at,
            self.event.state,
            self.event.state_reason,
            self.event.changed_at,
            self.event.municipality_code,
            self.event.rescheduled,
        )

    @property
    def online(self) -> bool:
        return self.mode in (Mode.ONLINE, Mode.HYBRID)

    @property
    def on_site(self) -> bool:
        return self.mode in (Mode.IN_PERSON, Mode.HYBRID)


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list of occurrences is asked for; empty means any. `start`, `end`: instants, half-open by overlap.

    `found`: row ids of the events that have `text`, once it has been looked up.
    """

    start: datetime | None = None
    end: datetime | None = None
    municipalities: frozenset[str] = field(default_factory=frozenset)
    place: UUID | None = None
    organization: UUID | None = None
    age_groups: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    themes: frozenset[str] = field(default_factory=frozenset)
    types: frozenset[str] = field(default_factory=frozenset)
    free: bool = False
    online: bool = False
    open_to_register: bool = False
    text: str = ""
    events: frozenset[UUID] | None = None
    found: frozenset[int] | None = None
