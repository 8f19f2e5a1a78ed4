"""When something is open: one answer for page, API, feed and command line (rules R1–R12).

Wall time of Helsinki, answers in UTC, stretches half-open [opens, closes). When the clocks are moved:
- A wall time that does not exist (03:30 on the last Sunday of March) means the moment of the jump, so a slot wholly
  inside the missing hour vanishes.
- Of a wall time that comes twice (03:30 on the last Sunday of October), a door opens at the first and closes at the
  last.
How a single day is decided is told in `hours_days`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from kotikulma.directory.rules.hours_checks import Problem, problems
from kotikulma.directory.rules.hours_days import DayCause, DayPlan, Days, DaySlot, counting_kinds
from kotikulma.directory.rules.hours_rows import (
    RegularLine,
    regular_lines,
    slots_from_json,
    slots_to_json,
    spans_from_json,
    spans_to_json,
)
from kotikulma.directory.types import HoursKind, Interval, OpenKind, OpenState, Schedule
from kotikulma.kernel.clock import HELSINKI

__all__ = [
    "DayCause",
    "DayPlan",
    "DaySlot",
    "Problem",
    "RegularLine",
    "counting_kinds",
    "intervals",
    "problems",
    "regular_lines",
    "slots_from_json",
    "slots_to_json",
    "spans_from_json",
    "spans_to_json",
    "state_at",
    "week",
]

DAY = timedelta(days=1)
NEXT_DAYS = 370  # how far ahead the next opening is looked for
FOLLOW_DAYS = 31  # how far an unbroken opening is followed; no end within these is "around the clock"
ALWAYS_AFTER = timedelta(days=7)  # open for longer than this without a break: around the clock too
# Of two kinds at once the one that says more about getting in
_TELLING = (HoursKind.DROP_IN, HoursKind.OPEN, HoursKind.PHONE, HoursKind.SELF_SERVICE, HoursKind.BY_APPOINTMENT)


def intervals(schedule: Schedule, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """Every open stretch that overlaps [start, end), whole (not cut at the ends), in order of start.

    Stretches of one kind that touch or overlap are one, days without a break too as far as the range reaches.
    Days whose hours are unknown (a holiday to ask about, text-only hours) have none. `start` and `end` are aware.
    """
    if start >= end:
        return ()
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    first, last = _local(start) - DAY, _local(end - timedelta(microseconds=1))
    stretches = _stretches(Days(schedule, first, last), first, last)
    return _merged([item for item in stretches if item.start < end and start < item.end])


def state_at(schedule: Schedule, now: datetime) -> OpenState:
    """What to say at `now` (aware). Open exactly when `now` lies in a stretch of a kind that counts (R9).

    When it is not open but a stretch of another kind runs (by appointment, self-service), `hours_kind` and `until` tell
    it, or `always` if it does not end. `next` is the next opening that counts, within 370 days; if there is none, the
    next of any other kind.
    """
    now = now.astimezone(UTC)
    today = _local(now)
    days = Days(schedule, today - DAY, today + timedelta(days=NEXT_DAYS))
    recent = list(_stretches(days, today - DAY, today))
    running = [item for item in recent if item.start <= now < item.end]
    kinds = {item.kind for item in running}
    if kinds & days.counting:
        until = _end(days, today, now, days.counting)
        after = _next(days, today, until) if until else None
        kind = next(kind for kind in _TELLING if kind in kinds and kind in days.counting)
        always = until is None or until - now > ALWAYS_AFTER
        return OpenState(OpenKind.OPEN, until=until, next=after, hours_kind=kind, always=always)
    plan = days.plan(today)
    state = _shut_state(days, plan)
    other = next((kind for kind in _TELLING if kind in kinds), None)
    if other:
        until = _end(days, today, now, frozenset({other}))
        state = replace(state, hours_kind=other, until=until, always=until is None)
    return state if state.kind == OpenKind.ENDED else replace(state, next=_next(days, today, now))


def week(schedule: Schedule, monday: date) -> tuple[DayPlan, ...]:
    """Seven local days from `monday`: slots in wall time, and the cause and reason when a day differs."""
    days = Days(schedule, monday, monday + 6 * DAY)
    return tuple(days.plan(monday + number * DAY) for number in range(7))


def _shut_state(days: Days, plan: DayPlan) -> OpenState:
    """The answer when nothing that counts is open: before, after, paused, unknown or closed (R8, R10)."""
    match plan.cause:
        case DayCause.ENDED:
            return OpenState(OpenKind.ENDED)
        case DayCause.NOT_STARTED:
            lives = [days.life.starts_on, days.parent.life.starts_on if days.parent else None]
            return OpenState(OpenKind.STARTS, starts_on=max(day for day in lives if day))
        case DayCause.PAUSED:
            life = days.parent.life if plan.by_place and days.parent else days.life
            return OpenState(OpenKind.PAUSED, paused_until=life.paused_until, reason=plan.reason)
    if not plan.known:
        ask = plan.holiday if plan.cause == DayCause.HOLIDAY_ASK else ""
        return OpenState(OpenKind.UNKNOWN, hours_kind=plan.text_kind, reason=plan.reason, check_holiday=ask)
    return OpenState(OpenKind.CLOSED, reason=plan.reason)


def _end(days: Days, today: date, now: datetime, kinds: frozenset[HoursKind]) -> datetime | None:
    """When the unbroken opening that runs at `now` ends; None when that is not within FOLLOW_DAYS."""
    end = now
    last = min(today + timedelta(days=FOLLOW_DAYS), days.last)
    for item in _stretches(days, today - DAY, last):
        if item.kind not in kinds or item.end <= end:
            continue
        if item.start > end:
            return end
        end = item.end
    return end if _local(end) <= last else None


def _next(days: Days, today: date, after: datetime) -> Interval | None:
    """The first stretch that starts after `after`: of a kind that counts, else of any."""
    possible = days.kinds()
    other: Interval | None = None
    for item in _stretches(days, max(today, _first_day(days)), days.last):
        if item.start <= after:
            continue
        if item.kind in days.counting:
            return _whole(days, item)
        other = other or item
        if not possible & days.counting:
            break
    return _whole(days, other) if other else None


def _first_day(days: Days) -> date:
    return days.life.starts_on or days.first


def _whole(days: Days, item: Interval) -> Interval:
    """The stretch with what follows it without a break."""
    day = _local(item.start)
    end = _end(days, day, item.start, frozenset({item.kind}))
    return replace(item, end=end) if end else item


def _stretches(days: Days, first: date, last: date) -> Iterator[Interval]:
    """Stretches of the days in order of start, day by day; not merged."""
    if not days.kinds():
        return
    last = min(last, days.last_hours())
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        for slot in days.plan(day).slots:
            start = _instant(day, slot.opens, False)
            end = _instant(day if slot.opens < slot.closes else day + DAY, slot.closes, True)
            if start < end:
                yield Interval(start, end, slot.kind)


def _merged(found: list[Interval]) -> tuple[Interval, ...]:
    done: list[Interval] = []
    latest: dict[HoursKind, int] = {}
    for item in sorted(found, key=lambda item: (item.start, item.end, item.kind)):
        place = latest.get(item.kind)
        if place is not None and item.start <= done[place].end:
            if item.end > done[place].end:
                done[place] = replace(done[place], end=item.end)
            continue
        latest[item.kind] = len(done)
        done.append(item)
    return tuple(done)


def _local(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()


@lru_cache(maxsize=16384)
def _instant(day: date, wall: time, closing: bool) -> datetime:
    """The UTC moment of a wall time, clock changes as told at the top."""
    naive = datetime.combine(day, wall)
    early = naive.replace(tzinfo=HELSINKI).astimezone(UTC)
    late = naive.replace(tzinfo=HELSINKI, fold=1).astimezone(UTC)
    if early > late:
        return _jump(late, early)
    return late if closing else early


def _jump(before: datetime, after: datetime) -> datetime:
    """The moment at which the offset changes between two moments, to the second."""
    offset = before.astimezone(HELSINKI).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(HELSINKI).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
