"""Registrations for tests, made with the commands people use."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from kotikulma.events import access
from kotikulma.events.commands import joining, registration
from kotikulma.events.models import Intake, Occurrence, Registration
from kotikulma.events.tests.make import at, make_event, only_time
from kotikulma.events.types import NewRegistration
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE

SESSION = "2027-02-17T17:30"
LINK = "https://zoom.example/j/123?pwd=abc"


def make_occurrence(starts: datetime | None = None, *, event: dict[str, Any] | None = None, **setup: Any) -> Occurrence:
    """An event one registers to, next week's Wednesday at 17.30 unless said otherwise; thirty seats."""
    questions = setup.pop("questions", ())
    made = make_event(starts or at(SESSION), hours=1, **(event or {}))
    values = {"capacity_in_person": 30, "capacity_online": 30, "waiting_capacity": 50, **setup}
    registration.set_up_registration(HOUSE, made.uuid, values=values, questions=questions)
    return only_time(made)


def make_online(starts: datetime | None = None, *, release: str = "16:00", **setup: Any) -> Occurrence:
    """The info session: online, its link out on the day at 16."""
    draft = {"mode": "online", "title": {"fi": "Infotilaisuus"}, "template": False}
    occurrence = make_occurrence(starts, event={"mode": "in_person", "title": draft["title"]}, **setup)
    joining.set_join_info(HOUSE, occurrence.event.uuid, url=LINK, release_time=time.fromisoformat(release))
    type(occurrence.event).objects.filter(pk=occurrence.event_id).update(mode="online")
    occurrence.refresh_from_db()
    return occurrence


def register(occurrence: Occurrence, name: str = "Aino Esimerkki", size: int = 1, **changes: Any) -> Registration:
    """Registered by the form; the row behind it."""
    key = changes.pop("form_key", None) or uuid4()
    email = changes.pop("email", f"{name.split()[0].lower()}@example.org")
    values: dict[str, Any] = {"contact_name": name, "email": email, "party_size": size, "answers": {}, **changes}
    registration.register(ANONYMOUS, occurrence.uuid, NewRegistration(form_key=key, **values))
    return Registration.objects.order_by("-id")[0]


def fill(occurrence: Occurrence, *sizes: int, name: str = "S") -> list[Registration]:
    return [register(occurrence, f"{name}{number}", size) for number, size in enumerate(sizes, start=1)]


def intake(occurrence: Occurrence) -> Intake:
    return Intake.objects.get(pk=registration.intake_of(occurrence).pk)


def token(row: Registration) -> str:
    row.refresh_from_db()
    return access.manage_token(row)


def cancel(row: Registration) -> Registration:
    return registration.cancel(ANONYMOUS, token(row))


def states(occurrence: Occurrence) -> dict[str, str]:
    rows = Registration.objects.filter(intake__event=occurrence.event_id).order_by("number")
    return dict(rows.values_list("contact_name", "state"))


def mails_of(kind: str) -> list[str]:
    """The mailboxes a kind of mail was posted to, in order."""
    rows = OutboxMessage.objects.filter(kind=kind).order_by("id")
    return [recipient.partition("@")[0] for recipient in rows.values_list("recipient", flat=True)]


def before(occurrence: Occurrence, **time_left: float) -> datetime:
    return occurrence.starts_at - timedelta(**time_left)
