"""How many, of what, how soon: by kind, topic, place, unit and outcome. Counts name nobody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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


class _Given(NamedTuple):
    """What was given as the figures need it, a column for each fact: thousands of rows are not worth an object each.

    `days`: within which it was answered; None while it is not.
    """

    kind: Sequence[str] = ()
    topic: Sequence[str] = ()
    source: Sequence[str] = ()
    place_id: Sequence[int | None] = ()
    unit_id: Sequence[int | None] = ()
    outcome: Sequence[str] = ()
    month: Sequence[tuple[int, int]] = ()
    days: Sequence[int | None] = ()


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
    given, promises = _given(viewer, first, last)
    places = names.places(_most(given.place_id))
    units = people.organization_names(_most(given.unit_id))
    days = [day for day in given.days if day is not None]
    return Statistics(
        first=first,
        last=last,
        total=len(given.days),
        answered=len(days),
        late=promises.late,
        kept=round(100 * promises.kept / promises.due) if promises.due else None,
        days=rules.middle(days),
        helped=_helped(viewer, first, last),
        by_kind=_bars(given.kind, given.days, dict(Kind.choices)),
        by_topic=_bars(given.topic, given.days, dict(Topic.choices)),
        by_source=_bars(given.source, given.days, dict(Source.choices)),
        by_place=_bars(given.place_id, given.days, {each.id: each.name for each in places.values()}),
        by_unit=_bars(given.unit_id, given.days, units),
        by_outcome=_bars(given.outcome, given.days, dict(Outcome.choices)),
        by_month=_months(given, first, last),
    )


def latest_erasing(viewer: Actor) -> tuple[datetime, Erased] | None:
    """What the latest nightly run erased, and when."""
    access.check_may_handle_anything(viewer)
    found: dict[str, Any] | None = facts.get(ERASED_FACT)
    if not found:
        return None
    return datetime.fromisoformat(found["at"]), Erased(**{key: n for key, n in found.items() if key != "at"})


def _given(viewer: Actor, first: date, last: date) -> tuple[_Given, _Promises]:
    """One statement, and values that are cheap to read: moments come as the text of their hour, days as text."""
    rows = access.handled_by(viewer).filter(received_at__gte=_midnight(first), received_at__lt=_midnight(last, 1))
    rows = rows.exclude(state__in=[State.MERGED, State.REJECTED]).annotate(
        received=_hour("received_at"), answered=_hour("first_answered_at"), due=Cast("due_on", TextField())
    )
    facts_of = rows.values_list(*_Given._fields[:6], "state", "due", "received", "answered")
    columns: list[Sequence[Any]] = list(zip(*facts_of, strict=True))
    if not columns:
        return _Given(), _Promises(0, 0, 0)
    *told, states, due, received, answered = columns
    came = [_local_day(hour) for hour in received]
    gone = [_local_day(hour) if hour else None for hour in answered]
    days = [max(0, day.number - since.number) if day else None for since, day in zip(came, gone, strict=True)]
    return _Given._make([*told, [day.month for day in came], days]), _promises(states, due, gone)


def _promises(states: Sequence[str], due: Sequence[str], answered: Sequence[_Day | None]) -> _Promises:
    today = clock.today().isoformat()
    kept = [day.text <= promised for day, promised in zip(answered, due, strict=True) if day]
    missed = [state for state, promised, day in zip(states, due, answered, strict=True) if promised < today and not day]
    late = [state for state, promised in zip(states, due, strict=True) if promised < today and state in OPEN_STATES]
    return _Promises(len(kept) + len(missed), sum(kept), len(late))


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


def _bars(keys: Sequence[Any], days: Sequence[int | None], words: Mapping[Any, Any]) -> tuple[Bar, ...]:
    """Most first; what has no word (no topic, a place that is gone) is not a line."""
    known = [(key, count) for key, count in Counter(keys).most_common() if key in words][:LONGEST_LIST]
    groups = _grouped(keys, days, {key for key, _count in known})
    return tuple(_bar(_label(words[key]), groups[key]) for key, _count in known)


def _grouped(keys: Sequence[Any], days: Sequence[int | None], wanted: Collection[Any]) -> dict[Any, list[int | None]]:
    groups: dict[Any, list[int | None]] = {key: [] for key in wanted}
    for key, day in zip(keys, days, strict=True):
        if key in groups:
            groups[key].append(day)
    return groups


def _months(given: _Given, first: date, last: date) -> tuple[Bar, ...]:
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(24)]
    begun = min(given.month, default=(last.year, last.month))
    inside = [month for month in months if begun <= month <= (last.year, last.month)]
    groups = _grouped(given.month, given.days, inside)
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
