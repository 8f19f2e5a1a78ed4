"""Entries as iCalendar. The same entries are the same bytes: nothing here asks the clock."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import icalendar
from icalendar import Component, vCalAddress, vDuration, vRecur, vText

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
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar one subscribes to: it has a name and says how often to look."""
    calendar = _calendar()
    calendar.add("name", vText(_clean(name)))
    calendar.add("x-wr-calname", vText(_clean(name)))
    calendar.add("refresh-interval", vDuration.from_ical(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(REFRESH))
    calendar.add("x-wr-timezone", vText("Europe/Helsinki"))
    return _written(calendar, entries)


def document(entries: Iterable[Entry]) -> bytes:
    """A file to put into one's calendar once."""
    return _written(_calendar(), entries)


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
    calendar.add_component(_HELSINKI)
    event = _event(invited.entry)
    organizer = vCalAddress(f"mailto:{_clean(invited.organizer_email)}")
    organizer.params["CN"] = _clean(invited.organizer).replace('"', "'").replace("\n", " ")
    attendee = vCalAddress(f"mailto:{_clean(invited.attendee_email)}")
    attendee.params |= {"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    calendar.add_component(event)
    return Calendar(method, calendar.to_ical().decode())


def _calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _written(calendar: icalendar.Calendar, entries: Iterable[Entry]) -> bytes:
    calendar.add_component(_HELSINKI)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Component:
    event = icalendar.Event()
    event.add("uid", vText(entry.uid))
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", _local(entry.starts_at))
    event.add("dtend", _local(entry.ends_at))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    _add_rule(event, entry)
    for name in ("summary", "description", "location"):
        if words := _clean(getattr(entry, name)):
            event.add(name, vText(words))
    if entry.url:
        event.add("url", entry.url)
    if entry.position:
        event.add("geo", entry.position)
    if entry.categories:
        event.add("categories", list(entry.categories))
    if entry.related_to:
        event.add("related-to", vText(entry.related_to))
    return event


def _add_rule(event: Component, entry: Entry) -> None:
    if entry.recurrence_id:
        event.add("recurrence-id", _local(entry.recurrence_id))
    for moment in entry.also:
        event.add("rdate", _local(moment))
    if entry.rule is None:
        return
    rule = entry.rule
    parts: dict[str, object] = {"freq": rule.frequency, "byday": list(rule.byday)}
    if rule.interval > 1:
        parts["interval"] = rule.interval
    if rule.until:
        # In UTC, because DTSTART names a time zone (RFC 5545, 3.3.10)
        last = datetime.combine(rule.until, _local(entry.starts_at).time(), HELSINKI)
        parts["until"] = last.astimezone(UTC)
    if rule.count:
        parts["count"] = rule.count
    event.add("rrule", vRecur(parts))
    for moment in entry.excluded:
        event.add("exdate", _local(moment))


def _local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)


def _clean(words: str) -> str:
    """Without characters no calendar file may hold."""
    return _UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
