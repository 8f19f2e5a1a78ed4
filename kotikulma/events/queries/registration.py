"""Registrations to read: one's own by its link, an event's by its editors, free seats by everybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import contacts, intakes, joining
from kotikulma.events.rules import allocation
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import ACTIVE, EventState, OccurrenceState, RegistrationState
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


def _cancelled(occurrence: Occurrence | None) -> bool:
    return occurrence is not None and occurrence.state == OccurrenceState.CANCELLED
