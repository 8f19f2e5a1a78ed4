"""What one local day looks like: which hours rule it, and why (rules R3–R7, R10–R12).

A slot belongs to the local day on which it opens, so a replaced day never cuts the night before it (R4), and the
last day of a period, of a life or before a pause keeps its own night.

Decisions the rules leave open
- Summer hours beat standing hours of the same kind only: a bounded phone time does not shut the door (R6).
  A period is bounded when both its dates are given.
- `ask` concerns only days that would have regular hours, and never an always-open period (R11).
- A service at a place has the place's holiday policy unless its own is `closed` or `normal` (R7).
- Rows exist but none is valid today: closed when a later one begins, otherwise unknown (R8, R10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum

from kotikulma.directory.types import HolidayPolicy, HoursException, HoursKind, Period, Recurrence, Schedule
from kotikulma.kernel.public_holidays import holiday

MIDNIGHT = time(0)
DOOR_KINDS = frozenset({HoursKind.OPEN, HoursKind.DROP_IN})


class DayCause(StrEnum):
    """Why the day is as it is."""

    REGULAR = "regular"
    EXCEPTION = "exception"
    HOLIDAY_CLOSED = "holiday_closed"
    HOLIDAY_ASK = "holiday_ask"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DaySlot:
    """Wall time; `closes` 00:00 is 24:00, and `closes` < `opens` runs into the next morning."""

    opens: time
    closes: time
    kind: HoursKind


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One local day: its slots in order and what decided them.

    `known` False: nobody can say (text-only hours, a holiday to ask about); `reason` then carries the hours' own text
    and `text_kind` their kind. `holiday`: code of a public holiday, whatever it does. `by_place`: the place decided.
    """

    day: date
    slots: tuple[DaySlot, ...] = ()
    cause: DayCause = DayCause.REGULAR
    known: bool = True
    reason: Mapping[str, str] = field(default_factory=dict)
    holiday: str = ""
    by_place: bool = False
    text_kind: HoursKind | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """First and last day (inclusive, None: no limit) and the pause of a thing."""

    starts_on: date | None
    ends_on: date | None
    paused_from: date | None
    paused_until: date | None
    pause_reason: Mapping[str, str]

    def cause(self, day: date) -> DayCause | None:
        """Why the thing does not run on `day`, if so."""
        if self.ends_on and day > self.ends_on:
            return DayCause.ENDED
        if self.starts_on and day < self.starts_on:
            return DayCause.NOT_STARTED
        return DayCause.PAUSED if self.paused(day) else None

    def paused(self, day: date) -> bool:
        if not (self.paused_from or self.paused_until):
            return False
        return (not self.paused_from or self.paused_from <= day) and (not self.paused_until or day <= self.paused_until)


