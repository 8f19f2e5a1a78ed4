"""Asking to keep an organisation: one of the directory, or a new one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor
from kotikulma.people import access
from kotikulma.people.commands.accounts import own_person, post_mail
from kotikulma.people.commands.limits import take
from kotikulma.people.commands.retention import forget_words_of
from kotikulma.people.models import JoinRequest, Membership, Organization, Person
from kotikulma.people.rules import check_organization
from kotikulma.people.rules import joining as rules
from kotikulma.people.types import OrganizationNotFound, OrganizationStatus, Role
from kotikulma.people.types.joining import AlreadyDecided, RequestKind, RequestRefused, RequestState

PROPOSED = ("name", "sector", "business_id", "municipality_code")


def claim_organization(actor: Actor, organization: UUID, *, name: str, position: str, grounds: str) -> JoinRequest:
    """Ask to edit an organisation of the directory; asking again while it waits is the same request.

    `name` is the asker's own, kept when her account has none. Raises RequestRefused, OrganizationNotFound, TooMany.
    """
    rules.check_request(position, grounds, name)
    take(rules.REQUESTS_PER_PERSON, str(actor.id))

    with transaction.atomic():
        person = own_person(actor)
        claimed = Organization.objects.filter(uuid=organization, status=OrganizationStatus.PUBLISHED).first()
        if claimed is None:
            raise OrganizationNotFound
        waiting = JoinRequest.objects.filter(person=person, organization=claimed, state=RequestState.WAITING).first()
        if waiting:
            return waiting

        if Membership.objects.filter(person=person, organization=claimed, role=Role.EDITOR).exists():
            raise RequestRefused(_("Hoidat jo tätä organisaatiota. Löydät sen työtilastasi."))
        _check_room(person)

        row = JoinRequest(kind=RequestKind.CLAIM, person=person, organization=claimed)
        return _send(actor, row, name, position, grounds)


def suggest_organization(
    actor: Actor, *, fields: Mapping[str, Any], name: str, position: str, grounds: str
) -> JoinRequest:
    """Ask for a new organisation to keep; the same suggestion again is the same request.

    `fields`: name, sector, business_id, municipality_code, contacts. Nothing is public before a coordinator approves.
    """
    rules.check_request(position, grounds, name)
    proposal = check_organization({field: fields[field] for field in PROPOSED if field in fields})
    proposal["contacts"] = rules.check_contacts(fields.get("contacts", ()))
    take(rules.REQUESTS_PER_PERSON, str(actor.id))

    with transaction.atomic():
        person = own_person(actor)
        own = JoinRequest.objects.filter(person=person, kind=RequestKind.SUGGESTION, state=RequestState.WAITING)
        again = next((row for row in own if row.proposal == proposal), None)
        if again:
            return again

        _check_room(person)

        row = JoinRequest(kind=RequestKind.SUGGESTION, person=person, proposal=proposal)
        return _send(actor, row, name, position, grounds)


def withdraw_request(actor: Actor, uuid: UUID) -> JoinRequest:
    """Take the request back before it is decided; its words are forgotten at once."""
    access.get_own_request(actor, uuid)

    with transaction.atomic():
        row = JoinRequest.objects.select_for_update().get(uuid=uuid)

        if row.state == RequestState.WITHDRAWN:
            return row
        if row.state != RequestState.WAITING:
            raise AlreadyDecided(_("Pyyntösi on jo käsitelty. Sitä ei voi enää perua."))

        row.state, row.decided_at = RequestState.WITHDRAWN, clock.now()
        forget_words_of(row)
        audit.record(actor, "people.request.withdrawn", kind="request", uuid=row.uuid, changed=["state"])
    return row


def _check_room(person: Person) -> None:
    if JoinRequest.objects.filter(person=person, state=RequestState.WAITING).count() >= rules.WAITING_AT_MOST:
        raise RequestRefused(_("Sinulla on jo viisi pyyntöä odottamassa. Odota, että niihin vastataan."))


def _send(actor: Actor, row: JoinRequest, name: str, position: str, grounds: str) -> JoinRequest:
    row.position, row.grounds = position.strip()[:100], grounds.strip()[:500]
    row.created_at = clock.now()
    row.save()
    if not row.person.name:
        row.person.name = name.strip()[:120]
        row.person.save(update_fields=["name"])
    audit.record(actor, "people.request.sent", kind="request", uuid=row.uuid)
    for coordinator in access.coordinators():
        post_mail("people.request_waits", coordinator, f"{row.uuid}:{coordinator.uuid}", request=str(row.uuid))
    post_mail("people.request_received", row.person, str(row.uuid), request=str(row.uuid))
    return row
