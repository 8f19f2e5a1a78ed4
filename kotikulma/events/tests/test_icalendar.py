"""iCalendar as written: the golden files, the lines of the standard, and programs that read it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.events.formats.icalendar import writing
from kotikulma.events.tests.ics import (
    INFO,
    MORNINGS,
    Khal,
    golden,
    invited,
    starts,
    starts_by_ical_js,
    told,
)
from kotikulma.events.tests.make import at
from kotikulma.events.types import Rule
from kotikulma.events.types.calendars import CANCELLED

CALMLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OURS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Kotikulma//Kotikulma//FI
CALSCALE:GREGORIAN
METHOD:CANCEL
BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
DTSTART:19810329T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Infotilaisuus (verkossa)
DTSTART;TZID=Europe/Helsinki:20210210T183000
DTEND;TZID=Europe/Helsinki:20210210T193000
DTSTAMP:20260901T090000Z
UID:reg-7f3c1d2e@osallisuus.example.kunta.fi
SEQUENCE:2
ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:registra
 nt@example.org
LAST-MODIFIED:20260901T090000Z
ORGANIZER;CN=Osallisuus:mailto:noreply@osallisuus.example.kunta.fi
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""
SERIES = """\
BEGIN:VEVENT
SUMMARY:Avoin aamu: neuvontaa ilman ajanvarausta
DTSTART;TZID=Europe/Helsinki:20261006T090000
DTEND;TZID=Europe/Helsinki:20261006T110000
DTSTAMP:20260901T090000Z
UID:series-2001@osallisuus.example.kunta.fi
SEQUENCE:3
RRULE:FREQ=WEEKLY;UNTIL=20270525T060000Z;BYDAY=TU
EXDATE;TZID=Europe/Helsinki:20261222T090000
EXDATE;TZID=Europe/Helsinki:20261229T090000
EXDATE;TZID=Europe/Helsinki:20270105T090000
LAST-MODIFIED:20260901T090000Z
LOCATION:Yhteinen palvelupiste\\, Kirkkokatu 1
STATUS:CONFIRMED
URL:https://osallisuus.example.kunta.fi/tapahtumat/2001
END:VEVENT
"""
MAILS = (
    ("registrant-1-created.ics", writing.invitation(invited(17, 0))),
    ("registrant-2-rescheduled.ics", writing.invitation(invited(18, 1))),
    ("registrant-3-cancelled.ics", writing.cancellation(invited(18, 2, status=CANCELLED))),
)
BODY = writing.feed("Avoimet aamut", MORNINGS)


def lines(words: str) -> bytes:
    return words.replace("\n", "\r\n").encode()


def test_the_golden_public_feed_is_reproduced() -> None:
    assert told(writing.feed("Tapahtumat", [INFO])) == told(golden("info-session-2021-02-10.public.ics"))


def test_the_golden_series_is_reproduced() -> None:
    assert told(BODY) == told(golden("weekly-drop-in.ics"))


@pytest.mark.parametrize(("name", "mail"), MAILS, ids=["created", "rescheduled", "cancelled"])
def test_the_golden_mails_are_reproduced(name: str, mail: Any) -> None:
    assert told(mail.body) == told(golden(name))


def test_our_own_lines_are_these() -> None:
    assert MAILS[2][1].body.encode() == lines(OURS)
    assert lines(SERIES) in BODY


@pytest.mark.parametrize("mail", [mail for _name, mail in MAILS])
def test_the_method_of_a_mail_is_that_of_its_body(mail: Any) -> None:
    assert f"METHOD:{mail.method}\r\n" in mail.body


def test_a_cancellation_says_cancelled_inside_too() -> None:
    with pytest.raises(ValueError, match="CANCELLED"):
        writing.cancellation(invited(18, 2))


def test_a_series_is_read_as_the_thirty_one_times_of_the_golden_list() -> None:
    rows = json.loads(golden("weekly-drop-in.expected.json"))
    assert len(rows) == 31
    assert starts(BODY) == [(row["start_utc"], row["status"]) for row in rows]


def test_ical_js_reads_the_same_times() -> None:
    assert starts_by_ical_js(BODY) == starts(BODY)


def test_khal_reads_the_same_times(tmp_path: Path) -> None:
    khal = Khal(tmp_path)
    khal.imports(BODY)
    found = [line[:16] for line in khal.entries("2026-10-01", "300d")]
    local = [at(moment.replace("Z", "+00:00")) for moment, _status in starts(BODY)]
    assert len(found) == 31
    assert found[0] == "2026-10-06 09:00"
    assert [line[:10] for line in found] == [f"{one:%Y-%m-%d}" for one in local]


def test_khal_keeps_one_entry_through_create_move_and_cancel(tmp_path: Path) -> None:
    khal, seen = Khal(tmp_path), []
    for _name, mail in MAILS:
        khal.imports(mail.body.encode())
        seen.append(khal.entries("2021-02-10"))
    assert seen == [
        ["2021-02-10 17:30-18:30 CONFIRMED Infotilaisuus (verkossa)"],
        ["2021-02-10 18:30-19:30 CONFIRMED Infotilaisuus (verkossa)"],
        ["2021-02-10 18:30-19:30 CANCELLED Infotilaisuus (verkossa)"],
    ]


@pytest.mark.parametrize(("wall", "hours"), [("2027-03-28T02:59", 2), ("2027-03-28T04:00", 3), ("2026-10-25T04:00", 2)])
def test_the_time_zone_turns_its_clocks_when_helsinki_does(wall: str, hours: int) -> None:
    zone = tzical(StringIO(BODY.decode())).get()
    assert zone.utcoffset(datetime.fromisoformat(wall)) == timedelta(hours=hours)


def test_the_same_entries_are_the_same_bytes() -> None:
    assert writing.feed("Avoimet aamut", MORNINGS) == BODY


def test_a_monthly_rule_and_a_count() -> None:
    entry = replace(MORNINGS[0], rule=Rule("MONTHLY", ("1FR", "-1FR"), 2, count=4), excluded=())
    assert b"RRULE:FREQ=MONTHLY;COUNT=4;INTERVAL=2;BYDAY=1FR,-1FR\r\n" in writing.document([entry])


def test_what_no_calendar_may_hold_is_left_out() -> None:
    entry = replace(INFO, summary="Kahvi\x00la\x0b\r\nja; leikki, \\ \ud800", url="")
    (event,) = icalendar.Calendar.from_ical(writing.document([entry])).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Kahvila\nja; leikki, \\"


def test_a_name_cannot_add_lines_to_a_mail() -> None:
    sly = replace(invited(17, 0), organizer='Yhdistys"\r\nATTENDEE:mailto:x@example.org')
    (event,) = icalendar.Calendar.from_ical(writing.invitation(sly).body).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:registrant@example.org"


@CALMLY
@given(st.text(), st.text(max_size=200))
def test_any_words_come_back_and_no_line_is_longer_than_75_octets(summary: str, location: str) -> None:
    body = writing.document([replace(INFO, summary=summary, location=location)])
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(event.get("SUMMARY", "")) == writing._clean(summary)
    assert str(event.get("LOCATION", "")) == writing._clean(location)
