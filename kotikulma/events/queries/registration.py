"""Registrations to read: one's own by its link, an event's by its editors, free seats by everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import Intake, Occurrence, Registration, RegistrationSetup
from kotikulma.events.queries import contacts, intakes, joining
from kotikulma.events.rules import allocation
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import ACTIVE, EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.records import Seats
from kotikulma.events.types.registration import OwnRegistration
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def own(token: str) -> OwnRegistration:
    """What the link opens; RegistrationNotFound for a wrong or old one."""
    return own_of(access.get_own_registration(token))


def own_of(row: Registration) -> OwnRegistration:
    """The same of a row the caller may show: after a change of address the old link opens no more."""
    intake, now = row.intake, clock.now()
    starts_at, ends_at = intakes.span(intake)
    place = allocation.place_of(intakes.situation(intake, now), row.number) if row.state == "waiting" else 0
    setup = intake.event.setup
    until = row.offer_expires_at if row.offer_expires_at and row.offer_expires_at > now else None
    return OwnRegistration(
        uuid=row.uuid,
        event=intake.event.uuid,
        occurrence=intake.occurrence.uuid if intake.occurrence else None,
        title=intake.event.title,
        starts_at=starts_at,
        ends_at=ends_at,
        cancelled_event=intake.event.state == EventState.CANCELLED or _cancelled(intake.occurrence),
        state=row.state,
        place=place,
        channel=row.channel,
        party_size=row.party_size,
        most_people=setup.max_party,
        contact_name=row.contact_name,
        email=contacts.email_of(row),
        phone=contacts.phone_of(row),
        names=tuple(row.participants.order_by("ordinal").values_list("name", flat=True)),
        answers=row.answers,
        questions=tuple(rules.questions_from(setup.questions)),
        until=until,
        called=until is not None and row.state == RegistrationState.WAITING,
        may_change=row.state in ACTIVE and now < ends_at and not intakes.is_off(intake),
        way_in=joining.for_registration(row, now),
    )


def seats(occurrences: Iterable[Occurrence]) -> dict[int, Seats]:
    """Free seats by row id, for times one registers to: two statements. Rows come with `event` loaded.

    A whole event's opening counts from the first of the times given.
    """
    rows = list(occurrences)
    events = {row.event_id for row in rows}
    setups = {setup.event_id: setup for setup in RegistrationSetup.objects.filter(event__in=events)}
    found = list(Intake.objects.filter(event__in=setups)) if setups else []
    single = {intake.occurrence_id: intake for intake in found if intake.occurrence_id}
    whole = {intake.event_id: intake for intake in found if not intake.occurrence_id}
    now = clock.now()
    told = {}
    for row in rows:
        if setup := setups.get(row.event_id):
            intake = whole.get(row.event_id) if setup.whole_event else single.get(row.pk)
            told[row.pk] = _seats(row, setup, intake, now)
    return told


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the attendance list. `place`: in the queue; `why`: who is next, and why not this one."""

    uuid: UUID
    number: int
    contact_name: str
    email: str
    phone: str
    party_size: int
    channel: str
    state: str
    place: int
    names: tuple[tuple[int, str, bool | None], ...]
    answers: dict[str, object]
    source: str
    joined_at: datetime
    until: datetime | None
    fits_now: bool


def attendance(viewer: Actor, occurrence: UUID) -> list[Listed]:
    """Everybody of a time, in the order they came: three statements and one per kind of count, however many."""
    found = access.get_occurrence_for_editing(viewer, occurrence)
    rows = Registration.objects.filter(access.comes_to(found), purged_at__isnull=True)
    rows = rows.select_related("intake__event__setup", "intake__occurrence").prefetch_related("participants")
    listed = list(rows.order_by("number"))
    if not listed:
        return []
    situation = intakes.situation(listed[0].intake, clock.now())
    rooms = {channel: allocation.room_of(situation, channel) for channel in ("in_person", "online")}
    return [_listed(row, allocation.place_of(situation, row.number), rooms[row.channel]) for row in listed]


def short_of_participants(viewer: Actor) -> list[tuple[Occurrence, int, int]]:
    """Coming times with too few people whose day to decide has come: (time, people, least). For the staff's day."""
    now = clock.now()
    waiting = Intake.objects.filter(
        event__in=access.edited_by(viewer),
        event__state=EventState.PUBLISHED,
        event__setup__decide_by__lte=now,
        event__setup__min_participants__isnull=False,
        decided_at__isnull=True,
    ).select_related("event__setup", "occurrence")
    found = []
    for intake in waiting.order_by("id"):
        people = intake.taken_in_person + intake.taken_online
        times = [one for one in intakes.occurrences(intake) if one.starts_at > now and not _cancelled(one)]
        if times and people < intake.event.setup.min_participants:
            found.append((times[0], people, intake.event.setup.min_participants))
    return found


def _listed(row: Registration, place: int, room: int | None) -> Listed:
    people = sorted(row.participants.all(), key=lambda one: one.ordinal)
    return Listed(
        row.uuid,
        row.number,
        row.contact_name,
        contacts.email_of(row),
        contacts.phone_of(row),
        row.party_size,
        row.channel,
        row.state,
        place,
        tuple((one.ordinal, one.name, one.attended) for one in people),
        row.answers,
        row.source,
        row.joined_at,
        row.offer_expires_at,
        bool(place) and (room is None or row.party_size <= room),
    )


def _seats(row: Occurrence, setup: RegistrationSetup, intake: Intake | None, now: datetime) -> Seats:
    opens, closes = rules.window(intakes.timing(setup, row.starts_at))
    holder = intake or setup
    in_person = _free(holder.capacity_in_person, intake.taken_in_person if intake else 0)
    online = _free(holder.capacity_online, intake.taken_online if intake else 0)
    waiting = intake.waiting if intake else 0
    queue = None if setup.waiting_capacity is None else max(0, setup.waiting_capacity - waiting)
    mode = row.mode or row.event.mode
    used = [seats for channel, seats in (("in_person", in_person), ("online", online)) if mode in (channel, "hybrid")]
    state = "open"
    if row.event.state != EventState.PUBLISHED or _cancelled(row) or now >= closes:
        state = "closed"
    elif opens and now < opens:
        state = "not_yet"
    elif waiting or all(seats == 0 for seats in used):
        state = "full" if queue == 0 else "full_queue"
    return Seats(state, in_person, online, waiting, queue, opens, closes, setup.whole_event)


def _free(capacity: int | None, taken: int) -> int | None:
    return None if capacity is None else max(0, capacity - taken)


def _cancelled(occurrence: Occurrence | None) -> bool:
    return occurrence is not None and occurrence.state == OccurrenceState.CANCELLED
