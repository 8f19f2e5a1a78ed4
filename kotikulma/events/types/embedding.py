"""A list of events on somebody else's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kotikulma.events.types.records import ListFilter, OccurrenceRecord, Texts


@dataclass(frozen=True, slots=True)
class Wanted:
    """`event`: one event's times instead of many events. `query`: what narrows, as the calendar's address says it."""

    filters: ListFilter
    event: UUID | None
    rows: int
    query: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The first rows, and whether there are more."""

    rows: list[OccurrenceRecord]
    more: bool


@dataclass(frozen=True, slots=True)
class Choice:
    uuid: UUID
    name: Texts


@dataclass(frozen=True, slots=True)
class Choices:
    """Places and organisers of events to come."""

    places: list[Choice]
    organisers: list[Choice]


@dataclass(frozen=True, slots=True)
class Frame:
    """What another page shows in a frame: its address and title, how large, and the page people go on to."""

    address: str
    title: str
    onward: str
    width: int
    height: int
