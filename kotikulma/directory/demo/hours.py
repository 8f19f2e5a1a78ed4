"""The demo's compact notation of dates and hours, read into `directory.types`.

Dates: "+2w ti" is the Tuesday two weeks after the given Monday's week; "12-24" is that day of the coming year.
Hours, one line per kind: `kind [when]: ma-to 9-16; pe 9-14` or `kind: always`, where `when` is one of
odd, even, every 3 (weeks), nth 1,-1 (of the month), winter (1.9.–31.5.), summer (1.6.–31.8.).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from kotikulma.directory.types import HoursException, HoursKind, Period, Recurrence, Slot

WEEKDAYS = ("ma", "ti", "ke", "to", "pe", "la", "su")
OFFSET = re.compile(r"([+-]\d{1,3})w (\w\w)")
LINE = re.compile(r"(?P<kind>[a-z_]+)(?: (?P<when>[a-z]+)(?: (?P<number>[-\d,]+))?)?: (?P<spec>.+)")
PART = re.compile(r"(\w\w)(?:-(\w\w))? ([\d.]+)-([\d.]+)")
SEASONS = {"winter": ("09-01", "05-31"), "summer": ("06-01", "08-31")}
WEEKS = {"odd": Recurrence.ODD_WEEKS, "even": Recurrence.EVEN_WEEKS}


def day(text: str, monday: date) -> date:
    """ "+2w ti" counted from `monday`. ValueError when it is not written so."""
    found = OFFSET.fullmatch(text)
    if not found:
        raise ValueError(f'A date is written "+2w ti", not {text!r}')
    return monday + timedelta(weeks=int(found[1]), days=_weekday(found[2]))


def span(first: str, last: str, monday: date) -> tuple[date, date]:
    """ "12-24", "01-01": the first such stretch that is not over on `monday`."""
    return next(span for year in (-1, 0, 1) if (span := _in_year(first, last, monday.year + year))[1] >= monday)


def periods(lines: Iterable[str], monday: date) -> tuple[Period, ...]:
    """Hour lines as regular hours; a season becomes its next two stretches. ValueError names the line."""
    return tuple(period for line in lines for period in _periods(line, monday))


def exceptions(rows: Iterable[Mapping[str, Any]], monday: date) -> tuple[HoursException, ...]:
    """Days that differ: `from`, `to`, `reason`, and `hours` ("9-12") and `kind` unless closed."""
    found = []
    for row in rows:
        first, last = span(row["from"], row["to"], monday)
        slots = (_times(*row["hours"].split("-")),) if "hours" in row else ()
        kind = HoursKind(row.get("kind", HoursKind.OPEN))
        found.append(HoursException(first, last, slots=slots, kind=kind, reason=row["reason"]))
    return tuple(found)


def _periods(line: str, monday: date) -> Iterable[Period]:
    found = LINE.fullmatch(line)
    if not found:
        raise ValueError(f'Hours are written "drop_in: ti 9-11", not {line!r}')
    kind, when, number = HoursKind(found["kind"]), found["when"], found["number"]
    if found["spec"] == "always":
        return (Period(kind=kind, always_open=True),)
    slots = tuple(slot for part in found["spec"].split("; ") for slot in _slots(part))
    if when in SEASONS:
        first, last = span(*SEASONS[when], monday)
        following = _in_year(*SEASONS[when], first.year + 1)
        return tuple(Period(kind, slots, valid_from=a, valid_to=b) for a, b in ((first, last), following))
    return (Period(kind, slots, **_recurrence(line, when, number, monday)),)


def _recurrence(line: str, when: str | None, number: str | None, monday: date) -> dict[str, Any]:
    if when is None:
        return {}
    if when in WEEKS:
        return {"recurrence": WEEKS[when]}
    if when == "every" and number:
        return {"recurrence": Recurrence.EVERY_N_WEEKS, "interval": int(number), "anchor": monday}
    if when == "nth" and number:
        return {"recurrence": Recurrence.NTH_WEEKDAY, "nth": tuple(int(part) for part in number.split(","))}
    raise ValueError(f"Nobody knows when {when!r} is in {line!r}")


def _slots(part: str) -> Iterable[Slot]:
    found = PART.fullmatch(part)
    if not found:
        raise ValueError(f'A day is written "ma-to 9-16", not {part!r}')
    first = _weekday(found[1])
    last = _weekday(found[2]) if found[2] else first
    opens, closes = _times(found[3], found[4])
    return (Slot(weekday, opens, closes) for weekday in range(first, last + 1))


def _times(opens: str, closes: str) -> tuple[time, time]:
    return _time(opens), _time(closes)


def _time(text: str) -> time:
    hour, _dot, minute = text.partition(".")
    return time(int(hour) % 24, int(minute or 0))


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise ValueError(f"{text!r} is no weekday; write one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(text)


def _in_year(first: str, last: str, year: int) -> tuple[date, date]:
    return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year + (last < first)}-{last}")
