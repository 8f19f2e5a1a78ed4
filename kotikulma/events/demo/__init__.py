"""Believable events, laid with the commands people use, each at the moment it would have been made."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kotikulma.events import commands
from kotikulma.events.commands import joining, registration
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.types import Channel, NewRegistration, Rule, Source
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import clock, external_ids
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import Actor, system

CONTENT = Path(__file__).parent / "content.toml"
SCHEME = "demo"  # by which the directory's demo names its own things
PLAIN = (
    "type title summary description themes languages min_age max_age mode place_note accessibility free price template"
).split()
Row = Mapping[str, Any]


def lay(actor: Actor, monday: date) -> None:
    """Lay it once: a second run finds the first and changes nothing."""
    if Event.objects.exists():
        return
    rows = tomllib.loads(CONTENT.read_text(encoding="utf-8"))["event"]
    keys = [f"{kind}:{row[name]}" for row in rows for kind, name in _POINTS if name in row]
    keys += [f"organization:{one}" for row in rows for one in row.get("together", ())]
    things = external_ids.find(SCHEME, keys)
    for row in rows:
        with clock.standing_at(_at(monday, "-40 10:00")):
            _make(actor, monday, row, things)
    for row in rows:
        with clock.standing_at(_at(monday, "0 08:00")):
            _change(actor, monday, row)
            if "taken" in row:
                _register(monday, row)


_POINTS = (("organization", "by"), ("place", "place"))


def _make(actor: Actor, monday: date, row: Row, things: Mapping[str, Any]) -> None:
    starts = _at(monday, row["starts"])
    values = {name: row[name] for name in PLAIN if name in row}
    values["contacts"] = [{"phone": "", **row["contact"]}]
    if "place" in row:
        values["place"] = things[f"place:{row['place']}"]
    if "together" in row:
        values["organisers"] = [things[f"organization:{one}"] for one in row["together"]]
    times = [] if "template" in row else [(starts, starts + timedelta(minutes=row["minutes"]))]
    event = commands.create_event(actor, organization=things[f"organization:{row['by']}"], values=values, times=times)
    external_ids.link(f"{SCHEME}.event", row["key"], event.uuid)
    _take_registrations(actor, event, row)
    event.refresh_from_db()
    if "template" not in row:
        event = commands.publish_event(actor, event.uuid, version=event.version)
    if "rhythm" in row:
        days, weeks = row["rhythm"]
        local = starts.astimezone(HELSINKI)
        rhythm = Rhythm(local.date(), local.time(), row["minutes"], Rule("WEEKLY", (days,), weeks))
        commands.set_series(actor, event.uuid, version=event.version, rhythm=rhythm)


def _take_registrations(actor: Actor, event: Event, row: Row) -> None:
    """How one registers, and the way in online."""
    if "seats" not in row:
        return
    online = row.get("mode") == "online"
    values = {
        "capacity_in_person": None if online else row["seats"],
        "capacity_online": row["seats"] if online else row.get("online_seats"),
        "waiting_capacity": row.get("queue"),
        "closes_minutes_before": row.get("closes", 0),
        "ask_names": row.get("ask_names", False),
        "reminders": [{"days": 1, "at": "12:00"}],
    }
    registration.set_up_registration(actor, event.uuid, values=values)
    if "link" in row:
        link = row["link"]
        words = {name: link[name] for name in ("url", "passcode")}
        joining.set_join_info(actor, event.uuid, **words, days_before=0, release_time=time.fromisoformat(link["at"]))


def _register(monday: date, row: Row) -> None:
    """Parties of the next time: seats first, then the queue."""
    start = datetime.combine(monday + timedelta(days=1), time.min, HELSINKI)
    uuid = external_ids.find(f"{SCHEME}.event", [row["key"]])[row["key"]]
    coming = Occurrence.objects.filter(event__uuid=uuid, starts_at__gte=start).order_by("starts_at").first()
    if coming is None:
        return
    for number in range(row["taken"] + row.get("waiting", 0)):
        name = f"{_NAMES[number % len(_NAMES)]} Esimerkki {number + 1}"
        new = NewRegistration(
            contact_name=name,
            email=f"{row['key']}-{number + 1}@example.org",
            channel=Channel.ONLINE if row.get("mode") == "online" else Channel.IN_PERSON,
            answers={},
            source=Source.PHONE,
            form_key=uuid5(NAMESPACE_URL, f"https://kotikulma.example.org/demo/events/{row['key']}/{number}"),
        )
        registration.register(system("demo"), coming.uuid, new)


_NAMES = ("Aino", "Veikko", "Leila", "Matti", "Sanna", "Omar", "Ritva", "Joni")


def _change(actor: Actor, monday: date, row: Row) -> None:
    """What has come up since: one time cancelled, another moved."""
    if "cancelled" in row:
        time_of, version = _on(monday, row, row["cancelled"]["on"])
        commands.cancel_occurrence(actor, time_of.uuid, version=version, reason=row["cancelled"]["reason"])
    if "moved" in row:
        time_of, version = _on(monday, row, row["moved"]["on"])
        starts = _at(monday, row["moved"]["to"])
        ends = starts + timedelta(minutes=row["minutes"])
        commands.move_occurrence(actor, time_of.uuid, version=version, starts_at=starts, ends_at=ends)


def _on(monday: date, row: Row, days: int) -> tuple[Occurrence, int]:
    """The time on that day, and the version of its event."""
    start = datetime.combine(monday + timedelta(days=days), time.min, HELSINKI)
    uuid = external_ids.find(f"{SCHEME}.event", [row["key"]])[row["key"]]
    found = Occurrence.objects.select_related("event").get(
        event__uuid=uuid, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    return found, found.event.version


def _at(monday: date, words: str) -> datetime:
    """ "-40 10:15": forty days before the Monday, at that time."""
    days, hour = words.split()
    return datetime.combine(monday + timedelta(days=int(days)), time.fromisoformat(hour), HELSINKI)
