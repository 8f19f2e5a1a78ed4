"""Entries as iCalendar. The same entries are the same bytes: nothing here asks the clock."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import icalendar
from icalendar import vCalAddress, vDuration, vText

from kotikulma.events.types import Rule
from kotikulma.events.types.calendars import CANCELLED, Entry, Invitation
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.outbox.renderers import Calendar

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//Kotikulma//Kotikulma//FI"
REFRESH = "PT1H"
# Written out: the package's own writes the spring change an hour late
_HELSINKI = icalendar.Timezone.from_ical(
    """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
DTSTART:19810329T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
"""
)
_END = b"END:VCALENDAR\r\n"
_LONGEST = 74  # bytes of one line
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar one subscribes to: it has a name and says how often to look."""
    calendar = _calendar()
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    calendar.add("refresh-interval", vDuration.from_ical(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(REFRESH))
    calendar.add("x-wr-timezone", vText("Europe/Helsinki"))
    return _framed(calendar, map(_event, entries))


def document(entries: Iterable[Entry]) -> bytes:
    """A file to put into one's calendar once."""
    return _framed(_calendar(), map(_event, entries))


def invitation(invited: Invitation) -> Calendar:
    """METHOD:REQUEST: puts the entry into the person's calendar as accepted, or moves it there."""
    return _to_person(invited, "REQUEST")


def cancellation(invited: Invitation) -> Calendar:
    """METHOD:CANCEL: the entry is no more. Its status must say so too, and its sequence be one higher."""
    if invited.entry.status != CANCELLED:
        raise ValueError("The entry of a cancellation has the status CANCELLED.")
    return _to_person(invited, "CANCEL")


def _to_person(invited: Invitation, method: str) -> Calendar:
    calendar = _calendar()
    calendar.add("method", method)
    organizer = vCalAddress(f"mailto:{_clean(invited.organizer_email)}")
    organizer.params["CN"] = _clean(invited.organizer).replace('"', "'").replace("\n", " ")
    attendee = vCalAddress(f"mailto:{_clean(invited.attendee_email)}")
    attendee.params |= {"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
    people = [calendar.content_line("ORGANIZER", organizer), calendar.content_line("ATTENDEE", attendee)]
    return Calendar(method, _framed(calendar, [_event(invited.entry, people)]).decode())


def _calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _framed(calendar: icalendar.Calendar, events: Iterable[bytes]) -> bytes:
    """The package writes the frame; the entries, which may be thousands, are written here over ten times faster."""
    calendar.add_component(_HELSINKI)
    return b"".join([calendar.to_ical().removesuffix(_END), *events, _END])


def _event(entry: Entry, people: Iterable[str] = ()) -> bytes:
    changed = _utc(entry.changed_at)
    lines = [
        f"DTSTART;{_local(entry.starts_at)}",
        f"DTEND;{_local(entry.ends_at)}",
        f"DTSTAMP:{changed}",
        f"UID:{_text(entry.uid)}",
        *([f"RECURRENCE-ID;{_local(entry.recurrence_id)}"] if entry.recurrence_id else []),
        f"SEQUENCE:{entry.sequence}",
        *([f"RRULE:{_rule(entry, entry.rule)}"] if entry.rule else []),
        *(f"RDATE;{_local(moment)}" for moment in entry.also),
        *(f"EXDATE;{_local(moment)}" for moment in entry.excluded if entry.rule),
    ]
    others = [f"LAST-MODIFIED:{changed}", f"STATUS:{_text(entry.status)}", *people]
    told = {name: _clean(getattr(entry, name)) for name in ("summary", "description", "location")}
    others.extend(f"{name.upper()}:{_text(told[name])}" for name in ("description", "location") if told[name])
    if entry.url:
        others.append(f"URL:{entry.url}")
    if entry.position:
        others.append("GEO:{};{}".format(*entry.position))
    if entry.categories:
        others.append(f"CATEGORIES:{','.join(map(_text, entry.categories))}")
    if entry.related_to:
        others.append(f"RELATED-TO:{_text(entry.related_to)}")
    summary = [f"SUMMARY:{_text(told['summary'])}"] if told["summary"] else []
    return b"".join(_folded(line) for line in ("BEGIN:VEVENT", *summary, *lines, *sorted(others), "END:VEVENT"))


def _rule(entry: Entry, rule: Rule) -> str:
    parts = [f"FREQ={rule.frequency.upper()}"]
    if rule.until:
        # In UTC, because DTSTART names a time zone (RFC 5545, 3.3.10)
        last = datetime.combine(rule.until, entry.starts_at.astimezone(HELSINKI).time(), HELSINKI)
        parts.append(f"UNTIL={_utc(last)}")
    if rule.count:
        parts.append(f"COUNT={rule.count}")
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.byday:
        parts.append(f"BYDAY={','.join(rule.byday)}")
    return ";".join(parts)


def _local(moment: datetime) -> str:
    return f"TZID=Europe/Helsinki:{moment.astimezone(HELSINKI):%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Escaped (RFC 5545, 3.3.11)."""
    return words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _folded(line: str) -> bytes:
    """In pieces shorter than 75 bytes, neither a letter nor what is escaped torn apart (RFC 5545, 3.1)."""
    rest, pieces = line.encode(), []
    while len(rest) > _LONGEST:
        end = _LONGEST
        while rest[end] & 0xC0 == 0x80:  # in the middle of a letter
            end -= 1
        if rest[end - 1] in b"\\^":
            end -= 1
        pieces.append(rest[:end])
        rest = rest[end:]
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def _clean(words: str) -> str:
    """Without characters no calendar file may hold."""
    return _UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
