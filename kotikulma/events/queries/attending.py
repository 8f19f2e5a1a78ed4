"""Who comes to one time, for its organiser. Names only when they were opened; counts always."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.models import Intake, Occurrence, Registration, RegistrationSetup, Tally
from kotikulma.events.queries import contacts, deciding, intakes, joining, records
from kotikulma.events.queries.joining import Without
from kotikulma.events.rules import allocation
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import ACTIVE, SEATED, Channel, OccurrenceState, Question, QuestionKind, RegistrationState
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.events.types.registration import PURGED_FACT
from kotikulma.kernel import clock, facts
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import RENDERERS
from kotikulma.kernel.types import Actor

DECIDE_SOON = timedelta(days=7)
ORDER = ("pending", "attending", "attended", "no_show", "offered", "waiting")


@dataclass(frozen=True, slots=True)
class Person:
    """One registration. `name`, `email`, `phone`, `names`, `answers` are empty until names are opened.

    `place`: in the queue; `why`: who is next and why not she.
    """

    uuid: UUID
    number: int
    state: str
    channel: str
    party_size: int
    source: str
    joined_at: datetime
    offer_expires_at: datetime | None
    place: int
    why: str
    reachable: bool
    name: str = ""
    email: str = ""
    phone: str = ""
    names: tuple[str, ...] = ()
    answers: tuple[tuple[Question, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """`seats`: (channel, taken, capacity); `numbers`: people by what became of them; `open`: are names shown?"""

    time: OccurrenceRecord
    people: tuple[Person, ...]
    seats: tuple[tuple[str, int, int | None], ...]
    waiting: int
    numbers: Mapping[str, int]
    minimum: int | None
    decide_by: datetime | None
    decided: bool
    without_link: tuple[Without, ...]
    open: bool
    registration: bool
    may_register: bool
    questions: tuple[Question, ...]
    max_party: int

    @property
    def link_failed(self) -> bool:
        """Is there a mail with the link that may be sent again?"""
        return any(one.reason == "failed" for one in self.without_link)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Names of one intake and the day they leave."""

    event: UUID
    title: Mapping[str, str]
    ends_at: datetime
    parties: int
    leaves_at: datetime


def people(viewer: Actor, occurrence: UUID, *, names: bool) -> People:
    """Everything of one time; names only when asked for, by a command that writes down who did."""
    found = access.get_occurrence_for_editing(viewer, occurrence)
    setup = RegistrationSetup.objects.filter(event=found.event_id).first()
    intake = _intake(found, setup)
    now, questions = clock.now(), rules.questions_from(setup.questions) if setup else []
    rows = list(intake.registrations.filter(state__in=ACTIVE).order_by("number")) if intake else []
    situation = intakes.situation(intake, now) if intake else None
    starts_at = situation.starts_at if situation else found.starts_at
    shown = sorted(rows, key=lambda row: (ORDER.index(row.state), row.number))
    participants = _participants(rows) if names else {}
    return People(
        time=records.occurrences([found])[0],
        people=tuple(_person(row, situation, participants, questions, names=names) for row in shown),
        seats=_seats(intake, found),
        waiting=intake.waiting if intake else 0,
        numbers=_numbers(intake),
        minimum=setup.min_participants if setup else None,
        decide_by=rules.decide_at(starts_at, setup.decide_by, setup.decide_minutes_before) if setup else None,
        decided=bool(intake and intake.decided_at),
        without_link=tuple(joining.without_link(viewer, occurrence)),
        open=names,
        registration=setup is not None,
        may_register=setup is not None and found.ends_at > now and found.state == OccurrenceState.PLANNED,
        questions=tuple(questions),
        max_party=setup.max_party if setup else 1,
    )


def person(viewer: Actor, uuid: UUID) -> tuple[UUID, str]:
    """The time a registration is shown under, and its mail address."""
    row = access.get_registration_for_editing(viewer, uuid)
    time = row.intake.occurrence or row.intake.event.occurrences.order_by("starts_at").first()
    if time is None:
        raise LookupError("A registration to an event without times")
    return time.uuid, contacts.email_of(row)


