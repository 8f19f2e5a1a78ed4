"""The rhythm of a series and what one sees of it before it is saved."""

from dataclasses import dataclass
from datetime import date, datetime, time

from kotikulma.events.types import HolidayPolicy, Rule


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rule in the wall time of Helsinki. `minutes` is elapsed length: clocks may be turned meanwhile.

    `skipped`: days left out by hand. `kept`: free days on which it is held all the same.
    """

    starts_on: date
    start_time: time
    minutes: int
    rule: Rule
    holidays: str = HolidayPolicy.SKIP
    skipped: frozenset[date] = frozenset()
    kept: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleDay:
    """One day the rule gives. `free_day`: the holiday or eve it falls on (a code), or empty. `held`: is it held?"""

    day: date
    free_day: str
    held: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rhythm comes to. `total` is None when it has no end; then `last` are the last ones of the next 18 months.

    `free_days`: those an editor must decide on. `impossible`: its wall time does not exist. `twice`: it comes twice.
    """

    first: tuple[RuleDay, ...]
    last: tuple[RuleDay, ...]
    total: int | None
    free_days: tuple[RuleDay, ...]
    impossible: tuple[date, ...]
    twice: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A row of a series, as a new rhythm looks at it. `bound`: somebody registered, or it has a link or seats of its
    own."""

    id: int
    recurrence_id: datetime
    starts_at: datetime
    ends_at: datetime
    exception: str
    bound: bool
