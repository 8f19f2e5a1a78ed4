"""Encounters of tests: checks and referrals of invented people."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from kotikulma.casework.commands import checks, referrals
from kotikulma.casework.models import HousingCheck, Referral
from kotikulma.casework.types.checks import Answer, Answers, NewCheck, Somebody, Threat, Urgency
from kotikulma.casework.types.referrals import Content, NewReferral
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import Actor
from kotikulma.people.models import Organization
from tests import cast

VEERA = Somebody("Veera Olematon", "040 765 4321", "Huhtakahvilassa tiistaisin")
WORRIED = Answers(steady=Answer.YES, worried=Answer.YES, threats=(Threat.ARREARS,))
STEADY = Answers(steady=Answer.YES, worried=Answer.NO)
NOWHERE = Answers(steady=Answer.NO, nowhere_tonight=True)


def volunteer() -> Actor:
    """A member of an association, with no client of her own."""
    return cast.actor(cast.editor())


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def make_check(
    actor: Actor | None = None, answers: Answers = WORRIED, *, unit: Organization | None = None, **values: Any
) -> HousingCheck:
    """Made by the volunteer at her association, wanted by the person, unless said otherwise."""
    where = unit or cast.own_organization()
    given = {"wants_help": True, "may_contact": True, "somebody": VEERA, **values}
    given = {"met_on": clock.today(), "form_key": uuid4(), **given}
    return checks.make_check(actor or volunteer(), NewCheck(unit=where.uuid, answers=answers, **given))


def make_referral(actor: Actor | None = None, *, unit: Organization | None = None, **values: Any) -> Referral:
    """From the volunteer's association to the county, with permission."""
    cast.caseworker()
    given = {"receiver": cast.county().uuid, "permission": True, "form_key": uuid4(), **values}
    content = Content(VEERA, "Vuokra on kaksi kuukautta myöhässä.")
    where = unit or cast.own_organization()
    new = NewReferral(unit=where.uuid, content=content, urgency=given.pop("urgency", Urgency.WEEK), **given)
    return referrals.refer(actor or volunteer(), new)


def outside() -> dict[str, Any]:
    return {"receiver": None, "outside_name": "Velkaneuvonta", "outside_email": "neuvonta@example.org"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def colleague() -> Actor:
    return cast.actor(cast.case_colleague())


def lead() -> Actor:
    return cast.actor(cast.case_lead())


def rows_of(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


def taken(**values: Any) -> Referral:
    """Accepted by the county's worker."""
    row = make_referral(**values)
    referrals.receive(worker(), row.uuid)
    referrals.accept(worker(), row.uuid)
    return Referral.objects.get(pk=row.pk)


def mail_of(message: OutboxMessage) -> Any:
    mail = outbox.rendered(message)
    assert mail is not None
    return mail


def onward(**values: Any) -> tuple[UUID, Referral]:
    follow_up = make_check().follow_up.uuid
    cast.caseworker()
    given = {"receiver": cast.county().uuid, "permission": True, "form_key": uuid4(), **values}
    return follow_up, referrals.refer_onward(volunteer(), follow_up, **given)
