"""The entry a registration's mails put into the person's calendar, keep true and take away."""

from pathlib import Path
from typing import Any

import icalendar
import pytest

from kotikulma.events import commands
from kotikulma.events.commands.mails import words
from kotikulma.events.models import Event, Occurrence, Registration
from kotikulma.events.tests.ics import Khal
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import LINK, cancel, fill, make_occurrence, make_online, register, token
from kotikulma.events.tests.make_series import MORNINGS
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.outbox.renderers import Calendar
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WHY = {"fi": "Ohjaaja on sairaana."}


def parts(row: Registration) -> list[Calendar | None]:
    """Of each mail to the person, in order, whether or not it would leave now."""
    mails = OutboxMessage.objects.filter(recipient__startswith="aino").order_by("id")
    return [words.render(one.kind, one.object_ids, one.language).calendar for one in mails]


def latest(row: Registration) -> Any:
    """The VEVENT of the newest mail, and its method."""
    found = parts(row)[-1]
    assert found
    (event,) = icalendar.Calendar.from_ical(found.body).walk("VEVENT")
    return event, found.method


def move(occurrence: Occurrence, starts: str, ends: str) -> None:
    number = Event.objects.get(pk=occurrence.event_id).version
    times = {"starts_at": at(starts), "ends_at": at(ends)}
    commands.move_occurrence(HOUSE, occurrence.uuid, version=number, **times)


def test_a_confirmation_puts_the_time_into_the_calendar_as_accepted() -> None:
    row = register(make_occurrence())
    event, method = latest(row)
    assert (method, str(event["STATUS"]), event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 0)
    assert str(event["UID"]) == f"registration-{row.uuid}@localhost"
    assert event["DTSTART"].dt == at("2027-02-17T17:30")
    assert str(event["ATTENDEE"]) == "mailto:aino@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(event["URL"]) == f"http://localhost:8000/ilmoittautuminen/{token(row)}/"


def test_the_same_entry_moves_and_goes(tmp_path: Path) -> None:
    khal, seen, told = Khal(tmp_path), [], []
    occurrence = make_occurrence()
    row = register(occurrence)
    steps = (
        lambda: None,
        lambda: move(occurrence, "2027-02-17T18:30", "2027-02-17T19:30"),
        lambda: cancel(row),
    )
    for step in steps:
        step()
        event, method = latest(row)
        told.append((str(event["UID"]), event["SEQUENCE"], method))
        found = parts(row)[-1]
        assert found
        khal.imports(found.body.encode())
        seen.append(khal.entries("2027-02-17"))
    name = f"registration-{row.uuid}@localhost"
    assert told == [(name, 0, "REQUEST"), (name, 1, "REQUEST"), (name, 2, "CANCEL")]
    assert [[line.split()[1:3] for line in lines] for lines in seen] == [
        [["17:30-18:30", "CONFIRMED"]],
        [["18:30-19:30", "CONFIRMED"]],
        [["18:30-19:30", "CANCELLED"]],
    ]


def test_a_cancelled_time_takes_the_entry_away() -> None:
    occurrence = make_occurrence()
    row = register(occurrence)
    number = Event.objects.get().version
    commands.cancel_occurrence(HOUSE, occurrence.uuid, version=number, reason=WHY)
    event, method = latest(row)
    assert (method, str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_who_waits_has_no_entry() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    fill(occurrence, 1)
    assert parts(register(occurrence)) == [None]


def test_the_way_in_is_not_in_the_calendar(frozen: Any) -> None:
    occurrence = make_online()
    frozen.move_to(at("2027-02-17T16:30"))
    row = register(occurrence, channel="online")
    (part,) = parts(row)
    assert part
    assert LINK not in part.body.replace("\r\n ", "")


def test_who_registers_to_all_times_gets_all_of_them(frozen: Any) -> None:
    frozen.move_to(at("2026-09-20T12:00"))
    first = make_occurrence(at("2026-10-06T09:00"), whole_event=True)
    event = Event.objects.get()
    commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=MORNINGS)
    row = register(first)
    entry, _method = latest(row)
    assert (entry["DTSTART"].dt, len(entry["RDATE"])) == (at("2026-10-06T09:00"), 30)
    later = event.occurrences.order_by("starts_at")[3]
    commands.cancel_occurrence(HOUSE, later.uuid, version=Event.objects.get().version, reason=WHY)
    entry, method = latest(row)
    assert (method, len(entry["RDATE"])) == ("REQUEST", 29)
