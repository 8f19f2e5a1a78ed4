"""What one registers to: its moments, its counts, who waits. Read under the lock by `commands.allocation`."""

from datetime import datetime

from django.db.models import Sum

from kotikulma.events.models import Intake, Occurrence, Registration, RegistrationSetup
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.allocation import Party, Situation
from kotikulma.events.types import SEATED, Channel, EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.registration import Timing

_QUEUE = (RegistrationState.WAITING, RegistrationState.OFFERED)
_SEATED = (*SEATED, RegistrationState.PENDING)


def occurrences(intake: Intake) -> list[Occurrence]:
    """The times one comes to: one, or all of the event."""
    if intake.occurrence:
        intake.occurrence.event = intake.event
        return [intake.occurrence]
    return list(intake.event.occurrences.select_related("event").order_by("starts_at", "id"))


def span(intake: Intake) -> tuple[datetime, datetime]:
    """The first start and the last end, cancelled times left out while there are others."""
    times = occurrences(intake)
    held = [one for one in times if one.state == OccurrenceState.PLANNED] or times
    return min(one.starts_at for one in held), max(one.ends_at for one in held)


def window(intake: Intake) -> tuple[datetime | None, datetime]:
    """When registration opens and closes."""
    return rules.window(timing(intake.event.setup, span(intake)[0]))


def timing(setup: RegistrationSetup, starts_at: datetime) -> Timing:
    return Timing(
        starts_at=starts_at,
        whole_event=setup.whole_event,
        opens_at=setup.opens_at,
        closes_at=setup.closes_at,
        opens_minutes_before=setup.opens_minutes_before,
        closes_minutes_before=setup.closes_minutes_before,
    )


def is_off(intake: Intake) -> bool:
    """Cancelled, postponed or not shown: nobody is seated."""
    occurrence_off = intake.occurrence is not None and intake.occurrence.state == OccurrenceState.CANCELLED
    return intake.event.state != EventState.PUBLISHED or occurrence_off


def situation(intake: Intake, now: datetime, *, without_hold: int | None = None) -> Situation:
    """Everything the rule asks for, counted from rows. Three statements; one more for an event of many times."""
    setup = intake.event.setup
    starts_at = span(intake)[0]
    return Situation(
        capacity={Channel.IN_PERSON: intake.capacity_in_person, Channel.ONLINE: intake.capacity_online},
        taken=_sum(Registration.objects.filter(intake=intake, state__in=_SEATED), "party_size"),
        holds=_sum(intake.holds.filter(expires_at__gt=now).exclude(pk=without_hold), "size"),
        parties=parties(intake),
        now=now,
        starts_at=starts_at,
        stops_at=rules.window(timing(setup, starts_at))[1],
        cancelled=is_off(intake),
        approval=setup.approval,
        promotion=setup.promotion,
        skip_oversized=setup.skip_oversized,
        waiting_capacity=setup.waiting_capacity,
    )


def parties(intake: Intake) -> tuple[Party, ...]:
    rows = Registration.objects.filter(intake=intake, state__in=_QUEUE).order_by("number")
    fields = ("number", "party_size", "channel", "state", "offer_expires_at")
    return tuple(Party(*row) for row in rows.values_list(*fields))


def counts(intake: Intake) -> dict[str, int]:
    """People by channel who take a seat or have it held, and people who wait: the columns of the intake."""
    taken = dict.fromkeys(Channel.values, 0)
    waiting = 0
    rows = Registration.objects.filter(intake=intake, state__in=(*_SEATED, *_QUEUE))
    for state, channel, people in rows.values_list("state", "channel").annotate(people=Sum("party_size")).order_by():
        if state == RegistrationState.WAITING:
            waiting += people
        else:
            taken[channel] += people
    for channel, seats in _sum(intake.holds.all(), "size").items():
        taken[channel] += seats
    return {"taken_in_person": taken["in_person"], "taken_online": taken["online"], "waiting": waiting}


def _sum(rows: object, field: str) -> dict[str, int]:
    return dict(rows.values_list("channel").annotate(total=Sum(field)).order_by())  # type: ignore[attr-defined]
