"""Calendar files of others, entry by entry: what is broken in one spoils no other.

A byte order mark, bare line ends, lines that are no property and time zones without a definition are put up with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
from django.utils.translation import gettext as _
from icalendar.prop.broken import vBroken

from kotikulma.events.types.borrowed import Problem
from kotikulma.kernel.clock import HELSINKI

LENGTH = timedelta(hours=1)  # of an entry that does not say when it ends
_ENTRY = re.compile(r"^BEGIN:VEVENT[ \t]*$(.*?)^END:VEVENT[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_INNER = re.compile(r"^BEGIN:(\w+)$.*?^END:\1$\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_PROPERTY = re.compile(r"[A-Za-z0-9-]+[;:]")
_FOLDED = re.compile(r"\n[ \t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One VEVENT as understood. `rule`: RRULE text, of which `rules.recurrence` says whether we keep it."""

    uid: str
    title: str
    description: str
    location: str
    starts_at: datetime
    ends_at: datetime
    rule: str = ""
    excluded: tuple[date, ...] = ()
    recurrence_id: datetime | None = None
    cancelled: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """What cannot be an event, and why."""

    uid: str
    problem: Problem


def entries(data: bytes) -> Iterator[ReadEntry | Skipped]:
    """Every VEVENT of a file, in its order. Nothing when there is none."""
    words = _decoded(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for found in _ENTRY.finditer(words):
        yield _entry(_FOLDED.sub("", _INNER.sub("", found.group(1).strip("\n") + "\n")).split("\n"))


def _decoded(data: bytes) -> str:
    """UTF-8 as the standard says, else as old office programs write."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _entry(lines: list[str]) -> ReadEntry | Skipped:
    good = [line for line in lines if _PROPERTY.match(line)]
    broken = [line for line in lines if line.strip() and not _PROPERTY.match(line)]
    event: Any = icalendar.Event()
    for line in good:
        read = _property(line)
        if read is None:
            broken.append(line)
        else:
            event.update(read)
    uid = str(event.get("UID", ""))
    starts = _moment(event.get("DTSTART"))
    if starts is None:
        return Skipped(uid, Problem("DTSTART", "missing", _("Merkinnältä puuttuu alkamisaika.")))
    if not str(event.get("SUMMARY", "")).strip():
        return Skipped(uid, Problem("SUMMARY", "missing", _("Merkinnältä puuttuu nimi.")))
    problems = [_broken(line) for line in broken]
    if isinstance(event["DTSTART"].dt, date) and not isinstance(event["DTSTART"].dt, datetime):
        problems.append(Problem("DTSTART", "whole_day", _("Merkintä kestää koko päivän. Anna kellonajat.")))
    ends = _end(event, starts)
    if ends <= starts:
        ends = starts + LENGTH
        problems.append(Problem("DTEND", "before_start", _("Merkintä päättyy ennen alkuaan. Tarkista loppuaika.")))
    return ReadEntry(
        uid=uid,
        title=str(event["SUMMARY"]).strip(),
        description=str(event.get("DESCRIPTION", "")).strip(),
        location=str(event.get("LOCATION", "")).strip(),
        starts_at=starts,
        ends_at=ends,
        rule=event["RRULE"].to_ical().decode() if "RRULE" in event else "",
        excluded=tuple(_excluded(lines)),
        recurrence_id=_moment(event.get("RECURRENCE-ID")),
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        problems=tuple(problems),
    )


def _moment(value: Any) -> datetime | None:
    """Aware; a floating time and one of an unknown zone are Helsinki's, a bare day begins at midnight."""
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=HELSINKI)
    return datetime.combine(found, time(), HELSINKI) if isinstance(found, date) else None


def _end(event: Any, starts: datetime) -> datetime:
    ends = _moment(event.get("DTEND"))
    if ends:
        return ends
    length = getattr(event.get("DURATION"), "dt", None)
    return starts + (length if isinstance(length, timedelta) else LENGTH)


def _excluded(lines: list[str]) -> Iterator[date]:
    """The local days of EXDATE, however many there are in a line."""
    for line in lines:
        if line.upper().startswith("EXDATE"):
            head, _colon, moments = line.partition(":")
            for moment in moments.split(","):
                read = _property(f"DTSTART{head[6:]}:{moment}")
                if read and (found := _moment(read.get("DTSTART"))):
                    yield found.astimezone(HELSINKI).date()


def _property(line: str) -> Any:
    """One line by itself, or None when nothing can be made of it."""
    try:
        read: Any = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n")
    except (ValueError, IndexError, KeyError):
        return None
    return None if any(isinstance(value, vBroken) for value in read.values()) else read


def _broken(line: str) -> Problem:
    return Problem("", "broken_line", _("Riviä ei voitu lukea: %(line)s") % {"line": line.strip()[:60]})
