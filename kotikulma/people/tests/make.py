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
from django.test import Client

from kotikulma.kernel import clock, jobs, outbox
from kotikulma.kernel.jobs.models import Job
from kotikulma.kernel.jobs.types import JobState
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.sender import deliver
from kotikulma.people import commands
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import JoinRequest, Organization, Person, SignInCode
from kotikulma.people.types import OrganizationRow, Sector
from tests.cast import HOUSE, Cast, actor

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
    commands.invite(HOUSE, make_organization(), email="kutsuttu@example.org")
    message = outbox.latest(1)[0]
    message.state, message.last_error = MessageState.FAILED, "SMTPRecipientsRefused: kutsuttu@example.org"
    message.save(update_fields=["state", "last_error"])
    return message


def make_dead_job() -> Job:
    """A job that was given up."""
    job: Job = jobs.put(deliver, 0)
    job.state, job.last_error, job.finished_at = JobState.DEAD, "ValueError: rikki", clock.now()
    job.save(update_fields=["state", "last_error", "finished_at"])
    return job


def make_claim(person: Person, organization: Organization, **said: str) -> JoinRequest:
    said = {"name": "Uusi Vapaaehtoinen", "position": "sihteeri", "grounds": "Olen hallituksessa.", **said}
    return commands.claim_organization(actor(person), organization.uuid, **said)


def make_suggestion(person: Person, name: str = "Uusi kerho", **fields: Any) -> JoinRequest:
    proposal = {"name": {"fi": name}, "sector": Sector.ASSOCIATION.value, **fields}
    said = {"name": "Uusi Vapaaehtoinen", "position": "sihteeri", "grounds": "Perustin sen."}
    return commands.suggest_organization(actor(person), fields=proposal, **said)


def _request(cast: Cast) -> dict[str, Any]:
    return {"uuid": make_claim(cast.people["editor"], cast.other).uuid}


def _invited(cast: Cast) -> dict[str, Any]:
    return {"uuid": commands.invite(HOUSE, cast.other, email=cast.people["editor"].email).uuid}


def _invitation(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast.own.uuid, "invitation": commands.invite(HOUSE, cast.own, email="uusi@example.org").uuid}


def _membership(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast.own.uuid, "membership": cast.people["editor"].memberships.get().id}


def _own(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast.own.uuid}


SAMPLES = {
    "mfa_remove_webauthn": lambda cast: {"pk": 1},
    "people:send_again": lambda cast: {"uuid": make_failed_mail().uuid},
    "people:run_again": lambda cast: {"uuid": make_dead_job().uuid},
    "people:revoke_api_key": lambda cast: {"uuid": commands.create_api_key(HOUSE, name="Palauteapu").key.uuid},
    "people:accept_invitation": _invited,
    "people:decline_invitation": _invited,
    "people:join_claim": _own,
    "people:join_request": _request,
    "people:join_withdraw": _request,
    "people:request": _request,
    "people:approve_request": _request,
    "people:decline_request": _request,
    "people:organization": _own,
    "people:members": _own,
    "people:change_role": _membership,
    "people:remove_member": _membership,
    "people:hand_over": _membership,
    "people:send_invitation_again": _invitation,
    "people:withdraw_invitation": _invitation,
}
