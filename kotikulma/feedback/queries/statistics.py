"""How many, of what, how soon: by kind, topic, place, unit and outcome. Counts name nobody."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, TextField
from django.db.models.functions import Cast, Substr

from kotikulma.directory.queries import names
from kotikulma.feedback import access, rules
from kotikulma.feedback.types import ERASED_FACT, OPEN_STATES, Erased, Kind, Outcome, Source, State, Topic
from kotikulma.kernel import clock, facts
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui.workspace import Bar
from kotikulma.people import queries as people

LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of what came in from `first` to `last`. `kept`: answered by the promised day, of those whose day has come.

    A bar counts feedback; beside it stand how many were answered, and the days within which half of those were.
    """

    first: date
    last: date
    total: int
    answered: int
    late: int
    kept: int | None
    days: int | None
    helped: tuple[int, int]
    by_kind: tuple[Bar, ...]
    by_topic: tuple[Bar, ...]
    by_source: tuple[Bar, ...]
    by_place: tuple[Bar, ...]
    by_unit: tuple[Bar, ...]
    by_outcome: tuple[Bar, ...]
    by_month: tuple[Bar, ...]


class _Row(NamedTuple):
    """One feedback as the figures need it. `days`: within which it was answered; None while it is not."""

    kind: str
    topic: str
    source: str
    place_id: int | None
    unit_id: int | None
    outcome: str
    month: tuple[int, int]
    days: int | None


class _Day(NamedTuple):
    number: int
    text: str
    month: tuple[int, int]


class _Promises(NamedTuple):
    """How many answers were `due`, how many of those promises were `kept`, and how many wait past their day."""

    due: int
    kept: int
    late: int


def statistics(viewer: Actor, first: date, last: date) -> Statistics:
    """Of what the viewer handles; rejected and merged ones are left out. Four queries after those of access."""
    access.check_may_handle_anything(viewer)
    rows, promises = _rows(viewer, first, last)
    places = names.places(_most(row.place_id for row in rows))
    units = people.organization_names(_most(row.unit_id for row in rows))
    days = [row.days for row in rows if row.days is not None]
    return Statistics(
        first=first,
        last=last,
        total=len(rows),
        answered=len(days),
        late=promises.late,
        kept=round(100 * promises.kept / promises.due) if promises.due else None,
        days=rules.middle(days),
        helped=_helped(viewer, first, last),
        by_kind=_bars(rows, "kind", dict(Kind.choices)),
        by_topic=_bars(rows, "topic", dict(Topic.choices)),
        by_source=_bars(rows, "source", dict(Source.choices)),
        by_place=_bars(rows, "place_id", {each.id: each.name for each in places.values()}),
        by_unit=_bars(rows, "unit_id", units),
        by_outcome=_bars(rows, "outcome", dict(Outcome.choices)),
        by_month=_months(rows, first, last),
    )


def latest_erasing(viewer: Actor) -> tuple[datetime, Erased] | None:
    """What the latest nightly run erased, and when."""
    access.check_may_handle_anything(viewer)
    found: dict[str, Any] | None = facts.get(ERASED_FACT)
    if not found:
        return None
    return datetime.fromisoformat(found["at"]), Erased(**{key: n for key, n in found.items() if key != "at"})


def _rows(viewer: Actor, first: date, last: date) -> tuple[list[_Row], _Promises]:
    """One statement, and values that are cheap to read: moments come as the text of their hour, days as text."""
    rows = access.handled_by(viewer).filter(received_at__gte=_midnight(first), received_at__lt=_midnight(last, 1))
    rows = rows.exclude(state__in=[State.MERGED, State.REJECTED]).annotate(
        received=_hour("received_at"), answered=_hour("first_answered_at"), due=Cast("due_on", TextField())
    )
    today, found = clock.today().isoformat(), []
    due_by_now = kept = late = 0
    columns = ("kind", "topic", "source", "place_id", "unit_id", "outcome", "state", "due", "received", "answered")
    for kind, topic, source, place, unit, outcome, state, due, received, answered in rows.values_list(*columns):
        came, days = _local_day(received), None
        if answered:
            given = _local_day(answered)
            days = max(0, given.number - came.number)
            due_by_now += 1
            kept += given.text <= due
        elif due < today:
            due_by_now += 1
        late += state in OPEN_STATES and due < today
        found.append(_Row(kind, topic, source, place, unit, outcome, came.month, days))
    return found, _Promises(due_by_now, kept, late)


def _hour(column: str) -> Substr:
    """ "2027-02-10 09" in UTC, from either database."""
    return Substr(Cast(column, TextField()), 1, len("2027-02-10 09"))


@lru_cache(maxsize=20_000)
def _local_day(hour: str) -> _Day:
    """The day in Helsinki, whose clock is whole hours from UTC."""
    day = rules.local_day(datetime.fromisoformat(f"{hour}:00+00:00"))
    return _Day(day.toordinal(), day.isoformat(), (day.year, day.month))


def _helped(viewer: Actor, first: date, last: date) -> tuple[int, int]:
    rows = access.verdicts_for(viewer).filter(at__gte=_midnight(first), at__lt=_midnight(last, 1))
    counts = dict(rows.values_list("helped").annotate(count=Count("id")).order_by())
    return counts.get(True, 0), counts.get(False, 0)


def _most(ids: Iterable[int | None]) -> set[int]:
    """Those that may become lines: twice as many as there are lines, since some are gone and have no name."""
    return {one for one, _count in Counter(filter(None, ids)).most_common(2 * LONGEST_LIST)}


def _bars(rows: list[_Row], field: str, words: Mapping[Any, Any]) -> tuple[Bar, ...]:
    """Most first; what has no word (no topic, a place that is gone) is not a line."""
    at = _Row._fields.index(field)
    groups: dict[Any, list[int | None]] = defaultdict(list)
    for row in rows:
        groups[row[at]].append(row.days)
    known = sorted(((key, group) for key, group in groups.items() if key in words), key=lambda pair: -len(pair[1]))
    return tuple(_bar(_label(words[key]), group) for key, group in known[:LONGEST_LIST])


def _months(rows: list[_Row], first: date, last: date) -> tuple[Bar, ...]:
    groups: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    for row in rows:
        groups[row.month].append(row.days)
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(24)]
    begun = min(groups, default=(last.year, last.month))
    inside = [month for month in months if begun <= month <= (last.year, last.month)]
    return tuple(_bar(f"{month}/{year}", groups[year, month]) for year, month in inside)


def _label(words: Any) -> str:
    """A word of ours, or a name in the reader's language."""
    return localise(words).text if isinstance(words, Mapping) else str(words)


def _bar(label: str, group: list[int | None]) -> Bar:
    days = [day for day in group if day is not None]
    middle = rules.middle(days)
    return Bar(label, len(group), more=(len(days), "–" if middle is None else middle))


def _midnight(day: date, plus: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=plus), time.min, clock.HELSINKI)
