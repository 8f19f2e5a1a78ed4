"""Free seats of times, as everybody may know them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, UUIDField

from kotikulma.events.models import Intake, Occurrence, RegistrationSetup
from kotikulma.events.types import EventState, Mode, OccurrenceState
from kotikulma.events.types.records import OccurrenceRecord, Seats
from kotikulma.kernel.db.prepared import Given, Prepared


def with_seats(found: Sequence[OccurrenceRecord], now: datetime) -> list[OccurrenceRecord]:
    """The same with their seats, where one registers: two statements, however many."""
    ids = {one.event.id for one in found if one.event.registration}
    if not ids:
        return list(found)
    setups = RegistrationSetup.objects.in_bulk(ids)
    intakes = Intake.objects.filter(Q(occurrence=None) | Q(occurrence__in=[one.id for one in found]), event__in=ids)
    rows = {(row.event_id, row.occurrence_id): row for row in intakes}
    return [_seated(one, setups.get(one.event.id), rows, now) for one in found]


def of_one(uuid: UUID, now: datetime) -> Seats | None:
    """Of one time, by its rows: one statement, two where one registers to the whole event."""
    for row in _ONE.things(uuid=uuid):
        event, setup = row.event, getattr(row.event, "setup", None)
        if setup is None:
            return None
        whole = Intake.objects.filter(event=event, occurrence=None).first() if setup.whole_event else None
        mode = row.mode or event.mode
        off = row.state == OccurrenceState.CANCELLED or event.state != EventState.PUBLISHED
        time = _Time(
            mode in (Mode.IN_PERSON, Mode.HYBRID),
            mode in (Mode.ONLINE, Mode.HYBRID),
            off,
            row.registration_opens,
            row.registration_closes,
        )
        return _seats(time, setup, whole if setup.whole_event else getattr(row, "intake", None), now)
    return None


class _Time(NamedTuple):
    """What its seats depend on. `off`: cancelled or postponed."""

    on_site: bool
    online: bool
    off: bool
    opens: datetime | None
    closes: datetime | None


_ONE = Prepared(
    lambda: Occurrence.objects.filter(uuid=Given("uuid", UUIDField())).select_related("event__setup", "intake")
)


def _seated(
    time: OccurrenceRecord,
    setup: RegistrationSetup | None,
    rows: dict[tuple[int, int | None], Intake],
    now: datetime,
) -> OccurrenceRecord:
    if setup is None:
        return time
    off = time.cancelled or time.event.postponed
    told = _Time(time.on_site, time.online, off, time.registration_opens, time.registration_closes)
    row = rows.get((time.event.id, None if setup.whole_event else time.id))
    return replace(time, seats=_seats(told, setup, row, now))


def _seats(time: _Time, setup: RegistrationSetup, row: Intake | None, now: datetime) -> Seats:
    if row is None:  # nobody has registered yet
        row = Intake(capacity_in_person=setup.capacity_in_person, capacity_online=setup.capacity_online)
    in_person = _free(row.capacity_in_person, row.overbooked_in_person, row.taken_in_person) if time.on_site else 0
    online = _free(row.capacity_online, row.overbooked_online, row.taken_online) if time.online else 0
    left = None if setup.waiting_capacity is None else max(0, setup.waiting_capacity - row.waiting)
    return Seats(
        state=_state(time, in_person, online, row.waiting, left, now),
        free_in_person=in_person,
        free_online=online,
        waiting=row.waiting,
        queue_left=left,
        opens_at=time.opens,
        closes_at=time.closes,
        whole_event=setup.whole_event,
        capacity=_capacity(time, row),
        needs=_needs(setup, row),
    )


def _state(
    time: _Time, in_person: int | None, online: int | None, waiting: int, left: int | None, now: datetime
) -> str:
    if time.off:
        return "closed"
    if time.opens and now < time.opens:
        return "not_yet"
    if time.closes and time.closes <= now:
        return "closed"
    if in_person is None or online is None or (in_person + online and not waiting):
        return "open"
    return "full" if left == 0 else "full_queue"


def _free(capacity: int | None, overbooked: int, taken: int) -> int | None:
    return None if capacity is None else max(0, capacity + overbooked - taken)


def _capacity(time: _Time, row: Intake) -> int | None:
    """Of all the ways one may take part this time; None when one of them has no limit."""
    told = [row.capacity_in_person] if time.on_site else []
    told += [row.capacity_online] if time.online else []
    return None if None in told else sum(one for one in told if one is not None)


def _needs(setup: RegistrationSetup, row: Intake) -> int | None:
    least = setup.min_participants
    open_still = least is not None and row.decided_at is None and row.taken_in_person + row.taken_online < least
    return least if open_still else None