def leaving(viewer: Actor, limit: int = 200) -> list[Leaving]:
    """Intakes of own events that still hold names, and when those leave. One statement."""
    kept = Q(registrations__purged_at=None)
    rows = Intake.objects.filter(event__in=access.edited_by(viewer).values("pk")).filter(kept)
    rows = rows.annotate(ends=Coalesce("occurrence__ends_at", Max("event__occurrences__ends_at")))
    rows = rows.annotate(parties=Count("registrations", filter=kept, distinct=True)).order_by("ends", "id")
    days = timedelta(days=rules.CONTACT_DAYS)
    found = rows.exclude(ends=None).values_list("event__uuid", "event__title", "ends", "parties")[:limit]
    return [Leaving(event, title, ends, parties, ends + days) for event, title, ends, parties in found]


def latest_purge() -> Mapping[str, Any]:
    found: Mapping[str, Any] = facts.get(PURGED_FACT, {})
    return found


@dataclass(frozen=True, slots=True)
class Needing:
    """What waits for the organiser today."""

    times: tuple[tuple[UUID, Mapping[str, str], datetime, int], ...]
    short: tuple[tuple[UUID, Mapping[str, str], datetime, int, int], ...]
    approvals: tuple[tuple[UUID, Mapping[str, str], datetime, int], ...]
    failed: int


def needing(viewer: Actor, now: datetime) -> Needing:
    """A fixed number of statements."""
    own = access.edited_by(viewer).values("pk")
    day = now.astimezone(clock.HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0)
    planned = Q(state=OccurrenceState.PLANNED, event__state="published", event__in=own)
    until = day + timedelta(days=1)
    today = Occurrence.objects.filter(planned, starts_at__gte=day, starts_at__lt=until, ends_at__gt=now)
    times = today.annotate(
        seats=Coalesce(Sum("intake__taken_in_person"), 0) + Coalesce(Sum("intake__taken_online"), 0)
    ).order_by("starts_at", "id")
    ahead = Intake.objects.filter(
        event__in=own, event__state="published", occurrence__ends_at__gt=now, occurrence__state=OccurrenceState.PLANNED
    )
    short = deciding.short(access.edited_by(viewer), now + DECIDE_SOON, now)
    pending = Q(registrations__state=RegistrationState.PENDING)
    waiting = ahead.annotate(n=Count("registrations", filter=pending)).filter(n__gt=0).order_by("occurrence__starts_at")
    return Needing(
        times=tuple(times.values_list("uuid", "event__title", "starts_at", "seats")[:20]),
        short=tuple((one.occurrence, one.title, one.decide_at, one.people, one.least) for one in short[:40]),
        approvals=tuple(waiting.values_list("occurrence__uuid", "event__title", "occurrence__starts_at", "n")[:20]),
        failed=len(failed_messages(viewer)),
    )


def failed_messages(viewer: Actor, limit: int = 100) -> list[tuple[UUID, str, datetime, UUID]]:
    """(message, kind, when, registration) of mails of own events that did not leave. Two statements."""
    rows = OutboxMessage.objects.filter(kind__startswith="events.", state=MessageState.FAILED).order_by("-created_at")
    found = [(row, str(row.object_ids.get("registration", ""))) for row in rows[:limit]]
    mine = Registration.objects.filter(
        uuid__in=[uuid for _row, uuid in found if uuid], intake__event__in=access.edited_by(viewer).values("pk")
    )
    known = {str(uuid) for uuid in mine.values_list("uuid", flat=True)}
    return [(row.uuid, row.kind, row.created_at, UUID(uuid)) for row, uuid in found if uuid in known]


def failed_rows(viewer: Actor) -> list[tuple[UUID, Any, datetime, Mapping[str, str], UUID | None]]:
    """(message, what it is, when, event, time) for the page of what did not leave."""
    found = failed_messages(viewer)
    rows = Registration.objects.filter(uuid__in=[row[3] for row in found])
    about = {
        uuid: (title, time)
        for uuid, title, time in rows.values_list("uuid", "intake__event__title", "intake__occurrence__uuid")
    }
    return [(uuid, _label(kind), at, *about[whose]) for uuid, kind, at, whose in found if whose in about]


