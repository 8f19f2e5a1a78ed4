"""From an accepted referral to a client: what the referral told, in one press."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Ground, Held
from kotikulma.casework.commands import clients
from kotikulma.casework.models import Client, Referral, Relationship
from kotikulma.casework.queries import arrivals
from kotikulma.casework.types.clients import BEGUN_ON, ClientRefused, Task
from kotikulma.casework.types.referrals import State
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def make_client_of(actor: Actor, referral: UUID, *, task: str, basis: str, existing: UUID | None = None) -> Client:
    """The referred person as a client of the receiver's register, or as the one she already is. Twice is the same.

    `existing`: one of those `arrivals.same_person` found by a whole number and the same name. The referral goes its
    way as before. Raises ClientRefused.
    """
    held, known = arrivals.to_receive(actor, referral)
    if task not in Task.values or basis not in BEGUN_ON:
        fields = {"task" if task not in Task.values else "basis": _("Valitse yksi.")}
        raise ClientRefused(_("Valitse työ ja peruste."), fields=fields)
    if held.row.client is not None:
        found: Client = held.row.client
        return found
    if existing is not None:
        client = next((one for one in known if one.uuid == existing), None)
        if client is None:
            raise ClientRefused(_("Asiakas ei ole enää rekisterissä. Kirjaa uusi asiakas."))
        return _link(actor, held, client, task=task, basis=basis)
    ground = held.ground
    with transaction.atomic():
        row = Referral.objects.select_for_update().get(pk=held.row.pk)
        _check_state(row)
        if row.client_id is None:
            made = clients.create_client(
                actor,
                ground.unit,
                arrivals.identity_of(held),
                task=task,
                basis=basis,
                language=row.language,
            )
            _keep(actor, row, made, ground, task)
    return Client.objects.get(pk=row.client_id)


def _link(actor: Actor, held: Held, client: Client, *, task: str, basis: str) -> Client:
    ground: Ground = held.ground
    with transaction.atomic():
        row = Referral.objects.select_for_update().get(pk=held.row.pk)
        locked = Client.objects.select_for_update().get(pk=client.pk)
        _check_state(row)
        if row.client_id is None and locked.closed_at is None:
            relation, made = Relationship.objects.get_or_create(
                client=locked,
                worker_id=ground.standing.person_id,
                unit_id=ground.unit_id,
                ends_at=None,
                defaults={"task": task, "basis": basis, "starts_at": clock.now()},
            )
            if made:
                deed, subjects = "casework.relationship.given", [locked.uuid]
                access.log(actor, ground, deed, subjects=subjects, kind="relationship", uuid=relation.uuid, data=[task])
            _keep(actor, row, locked, ground, task)
    return locked


def _check_state(row: Referral) -> None:
    if row.state not in (State.ACCEPTED, State.MET):
        raise ClientRefused(_("Ohjaus ei ole enää auki. Avaa ohjaus uudelleen."))


def _keep(actor: Actor, row: Referral, client: Client, ground: Ground, task: str) -> None:
    row.client = client
    row.save(update_fields=["client"])
    subjects = [client.uuid, row.uuid]
    access.log(actor, ground, "casework.referral.made_client", subjects=subjects, kind="referral", uuid=row.uuid)
