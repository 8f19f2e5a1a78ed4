"""What the calendar shows: a page of times, how many each filter would leave, the month by days, one event's times."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from kotikulma.directory.types import AGE_GROUPS
from kotikulma.events.models import Event, Occurrence, Series
from kotikulma.events.queries import listing, records, seats, series
from kotikulma.events.queries.listing import Position
from kotikulma.events.types import EventState, Mode, OccurrenceState
from kotikulma.events.types.records import EventRecord, ListFilter, OccurrenceRecord, SeriesRecord
from kotikulma.kernel import clock
from kotikulma.kernel.clock import HELSINKI

MOST = 1_000  # times that are counted by filter
MOST_OF_MONTH = 5_000
OF_A_DAY = 3  # shown in a cell of the month
_FIELDS = (
    "event_id municipality_code mode state registration_opens registration_closes event__mode event__free"
    " event__min_age event__max_age event__languages event__themes event__state"
).split()
GROUPS = ("age", "municipality", "language", "theme", "free", "online", "register")


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` events, more when `capped`. `counts`: "group:code" -> how many events it would leave."""

    rows: list[OccurrenceRecord]
    total: int
    capped: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    following: Position | None = None


class DayOfMonth(NamedTuple):
    """A day's first times, and how many more there are."""

    day: date
    times: tuple["Line", ...]
    more: int


class Line(NamedTuple):
    """One time in a cell of the month."""

    event: UUID
    occurrence: UUID
    title: Mapping[str, str]
    starts_at: datetime
    cancelled: bool


def listed(
    wanted: ListFilter, now: datetime, *, after: Position | None = None, limit: int = 20, backwards: bool = False
) -> Listing:
    """A page of times with seats, and what each filter would leave. A constant number of statements."""
    wanted = listing.with_words(wanted)
    found = listing.page(wanted, after=after, limit=limit + 1, backwards=backwards)
    shown = seats.with_seats(found[:limit], now)
    total, capped, counts = _counts(wanted, now)
    following = Position(shown[-1].starts_at, shown[-1].id) if shown and len(found) > limit else None
    return Listing(shown, total, capped, counts, following)


def month(wanted: ListFilter) -> dict[date, DayOfMonth]:
    """By local day of the start: two statements."""
    found = listing.rows(wanted).values_list("starts_at", "id")[:MOST_OF_MONTH]
    days: dict[date, list[int]] = {}
    for starts_at, number in found:
        days.setdefault(starts_at.astimezone(HELSINKI).date(), []).append(number)
    lines = _lines([number for numbers in days.values() for number in numbers[:OF_A_DAY]])
    return {
        day: DayOfMonth(day, tuple(lines[number] for number in numbers[:OF_A_DAY]), max(0, len(numbers) - OF_A_DAY))
        for day, numbers in days.items()
    }


def times_of(event: EventRecord, now: datetime, limit: int = 12) -> list[OccurrenceRecord]:
    """The next times with their seats."""
    return seats.with_seats(listing.coming(event, now, limit), now)


def latest(event: EventRecord) -> list[OccurrenceRecord]:
    """The last time of an event that has none to come."""
    found = Occurrence.objects.filter(event_id=event.id).select_related("event").order_by("-starts_at")[:1]
    return records.occurrences(found)


def one(event: EventRecord, uuid: UUID, now: datetime) -> OccurrenceRecord | None:
    found = Occurrence.objects.filter(event_id=event.id, uuid=uuid).select_related("event")
    return next(iter(seats.with_seats(records.occurrences(found), now)), None)


def rhythms(event: EventRecord) -> tuple[SeriesRecord, ...]:
    """Of its series, the latest first, without those that have ended."""
    rows = Series.objects.filter(event_id=event.id).select_related("split_from").order_by("-starts_on", "-id")
    found = [series.record_of(row) for row in rows]
    return tuple(one for one in found if one.rule.until is None or one.rule.until >= clock.today())


def event_record(row: Event) -> EventRecord:
    return records.events([row])[row.id]


def _lines(ids: Sequence[int]) -> dict[int, Line]:
    rows = Occurrence.objects.filter(id__in=ids).values_list(
        "id", "event__uuid", "uuid", "event__title", "starts_at", "state", "event__state"
    )
    return {
        number: Line(event, uuid, title, starts_at, OccurrenceState.CANCELLED in (state, event_state))
        for number, event, uuid, title, starts_at, state, event_state in rows
    }


class _Traits(NamedTuple):
    """What filters ask of one time, by group."""

    age: frozenset[str]
    municipality: frozenset[str]
    language: frozenset[str]
    theme: frozenset[str]
    free: frozenset[str]
    online: frozenset[str]
    register: frozenset[str]


def _counts(wanted: ListFilter, now: datetime) -> tuple[int, bool, dict[str, int]]:
    """Events, not times; each group is counted with its own choice lifted. One statement."""
    lifted = replace(
        wanted,
        age_groups=frozenset(),
        municipalities=frozenset(),
        languages=frozenset(),
        themes=frozenset(),
        free=False,
        online=False,
        open_to_register=False,
    )
    rows = list(listing.rows(lifted).values_list(*_FIELDS)[: MOST + 1])
    chosen = {
        "age": wanted.age_groups,
        "municipality": wanted.municipalities,
        "language": wanted.languages,
        "theme": wanted.themes,
        **{name: frozenset({"1"}) for name in _flags(wanted)},
    }
    found: dict[str, set[int]] = {}
    fitting: set[int] = set()
    read = _traits(now)
    for event, *row in rows:
        traits = read(row)
        missed = [group for group, codes in chosen.items() if codes and not codes & getattr(traits, group)]
        if not missed:
            fitting.add(event)
        for group in missed if len(missed) == 1 else GROUPS if not missed else ():
            for code in getattr(traits, group):
                found.setdefault(f"{group}:{code}", set()).add(event)
    return len(fitting), len(rows) > MOST, {tag: len(events) for tag, events in found.items()}


def _flags(wanted: ListFilter) -> Iterator[str]:
    flags = {"free": wanted.free, "online": wanted.online, "register": wanted.open_to_register}
    yield from (name for name, on in flags.items() if on)


def _traits(now: datetime) -> Callable[[Sequence[Any]], _Traits]:
    yes, no = frozenset({"1"}), frozenset[str]()

    def read(row: Sequence[Any]) -> _Traits:
        town, mode, state, opens, closes, own_mode, free, low, high, tongues, themes, event_state = row
        there = state == OccurrenceState.PLANNED and event_state == EventState.PUBLISHED
        return _Traits(
            age=_ages(low, high),
            municipality=frozenset({town}) if town else no,
            language=frozenset(tongues),
            theme=frozenset(themes),
            free=yes if free else no,
            online=yes if (mode or own_mode) in (Mode.ONLINE, Mode.HYBRID) else no,
            register=yes if there and closes and closes > now and (opens is None or opens <= now) else no,
        )

    return read


def _ages(low: int | None, high: int | None) -> frozenset[str]:
    """Groups somebody of whom is welcome, as `listing` filters them."""
    return frozenset(
        group.code
        for group in AGE_GROUPS
        if (high is None or high >= group.low) and (low is None or group.high is None or low < group.high)
    )
