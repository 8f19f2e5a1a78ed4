"""What one registers to: its moments, its counts, who waits. Read under the lock by `commands.allocation`."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BigAutoField, CharField, Exists, Max, OuterRef, QuerySet, Subquery, Sum, UUIDField

from kotikulma.events.models import Hold, Intake, JoinInfo, Occurrence, Registration, RegistrationSetup
from kotikulma.events.rules import registration as rules
from kotikulma.events.rules.allocation import Party, Situation
from kotikulma.events.types import ACTIVE, SEATED, Channel, EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.registration import Timing
from kotikulma.kernel.db.gathered import Gathered, moment, rows_of
from kotikulma.kernel.db.prepared import Given, Prepared

_QUEUE = (RegistrationState.WAITING, RegistrationState.OFFERED)
_SEATED = (*SEATED, RegistrationState.PENDING)
COUNTED = (*_SEATED, *_QUEUE)


@dataclass(frozen=True, slots=True)
class Looked:
    """Who takes seats and who waits, counted from rows. `holds`: (row, channel, seats, until)."""

    taken: dict[str, int]
    parties: tuple[Party, ...]
    holds: tuple[tuple[int, str, int, datetime], ...]

    def without_holds(self, past: datetime) -> "Looked":
        return replace(self, holds=tuple(one for one in self.holds if one[3] > past))


@dataclass(frozen=True, slots=True)
class Seen:
    """All that registering asks for under the lock. `last`: the highest number; `same_form`, `same_address`: somebody
    registered by this form, or is in with this address; `way_in`: there may be one to tell.
    """

    intake: Intake
    looked: Looked
    last: int
    same_form: bool
    same_address: bool
    way_in: bool


def occurrences(intake: Intake) -> list[Occurrence]:
    """The times one comes to: one, or all of the event. Read once for each load of the intake."""
    if intake.occurrence:
        intake.occurrence.event = intake.event
        return [intake.occurrence]
    known: list[Occurrence] | None = getattr(intake, "_times", None)
    if known is None:
        known = list(intake.event.occurrences.select_related("event").order_by("starts_at", "id"))
        intake._times = known
    return known


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


def situation(
    intake: Intake, now: datetime, *, without_hold: int | None = None, looked: Looked | None = None
) -> Situation:
    """Everything the rule asks for, counted from rows: one statement, one more for an event of many times."""
    setup = intake.event.setup
    starts_at = span(intake)[0]
    found = looked or look(intake)
    holds: dict[str, int] = {}
    for pk, channel, size, until in found.holds:
        if until > now and pk != without_hold:
            holds[channel] = holds.get(channel, 0) + size
    return Situation(
        capacity={Channel.IN_PERSON: intake.capacity_in_person, Channel.ONLINE: intake.capacity_online},
        taken=found.taken,
        holds=holds,
        parties=found.parties,
        now=now,
        starts_at=starts_at,
        stops_at=rules.window(timing(setup, starts_at))[1],
        cancelled=is_off(intake),
        approval=setup.approval,
        promotion=setup.promotion,
        skip_oversized=setup.skip_oversized,
        waiting_capacity=setup.waiting_capacity,
    )


def look(intake: Intake) -> Looked:
    """One statement."""
    return _looked(_LOOK.rows(intake=intake.pk)[0])


def to_register(intake_id: int, form_key: UUID | None, address_hash: str) -> Seen | None:
    """The intake with event, setup and occurrence and who is in, in one statement. Read it under the lock."""
    given = {"intake": intake_id, "form_key": form_key, "address": address_hash or "none"}
    for intake in _TO_REGISTER.things(**given):
        same = intake.same_form, intake.same_address
        return Seen(intake, _looked(intake), intake.last or 0, *same, intake.way_in)
    return None


def _looked(row: Any) -> Looked:
    parties = [
        Party(number, size, channel, state, moment(until)) for number, size, channel, state, until in rows_of(row.queue)
    ]
    holds = [
        (pk, channel, size, ends)
        for pk, channel, size, until in rows_of(row.held)
        if (ends := moment(until)) is not None
    ]
    return Looked(
        taken={channel: people for channel in Channel.values if (people := getattr(row, f"in_{channel}"))},
        parties=tuple(sorted(parties, key=lambda party: party.number)),
        holds=tuple(holds),
    )


def _of_intake(rows: QuerySet[Any], value: Any) -> Subquery:
    """One value of the rows of an intake."""
    return Subquery(
        rows.filter(intake=OuterRef("pk")).order_by().values("intake").annotate(found=value).values("found")
    )


def _asked() -> QuerySet[Intake]:
    people = Registration.objects.filter(state__in=_SEATED)
    seats = {f"in_{name}": _of_intake(people.filter(channel=name), Sum("party_size")) for name in Channel.values}
    waiting = Registration.objects.filter(state__in=_QUEUE)
    return Intake.objects.filter(pk=Given("intake", BigAutoField())).annotate(
        **seats,
        queue=_of_intake(waiting, Gathered("number", "party_size", "channel", "state", "offer_expires_at")),
        held=_of_intake(Hold.objects.all(), Gathered("id", "channel", "size", "expires_at")),
    )


def _asked_to_register() -> QuerySet[Intake]:
    same = Registration.objects.filter(intake=OuterRef("pk"), email_hash=Given("address", CharField()))
    return (
        _asked()
        .annotate(
            last=_of_intake(Registration.objects.all(), Max("number")),
            same_form=Exists(Registration.objects.filter(form_key=Given("form_key", UUIDField()))),
            same_address=Exists(same.filter(state__in=ACTIVE)),
            way_in=Exists(JoinInfo.objects.filter(event=OuterRef("event"))),
        )
        .select_related("event__setup", "occurrence")
    )


_LOOK = Prepared(_asked, "in_in_person", "in_online", "queue", "held")
_TO_REGISTER = Prepared(_asked_to_register)
