"""How long what somebody said is taken for true: fresh 12 months, then due, warning from 15, hidden from 18.

Nothing is hidden before its keepers have been asked, and 30 days have passed since they first were.
Months are those of the calendar: what was verified on 31 August is due on 31 August, or on the last day of a
shorter month. Editing plays no part.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from kotikulma.directory.types.freshness import FreshnessState
from kotikulma.kernel.clock import HELSINKI

DUE_AFTER, WARNING_AFTER, LAST_CALL_AFTER, HIDDEN_AFTER = 12, 15, 17, 18
REMINDED_AFTER = (DUE_AFTER, WARNING_AFTER, LAST_CALL_AFTER)
REMIND_AT_MOST_EVERY = timedelta(days=7)
HIDES_AFTER_ASKING = timedelta(days=30)
LINK_LASTS = timedelta(days=60)
TAKE_BACK_WITHIN = timedelta(hours=1)


def counted_from(verified_at: datetime | None, created_at: datetime) -> date:
    """The day in Helsinki from which freshness counts: who made an entry looked at it then."""
    return (verified_at or created_at).astimezone(HELSINKI).date()


def state(counted: date, today: date) -> FreshnessState:
    if today < months_later(counted, DUE_AFTER):
        return FreshnessState.FRESH
    if today < months_later(counted, WARNING_AFTER):
        return FreshnessState.DUE
    return FreshnessState.WARNING if today < months_later(counted, HIDDEN_AFTER) else FreshnessState.HIDDEN


def state_of(counted: date, today: date, *, hidden: bool) -> FreshnessState:
    """The same of an entry that is hidden or still shown: until it is hidden, it is only soon out of date."""
    if hidden:
        return FreshnessState.HIDDEN
    found = state(counted, today)
    return FreshnessState.WARNING if found == FreshnessState.HIDDEN else found


def first_asked(counted: date, reminded: Sequence[date]) -> date | None:
    """The first of the days, in order, on which the keepers were written to and this entry was due."""
    at = bisect_left(reminded, months_later(counted, DUE_AFTER))
    return reminded[at] if at < len(reminded) else None


def hides_on(counted: date, asked: date | None, today: date) -> date | None:
    """The first day it is not shown. None: it is old enough, but 30 days from asking have not begun."""
    old = months_later(counted, HIDDEN_AFTER)
    if asked:
        return max(old, asked + HIDES_AFTER_ASKING)
    return old if today + HIDES_AFTER_ASKING <= old else None


def may_hide(counted: date, asked: date | None, today: date) -> bool:
    """Whether it leaves the lists today."""
    day = hides_on(counted, asked, today) if asked else None
    return day is not None and day <= today


@lru_cache(maxsize=8192)  # lists of thousands share a few hundred days
def months_later(day: date, months: int) -> date:
    """The same day of a later month, its last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counted_before(today: date, months: int) -> datetime:
    """What was verified before this moment is at least so many months old today: for asking the database."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    ends_month = today.day == monthrange(today.year, today.month)[1]
    latest = date(year, month + 1, length if ends_month else min(today.day, length))
    return datetime.combine(latest + timedelta(days=1), time.min, HELSINKI)


def bounds(wanted: FreshnessState, today: date) -> tuple[datetime | None, datetime | None]:
    """[from, before) of the moment verified of everything in this state today; None is open."""
    due, warning, hidden = (counted_before(today, months) for months in (DUE_AFTER, WARNING_AFTER, HIDDEN_AFTER))
    return {
        FreshnessState.FRESH: (due, None),
        FreshnessState.DUE: (warning, due),
        FreshnessState.WARNING: (hidden, warning),
        FreshnessState.HIDDEN: (None, hidden),
    }[wanted]


def may_write(reminded: date | None, today: date) -> bool:
    """Whether a week has passed since they were last written to."""
    return reminded is None or today - reminded >= REMIND_AT_MOST_EVERY


def calls_for_a_reminder(counted: Iterable[date], reminded: date | None, today: date) -> bool:
    """Whether some entry came to a month of reminding since the keepers were last written to; weekly at most."""
    if not may_write(reminded, today):
        return False
    since = reminded or date.min
    steps = (months_later(day, months) for day in counted for months in REMINDED_AFTER)
    return any(since < step <= today for step in steps)
