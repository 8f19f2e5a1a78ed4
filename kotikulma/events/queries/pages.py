"""What one page shows of one event, for one viewer, at `now`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import Event
from kotikulma.events.queries import calendar
from kotikulma.events.rules.status import joining_of, status_of
from kotikulma.events.types import EventNotFound, EventState, Mode, Visibility
from kotikulma.events.types.records import EventRecord, OccurrenceRecord, PlaceRecord, SeriesRecord
from kotikulma.events.types.registration import OwnRegistration
from kotikulma.events.types.status import Joining, Status
from kotikulma.kernel.types import Actor

COMING = 12


@dataclass(frozen=True, slots=True)
class EventPage:
    """`time`: the one the page speaks of, the next unless one was chosen. `times`: all that come, it among them.

    `public`: may be told to machines. `rhythms`: of its series, the one in force last.
    """

    event: EventRecord
    time: OccurrenceRecord | None
    times: tuple[OccurrenceRecord, ...]
    rhythms: tuple[SeriesRecord, ...]
    status: Status
    joining: Joining
    chosen: bool

    @property
    def public(self) -> bool:
        return self.event.visibility == Visibility.PUBLIC and self.event.state != EventState.DRAFT

    @property
    def may_register(self) -> bool:
        """Is there a form to fill in now, for a seat or for the queue?"""
        return self.joining in (Joining.OPEN, Joining.QUEUE)

    @property
    def place(self) -> PlaceRecord | None:
        return self.time.place if self.time else self.event.place

    @property
    def place_note(self) -> Mapping[str, str]:
        return self.time.place_note if self.time else self.event.place_note

    @property
    def on_site(self) -> bool:
        return (self.time.mode if self.time else self.event.mode) != Mode.ONLINE

    @property
    def online(self) -> bool:
        return (self.time.mode if self.time else self.event.mode) != Mode.IN_PERSON

    @property
    def reason(self) -> Mapping[str, str]:
        """Why it was cancelled: this time, or all of it."""
        return (self.time.cancel_reason if self.time else {}) or self.event.state_reason

    @property
    def later(self) -> OccurrenceRecord | None:
        """The next time that is held, when the page speaks of one that is not."""
        return next((one for one in self.others if not one.cancelled), None)

    @property
    def report(self) -> Mapping[str, str]:
        """What a report of an error says of its page."""
        return {"sivu": f"/tapahtumat/{self.event.uuid}/"}

    @property
    def feedback(self) -> Mapping[str, str]:
        return {"paikka": str(self.place.uuid)} if self.place else {}

    @property
    def others(self) -> tuple[OccurrenceRecord, ...]:
        """The other times to come."""
        return tuple(one for one in self.times if self.time is None or one.id != self.time.id)


def event_page(viewer: Actor, uuid: UUID, now: datetime, *, occurrence: UUID | None = None) -> EventPage:
    """EventNotFound for what the viewer may not see. A fixed number of statements."""
    return _page(access.get_event_for(viewer, uuid), now, occurrence)


def page_of_registration(own: OwnRegistration, now: datetime) -> EventPage:
    """The event one registered to: who has the link sees it, whoever else may."""
    return _page(Event.objects.get(uuid=own.event), now, own.occurrence)


def _page(row: Event, now: datetime, occurrence: UUID | None) -> EventPage:
    event = calendar.event_record(row)
    times = calendar.times_of(event, now, COMING)
    chosen = calendar.one(event, occurrence, now) if occurrence else None
    if occurrence and chosen is None:
        raise EventNotFound
    time = chosen or _next(times) or next(iter(calendar.latest(event)), None)
    return EventPage(
        event=event,
        time=time,
        times=tuple(times),
        rhythms=calendar.rhythms(event),
        status=status_of(time, now) if time else Status.PLANNED,
        joining=joining_of(time, now) if time else Joining.NONE,
        chosen=chosen is not None,
    )


def _next(times: list[OccurrenceRecord]) -> OccurrenceRecord | None:
    """The first that is held, or the first at all."""
    return next((one for one in times if not one.cancelled), times[0] if times else None)
