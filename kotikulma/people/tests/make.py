"""Things of people for tests, made with commands."""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.test import Client

from kotikulma.kernel import clock, jobs, outbox
from kotikulma.kernel.jobs.models import Job
from kotikulma.kernel.jobs.types import JobState
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.sender import deliver
from kotikulma.people import commands
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import Organization, Person, SignInCode
from kotikulma.people.types import OrganizationRow, Sector
from tests.cast import HOUSE

SIGN_IN, CODE, PASSWORD_SIGN_IN = "/tili/kirjaudu/", "/tili/koodi/", "/tili/kirjaudu/salasanalla/"
PASSWORD = "pitkä lause jota kukaan ei arvaa"


def make_organization(name: str = "Talon väki", **fields: Any) -> Organization:
    fields.setdefault("sector", Sector.ASSOCIATION)
    return commands.create_organization(HOUSE, name={"fi": name}, **fields)


def make_row(name: str = "Tuotu yhdistys", **fields: Any) -> OrganizationRow:
    uuid, parent = fields.pop("uuid", None) or uuid4(), fields.pop("parent_uuid", None)
    return OrganizationRow(uuid, {"name": {"fi": name}, "sector": Sector.ASSOCIATION, **fields}, parent)


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def with_app(person: Person) -> Authenticator:
    """The person with an authenticator app."""
    return TOTP.activate(person, generate_totp_secret()).instance


def app_code(authenticator: Authenticator) -> str:
    """What the app shows now."""
    return code_for(decrypt(authenticator.data["secret"]))


def code_for(secret: str) -> str:
    """What an app with this secret shows now."""
    counters = list(yield_hotp_counters_from_time())
    code: str = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
    return code


def ask_code(client: Client, person: Person) -> str:
    """Ask for a code in the client's browser; the code that is mailed."""
    client.post(SIGN_IN, {"email": person.email})
    return code_of(SignInCode.objects.filter(person=person).latest("id"))


def newest_mail() -> Any:
    return outbox.rendered(outbox.latest(1)[0])


def make_failed_mail() -> OutboxMessage:
    """An invitation the mail server has refused."""
    person = commands.create_person(HOUSE, email="kutsuttu@example.org", name="Kutsuttu")
    membership = commands.add_membership(HOUSE, person, make_organization(), role="editor")
    with transaction.atomic():
        key = f"test:{uuid4()}"
        message = outbox.post("people.invitation", person.email, "fi", {"membership": membership.id}, key)
    message.state, message.last_error = MessageState.FAILED, "SMTPRecipientsRefused: kutsuttu@example.org"
    message.save(update_fields=["state", "last_error"])
    return message


def make_dead_job() -> Job:
    """A job that was given up."""
    job: Job = jobs.put(deliver, 0)
    job.state, job.last_error, job.finished_at = JobState.DEAD, "ValueError: rikki", clock.now()
    job.save(update_fields=["state", "last_error", "finished_at"])
    return job


SAMPLES = {
    "mfa_remove_webauthn": lambda cast: {"pk": 1},
    "people:send_again": lambda cast: {"uuid": make_failed_mail().uuid},
    "people:run_again": lambda cast: {"uuid": make_dead_job().uuid},
}
