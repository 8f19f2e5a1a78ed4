"""Coordinators answer those who ask to keep an organisation."""

from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import access
from kotikulma.people.commands.accounts import post_mail
from kotikulma.people.commands.memberships import give
from kotikulma.people.commands.organizations import create_organization
from kotikulma.people.models import JoinRequest, Organization, Person
from kotikulma.people.types import OrganizationStatus, Role
from kotikulma.people.types.joining import AlreadyDecided, RequestRefused, RequestState


def approve_request(actor: Actor, uuid: UUID, *, organization: UUID | None = None) -> JoinRequest:
    """Make the asker an editor: of what she claimed, of the new organisation, which is published, or of another one.

    `organization`: the existing one that was meant. Pressing twice changes nothing; AlreadyDecided tells what
    another coordinator did first.
    """
    with transaction.atomic():
        row = access.get_request_for_deciding(actor, uuid)

        if _decided_before(actor, row, RequestState.APPROVED):
            return row
        kept = _kept(actor, row, organization)

        give(actor, row.person, kept, Role.EDITOR)
        row.organization = kept
        _answer(actor, row, RequestState.APPROVED)
    return row


def decline_request(actor: Actor, uuid: UUID, *, answer: str) -> JoinRequest:
    """Say no with a reason that the asker reads. Pressing twice changes nothing."""
    with transaction.atomic():
        row = access.get_request_for_deciding(actor, uuid)

        if _decided_before(actor, row, RequestState.DECLINED):
            return row
        if not answer.strip():
            sentence = _("Kirjoita lyhyt syy. Pyynnön lähettäjä saa sen sähköpostiinsa.")
            raise RequestRefused(sentence, fields={"answer": sentence})

        row.answer = answer.strip()[:500]
        _answer(actor, row, RequestState.DECLINED)
    return row


def _decided_before(actor: Actor, row: JoinRequest, wanted: RequestState) -> bool:
    """True when the same person decided the same; AlreadyDecided when it was otherwise or somebody else."""
    if row.state == RequestState.WAITING:
        return False
    if row.state == wanted and row.decided_by and row.decided_by.uuid == actor.id:
        return True
    who = row.decided_by.get_full_name() if row.decided_by else _("Toinen koordinaattori")
    when = date_format(row.decided_at.astimezone(clock.HELSINKI), "SHORT_DATETIME_FORMAT") if row.decided_at else ""
    sentence = {
        RequestState.APPROVED: _("%(who)s hyväksyi pyynnön jo %(when)s. Sinun ei tarvitse tehdä mitään."),
        RequestState.DECLINED: _("%(who)s vastasi jo kieltävästi %(when)s. Sinun ei tarvitse tehdä mitään."),
        RequestState.WITHDRAWN: _("Lähettäjä perui pyynnön %(when)s. Sinun ei tarvitse tehdä mitään."),
        RequestState.EXPIRED: _("Pyyntö vanheni %(when)s. Sinun ei tarvitse tehdä mitään."),
    }[RequestState(row.state)]
    raise AlreadyDecided(sentence % {"who": who, "when": when})


def _kept(actor: Actor, row: JoinRequest, organization: UUID | None) -> Organization:
    """The organisation the asker is to edit."""
    if organization is None and row.organization is None:
        return create_organization(actor, **row.proposal)
    named = row.organization.uuid if organization is None and row.organization else organization
    found = Organization.objects.filter(uuid=named, status=OrganizationStatus.PUBLISHED).first()
    if found is None:
        raise RequestRefused(_("Organisaatio ei ole enää luettelossa. Valitse toinen organisaatio."))
    return found


def _answer(actor: Actor, row: JoinRequest, state: RequestState) -> None:
    row.state, row.decided_at = state, clock.now()
    row.decided_by = Person.objects.filter(uuid=actor.id).first() if actor.kind is ActorKind.PERSON else None
    row.save(update_fields=["state", "decided_at", "decided_by", "answer", "organization"])
    audit.record(actor, f"people.request.{state.value}", kind="request", uuid=row.uuid, changed=["state"])
    post_mail("people.request_answered", row.person, str(row.uuid), request=str(row.uuid))
