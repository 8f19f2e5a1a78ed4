"""What takes place when: the one list behind calendar, map, feeds and programs. No viewer: all of it is public."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, Exists, Min, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce, Greatest, Least

from kotikulma.directory.types import AGE_GROUPS, AgeGroup
from kotikulma.events.models import OVER, Event, EventCode, Occurrence
from kotikulma.events.queries import records
from kotikulma.events.types import LONG, CodeKind, EventState, Mode, OccurrenceState, Visibility
from kotikulma.events.types.records import EventRecord, ListFilter, OccurrenceRecord
from kotikulma.kernel import clock
from kotikulma.kernel.db.among import Several
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.search import queries as search
from kotikulma.people import queries as people

MOST_OF_A_WEEK = 100  # at one place
MOST_OVER = 500  # found by words in the archive
NEAR = "near"  # the name of the value LONG before the start, in prepared lists
_AGES = {group.code: group for group in AGE_GROUPS}


class Position(NamedTuple):
    """Where a page of a list ended: keyset by start, then row."""

    starts_at: datetime
    id: int


def rows(wanted: ListFilter, position: Position | None = None) -> QuerySet[Occurrence]:
    """Listed times that meet the filter, by start; no earlier than the position."""
    found = Occurrence.objects.filter(listed=True)
    begins: list[Any] = [_instant(position.starts_at)] if position else []
    if wanted.start:
        found = found.filter(ends_at__gt=wanted.start)
        begins.append(_earliest(wanted.start))
    if begins:
        # One bound: of two, SQLite begins at either, and passes by all between them
        found = found.filter(starts_at__gte=Greatest(*begins) if len(begins) > 1 else begins[0])
    if wanted.end:
        found = found.filter(starts_at__lt=wanted.end)
    if wanted.municipalities:
        found = found.filter(municipality_code__in=wanted.municipalities)
    if wanted.place:
        found = found.filter(place_here__uuid=wanted.place)
    return _by_event(found, wanted).order_by("starts_at", "id")


def _earliest(start: datetime | Given) -> Coalesce:
    """When a time that still goes on then may have begun: so that lists need not look at all of the past.

    A day before; or with the first of the few that last longer.
    """
    near: Any = Given(NEAR, DateTimeField()) if isinstance(start, Given) else Value(start - LONG, DateTimeField())
    # `in`, since SQLite takes a bare truth for no value of an index
    lasting = Occurrence.objects.filter(listed=True, long__in=[True], ends_at__gt=start).order_by().values("long")
    first = Subquery(lasting.annotate(first=Min("starts_at")).values("first"))
    return Coalesce(Least(first, near), near)


def _instant(moment: datetime | Given) -> Value:
    return moment if isinstance(moment, Given) else Value(moment, DateTimeField())


def with_words(wanted: ListFilter) -> ListFilter:
    """The same with its words looked up, so that they are not looked up again."""
    if not wanted.text.strip():
        return wanted
    hits = [hit.id for hit in search.find(wanted.text, tags_all=["kind:event"], in_order=False).hits]
    found = set(_EVENTS.column(hits=hits)) if hits else set()
    if wanted.start is None:
        found |= set(OVER.find(search.demands(wanted.text), MOST_OVER))
    return replace(wanted, text="", found=frozenset(found))


_EVENTS = Prepared(lambda: Event.objects.filter(uuid__in=search.things(Given("hits", Several()))), "id")


def page(
    wanted: ListFilter, *, after: Position | None = None, limit: int = 20, backwards: bool = False
) -> list[OccurrenceRecord]:
    """At most `limit` times after the position: a fixed number of statements. `backwards`: the latest first."""
    found = before_position(wanted, after) if backwards else after_position(wanted, after)
    return records.occurrences(found.select_related("event")[:limit])


def before_position(wanted: ListFilter, position: Position | None) -> QuerySet[Occurrence]:
    """Rows of the list that come before the position, the latest first."""
    found = rows(wanted).order_by("-starts_at", "-id")
    if position is None:
        return found
    earlier = Q(starts_at__lt=position.starts_at) | Q(starts_at=position.starts_at, id__lt=position.id)
    return found.filter(earlier, starts_at__lte=position.starts_at)


def after_position(wanted: ListFilter, position: Position | None) -> QuerySet[Occurrence]:
    """Rows of the list that follow the position."""
    found = rows(wanted, position)
    if position is None:
        return found
    return found.filter(Q(starts_at__gt=position.starts_at) | Q(starts_at=position.starts_at, id__gt=position.id))


def position(row: int) -> Position | None:
    """Where the page that ended with this row goes on; None when there is no such row."""
    starts_at = Occurrence.objects.filter(id=row).values_list("starts_at", flat=True).first()
    return Position(starts_at, row) if starts_at else None


def count(wanted: ListFilter, limit: int = 1_000) -> int:
    """How many, counted no further than the limit."""
    return rows(wanted).order_by()[:limit].count()


def coming(event: EventRecord, now: datetime, limit: int = 12) -> list[OccurrenceRecord]:
    """The next times of one event whose page the viewer sees, cancelled ones among them."""
    found = Occurrence.objects.filter(event_id=event.id, ends_at__gt=now)
    return records.occurrences(found.select_related("event").order_by("starts_at", "id")[:limit])


def at_place(place: UUID, start: datetime, end: datetime) -> list[OccurrenceRecord]:
    """What a place's weeks show: planned times alone."""
    most = MOST_OF_A_WEEK * max(1, (end - start).days // 7)
    return records.occurrences(_PLANNED_HERE.things(**_here(place, start, end), limit=most, offset=0))


def coming_to(place: UUID, start: datetime, end: datetime, limit: int) -> list[OccurrenceRecord]:
    """What takes place there next, cancelled times among it."""
    return records.occurrences(_HERE.things(**_here(place, start, end), limit=limit, offset=0))


def _here(place: UUID, start: datetime, end: datetime) -> dict[str, Any]:
    return {"place": place, "start": start, "end": end, NEAR: start - LONG}


def _rows_here() -> QuerySet[Occurrence]:
    kinds: dict[str, Any] = {"start": DateTimeField(), "end": DateTimeField(), "place": UUIDField()}
    wanted: dict[str, Any] = {name: Given(name, kind) for name, kind in kinds.items()}
    return rows(ListFilter(**wanted)).select_related("event")


_HERE = Prepared(_rows_here, paged=True)
_PLANNED_HERE = Prepared(lambda: _rows_here().filter(state=OccurrenceState.PLANNED), paged=True)


def addresses(limit: int) -> Iterator[tuple[str, datetime | None]]:
    """The pages everybody may read, for the site map: the calendar, then the newest events. One statement."""
    yield "/tapahtumat/", None
    public = Event.objects.filter(visibility=Visibility.PUBLIC, template=False).exclude(state=EventState.DRAFT)
    newest = public.order_by("-id").values_list("uuid", "changed_at")
    yield from ((f"/tapahtumat/{uuid}/", changed) for uuid, changed in newest[: limit - 1])


def _by_event(found: QuerySet[Occurrence], wanted: ListFilter) -> QuerySet[Occurrence]:
    if wanted.organization:
        keeper = people.organization_ids_by_uuid([wanted.organization]).get(wanted.organization, 0)
        held = Event.objects.filter(Q(organization=keeper) | Q(organisers__organization=keeper))
        found = found.filter(event__in=held)
    if wanted.types:
        found = found.filter(event__type__in=wanted.types)
    if wanted.free:
        found = found.filter(event__free=True)
    if wanted.online:
        remote = [Mode.ONLINE, Mode.HYBRID]
        found = found.filter(Q(mode__in=remote) | Q(mode="", event__mode__in=remote))
    for kind, codes in ((CodeKind.LANGUAGE, wanted.languages), (CodeKind.THEME, wanted.themes)):
        if codes:
            found = found.filter(Exists(EventCode.objects.filter(event=OuterRef("event"), kind=kind, code__in=codes)))
    if wanted.open_to_register:
        found = found.filter(registration_open(clock.now()))
    found = _among(found, with_words(wanted))
    if groups := [_AGES[code] for code in sorted(wanted.age_groups & _AGES.keys())]:
        found = found.filter(reduce(or_, map(_for_ages, groups)))
    return found


def _among(found: QuerySet[Occurrence], wanted: ListFilter) -> QuerySet[Occurrence]:
    """Of the events that are named, and of those that have the words."""
    if wanted.events is not None:
        found = found.filter(event__uuid__in=wanted.events)
    return found if wanted.found is None else found.filter(event__among=wanted.found)


def registration_open(now: datetime) -> Q:
    """One may register now. Full ones are among them: one may queue."""
    opened = Q(registration_opens__isnull=True) | Q(registration_opens__lte=now)
    there = Q(state=OccurrenceState.PLANNED, event__state=EventState.PUBLISHED)
    return opened & there & Q(registration_closes__gt=now)


def _for_ages(group: AgeGroup) -> Q:
    """Somebody of the age group is welcome."""
    young_enough = Q() if group.high is None else Q(event__min_age__isnull=True) | Q(event__min_age__lt=group.high)
    return (Q(event__max_age__isnull=True) | Q(event__max_age__gte=group.low)) & young_enough
