"""What the stories in real processes begin with: `python -m kotikulma.events.tests.acceptance.stage SCENE` lays it
into the house's database and prints what the story needs to know of it."""

import json
import sys
from copy import copy
from datetime import time
from typing import Any
from uuid import uuid4

import django

from kotikulma.kernel import garbage

with garbage.kept_still():
    django.setup()

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events.commands import joining, publish_event, registration
from kotikulma.events.models import Intake, Occurrence, Registration
from kotikulma.events.queries import contacts
from kotikulma.events.tests.make import at, make_draft, only_time
from kotikulma.events.tests.make_registrations import (
    cancel,
    fill,
    make_occurrence,
    register,
    token,
)
from kotikulma.kernel import sealing
from kotikulma.kernel.outbox.models import OutboxMessage
from tests.cast import HOUSE

WAY_IN = {"url": "https://zoom.example/j/123?pwd=abc", "passcode": "771-tunnus", "phone": "09 4245 8899"}
SEATS = {"capacity_in_person": 30, "waiting_capacity": 50}


def crowd(rounds: str) -> dict[str, Any]:
    """Events of thirty seats nobody has registered to yet, one full with twenty who wait, and one whose last seat both
    who wait are called to."""
    full = make_occurrence(**SEATS)
    seated = fill(full, *[1] * 30)
    fill(full, *[1] * 20, name="W")
    call = make_occurrence(at("2027-02-10T13:30"), capacity_in_person=1)
    first, *waiting = fill(call, 1, 1, 1)
    cancel(first)
    return {
        "events": [told(make_occurrence(**SEATS)) for _round in range(int(rounds))],
        "double": told(make_occurrence(**SEATS)),
        "full": told(full),
        "seated": [token(row) for row in seated[:8]],
        "call": told(call),
        "called": [token(row) for row in waiting],
    }


def info_session(registered: str = "AB") -> dict[str, Any]:
    """The link of both is out at 16: an online session these have registered to, and a hybrid one at a place."""
    place = make_place("Yhteinen palvelupiste")
    online = _with_link(mode="online", title={"fi": "Infotilaisuus", "sv": "Infomöte", "en": "Info session"})
    for name in registered:
        register(online, name, channel="online")
    hybrid = _with_link(mode="hybrid", title={"fi": "Verkostoaamu"}, place=place.uuid)
    return {"online": told(online), "hybrid": told(hybrid), "place": str(place.uuid)}


def many(people: str) -> dict[str, Any]:
    """So many who have registered to the online session: the first by the form, the others as copies of her row."""
    online = _with_link(mode="online", title={"fi": "Infotilaisuus"}, capacity_online=int(people))
    first = register(online, "R1", channel="online")
    OutboxMessage.objects.all().delete()
    others = [copy(first) for _number in range(int(people) - 1)]
    for number, row in enumerate(others, start=2):
        row.pk, row.uuid, row.form_key, row.number = None, uuid4(), uuid4(), number
        row.email = sealing.seal(contacts.EMAIL, row.uuid, f"r{number}@example.org")
    Registration.objects.bulk_create(others)
    Intake.objects.update(taken_online=int(people))
    return told(online)


def _with_link(*, capacity_online: int = 100, **values: Any) -> Occurrence:
    event = make_draft(at("2021-02-10T17:30"), hours=1, **values)
    seats = {"capacity_in_person": 20, "capacity_online": capacity_online, "closes_minutes_before": 30}
    registration.set_up_registration(HOUSE, event.uuid, values=seats)
    joining.set_join_info(HOUSE, event.uuid, release_time=time(16), **WAY_IN)
    return only_time(publish_event(HOUSE, event.uuid, version=event.version))


def told(occurrence: Occurrence) -> dict[str, Any]:
    event = occurrence.event_id
    return {
        "event": str(occurrence.event.uuid),
        "occurrence": str(occurrence.uuid),
        "form": f"/tapahtumat/{occurrence.event.uuid}/{occurrence.uuid}/ilmoittaudu/",
        "api": f"/api/v1/occurrences/{occurrence.uuid}/registrations",
        "mine": f"intake_id IN (SELECT id FROM events_intake WHERE event_id = {event})",
        "intake": f"event_id = {event}",
    }


if __name__ == "__main__":
    scene, *words = sys.argv[1:]
    print(json.dumps(globals()[scene](*words)))
