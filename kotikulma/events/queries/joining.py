"""The way in online: whose it is, whether it is open, who has not got it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import BigAutoField

from kotikulma.events import access
from kotikulma.events.models import JoinInfo, Occurrence, Registration, SentLink
from kotikulma.events.queries import contacts, intakes
from kotikulma.events.rules import joining as rules
from kotikulma.events.types import EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.registration import WayIn
from kotikulma.kernel import clock, outbox, sealing
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.outbox.models import MessageState
from kotikulma.kernel.types import Actor

PURPOSE = "events.join_link"


def info_of(occurrence: Occurrence) -> JoinInfo | None:
    """Its own, else its event's."""
    return _chosen([occurrence], _OF_EVENT.things(event=occurrence.event_id)).get(occurrence.pk)


def infos_of(occurrences: Iterable[Occurrence]) -> dict[int, JoinInfo]:
    """By row id of the occurrence: one statement."""
    occurrences = list(occurrences)
    return _chosen(occurrences, list(JoinInfo.objects.filter(event__in={one.event_id for one in occurrences})))


def _chosen(occurrences: Sequence[Occurrence], rows: list[JoinInfo]) -> dict[int, JoinInfo]:
    own = {row.occurrence_id: row for row in rows if row.occurrence_id}
    shared = {row.event_id: row for row in rows if row.occurrence_id is None}
    found = {one.pk: own.get(one.pk) or shared.get(one.event_id) for one in occurrences}
    return {pk: info for pk, info in found.items() if info}


def is_open(info: JoinInfo, occurrence: Occurrence, now: datetime) -> bool:
    """Released, not over, not cancelled. The event is loaded with the occurrence."""
    held = occurrence.state == OccurrenceState.PLANNED and occurrence.event.state == EventState.PUBLISHED
    return held and rules.is_open(occurrence.starts_at, occurrence.ends_at, info.days_before, info.release_time, now)


def release_at(info: JoinInfo, occurrence: Occurrence) -> datetime:
    return rules.release_at(occurrence.starts_at, info.days_before, info.release_time)


def opened(info: JoinInfo, occurrence: Occurrence) -> WayIn:
    """The words themselves: for who attends, from the release on, and for staff."""
    url, passcode, phone = (
        sealing.unseal(f"{PURPOSE}.{name}", info.uuid, sealed) if sealed else ""
        for name, sealed in (("url", info.url), ("passcode", info.passcode), ("phone", info.phone))
    )
    return WayIn(url, passcode, phone, info.version, release_at(info, occurrence))


def for_registration(registration: Registration, now: datetime) -> WayIn | None:
    """What the person's own page shows: only to who attends, only between the release and the end."""
    if registration.state not in (RegistrationState.ATTENDING, RegistrationState.ATTENDED):
        return None
    times = intakes.occurrences(registration.intake)
    infos = infos_of(times)
    for occurrence in times:
        info = infos.get(occurrence.pk)
        if info and is_open(info, occurrence, now):
            return opened(info, occurrence)
    return None


def for_staff(viewer: Actor, occurrence: UUID) -> WayIn | None:
    """To check and change it, at any time. EventNotFound for who does not edit the event."""
    found = access.get_occurrence_for_editing(viewer, occurrence)
    info = info_of(found)
    return opened(info, found) if info else None


def released(now: datetime) -> list[tuple[Occurrence, JoinInfo]]:
    """Times whose link is out and which are not over. Two statements, asked every second by every worker."""
    soon = now + timedelta(days=rules.MOST_DAYS + 1)
    times = Occurrence.objects.filter(
        ends_at__gt=now,
        starts_at__lt=soon,
        state=OccurrenceState.PLANNED,
        event__state=EventState.PUBLISHED,
        event__join_infos__isnull=False,
    )
    found = list(times.select_related("event").distinct().order_by("starts_at", "id"))
    infos = infos_of(found) if found else {}
    return [(one, infos[one.pk]) for one in found if one.pk in infos and is_open(infos[one.pk], one, now)]


class Without(NamedTuple):
    """Somebody who attends and has not got the link. `reason`: no_email, not_posted, waiting or failed."""

    registration: UUID
    contact_name: str
    phone: str
    reason: str


def without_link(viewer: Actor, occurrence: UUID) -> list[Without]:
    """Who should have it by now and has not: a telephone call remains."""
    found = access.get_occurrence_for_editing(viewer, occurrence)
    info = info_of(found)
    if info is None or not is_open(info, found, clock.now()):
        return []
    attending = list(
        Registration.objects.filter(access.comes_to(found), state=RegistrationState.ATTENDING).order_by("number")
    )
    sent = dict(
        SentLink.objects.filter(occurrence=found, version=info.version, registration__in=attending).values_list(
            "registration_id", "message"
        )
    )
    states = outbox.states(sent.values())
    missing = []
    for row in attending:
        reason = _reason(row, sent.get(row.pk), states)
        if reason:
            missing.append(Without(row.uuid, row.contact_name, contacts.phone_of(row), reason))
    return missing


_OF_EVENT = Prepared(lambda: JoinInfo.objects.filter(event=Given("event", BigAutoField())))


def _reason(row: Registration, key: str | None, states: dict[str, str]) -> str:
    if not row.email:
        return "no_email"
    if key is None:
        return "not_posted"
    state = states.get(key, MessageState.SENT)  # rows of the outbox leave in time
    if state == MessageState.SENT:
        return ""
    return "failed" if state in (MessageState.FAILED, MessageState.CANCELLED) else "waiting"