class Days:
    """A schedule made ready for asking about the days from `first` to `last`."""

    def __init__(self, schedule: Schedule, first: date, last: date) -> None:
        self.schedule, self.first, self.last = schedule, first, last
        self.life = Life(
            schedule.starts_on,
            schedule.ends_on,
            schedule.paused_from,
            schedule.paused_until,
            schedule.pause_reason,
        )
        self.counting = counting_kinds(schedule)
        self.exceptions = ranked(e for e in schedule.exceptions if e.starts_on <= last and first <= e.ends_on)
        self.periods = [p for p in schedule.periods if _touches(p, first, last)]
        # Every week alike but for holidays: one weekday is worked out once
        self.steady = all(p.recurrence == Recurrence.WEEKLY and not (p.valid_from or p.valid_to) for p in self.periods)
        self._weekdays: dict[tuple[int, HolidayPolicy, frozenset[HoursKind]], DayPlan] = {}
        self.last_start = max((p.valid_from for p in schedule.periods if p.valid_from), default=None)
        self.parent = Days(schedule.parent, first, last) if schedule.parent else None
        self.policy = schedule.holiday_policy
        if self.parent and self.policy == HolidayPolicy.ASK:
            self.policy = self.parent.policy

    def plan(self, day: date) -> DayPlan:
        """The day by precedence R7: own life, own exception, closure of the place, own hours, hours of the place."""
        cause = self.life.cause(day)
        if cause:
            reason = self.life.pause_reason if cause == DayCause.PAUSED else {}
            return DayPlan(day, cause=cause, reason=reason, holiday=holiday(day))
        exception = self.exception_on(day)
        if exception:
            return _exception_plan(day, exception)
        if self.parent is None:
            return self.regular(day, self.policy, self.counting)
        closure = self.parent.closure(day)
        if closure:
            return closure
        if self.schedule.periods:
            return self.regular(day, self.policy, self.counting)
        changed = self.parent.exception_on(day)
        plan = _exception_plan(day, changed) if changed else self.parent.regular(day, self.policy, self.counting)
        return replace(plan, by_place=True)

    def closure(self, day: date) -> DayPlan | None:
        """For what happens at this place: the day on which the whole place is closed, if it is."""
        cause = self.life.cause(day)
        if cause:
            reason = self.life.pause_reason if cause == DayCause.PAUSED else {}
            return DayPlan(day, cause=cause, reason=reason, holiday=holiday(day), by_place=True)
        exception = self.exception_on(day)
        if exception:
            return replace(_exception_plan(day, exception), by_place=True) if exception.closed else None
        if self.policy == HolidayPolicy.CLOSED and holiday(day):
            return DayPlan(day, cause=DayCause.HOLIDAY_CLOSED, holiday=holiday(day), by_place=True)
        return None

    def exception_on(self, day: date) -> HoursException | None:
        """R5: the shortest span wins, then the one made last."""
        for exception in self.exceptions:
            if exception.starts_on <= day <= exception.ends_on:
                return exception
        return None

    def regular(self, day: date, policy: HolidayPolicy, counting: frozenset[HoursKind]) -> DayPlan:
        """Regular hours of the day with the holiday policy laid over them."""
        if not self.steady or holiday(day):
            return self._regular(day, policy, counting)
        key = (day.weekday(), policy, counting)
        if key not in self._weekdays:
            self._weekdays[key] = self._regular(day, policy, counting)
        same = self._weekdays[key]
        return DayPlan(day, same.slots, same.cause, same.known, same.reason, text_kind=same.text_kind)

    def _regular(self, day: date, policy: HolidayPolicy, counting: frozenset[HoursKind]) -> DayPlan:
        feast = holiday(day)
        periods = _in_force(self.periods, day)
        if not periods:
            later = self.last_start is not None and self.last_start > day
            cause = DayCause.REGULAR if later else DayCause.UNKNOWN
            return DayPlan(day, cause=cause, known=later, holiday=feast)
        silent = _text_only(periods, counting)
        slots = [slot for period in periods for slot in _slots_on(period, day)]
        if feast and policy == HolidayPolicy.CLOSED and (slots or silent):
            return DayPlan(day, cause=DayCause.HOLIDAY_CLOSED, holiday=feast)
        ask = bool(feast and policy == HolidayPolicy.ASK and slots)
        if ask:
            slots = [slot for period in periods if period.always_open for slot in _slots_on(period, day)]
        plan = DayPlan(day, _ordered(slots), holiday=feast)
        if silent:
            return replace(plan, cause=DayCause.UNKNOWN, known=False, reason=silent.note, text_kind=silent.kind)
        return replace(plan, cause=DayCause.HOLIDAY_ASK, known=False) if ask and not slots else plan

    def last_hours(self) -> date:
        """No day after this one has hours; never later than `last`."""
        ends = [p.valid_to or self.last for p in self.periods]
        ends += [e.ends_on for e in self.exceptions if not e.closed]
        if self.parent and not self.schedule.periods:
            ends.append(self.parent.last_hours())
        return min(max(ends, default=self.first), self.life.ends_on or self.last, self.last)

    def kinds(self) -> set[HoursKind]:
        """Every kind that can come up on these days."""
        found = {p.kind for p in self.periods if p.slots or p.always_open}
        found |= {e.kind for e in self.exceptions if not e.closed}
        if self.parent and not self.schedule.periods:
            found |= self.parent.kinds()
        return found