def answer_words(question: Question, value: Any) -> str:
    """An answer as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Kyllä") if value else _("Ei")
    if question.kind == QuestionKind.CHOICE and isinstance(value, int) and value < len(question.choices):
        return localise(question.choices[value]).text
    return str(value)


def _label(kind: str) -> Any:
    renderer = RENDERERS.get(kind)
    return renderer.label if renderer and renderer.label else kind


def _intake(found: Occurrence, setup: RegistrationSetup | None) -> Any:
    if setup is None:
        return None
    rows = Intake.objects.select_related("event__setup", "occurrence")
    if setup.whole_event:
        return rows.filter(event=found.event_id, occurrence=None).first()
    return rows.filter(occurrence=found).first()


def _participants(rows: Sequence[Registration]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    from_rows = Registration.objects.filter(pk__in=[row.pk for row in rows], participants__isnull=False)
    for pk, name in from_rows.order_by("participants__ordinal").values_list("pk", "participants__name"):
        found.setdefault(pk, []).append(name)
    return {pk: tuple(name for name in names if name) for pk, names in found.items()}


def _person(
    row: Registration,
    situation: allocation.Situation | None,
    participants: Mapping[int, tuple[str, ...]],
    questions: Sequence[Question],
    *,
    names: bool,
) -> Person:
    place = allocation.place_of(situation, row.number) if situation else 0
    shown: dict[str, Any] = {}
    if names:
        shown = {
            "name": row.contact_name,
            "email": contacts.email_of(row),
            "phone": contacts.phone_of(row),
            "names": participants.get(row.pk, ()),
            "answers": tuple((one, row.answers[one.key]) for one in questions if one.key in row.answers),
        }
    return Person(
        uuid=row.uuid,
        number=row.number,
        state=row.state,
        channel=row.channel,
        party_size=row.party_size,
        source=row.source,
        joined_at=row.joined_at,
        offer_expires_at=row.offer_expires_at,
        place=place,
        why=_why(row, place, situation) if situation and place else "",
        reachable=bool(row.email),
        **shown,
    )


def _why(row: Registration, place: int, situation: allocation.Situation) -> str:
    """What decides when this party gets in."""
    free = allocation.room_of(situation, row.channel)
    if situation.cancelled or situation.now >= situation.stops_at:
        return _("Paikkoja ei enää jaeta.")
    if free is not None and 0 < free < row.party_size:
        said = _("Vapaana on %(free)d, seurueessa %(size)d.") % {"free": free, "size": row.party_size}
        skipped = _("Pienempi seurue voi mennä ohi, sija säilyy.") if allocation.may_skip(situation) else ""
        return f"{said} {skipped}".strip()
    if place == 1:
        return _("Saa seuraavan vapautuvan paikan.")
    return ""


def _seats(intake: Any, found: Occurrence) -> tuple[tuple[str, int, int | None], ...]:
    if intake is None:
        return ()
    rows = (
        (Channel.IN_PERSON, intake.taken_in_person, intake.capacity_in_person),
        (Channel.ONLINE, intake.taken_online, intake.capacity_online),
    )
    mode = found.mode or found.event.mode
    return tuple(row for row in rows if row[1] or mode in ("hybrid", row[0]))


def _numbers(intake: Any) -> dict[str, int]:
    """People, those whose names have gone among them."""
    keys = ("registered", "attended", "no_show", "cancelled", "never_seated")
    if intake is None:
        return dict.fromkeys(keys, 0)
    tally = Tally.objects.filter(intake=intake).first()
    found = {key: getattr(tally, key) if tally else 0 for key in keys}
    rows = intake.registrations.filter(purged_at=None).values_list("state").annotate(n=Sum("party_size")).order_by()
    for state, count in rows:
        found["registered"] += count
        if state in (RegistrationState.ATTENDED, RegistrationState.NO_SHOW):
            found["attended" if state == RegistrationState.ATTENDED else "no_show"] += count
        elif state not in (*SEATED, RegistrationState.PENDING, RegistrationState.WAITING, RegistrationState.OFFERED):
            found["never_seated" if state == RegistrationState.LAPSED else "cancelled"] += count
    return found
