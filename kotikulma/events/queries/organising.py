"""The organisers' list: their own events by state and time, and what one event's pages say above."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from kotikulma.directory.queries import names
from kotikulma.events import access
from kotikulma.events.models import Event, Intake, JoinInfo, Occurrence, Registration
from kotikulma.events.queries import deciding, records
from kotikulma.events.rules import programme as rules
from kotikulma.events.types import ACTIVE, EventState, OccurrenceState
from kotikulma.events.types.records import EventRecord
from kotikulma.kernel import revisions
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

FEW_SEEN = timedelta(days=30)  # before the moment to decide
VIEWS = ("coming", "drafts", "short", "past", "cancelled", "templates")
LIVE = (EventState.PUBLISHED, EventState.POSTPONED)
PAGE = 30


@dataclass(frozen=True, slots=True)
class OwnFilters:
    view: str = "coming"
    text: str = ""
    page: int = 1
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """`next_at`: the next time, else the last one; `left`: how many are still to come; `seats`: of the next one."""

    event: EventRecord
    keeper: Mapping[str, str]
    next_at: datetime | None
    left: int
    seats: int | None
    capacity: int | None
    minimum: int | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    rows: tuple[OwnEvent, ...]
    counts: Mapping[str, int]
    more: bool
    may_see_all: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One event for its organiser. `number`: its latest revision; `audience`: how many would be told of a change.

    `may_share`: the viewer edits for the keeper and so chooses who else holds it.
    """

    event: EventRecord
    state: Mapping[str, Any]
    number: int
    keeper: Mapping[str, str]
    template: bool
    place: UUID | None
    place_name: Mapping[str, str] | None
    lacks: tuple[rules.Lack, ...]
    hints: tuple[rules.Lack, ...]
    next_at: datetime | None
    next_time: UUID | None
    times: int
    only: tuple[datetime, datetime] | None
    audience: int
    may_share: bool


def own_page(viewer: Actor, filters: OwnFilters, now: datetime) -> OwnPage:
    """A fixed number of statements, however many events."""
    everything = people.edited_organization_ids(viewer) is None
    base = access.edited_by(viewer)
    if everything and not filters.everywhere:
        base = base.filter(organization__in=people.own_organization_ids(viewer))
    if filters.text:
        words = Q(title__fi__icontains=filters.text) | Q(title__sv__icontains=filters.text)
        base = base.filter(words | Q(title__en__icontains=filters.text))
    base = Event.objects.filter(pk__in=base.values("pk"))
    few = {one.event for one in deciding.short(base, now + FEW_SEEN, now)}
    base = base.annotate(coming=Exists(_coming(now)))
    wanted = {name: _view(name, few) for name in VIEWS}
    counted = base.aggregate(**{f"n_{name}": Count("pk", filter=view) for name, view in wanted.items()})
    found = base.filter(wanted.get(filters.view, wanted["coming"])).annotate(**_columns(now))
    over = filters.view in ("past", "cancelled")
    order = F("last_at").desc(nulls_last=True) if over else F("soonest").asc(nulls_last=True)
    first = (filters.page - 1) * PAGE
    rows = list(found.order_by(order, "-changed_at", "id")[first : first + PAGE + 1])
    counts = {name: counted[f"n_{name}"] for name in VIEWS}
    return OwnPage(_own(rows[:PAGE]), counts, len(rows) > PAGE, everything)


def desk(viewer: Actor, uuid: UUID, now: datetime) -> Desk:
    """One event as its organiser sees it, or EventNotFound."""
    row = access.get_event_for_editing(viewer, uuid)
    fields = ("starts_at", "ends_at", "state", "series_id", "uuid")
    times = list(row.occurrences.order_by("starts_at").values_list(*fields))
    state = {field.attname: getattr(row, field.attname) for field in Event._meta.concrete_fields}
    state["organisers"] = people.organization_uuids(row.organisers.values_list("organization", flat=True))
    link = JoinInfo.objects.filter(event=row).exists()
    lacks = rules.lacks(state, [start for start, *_rest in times], now, link=link)
    place = names.places({row.place_id}).get(row.place_id) if row.place_id else None
    coming = [one for one in times if one[1] > now and one[2] == OccurrenceState.PLANNED]
    shown = coming or times[-1:]
    only = times[0] if len(times) == 1 and times[0][3] is None else None
    return Desk(
        event=records.events([row])[row.id],
        state=state,
        number=revisions.newest(uuid),
        keeper=people.organization_names([row.organization_id]).get(row.organization_id, {}),
        template=row.template,
        place=place.uuid if place else None,
        place_name=place.name if place else None,
        lacks=tuple(lack for lack in lacks if not lack.hint),
        hints=tuple(lack for lack in lacks if lack.hint),
        next_at=coming[0][0] if coming else None,
        next_time=shown[0][4] if shown else None,
        times=len(coming),
        only=(only[0], only[1]) if only else None,
        audience=audience(row.id, now),
        may_share=people.may_edit_organization(viewer, row.organization_id),
    )


