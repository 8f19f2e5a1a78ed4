"""The shared plan and its goals, visits to come, contacts, tasks, and what each worker is to the client."""

import json
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock, log
from kotikulma.casework.models import Contact, Todo, Visit
from kotikulma.casework.rules import plans as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.plans import (
    NewContact,
    VisitState,
)
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def record_contact(actor: Actor, client: UUID, new: NewContact) -> Contact:
    """Somebody was in touch with the client, or tried. The same form sent again gives the first back.

    A next step with a day becomes the actor's task. Raises PlanRefused.
    """
    opened = access.open_client(actor, client, DataClass.CONTACTS)
    key = _key(actor, client, new.form_key)
    if known := Contact.objects.filter(form_key=key).first():
        return known
    rules.check_contact(new, clock.now())

    try:
        with transaction.atomic():
            row, worker = lock(opened), opened.ground.standing.person_id
            contact = Contact(
                uuid=uuid4(),
                form_key=key,
                client=row,
                worker_id=worker,
                happened_at=new.happened_at,
                recorded_at=clock.now(),
                channel=new.channel,
                reached=new.reached,
                visit=_done_visit(opened, new.visit),
            )
            told = {"words": new.words.strip(), "next_step": new.next_step.strip()}
            contact.told = opened.seal(access.CONTACT, contact.uuid, json.dumps(told, ensure_ascii=False))
            contact.save(force_insert=True)
            if new.next_on:
                _write_todo(opened, worker, key, new.next_step, new.next_on)
            log(actor, opened, "casework.contact.recorded", kind="contact", uuid=contact.uuid, data=[new.channel])
    except IntegrityError:
        return Contact.objects.get(form_key=key)  # the same form, sent twice at the same time
    return contact


def _key(actor: Actor, client: UUID, form_key: UUID) -> UUID:
    return uuid5(form_key, f"{actor.id}/{client}")


def _done_visit(opened: Opened, visit: UUID | None) -> Visit | None:
    row = opened.client.visits.filter(uuid=visit).first() if visit else None
    if row and row.state == VisitState.PLANNED:
        row.state = VisitState.DONE
        row.save(update_fields=["state"])
    return row


def _write_todo(opened: Opened, owner: int, key: UUID, words: str, due_on: Any) -> Todo:
    todo = Todo(uuid=uuid4(), form_key=key, client=opened.client, owner_id=owner, due_on=due_on)
    todo.words = opened.seal(access.TODO, todo.uuid, words.strip())
    todo.save(force_insert=True)
    return todo
