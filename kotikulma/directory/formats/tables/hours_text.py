"""Opening hours as people type them into a cell: "ma-pe 9-16; ti 9-11 avoin; parilliset viikot to 17-19"."""

import re
from datetime import time

from django.utils.translation import gettext as _

from kotikulma.directory.types import HoursKind, Period, Recurrence, Slot
from kotikulma.directory.types.imports import Problem

DAYS = {name: number for number, name in enumerate(("ma", "ti", "ke", "to", "pe", "la", "su"))}
KINDS = (
    (re.compile(r"\b(?:avoin|ilman ajanvarausta|drop.?in)\b"), HoursKind.DROP_IN),
    (re.compile(r"\b(?:ajanvarauksella|ajanvaraus)\b"), HoursKind.BY_APPOINTMENT),
    (re.compile(r"\b(?:puhelin|puhelinaika|puhelimitse)\b"), HoursKind.PHONE),
    (re.compile(r"\b(?:omatoimi|omatoimisesti)\b"), HoursKind.SELF_SERVICE),
    (re.compile(r"\bauki\b"), HoursKind.OPEN),
)
WEEKS = (
    (re.compile(r"\bparilliset(?: viikot)?\b"), Recurrence.EVEN_WEEKS),
    (re.compile(r"\bparittomat(?: viikot)?\b"), Recurrence.ODD_WEEKS),
)
WORDS = {
    HoursKind.OPEN: "",
    HoursKind.DROP_IN: " avoin",
    HoursKind.BY_APPOINTMENT: " ajanvarauksella",
    HoursKind.PHONE: " puhelin",
    HoursKind.SELF_SERVICE: " omatoimi",
}
WEEK_WORDS = {
    Recurrence.WEEKLY: "",
    Recurrence.EVEN_WEEKS: "parilliset viikot ",
    Recurrence.ODD_WEEKS: "parittomat viikot ",
}
DAY = r"(?:ma|ti|ke|to|pe|la|su)"
DAYS_PART = re.compile(rf"^({DAY}(?:\s*[-–]\s*{DAY})?(?:\s*,\s*{DAY}(?:\s*[-–]\s*{DAY})?)*)\b(.*)$")
TIMES = re.compile(r"(?:klo\s*)?(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")
EVENING, MORNING = time(17), time(8)


def parse_hours(text: str) -> tuple[tuple[Period, ...], tuple[Problem, ...]]:
    """Periods, and what was not understood. Days that are "suljettu" simply have no hours."""
    slots: dict[tuple[HoursKind, Recurrence], list[Slot]] = {}
    problems: list[Problem] = []
    always = False
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", text.lower()))):
        if re.fullmatch(r"24/7|aina auki|aina", part):
            always = True
            continue
        found = _part(part)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            kind, weeks, new = found
            slots.setdefault((kind, weeks), []).extend(slot for slot in new)
    periods = [
        Period(kind=kind, recurrence=weeks, slots=tuple(sorted(set(each), key=lambda slot: (slot.weekday, slot.opens))))
        for (kind, weeks), each in slots.items()
        if each
    ]
    return ((Period(always_open=True),) if always else ()) + tuple(periods), tuple(problems)


def write_hours(periods: tuple[Period, ...]) -> str:
    """The same words back; what has dates or text of its own cannot be said in a cell and is left out."""
    parts: list[str] = []
    for period in periods:
        if period.valid_from or period.valid_to or period.note:
            continue
        if period.always_open:
            parts.append("24/7")
        elif period.recurrence in WEEK_WORDS:
            parts += [_words(period, slot) for slot in period.slots]
    return "; ".join(parts)


def _words(period: Period, slot: Slot) -> str:
    day, times = tuple(DAYS)[slot.weekday], f"{_short(slot.opens)}-{_closing(slot.closes)}"
    return f"{WEEK_WORDS[period.recurrence]}{day} {times}{WORDS[period.kind]}"


def _part(part: str) -> tuple[HoursKind, Recurrence, list[Slot]] | Problem:
    kind, weeks, rest = HoursKind.OPEN, Recurrence.WEEKLY, part
    for pattern, recurrence in WEEKS:
        if pattern.search(rest):
            weeks, rest = recurrence, pattern.sub("", rest).strip()
    for pattern, named in KINDS:
        if pattern.search(rest):
            kind, rest = named, pattern.sub("", rest).strip()
            break
    slots = _slots(part, rest)
    return slots if isinstance(slots, Problem) else (kind, weeks, slots)


def _slots(part: str, rest: str) -> list[Slot] | Problem:
    """Weekdays and times; `part` is what the person typed, for the sentence."""
    matched = DAYS_PART.match(rest)
    if matched is None:
        return _unclear(part)
    times = matched[2].strip(" :")
    if re.fullmatch(r"(?:suljettu|kiinni)", times):
        return []
    spans = [_span(found) for found in TIMES.finditer(times)]
    good = [span for span in spans if span]
    if not good or len(good) < len(spans) or TIMES.sub("", times).strip(" ,ja"):
        return _unclear(part)
    for opens, closes in good:
        overnight = opens >= EVENING and closes <= MORNING
        if closes != time(0) and closes <= opens and not overnight:
            message = _("Aukiolo ”%(part)s” päättyy ennen kuin se alkaa. Korjaa kellonajat.") % {"part": part}
            return Problem("aukiolo", "hours_end_before_start", message)
    return [Slot(day, *span) for day in _weekdays(matched[1]) for span in good]


def _weekdays(text: str) -> list[int]:
    found: list[int] = []
    for piece in text.split(","):
        ends = [DAYS[name] for name in re.findall(DAY, piece)]
        found += [(ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1)]
    return found


def _span(found: "re.Match[str]") -> tuple[time, time] | None:
    try:
        opens = time(int(found[1]), int(found[2] or 0))
        closes = time(0) if int(found[3]) == 24 else time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return opens, closes


def _short(value: time) -> str:
    return f"{value.hour}.{value.minute:02d}" if value.minute else str(value.hour)


def _closing(value: time) -> str:
    return "24" if value == time(0) else _short(value)


def _unclear(part: str) -> Problem:
    message = _("Aukioloa ”%(part)s” ei ymmärretty. Kirjoita esimerkiksi: ma-pe 9-16; ti 9-11 avoin.") % {
        "part": part[:60]
    }
    return Problem("aukiolo", "hours_unclear", message)
