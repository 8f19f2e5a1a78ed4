"""The entry in a person's calendar, from the mails as a real mail server got them to the calendar program."""

from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.models import Event
from kotikulma.events.tests.ics import Khal, starts, starts_by_ical_js
from kotikulma.events.tests.make import at, make_event
from kotikulma.events.tests.make_registrations import cancel, make_occurrence, register
from tests.cast import HOUSE
from tests.support.house import Post

pytestmark = pytest.mark.django_db


def invitation(mail: Any) -> tuple[str, bytes]:
    """The method the mail says, and its calendar."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return str(part.get_param("method")), part.get_payload(decode=True)


def test_khal_has_one_entry_that_is_made_moves_and_is_cancelled_by_the_organiser(post: Post, tmp_path: Path) -> None:
    post.clock("2027-02-10T12:00:00")
    occurrence = make_occurrence()
    row = register(occurrence)
    khal, seen, told = Khal(tmp_path), [], []

    def move() -> None:
        event = Event.objects.get()
        times = {"starts_at": at("2027-02-17T18:30"), "ends_at": at("2027-02-17T19:30")}
        commands.reschedule_event(HOUSE, event.uuid, version=event.version, **times)

    def end() -> None:
        event = Event.objects.get()
        commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Ohjaaja sairastui."})

    for step in (lambda: None, move, end):
        step()
        (mail,) = post.work()
        method, body = invitation(mail)
        calendar = icalendar.Calendar.from_ical(body)
        (entry,) = calendar.walk("VEVENT")
        told.append((str(entry["UID"]), entry["SEQUENCE"], method, str(calendar["METHOD"]), str(entry["STATUS"])))
        khal.imports(body)
        seen.append([line.split()[1:3] for line in khal.entries("2027-02-17")])
        hour = "15:30" if len(seen) == 1 else "16:30"
        assert starts(body) == [(f"2027-02-17T{hour}Z", str(entry["STATUS"]))]
    name = f"registration-{row.uuid}@localhost"
    assert told == [
        (name, 0, "REQUEST", "REQUEST", "CONFIRMED"),
        (name, 1, "REQUEST", "REQUEST", "CONFIRMED"),
        (name, 2, "CANCEL", "CANCEL", "CANCELLED"),
    ]
    assert seen == [[["17:30-18:30", "CONFIRMED"]], [["18:30-19:30", "CONFIRMED"]], [["18:30-19:30", "CANCELLED"]]]


def test_ical_js_reads_each_mail_alike(post: Post) -> None:
    post.clock("2027-02-10T12:00:00")
    row = register(make_occurrence())
    mails = post.work()
    cancel(row)
    bodies = [invitation(mail)[1] for mail in (*mails, *post.work())]
    assert [starts_by_ical_js(body) for body in bodies] == [
        [("2027-02-17T15:30Z", "CONFIRMED")],
        [("2027-02-17T15:30Z", "CANCELLED")],
    ]


def test_an_unchanged_feed_is_the_same_bytes_an_hour_later_and_a_mended_word_changes_its_stamp_alone(
    post: Post, client: Client
) -> None:
    post.clock("2027-02-10T12:00:00")
    event = make_event(at("2027-02-17T17:30"))
    first = client.get("/kalenteri.ics")
    post.clock("2027-02-10T13:00:00")
    again = client.get("/kalenteri.ics")
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert client.get("/kalenteri.ics", headers={"If-None-Match": first["ETag"]}).status_code == 304
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"description": {"fi": "Kahvia ja leikkiä."}})
    mended = client.get("/kalenteri.ics", headers={"If-None-Match": first["ETag"]})
    assert mended.status_code == 200
    before, after = (icalendar.Calendar.from_ical(one.content).walk("VEVENT")[0] for one in (first, mended))
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 0)
