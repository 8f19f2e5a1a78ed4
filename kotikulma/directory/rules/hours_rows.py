"""Hours as they are stored, and regular hours as people list them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from kotikulma.directory.types import HoursKind, Period, Slot

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class RegularLine:
    """Weekdays of one period that share their times: "ma–to klo 9–16".

    `runs`: first and last weekday of each unbroken run; a lone day is (1, 1). `always`: around the clock.
    """

    weekdays: tuple[int, ...]
    times: tuple[Span, ...]
    kind: HoursKind
    period: Period

    @property
    def always(self) -> bool:
        return self.period.always_open

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        runs: list[tuple[int, int]] = []
        for day in self.weekdays:
            if runs and runs[-1][1] == day - 1:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return tuple(runs)


def regular_lines(periods: Iterable[Period], day: date | None = None) -> tuple[RegularLine, ...]:
    """Regular hours as lines, each period's in order of its first weekday; with `day`, only periods valid then.

    A period with only text gives one line without weekdays, so that its note is not lost.
    """
    lines: list[RegularLine] = []
    for period in periods:
        if day and ((period.valid_from and day < period.valid_from) or (period.valid_to and period.valid_to < day)):
            continue
        if period.always_open or not period.slots:
            lines.append(RegularLine((), (), period.kind, period))
            continue
        times: dict[int, list[Span]] = {}
        for slot in sorted(period.slots, key=lambda slot: (slot.weekday, slot.opens, slot.closes)):
            times.setdefault(slot.weekday, []).append((slot.opens, slot.closes))
        grouped: dict[tuple[Span, ...], list[int]] = {}
        for weekday, spans in times.items():
            grouped.setdefault(tuple(spans), []).append(weekday)
        lines += [RegularLine(tuple(days), spans, period.kind, period) for spans, days in grouped.items()]
    return tuple(lines)


def slots_from_json(rows: Sequence[object] | None) -> tuple[Slot, ...]:
    """`[[0, "09:00", "11:00"], …]` (0 is Monday) to slots. "24:00" is read as midnight. ValueError names the row."""
    return tuple(_slot(number, row) for number, row in enumerate(_rows(rows), start=1))


def slots_to_json(slots: Iterable[Slot]) -> list[list[int | str]]:
    return [[slot.weekday, _text(slot.opens), _text(slot.closes)] for slot in slots]


def spans_from_json(rows: Sequence[object] | None) -> tuple[Span, ...]:
    """`[["09:00", "11:00"], …]` to (opens, closes). ValueError names the row."""
    spans = []
    for number, row in enumerate(_rows(rows), start=1):
        if not isinstance(row, (list, tuple)) or len(row) != 2:
            raise ValueError(f'Row {number} is not ["09:00", "11:00"]: {row!r}')
        spans.append((_time(number, row[0]), _time(number, row[1])))
    return tuple(spans)


def spans_to_json(spans: Iterable[Span]) -> list[list[str]]:
    return [[_text(opens), _text(closes)] for opens, closes in spans]


def _rows(rows: Sequence[object] | None) -> Sequence[object]:
    if rows is None:
        return ()
    if not isinstance(rows, (list, tuple)):
        raise ValueError(f"Hours are not a list of rows: {rows!r}")
    return rows


def _slot(number: int, row: object) -> Slot:
    if not isinstance(row, (list, tuple)) or len(row) != 3:
        raise ValueError(f'Row {number} is not [weekday, "09:00", "11:00"]: {row!r}')
    weekday, opens, closes = row
    if not isinstance(weekday, int) or isinstance(weekday, bool) or not 0 <= weekday <= 6:
        raise ValueError(f"Row {number}: weekday {weekday!r} is not a number from 0 (Monday) to 6")
    return Slot(weekday, _time(number, opens), _time(number, closes))


def _time(number: int, value: object) -> time:
    if isinstance(value, str):
        try:
            return _parsed(value)
        except ValueError:
            pass
    raise ValueError(f'Row {number}: {value!r} is not a time such as "09:00"')


@lru_cache(maxsize=2048)
def _parsed(value: str) -> time:
    if value in ("24:00", "24:00:00"):
        return time(0)
    if len(value) not in (5, 8):
        raise ValueError(value)
    parsed = time.fromisoformat(value)
    if parsed.tzinfo:
        raise ValueError(value)
    return parsed


def _text(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")
