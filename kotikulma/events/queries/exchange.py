"""What other systems ask of our events: pages of times by number, heads of series, places and themes in use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from kotikulma.directory.queries.remembered import Remembered
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.queries import far, lines, listing, records
from kotikulma.events.queries.freshness import Fresh
from kotikulma.events.queries.lines import Told
from kotikulma.events.queries.listing import Position
from kotikulma.events.types import EventNotFound, Visibility
from kotikulma.events.types.records import EventRecord, ListFilter, OccurrenceRecord, PlaceRecord

ORDERS: Mapping[str, tuple[str, ...]] = {
    "start_time": ("starts_at", "id"),
    "-start_time": ("-starts_at", "-id"),
    "end_time": ("ends_at", "id"),
    "-end_time": ("-ends_at", "-id"),
    "last_modified_time": ("changed", "id"),
    "-last_modified_time": ("-changed", "-id"),
}
ALL = 10**9
MOST_TIMES = 200  # of a series, told by reference
_counts: Remembered[int] = Remembered(most=512)
_worded: Remembered[frozenset[int]] = Remembered(most=64)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list another system asks for. `since`: changed at that moment or later."""

    wanted: ListFilter = field(default_factory=ListFilter)
    places: frozenset[UUID] = frozenset()
    online_place: bool = False
    since: datetime | None = None
    order: str = "start_time"


def page(asked: Asked, fresh: Fresh, *, number: int, size: int) -> tuple[list[OccurrenceRecord], int]:
    """One page of whole times and how many there are in all; the count is remembered while nothing changes."""
    looked_up = _looked_up(asked, fresh)
    count, offset = _count(asked, looked_up, fresh), (number - 1) * size
    if offset >= count:
        return [], count
    if not _by_start(looked_up):
        return records.occurrences(_page(looked_up, number, size).select_related("event")), count
    after, between = far.nearest(looked_up.wanted, fresh, offset=offset, count=count)
    rows = listing.after_position(looked_up.wanted, after).select_related("event")[between : between + size]
    found = records.occurrences(rows)
    if found:
        ended = Position(found[-1].starts_at, found[-1].id)
        far.keep(looked_up.wanted, fresh, before=offset + len(found), position=ended)
    return found, count


def linked_page(asked: Asked, fresh: Fresh, *, number: int, size: int) -> tuple[list[Told], int]:
    """As `page`, as lines beside the stored Linked Events text of their event."""
    looked_up = _looked_up(asked, fresh)
    count, offset = _count(asked, looked_up, fresh), (number - 1) * size
    if offset >= count:
        return [], count
    if not _by_start(looked_up):
        return lines.lines(_page(looked_up, number, size), "linked", fresh), count
    after, between = far.nearest(looked_up.wanted, fresh, offset=offset, count=count)
    found = lines.listed(looked_up.wanted, "linked", fresh, after=after, limit=size, offset=between)
    if found:
        ended = Position(found[-1].line.starts_at, found[-1].line.id)
        far.keep(looked_up.wanted, fresh, before=offset + len(found), position=ended)
    return found, count


def items(wanted: ListFilter, fresh: Fresh, *, after: Position | None, limit: int) -> list[Told]:
    """Times after a position, as lines beside the stored own text of their event."""
    return lines.listed(_having_words(wanted, fresh), "item", fresh, after=after, limit=limit)


def heads(asked: Asked, fresh: Fresh, *, number: int, size: int) -> tuple[list[EventRecord], int]:
    """Events of several times among those asked for, instead of their times."""
    found = _rows(_looked_up(asked, fresh)).values("event")
    ids = found.annotate(times=Count("id"), first=Max("starts_at")).filter(times__gt=1)
    start = (number - 1) * size
    wanted = [row["event"] for row in ids.order_by("first", "event")[start : start + size]]
    found = records.events(Event.objects.filter(id__in=wanted))
    return [found[pk] for pk in wanted if pk in found], ids.count()


def count(wanted: ListFilter, fresh: Fresh, limit: int) -> int:
    """How many times meet the filter, counted no further than the limit and remembered while nothing changes."""
    looked_up = _having_words(wanted, fresh)
    return _counts.get_or_make(fresh.of_lists(), (wanted, limit), lambda: lines.count(looked_up, limit))


