"""What was written down of a client and was wrong: a contact corrected with its earlier words kept, a visit changed."""

import json
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock, log
from kotikulma.casework.commands.plans import check_place, sealed_visit, taken, worker_of
from kotikulma.casework.models import Contact, EarlierContact, Relationship
from kotikulma.casework.rules import plans as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.plans import Correction, NewVisit, PlanNotFound, PlanRefused, VisitState
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def correct_contact(actor: Actor, client: UUID, contact: UUID, new: Correction) -> Contact:
    """By any worker of the client. What stood before stays to be read, with who corrected it and why.

    Raises PlanRefused, also when somebody corrected it since it was read.
    """
    opened = access.open_client(actor, client, DataClass.CONTACTS)

    with transaction.atomic():
        row = lock(opened).contacts.select_for_update().filter(uuid=contact).first()
        if row is None:
            raise PlanNotFound
        rules.check_correction(new, row.happened_at, clock.now())
        if row.earlier.count() != new.number:
            raise PlanRefused(_("Toinen työntekijä korjasi tätä juuri. Avaa kirjaus uudelleen ja lue se ensin."))
        before = json.loads(opened.unseal(access.CONTACT, row.uuid, row.told))
        told = {"words": new.words.strip(), "next_step": new.next_step.strip()}
        said = {"happened_at": new.happened_at, "channel": new.channel, "reached": new.reached, "struck": new.struck}
        changed = [name for name, value in told.items() if value != before[name]]
        changed += [name for name, value in said.items() if value != getattr(row, name)]
        if not changed:
            raise PlanRefused(_("Mikään ei muuttunut. Korjaa se kohta, joka oli väärin."))
        _keep_earlier(opened, row, before, new)
        for name, value in said.items():
            setattr(row, name, value)
        row.told = opened.seal(access.CONTACT, row.uuid, json.dumps(told, ensure_ascii=False))
        row.save(update_fields=[*said, "told"])
        _await_again(row)
        log(actor, opened, "casework.contact.corrected", kind="contact", uuid=row.uuid, data=changed)
    return row


def change_visit(actor: Actor, client: UUID, visit: UUID, new: NewVisit) -> None:
    """Another day, time, place or worker of a visit that is still to come. Raises PlanRefused."""
    opened = access.open_client(actor, client, DataClass.CONTACTS)
    worker = worker_of(opened, new.worker, "worker")
    check_place(new)

    with transaction.atomic():
        client_row = lock(opened)
        list(Relationship.objects.select_for_update().filter(worker=worker).order_by("id"))  # one plans at a time
        row = client_row.visits.select_for_update().filter(uuid=visit, state=VisitState.PLANNED).first()
        own = opened.ground.standing.person_id
        if row is None or (client_row.protected and row.worker_id != own):
            raise PlanNotFound
        rules.check_visit(new, clock.now(), taken(worker, new.day, but=row.pk))
        said = {"worker_id": worker, "day": new.day, "starts_at": new.starts_at, "minutes": new.minutes}
        changed = [name.removesuffix("_id") for name, value in said.items() if value != getattr(row, name)]
        for name, value in said.items():
            setattr(row, name, value)
        row.told = sealed_visit(opened, row.uuid, new)
        row.save(update_fields=["worker", "day", "starts_at", "minutes", "told"])
        log(actor, opened, "casework.visit.changed", kind="visit", uuid=visit, data=[*changed, "told"])


def _keep_earlier(opened: Opened, row: Contact, before: dict[str, str], new: Correction) -> None:
    earlier = EarlierContact(
        uuid=uuid4(),
        contact=row,
        number=new.number + 1,
        corrected_by_id=opened.ground.standing.person_id,
        corrected_at=clock.now(),
        happened_at=row.happened_at,
        channel=row.channel,
        reached=row.reached,
    )
    told = {"words": before["words"], "next_step": before["next_step"], "reason": new.reason.strip()}
    earlier.told = opened.seal(access.EARLIER, earlier.uuid, json.dumps(told, ensure_ascii=False))
    earlier.save(force_insert=True)


def _await_again(row: Contact) -> None:
    """A visit of today that was written down as done by mistake is still to come."""
    visit = row.visit
    if row.struck and visit and visit.state == VisitState.DONE and visit.day >= clock.today():
        visit.state = VisitState.PLANNED
        visit.save(update_fields=["state"])