def audience(event: int, now: datetime) -> int:
    """How many registrations hear of it when the event is cancelled or moved."""
    live = Q(intake__occurrence=None) | Q(intake__occurrence__ends_at__gt=now)
    return Registration.objects.filter(live, intake__event=event, state__in=ACTIVE).count()


def audience_of_time(occurrence: int) -> int:
    """How many registrations hear of it when this time alone is cancelled or moved."""
    return Registration.objects.filter(intake__occurrence=occurrence, state__in=ACTIVE).count()


def keepers(viewer: Actor) -> list[tuple[UUID, Mapping[str, str]]]:
    """Organisations the viewer may keep events for: her own and their units."""
    edited, own = people.edited_organization_ids(viewer), people.own_organization_ids(viewer)
    found = people.organizations(viewer, own if edited is None else edited)
    return [(one.uuid, one.name) for one in sorted(found.values(), key=lambda one: str(sorted(one.name.values())))]


def templates(viewer: Actor, limit: int = 30) -> list[EventRecord]:
    """What the viewer may begin from."""
    return records_of(access.edited_by(viewer).filter(template=True).order_by("-changed_at", "id")[:limit])


def latest(viewer: Actor, limit: int = 12) -> list[EventRecord]:
    """Her latest events, to copy."""
    found = access.edited_by(viewer).filter(template=False, organization__in=people.own_organization_ids(viewer))
    return records_of(found.order_by("-changed_at", "id")[:limit])


def records_of(rows: QuerySet[Event]) -> list[EventRecord]:
    found = list(rows)
    by_id = records.events(found)
    return [by_id[row.id] for row in found]


def _coming(now: datetime) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gt=now)


def _view(name: str, few: set[UUID]) -> Q:
    live = Q(state__in=LIVE)
    return {
        "coming": live & Q(coming=True),
        "drafts": Q(state=EventState.DRAFT, template=False),
        "short": live & Q(uuid__in=few),
        "past": live & Q(coming=False),
        "cancelled": Q(state=EventState.CANCELLED),
        "templates": Q(template=True),
    }[name]


def _columns(now: datetime) -> dict[str, Any]:
    ahead = _coming(now).filter(state=OccurrenceState.PLANNED).order_by("starts_at")
    every = Occurrence.objects.filter(event=OuterRef("pk")).order_by("-starts_at")
    left = ahead.order_by().values("event").annotate(n=Count("pk")).values("n")
    intake = Intake.objects.filter(event=OuterRef("pk")).filter(Q(occurrence=None) | Q(occurrence__ends_at__gt=now))
    of_next = intake.order_by("occurrence__starts_at")
    return {
        "soonest": Subquery(ahead.values("starts_at")[:1]),
        "last_at": Subquery(every.values("starts_at")[:1]),
        "left": Subquery(left[:1]),
        "seats": Subquery(of_next.annotate(n=F("taken_in_person") + F("taken_online")).values("n")[:1]),
        "capacity": Subquery(of_next.annotate(n=F("capacity_in_person")).values("n")[:1]),
        "minimum": Sum("setup__min_participants"),
    }


def _own(rows: list[Any]) -> tuple[OwnEvent, ...]:
    found = records.events(rows)
    keepers = people.organization_names({row.organization_id for row in rows})
    return tuple(
        OwnEvent(
            event=found[row.id],
            keeper=keepers.get(row.organization_id, {}),
            next_at=row.soonest or row.last_at,
            left=row.left or 0,
            seats=row.seats,
            capacity=row.capacity,
            minimum=row.minimum,
        )
        for row in rows
    )
