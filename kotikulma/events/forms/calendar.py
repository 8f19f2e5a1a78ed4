"""The calendar's address: which view, from which day, and what narrows it. What it does not know is ignored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import QueryDict

from kotikulma.directory.types import AGE_GROUPS
from kotikulma.events.queries.listing import Position
from kotikulma.events.types import EventType, Theme
from kotikulma.events.types.records import ListFilter
from kotikulma.kernel import municipalities
from kotikulma.kernel.clock import HELSINKI

LIST, TODAY, WEEK, MONTH, MAP, PAST = "", "tanaan", "viikko", "kuukausi", "kartta", "menneet"
VIEWS = (LIST, TODAY, WEEK, MONTH, MAP, PAST)
LONGEST_QUERY = 200
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Asked:
    """`day`: any day of the stretch shown. `first`, `last`: its local days; `last` None when it has no end."""

    view: str
    day: date
    first: date | None
    last: date | None
    filters: ListFilter
    after: Position | None
    dated: bool


def asked(query: QueryDict, now: datetime) -> Asked:
    today = now.astimezone(HELSINKI).date()
    view = query.get("nakyma", "")
    view = view if view in VIEWS else LIST
    given = _day(query.get("paiva", ""), today)
    day = given or today
    first, last = _stretch(view, day)
    start, end = _instants(view, first, last, now)
    return Asked(
        view, day, first, last, filters_of(query, start, end), _position(query.get("jalkeen", "")), given is not None
    )


def _stretch(view: str, day: date) -> tuple[date | None, date | None]:
    if view == TODAY:
        return day, day
    if view == WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if view == MONTH:
        return month_of(day)
    return (None, None) if view == PAST else (day, None)


def month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _instants(
    view: str, first: date | None, last: date | None, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Lists leave out what is already over; a week and a month show all of theirs."""
    if first is None:
        return None, now
    start = datetime.combine(first, time.min, HELSINKI)
    end = datetime.combine(last + timedelta(days=1), time.min, HELSINKI) if last else None
    return (max(start, now) if view in (LIST, TODAY, MAP) and start <= now else start), end


def filters_of(query: QueryDict, start: datetime | None, end: datetime | None) -> ListFilter:
    town = query.get("kunta", "")
    return ListFilter(
        start=start,
        end=end,
        municipalities=frozenset({town} if municipalities.get(town) else ()),
        place=read_uuid(query.get("paikka", "")),
        organization=read_uuid(query.get("jarjestaja", "")),
        age_groups=_known(query, "ika", {group.code for group in AGE_GROUPS}),
        languages=frozenset(code for code in query.getlist("kieli") if code.isalpha() and len(code) <= 3),
        themes=_known(query, "aihe", set(Theme.values)),
        types=_known(query, "laji", set(EventType.values)),
        free=query.get("maksuton") == "1",
        online=query.get("verkossa") == "1",
        open_to_register=query.get("ilmo") == "1",
        text=query.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
    )


def position_words(position: Position) -> str:
    return f"{position.starts_at.timestamp():.6f}_{position.id}"


def _position(value: str) -> Position | None:
    moment, _mark, number = value.partition("_")
    try:
        return Position(datetime.fromtimestamp(float(moment), HELSINKI), int(number))
    except (ValueError, OverflowError, OSError):
        return None


def _known(query: QueryDict, key: str, allowed: Collection[str]) -> frozenset[str]:
    return frozenset(value for value in query.getlist(key) if value in allowed)


def _day(value: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if abs(day - today) <= FURTHEST else None


def read_uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
