"""What is due by the clock: reminders, the question how it was, offers and holds that ran out, too few participants."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.commands.allocation import allocate
from kotikulma.events.commands.exceptions import cancel_occurrence
from kotikulma.events.commands.joining import post_links
from kotikulma.events.commands.locking import locked
from kotikulma.events.commands.programme import cancel_event
from kotikulma.events.models import Event, Hold, Occurrence, Registration
from kotikulma.events.queries import deciding
from kotikulma.events.rules import joining as rules
from kotikulma.events.types import EventState, OccurrenceState, RegistrationState
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.sealing import Unreadable
from kotikulma.kernel.types import system

HOUSE = system("events")
AHEAD = timedelta(days=31)
FEEDBACK_AFTER, FEEDBACK_UNTIL = timedelta(hours=18), timedelta(days=7)
BATCH = 100
_log = structlog.get_logger(__name__)
TOO_FEW = {
    "fi": "Ilmoittautuneita oli liian vähän.",
    "sv": "För få hade anmält sig.",
    "en": "Too few people had registered.",
}


def look_around() -> int:
    """The worker's round: ends what has run out, and posts links whose moment has come."""
    return _quietly(end_what_ran_out) + _quietly(post_links)


def _quietly(look: Callable[[], int]) -> int:
    """A crowd at one event, or one row that cannot be read, must not stop the worker: it looks again in a second."""
    try:
        return look()
    except (DomainError, Unreadable) as error:
        _log.warning("events.round_put_off", look=look.__name__, error=type(error).__name__)
        return 0


def end_what_ran_out() -> int:
    """Offers and holds over their time give their seats to whoever is next; how many intakes."""
    now = clock.now()
    offers = Registration.objects.filter(state=RegistrationState.OFFERED, offer_expires_at__lte=now)
    due = set(offers.values_list("intake_id", flat=True)[:BATCH])
    due |= set(Hold.objects.filter(expires_at__lte=now).values_list("intake_id", flat=True)[:BATCH])
    for intake_id in sorted(due):
        with locked(intake_id) as intake:
            allocate(HOUSE, intake)
    return len(due)


@task()
def remind_who_comes_task() -> dict[str, int]:
    return {"reminders": remind(), "feedback": ask_feedback(), "cancelled": cancel_short()}


def remind() -> int:
    """Reminders whose moment has come, to who attended before it; once each, however often it is asked."""
    now = clock.now()
    coming = _held().filter(starts_at__gt=now, starts_at__lte=now + AHEAD, event__setup__isnull=False)
    coming = coming.exclude(event__setup__reminders=[])
    posted = 0
    for occurrence in coming.select_related("event__setup"):
        for number, rule in enumerate(occurrence.event.setup.reminders):
            at = rules.remind_at(occurrence.starts_at, rule)
            if at <= now:
                posted += _remind(occurrence, at, number)
    return posted


def ask_feedback() -> int:
    """The day after: how was it? For a week, so that a worker that was down makes up for it."""
    now = clock.now()
    over = _held().filter(ends_at__lte=now - FEEDBACK_AFTER, ends_at__gt=now - FEEDBACK_UNTIL)
    posted = 0
    for occurrence in over.filter(event__setup__ask_feedback=True).select_related("event"):
        came = _come(occurrence, [RegistrationState.ATTENDING, RegistrationState.ATTENDED])
        posted += _post(mails.letter(mails.FEEDBACK, row, occurrence=occurrence) for row in came)
    return posted


def cancel_short() -> int:
    """Times with too few people at their moment to decide, whose organiser wished them cancelled by themselves."""
    now = clock.now()
    due = deciding.short(Event.objects.filter(setup__cancel_if_few=True), now, now)
    for one in due:
        event = Event.objects.get(uuid=one.event)
        if event.state != EventState.PUBLISHED:  # its last time was one of these
            continue
        others = event.occurrences.filter(state=OccurrenceState.PLANNED, ends_at__gt=now).exclude(uuid=one.occurrence)
        if one.whole or not others.exists():
            cancel_event(HOUSE, event.uuid, version=event.version, reason=TOO_FEW)
        else:
            cancel_occurrence(HOUSE, one.occurrence, version=event.version, reason=TOO_FEW)
    return len(due)


def _remind(occurrence: Occurrence, at: datetime, number: int) -> int:
    starts = str(int(occurrence.starts_at.timestamp()))
    come = _come(occurrence, [RegistrationState.ATTENDING]).filter(state_changed_at__lte=at)
    return _post(
        mails.letter(mails.REMINDER, row, occurrence=occurrence, again=f"{starts}-{number}", starts=starts)
        for row in come
    )


def _held() -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(state=OccurrenceState.PLANNED, event__state=EventState.PUBLISHED).order_by("id")


def _come(occurrence: Occurrence, states: list[RegistrationState]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(access.comes_to(occurrence), state__in=states, purged_at__isnull=True)
    return rows.exclude(email=b"").order_by("number")


def _post(letters: object) -> int:
    """Those that have not been posted before."""
    written = {one.dedupe_key: one for one in letters if one}  # type: ignore[attr-defined]
    known = outbox.states(list(written))
    new = [one for key, one in written.items() if key not in known]
    if new:
        with transaction.atomic():
            outbox.post_many(new)
    return len(new)
