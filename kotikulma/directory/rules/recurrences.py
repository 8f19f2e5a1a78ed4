"""Opening hours as repeating rows for formats without exceptions: a row ends before a day that differs.

The days themselves are decided by `hours_days` alone; here they are only put into rows, for the next HORIZON.
Earlier days are not looked at. A holiday on which one has to ask leaves the row whole and is said in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from kotikulma.directory.rules.hours_days import (
    MIDNIGHT,
    DayPlan,
    Days,
    DaySlot,
    has_hours,
    is_bounded,
    is_empty,
    recurs,
)
from kotikulma.directory.types import HolidayPolicy, HoursKind, Period, Recurrence, Schedule
from kotikulma.directory.types.recurrences import HoursRow
from kotikulma.kernel.public_holidays import holidays_of

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
HORIZON = timedelta(days=366)
RENEW_AFTER = timedelta(days=120)  # rows made earlier than this are made anew, well before the horizon
FAR = date(9999, 1, 1)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Range = tuple[date | None, date | None]  # inclusive; None: no limit


@dataclass(frozen=True, slots=True)
class _Slot:
    """One slot of one period; `weekday` None means every day."""

    period: Period
    weekday: int | None
    day_slot: DaySlot

    def on(self, day: date) -> bool:
        return self.weekday is None or (day.weekday() == self.weekday and recurs(self.period, day))

    def first(self, start: date, end: date | None = None) -> date | None:
        """The first occurrence in [start, end], looked for over three years."""
        stop = min(end or FAR, start + 3 * HORIZON)
        day = start if self.weekday is None else start + timedelta(days=(self.weekday - start.weekday()) % 7)
        while day <= stop:
            if self.on(day):
                return day
            day += WEEK
        return None

    def last(self, end: date, start: date | None) -> date | None:
        stop = max(start or date.min, end - 3 * HORIZON)
        day = end if self.weekday is None else end - timedelta(days=(end.weekday() - self.weekday) % 7)
        while day >= stop:
            if self.on(day):
                return day
            day -= WEEK
        return None


def recurrences(schedule: Schedule, today: date) -> tuple[HoursRow, ...]:
    """Rows that say when it is open from `today` on. Regular rows first, then days with other hours."""
    horizon = today + HORIZON
    days = Days(schedule, today, horizon)
    periods = schedule.periods or (schedule.parent.periods if schedule.parent else ())
    slots = [slot for period in periods if has_hours(period) for slot in _slots(period)]
    special = {day: days.plan(day) for day in _special_days(days, today, horizon)}
    open_on = {day: set(plan.slots) for day, plan in special.items()}
    unsure = {day for day, plan in special.items() if not plan.known}
    rows: list[HoursRow] = []
    told: set[tuple[date, DaySlot]] = set()
    ask = days.policy == HolidayPolicy.ASK and not all(period.always_open for period in periods)
    for slot in slots:
        for low, high in _ranges(days, periods, slot.period, today):
            differing = [
                day for day in special if slot.on(day) and day not in unsure and slot.day_slot not in open_on[day]
            ]
            told |= {(day, slot.day_slot) for day in special if slot.on(day) and _within(day, (low, high))}
            rows += _rows(slot, low, high, differing, today, ask and not slot.period.always_open)
    extra = [
        (day, item) for day, found in sorted(open_on.items()) for item in _sorted(found) if (day, item) not in told
    ]
    return (*rows, *_extra_rows(extra, special))


def _slots(period: Period) -> Iterator[_Slot]:
    if period.always_open:
        yield _Slot(period, None, DaySlot(MIDNIGHT, MIDNIGHT, period.kind))
        return
    for slot in dict.fromkeys(period.slots):
        if not is_empty(slot.opens, slot.closes):
            yield _Slot(period, slot.weekday, DaySlot(slot.opens, slot.closes, period.kind))


def _special_days(days: Days, today: date, horizon: date) -> list[date]:
    """Days that may differ one by one: holidays, and every day of an exception."""
    found = {day for year in range(today.year, horizon.year + 1) for day in holidays_of(year)}
    for source in (days, days.parent):
        for exception in source.exceptions if source else ():
            day = max(exception.starts_on, today)
            while day <= min(exception.ends_on, horizon):
                found.add(day)
                day += DAY
    return sorted(day for day in found if today <= day <= horizon)


def _ranges(days: Days, periods: Iterable[Period], period: Period, today: date) -> list[Range]:
    """Where the period rules: its dates within the lives, less pauses and less bounded hours of its kind (R6)."""
    lives = [source.life for source in (days, days.parent) if source]
    low = max((day for day in (period.valid_from, *(life.starts_on for life in lives)) if day), default=None)
    high = min((day for day in (period.valid_to, *(life.ends_on for life in lives)) if day), default=None)
    cuts: list[Range] = [
        (life.paused_from, life.paused_until) for life in lives if life.paused_from or life.paused_until
    ]
    if not is_bounded(period):
        cuts += [(one.valid_from, one.valid_to) for one in periods if one.kind == period.kind and is_bounded(one)]
    if period.recurrence in (Recurrence.ODD_WEEKS, Recurrence.EVEN_WEEKS):
        pieces = _even_pieces(low, high, today)
    else:
        pieces = [(low, high)]
    for cut in cuts:
        pieces = [rest for piece in pieces for rest in _less(piece, cut)]
    return [piece for piece in pieces if _ordered(piece) and not (piece[1] and piece[1] < today)]


def _even_pieces(low: date | None, high: date | None, today: date) -> list[Range]:
    """A rhythm of two weeks breaks after a year of 53 weeks: one piece for each unbroken stretch."""
    pieces: list[Range] = []
    start = low
    for year in range(today.year - 7, today.year + 10):
        if date(year, 12, 28).isocalendar().week == 53:
            turn = date.fromisocalendar(year + 1, 1, 1)
            if turn <= (low or date.min):
                continue
            pieces.append((start, min(turn - DAY, high or FAR)))
            start = turn
            if turn > today + HORIZON or (high and turn > high):
                break
    return pieces


def _rows(
    slot: _Slot, low: date | None, high: date | None, differing: list[date], today: date, ask: bool
) -> Iterator[HoursRow]:
    """The range as runs of occurrences between the days that differ."""
    inside = [day for day in differing if _within(day, (low, high))]
    bounds = [low, *(day + DAY for day in inside)]
    ends: list[date | None] = [*(day - DAY for day in inside), high]
    for number, (start, end) in enumerate(zip(bounds, ends, strict=True)):
        if not _ordered((start, end)):
            continue
        row = _row(slot, start, end, after_break=number > 0, today=today)
        if row:
            yield replace(row, ask_holidays=ask)


def _row(slot: _Slot, start: date | None, end: date | None, *, after_break: bool, today: date) -> HoursRow | None:
    period = slot.period
    monthly = period.recurrence == Recurrence.NTH_WEEKDAY and slot.weekday is not None
    skips = not monthly and period.recurrence != Recurrence.WEEKLY and slot.weekday is not None
    begin = start or (period.anchor if skips and period.anchor and period.anchor <= today else None)
    first = slot.first(begin or today, end)
    last = slot.last(end, start) if end else None
    if first is None or (end and last is None):
        return None
    return HoursRow(
        kind=period.kind,
        opens=slot.day_slot.opens,
        closes=slot.day_slot.closes,
        frequency="MONTHLY" if monthly else "WEEKLY",
        byday=_byday(slot, monthly),
        interval=_interval(period) if skips else 1,
        starts_on=first if after_break else start,
        first=first if start or skips else None,
        last=last,
        valid_to=end if end and (end == period.valid_to or (skips and end > today + HORIZON)) else None,
        note=period.note,
    )


def _byday(slot: _Slot, monthly: bool) -> str:
    if slot.weekday is None:
        return ",".join(CODES)
    code = CODES[slot.weekday]
    return ",".join(f"{nth}{code}" for nth in slot.period.nth) if monthly else code


def _interval(period: Period) -> int:
    return max(period.interval, 1) if period.recurrence == Recurrence.EVERY_N_WEEKS else 2


def _extra_rows(extra: list[tuple[date, DaySlot]], plans: dict[date, DayPlan]) -> Iterator[HoursRow]:
    """Days with hours of their own, the same weekday of consecutive weeks as one row."""
    runs: dict[tuple[int, time, time, HoursKind], list[list[date]]] = {}
    for day, item in extra:
        found = runs.setdefault((day.weekday(), item.opens, item.closes, item.kind), [])
        if found and found[-1][-1] + WEEK == day:
            found[-1].append(day)
        else:
            found.append([day])
    slots = {(day.weekday(), item.opens, item.closes, item.kind): item for day, item in extra}
    for key, found in runs.items():
        for run in found:
            yield HoursRow(
                kind=slots[key].kind,
                opens=slots[key].opens,
                closes=slots[key].closes,
                frequency="WEEKLY",
                byday=CODES[run[0].weekday()],
                starts_on=run[0],
                first=run[0],
                last=run[-1],
                note=plans[run[0]].reason,
            )


def _less(piece: Range, cut: Range) -> list[Range]:
    """What remains of a range without another."""
    low, high = piece
    cut_low, cut_high = cut
    if (cut_high and low and cut_high < low) or (cut_low and high and high < cut_low):
        return [piece]
    rest: list[Range] = []
    if cut_low and (not low or low < cut_low):
        rest.append((low, cut_low - DAY))
    if cut_high and (not high or cut_high < high):
        rest.append((cut_high + DAY, high))
    return rest


def _within(day: date, piece: Range) -> bool:
    return (not piece[0] or piece[0] <= day) and (not piece[1] or day <= piece[1])


def _ordered(piece: Range) -> bool:
    return not piece[0] or not piece[1] or piece[0] <= piece[1]


def _sorted(slots: Iterable[DaySlot]) -> list[DaySlot]:
    return sorted(slots, key=lambda slot: (slot.opens, slot.closes, slot.kind))