def time(uuid: UUID) -> OccurrenceRecord:
    """One listed time; EventNotFound otherwise."""
    found = records.occurrences(Occurrence.objects.filter(uuid=uuid, listed=True).select_related("event"))
    if not found:
        raise EventNotFound
    return found[0]


def head(uuid: UUID) -> tuple[EventRecord, list[OccurrenceRecord]]:
    """A listed event with its times, the latest ones when there are very many."""
    rows = Occurrence.objects.filter(event__uuid=uuid, event__visibility=Visibility.PUBLIC, listed=True)
    times = records.occurrences(rows.select_related("event").order_by("-starts_at")[:MOST_TIMES])
    if not times:
        raise EventNotFound
    return times[0].event, times[::-1]


def repeated(events: Iterable[int]) -> set[int]:
    """Which of the events have several times: one statement."""
    counted = Occurrence.objects.filter(event__in=set(events), listed=True).values("event").annotate(n=Count("id"))
    return set(counted.filter(n__gt=1).values_list("event", flat=True))


def places(number: int, size: int) -> tuple[list[PlaceRecord], int]:
    """Places where something listed is held, by row."""
    ids = Occurrence.objects.filter(listed=True, place_here__isnull=False).values("place_here").distinct()
    start = (number - 1) * size
    wanted = [row["place_here"] for row in ids.order_by("place_here")[start : start + size]]
    found = records.places(wanted)
    return [found[pk] for pk in wanted if pk in found], ids.count()


def place(uuid: UUID) -> PlaceRecord:
    row = Occurrence.objects.filter(listed=True, place_here__uuid=uuid).values_list("place_here", flat=True).first()
    found = records.places([row])
    if not found:
        raise EventNotFound
    return found[row or 0]


def changed_last(limit: int) -> list[EventRecord]:
    """Public events by latest change, newest first: for feeds of changes."""
    ids = Occurrence.objects.filter(listed=True).values("event")
    rows = Event.objects.filter(id__in=ids).order_by("-changed_at", "-id")[:limit]
    found = records.events(rows)
    return sorted(found.values(), key=lambda one: (one.changed_at, one.id), reverse=True)


def _looked_up(asked: Asked, fresh: Fresh) -> Asked:
    return replace(asked, wanted=_having_words(asked.wanted, fresh))


def _having_words(wanted: ListFilter, fresh: Fresh) -> ListFilter:
    """With the words' events in place of the words: looked up once, and remembered while nothing changes."""
    if not wanted.text.strip():
        return wanted
    key = wanted.text, wanted.start is None
    found = _worded.get_or_make(fresh.of_lists(), key, lambda: listing.with_words(wanted).found or frozenset())
    return replace(wanted, text="", found=found)


def _page(asked: Asked, number: int, size: int) -> QuerySet[Occurrence]:
    start = (number - 1) * size
    return _rows(asked).order_by(*ORDERS[asked.order])[start : start + size]


def _rows(asked: Asked) -> QuerySet[Occurrence]:
    found = listing.rows(asked.wanted)
    if asked.places or asked.online_place:
        here = Q(place_here__uuid__in=asked.places)
        online = Q(mode="online") | Q(mode="", event__mode="online")
        found = found.filter(here | online if asked.online_place else here)
    if asked.since:
        found = found.filter(Q(changed_at__gte=asked.since) | Q(event__changed_at__gte=asked.since))
    if asked.order.endswith("last_modified_time"):
        found = found.annotate(changed=F("event__changed_at"))
    return found


def _by_start(asked: Asked) -> bool:
    """What the prepared lists tell: by start, and nothing of other systems' own filters."""
    return asked == Asked(asked.wanted)


def _count(asked: Asked, looked_up: Asked, fresh: Fresh) -> int:
    """Remembered by the words that were asked, not by the hundreds of events that have them."""
    return _counts.get_or_make(fresh.of_lists(), asked, lambda: _counted(looked_up))


def _counted(asked: Asked) -> int:
    return lines.count(asked.wanted, ALL) if _by_start(asked) else _rows(asked).order_by().count()
