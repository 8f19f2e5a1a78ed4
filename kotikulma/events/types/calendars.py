"""What calendar programs are given (RFC 5545): entries as values, before they are lines of a file."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from kotikulma.events.types import Rule
from kotikulma.events.types.records import EventRecord, OccurrenceRecord, PlaceRecord, SeriesRecord, Texts

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One VEVENT. Moments are aware; `excluded` and `recurrence_id` are starts the rule gives, `also` further starts.

    `changed_at` is when what it tells last changed, never when it is written: the same entry is the same bytes.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    changed_at: datetime
    sequence: int = 0
    status: str = CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""
    position: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    rule: Rule | None = None
    excluded: tuple[datetime, ...] = ()
    also: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None
    related_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One person's entry in the mails of a registration (RFC 6047): the same `entry.uid` from the first mail to the
    last, `entry.sequence` one higher in each that changes something. `organizer_email`: a mailbox nobody reads.
    """

    entry: Entry
    organizer: str
    organizer_email: str
    attendee_email: str


@dataclass(frozen=True, slots=True)
class SeriesTimes:
    """A series as calendars show it: the rule, and the times that differ. `gone`: days cancelled long ago."""

    event: EventRecord
    series: SeriesRecord
    overrides: tuple[OccurrenceRecord, ...]
    gone: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is given at a place, and on which days: one entry. `how`: the words of the way in."""

    connection: UUID
    service: UUID
    name: Texts
    place: PlaceRecord
    opens: time
    closes: time
    how: Any
    days: tuple[date, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """What a feed holds. `singles`: times of no series, extra ones, and those of a rhythm that was changed later."""

    series: tuple[SeriesTimes, ...]
    singles: tuple[OccurrenceRecord, ...]
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Where the addresses and names of entries point. `prefix`: of the language, as in `/sv`."""

    base_url: str
    prefix: str = ""

    @property
    def host(self) -> str:
        return self.base_url.split("//")[-1].split("/")[0].split(":")[0]

    def page(self, event: UUID) -> str:
        return f"{self.base_url}{self.prefix}/tapahtumat/{event}/"

    def service(self, service: UUID) -> str:
        return f"{self.base_url}{self.prefix}/palvelut/{service}/"

    def uid(self, kind: str, uuid: UUID) -> str:
        return f"{kind}-{uuid}@{self.host}"