def counting_kinds(schedule: Schedule) -> frozenset[HoursKind]:
    """R9: the kinds that make the thing open now."""
    return DOOR_KINDS | {HoursKind.PHONE} if schedule.phone_counts else DOOR_KINDS


def ranked(exceptions: Iterable[HoursException]) -> list[HoursException]:
    """R5 order: shortest span first, then latest made; of two alike, the later in the list."""
    listed = list(enumerate(exceptions))
    listed.sort(key=lambda pair: (pair[1].ends_on - pair[1].starts_on, -_made(pair[1]), -pair[0]))
    return [exception for _, exception in listed]


def recurs(period: Period, day: date) -> bool:
    """R12: whether the period's rhythm meets `day` (its dates and weekdays apart)."""
    match period.recurrence:
        case Recurrence.WEEKLY:
            return True
        case Recurrence.ODD_WEEKS:
            return day.isocalendar().week % 2 == 1
        case Recurrence.EVEN_WEEKS:
            return day.isocalendar().week % 2 == 0
        case Recurrence.NTH_WEEKDAY:
            last = (day + timedelta(days=7)).month != day.month
            return (day.day - 1) // 7 + 1 in period.nth or (last and -1 in period.nth)
        case _:
            anchor = period.anchor or period.valid_from
            return anchor is not None and (_monday(day) - _monday(anchor)).days // 7 % max(period.interval, 1) == 0


def has_hours(period: Period) -> bool:
    """Whether a day can be worked out; if not, it is text for people (R8)."""
    if period.always_open:
        return True
    if period.recurrence == Recurrence.EVERY_N_WEEKS and not (period.anchor or period.valid_from):
        return False
    if period.recurrence == Recurrence.NTH_WEEKDAY and not period.nth:
        return False
    return bool(period.slots)


def is_bounded(period: Period) -> bool:
    return period.valid_from is not None and period.valid_to is not None


def _touches(period: Period, first: date, last: date) -> bool:
    return (not period.valid_from or period.valid_from <= last) and (not period.valid_to or first <= period.valid_to)


def _in_force(periods: list[Period], day: date) -> list[Period]:
    """R6: of each kind the bounded ones if there are any, else the open-ended."""
    valid = [p for p in periods if _touches(p, day, day)]
    bounded = {p.kind for p in valid if is_bounded(p)}
    return [p for p in valid if is_bounded(p) or p.kind not in bounded] if bounded else valid


def _text_only(periods: list[Period], counting: frozenset[HoursKind]) -> Period | None:
    """The period whose hours are only text, when no hours of the kinds that count are known."""
    asked = [p for p in periods if p.kind in counting] or periods
    return None if any(has_hours(p) for p in asked) else asked[0]


def _slots_on(period: Period, day: date) -> list[DaySlot]:
    if period.always_open:
        return [DaySlot(MIDNIGHT, MIDNIGHT, period.kind)]
    weekday = day.weekday()
    found = [
        DaySlot(slot.opens, slot.closes, period.kind)
        for slot in period.slots
        if slot.weekday == weekday and not is_empty(slot.opens, slot.closes)
    ]
    return found if found and recurs(period, day) else []


def is_empty(opens: time, closes: time) -> bool:
    """R2: [9, 9) holds no moment; 00:00–00:00 is the whole day (R3)."""
    return opens == closes != MIDNIGHT


def _exception_plan(day: date, exception: HoursException) -> DayPlan:
    slots = [DaySlot(opens, closes, exception.kind) for opens, closes in exception.slots if not is_empty(opens, closes)]
    return DayPlan(day, _ordered(slots), DayCause.EXCEPTION, reason=exception.reason, holiday=holiday(day))


def _ordered(slots: list[DaySlot]) -> tuple[DaySlot, ...]:
    if len(slots) < 2:
        return tuple(slots)
    return tuple(sorted(dict.fromkeys(slots), key=lambda slot: (slot.opens, slot.closes, slot.kind)))


def _made(exception: HoursException) -> float:
    return exception.created_at.timestamp() if exception.created_at else float("-inf")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
