"""Times with too few participants, when it is time to decide whether they are held."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Coalesce

from kotikulma.events.models import Event, Intake, Occurrence
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import EventState, OccurrenceState

_SETUP = ("uuid", "title", "setup__decide_by", "setup__decide_minutes_before", "setup__min_participants")
_OF_EVENT = tuple(f"event__{name}" for name in _SETUP)
_PEOPLE = F("intake__taken_in_person") + F("intake__taken_online")


class Short(NamedTuple):
    """`whole`: one registers to all times at once, and `occurrence` is the first of them."""

    occurrence: UUID
    event: UUID
    title: Mapping[str, str]
    starts_at: datetime
    decide_at: datetime
    people: int
    least: int
    whole: bool


def short(events: QuerySet[Event], until: datetime, now: datetime) -> list[Short]:
    """Coming times of these events nobody has decided on, whose moment to decide is not after `until`; soonest first.

    Also those to which nobody at all has registered. Three statements at most.
    """
    asked = events.filter(state=EventState.PUBLISHED, setup__min_participants__isnull=False)
    found = [one for one in (*_single(asked, now), *_whole(asked, now)) if one.decide_at <= until]
    return sorted(found, key=lambda one: (one.decide_at, one.starts_at))


def _single(events: QuerySet[Event], now: datetime) -> Iterator[Short]:
    times = Occurrence.objects.filter(state=OccurrenceState.PLANNED, starts_at__gt=now, intake__decided_at=None)
    times = times.filter(event__in=events.filter(setup__whole_event=False).values("pk"))
    rows = times.annotate(people=Coalesce(_PEOPLE, 0)).filter(people__lt=F("event__setup__min_participants"))
    for uuid, starts_at, people, *setup in rows.values_list("uuid", "starts_at", "people", *_OF_EVENT):
        yield from _told(uuid, starts_at, people, setup, whole=False)


def _whole(events: QuerySet[Event], now: datetime) -> Iterator[Short]:
    firsts = events.filter(setup__whole_event=True, occurrences__state=OccurrenceState.PLANNED)
    rows = list(
        firsts.annotate(first=Min("occurrences__starts_at")).filter(first__gt=now).values_list("first", "pk", *_SETUP)
    )
    if not rows:
        return
    intakes = {one.event_id: one for one in Intake.objects.filter(occurrence=None, event__in=[row[1] for row in rows])}
    times = Occurrence.objects.filter(event__in=[row[1] for row in rows], state=OccurrenceState.PLANNED)
    uuids = {(event, starts_at): uuid for event, starts_at, uuid in times.values_list("event", "starts_at", "uuid")}
    for first, pk, *setup in rows:
        intake = intakes.get(pk)
        people = intake.taken_in_person + intake.taken_online if intake else 0
        if people < setup[-1] and not (intake and intake.decided_at):
            yield from _told(uuids[pk, first], first, people, setup, whole=True)


def _told(occurrence: UUID, starts_at: datetime, people: int, setup: Iterable[Any], *, whole: bool) -> Iterator[Short]:
    event, title, decide_by, minutes, least = setup
    decide_at = rules.decide_at(starts_at, decide_by, minutes)
    if decide_at is not None:
        yield Short(occurrence, event, title, starts_at, decide_at, people, least, whole)
