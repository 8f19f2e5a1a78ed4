"""What state a time of an event is in, decided once for pages, feeds and programs; the words beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kotikulma.events.types import ExceptionKind
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.events.types.status import Joining, Status


@dataclass(frozen=True, slots=True)
class Manner:
    """How a status is said: word, icon and tone (of `.k-state`)."""

    word: Any
    icon: str
    tone: str


STATUSES = {
    Status.CANCELLED: Manner(_("Peruttu"), "x", "paused"),
    Status.POSTPONED: Manner(_("Siirretty, uusi aika tulossa"), "calendar-clock", "paused"),
    Status.PAST: Manner(_("Pidetty"), "history", "ended"),
    Status.RUNNING: Manner(_("Käynnissä nyt"), "circle-check", "open"),
    Status.RESCHEDULED: Manner(_("Uusi aika"), "calendar-clock", "starts"),
    Status.EXTRA: Manner(_("Ylimääräinen kerta"), "calendar-plus", "starts"),
    Status.PLANNED: Manner(_("Tulossa"), "calendar", "closed"),
}


def status_of(time: OccurrenceRecord, now: datetime) -> Status:
    if time.cancelled:
        return Status.CANCELLED
    if time.ends_at <= now:
        return Status.PAST
    if time.event.postponed:
        return Status.POSTPONED
    if time.starts_at <= now:
        return Status.RUNNING
    if time.event.rescheduled or time.exception == ExceptionKind.MOVED:
        return Status.RESCHEDULED
    return Status.EXTRA if time.exception == ExceptionKind.EXTRA else Status.PLANNED


def joining_of(time: OccurrenceRecord, now: datetime) -> Joining:
    if status_of(time, now) in (Status.CANCELLED, Status.PAST, Status.POSTPONED):
        return Joining.NONE
    if not time.event.registration:
        return Joining.WALK_IN
    if time.registration_closes is not None and time.registration_closes <= now:
        return Joining.CLOSED
    if time.registration_opens is not None and now < time.registration_opens:
        return Joining.NOT_YET
    return Joining(_BY_SEATS.get(time.seats.state, Joining.OPEN)) if time.seats else Joining.OPEN


_BY_SEATS = {"not_yet": "not_yet", "full_queue": "queue", "full": "full", "closed": "closed"}
