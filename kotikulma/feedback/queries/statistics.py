"""How many, of what, how soon: by kind, topic, place, unit and outcome. Counts name nobody."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kotikulma.directory.queries import names
from kotikulma.feedback import access, rules
from kotikulma.feedback.models import Verdict
from kotikulma.feedback.types import ERASED_FACT, Erased, Kind, Outcome, Source, State, Topic
from kotikulma.kernel import clock, facts
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a picture and of its table. `days`: half were answered at least this soon."""

    label: str
    count: int
    share: int  # percent of the longest bar
    answered: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of what came in from `first` to `last`. `kept`: answered by the promised day, of those whose day has come."""

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


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    topic: str
    source: str
    place_id: int | None
    unit_id: int | None
    state: str
    outcome: str
    due_on: date
    received_at: datetime
    first_answered_at: datetime | None

    @property
    def days(self) -> int | None:
        return rules.days_to_answer(self.received_at, self.first_answered_at) if self.first_answered_at else None


def statistics(viewer: Actor, first: date, last: date) -> Statistics:
    """Of what the viewer handles; rejected and merged ones are left out. Four queries after those of access."""
    access.check_may_handle_anything(viewer)
    rows = _rows(viewer, first, last)
    today = clock.today()
    due = [row for row in rows if row.due_on < today or row.first_answered_at]
    kept = [row for row in due if row.first_answered_at and rules.local_day(row.first_answered_at) <= row.due_on]
    places = names.places({row.place_id for row in rows if row.place_id})
    units = people.organization_names({row.unit_id for row in rows if row.unit_id})
    place_words = {each.id: str(localise(each.name)) for each in places.values()}
    unit_words = {row_id: str(localise(words)) for row_id, words in units.items()}
    return Statistics(
        first=first,
        last=last,
        total=len(rows),
        answered=sum(row.first_answered_at is not None for row in rows),
        late=sum(rules.is_late(row.state, row.due_on, today) for row in rows),
        kept=round(100 * len(kept) / len(due)) if due else None,
        days=rules.middle([row.days for row in rows if row.days is not None]),
        helped=_helped(viewer, first, last),
        by_kind=_bars(rows, "kind", dict(Kind.choices)),
        by_topic=_bars(rows, "topic", dict(Topic.choices)),
        by_source=_bars(rows, "source", dict(Source.choices)),
        by_place=_bars(rows, "place_id", place_words),
        by_unit=_bars(rows, "unit_id", unit_words),
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


def _rows(viewer: Actor, first: date, last: date) -> list[_Row]:
    rows = access.handled_by(viewer).filter(received_at__gte=_midnight(first), received_at__lt=_midnight(last, 1))
    rows = rows.exclude(state__in=[State.MERGED, State.REJECTED])
    return [_Row(*row) for row in rows.values_list(*_Row.__dataclass_fields__)]


def _helped(viewer: Actor, first: date, last: date) -> tuple[int, int]:
    rows = Verdict.objects.filter(
        feedback__in=access.handled_by(viewer).values("id"), at__gte=_midnight(first), at__lt=_midnight(last, 1)
    )
    counts = Counter(rows.values_list("helped", flat=True))
    return counts[True], counts[False]


def _bars(rows: list[_Row], field: str, words: Mapping[Any, Any]) -> tuple[Bar, ...]:
    """Most first; what has no word (no topic, a place that is gone) is not a line."""
    groups: dict[Any, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, field)].append(row)
    known = sorted(((key, group) for key, group in groups.items() if key in words), key=lambda pair: -len(pair[1]))
    most = len(known[0][1]) if known else 1
    return tuple(_bar(str(words[key]), group, most) for key, group in known[:LONGEST_LIST])


def _months(rows: list[_Row], first: date, last: date) -> tuple[Bar, ...]:
    groups: dict[tuple[int, int], list[_Row]] = defaultdict(list)
    for row in rows:
        day = rules.local_day(row.received_at)
        groups[day.year, day.month].append(row)
    most = max(map(len, groups.values()), default=1)
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(24)]
    begun = min(groups, default=(last.year, last.month))
    inside = [month for month in months if begun <= month <= (last.year, last.month)]
    return tuple(_bar(f"{month}/{year}", groups[year, month], most) for year, month in inside)


def _bar(label: str, group: list[_Row], most: int) -> Bar:
    days = [row.days for row in group if row.days is not None]
    return Bar(label, len(group), round(100 * len(group) / most), len(days), rules.middle(days))


def _midnight(day: date, plus: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=plus), time.min, clock.HELSINKI)
