"""The shared plan and its goals, visits to come, contacts, tasks, and what each worker is to the client."""

import json
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock, log
from kotikulma.casework.models import Contact, PlanVersion, Relationship, Todo, Visit
from kotikulma.casework.queries import plans as queries
from kotikulma.casework.rules import plans as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.plans import (
    Goal,
    NewContact,
    NewTodo,
    NewVisit,
    Plan,
    PlanChanged,
    PlanNotFound,
    PlanRefused,
    Profession,
    Step,
    VisitState,
)
from kotikulma.directory.queries import names as directory
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def save_plan(
    actor: Actor,
    client: UUID,
    *,
    number: int,
    goals: Iterable[tuple[UUID, str]],
    steps: Iterable[Step],
    review_on: date | None,
) -> PlanVersion:
    """The client's plan as a new version. `number`: the one it was typed from, 0 for none.

    What somebody else changed meanwhile stays beside it; PlanChanged when both changed the same words. Raises
    PlanRefused for a plan without a goal of the client's own.
    """
    opened = access.open_client(actor, client, DataClass.PLAN)

    with transaction.atomic():
        lock(opened)
        before, newest = queries.plan_at(opened, number), queries.newest(opened)
        plan = rules.typed(before, goals, steps, review_on)
        if newest.number != number:
            plan, clashes = rules.merged(before, newest.plan, plan)
            if clashes:
                raise PlanChanged(plan, clashes, newest.number)
        rules.check_plan(plan, clock.today())
        _check_doers(opened, plan, newest.plan)
        version = _save_version(opened, plan, newest.number)
        log(actor, opened, "casework.plan.saved", data=[DataClass.PLAN])
    return version


def end_goal(actor: Actor, client: UUID, goal: UUID, *, state: str, word: str, changed_to: str = "") -> PlanVersion:
    """A goal is reached, given up by the client, or changed into another, with a word. Raises PlanRefused."""
    opened = access.open_client(actor, client, DataClass.PLAN)
    new = Goal(uuid4(), changed_to.strip()) if changed_to.strip() else None

    with transaction.atomic():
        lock(opened)
        newest = queries.newest(opened)
        plan = rules.ended_goal(newest.plan, goal, state=state, word=word, today=clock.today(), new=new)
        version = _save_version(opened, plan, newest.number)
        log(actor, opened, "casework.goal.ended", data=[state])
    return version


def plan_visit(actor: Actor, client: UUID, new: NewVisit) -> Visit:
    """A visit to come by one of the client's workers, who can be in one place at a time. Raises PlanRefused."""
    opened = access.open_client(actor, client, DataClass.CONTACTS)
    key = _key(actor, client, new.form_key)
    if known := Visit.objects.filter(form_key=key).first():
        return known
    worker = worker_of(opened, new.worker, "worker")
    check_place(new)

    with transaction.atomic():
        row = lock(opened)
        list(Relationship.objects.select_for_update().filter(worker=worker).order_by("id"))  # one plans at a time
        rules.check_visit(new, clock.now(), taken(worker, new.day))
        visit = Visit(uuid=uuid4(), form_key=key, client=row, worker_id=worker, day=new.day, starts_at=new.starts_at)
        visit.minutes = new.minutes
        visit.told = sealed_visit(opened, visit.uuid, new)
        visit.save(force_insert=True)
        log(actor, opened, "casework.visit.planned", kind="visit", uuid=visit.uuid)
    return visit


def cancel_visit(actor: Actor, client: UUID, visit: UUID) -> None:
    """Cancelling twice changes nothing."""
    opened = access.open_client(actor, client, DataClass.CONTACTS)

    with transaction.atomic():
        row = opened.client.visits.select_for_update().filter(uuid=visit).first()
        if row is None:
            raise PlanNotFound
        if row.state == VisitState.PLANNED:
            row.state = VisitState.CANCELLED
            row.save(update_fields=["state"])
            log(actor, opened, "casework.visit.cancelled", kind="visit", uuid=visit)


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


def write_todo(actor: Actor, client: UUID, new: NewTodo) -> Todo:
    """Something to do for the client, by one of her workers, until a day. Raises PlanRefused."""
    opened = access.open_client(actor, client, DataClass.CONTACTS)
    key = _key(actor, client, new.form_key)
    if known := Todo.objects.filter(form_key=key).first():
        return known
    owner = worker_of(opened, new.owner, "owner")
    rules.check_todo(new, clock.today())

    with transaction.atomic():
        lock(opened)
        todo = _write_todo(opened, owner, key, new.words, new.due_on)
        log(actor, opened, "casework.todo.written", kind="todo", uuid=todo.uuid)
    return todo


def tick_todo(actor: Actor, client: UUID, todo: UUID, *, done: bool) -> None:
    """Done, or not done after all. Twice changes nothing."""
    opened = access.open_client(actor, client, DataClass.CONTACTS)

    with transaction.atomic():
        row = opened.client.todos.select_for_update().filter(uuid=todo).first()
        if row is None:
            raise PlanNotFound
        if (row.done_at is not None) != done:
            row.done_at = clock.now() if done else None
            row.save(update_fields=["done_at"])
            deed = "casework.todo.done" if done else "casework.todo.undone"
            log(actor, opened, deed, kind="todo", uuid=todo)


def give_role(actor: Actor, client: UUID, relationship: UUID, *, profession: str) -> None:
    """What a worker is to the client: her professional role in the team."""
    opened = access.open_client(actor, client, DataClass.NETWORK)
    if profession not in Profession.values:
        raise PlanRefused(_("Valitse rooli luettelosta."), fields={"profession": _("Valitse yksi.")})

    with transaction.atomic():
        row = opened.client.relationships.select_for_update().filter(uuid=relationship).first()
        if row is None:
            raise PlanNotFound
        if row.profession != profession:
            row.profession = profession
            row.save(update_fields=["profession"])
            deed = "casework.relationship.role_given"
            log(actor, opened, deed, kind="relationship", uuid=relationship, data=[profession])


def _key(actor: Actor, client: UUID, form_key: UUID) -> UUID:
    return uuid5(form_key, f"{actor.id}/{client}")


def _done_visit(opened: Opened, visit: UUID | None) -> Visit | None:
    row = opened.client.visits.filter(uuid=visit).first() if visit else None
    if row and row.state == VisitState.PLANNED:
        row.state = VisitState.DONE
        row.save(update_fields=["state"])
    return row


def check_place(new: NewVisit) -> None:
    if new.place and new.place not in directory.places_by_uuid([new.place]):
        raise PlanRefused(_("Valitse paikka luettelosta."), fields={"place": _("Valitse paikka luettelosta.")})


def sealed_visit(opened: Opened, visit: UUID, new: NewVisit) -> bytes:
    told = {"purpose": new.purpose.strip(), "where": new.where.strip(), "municipality": new.municipality}
    told["place"] = str(new.place or "")
    return opened.seal(access.VISIT, visit, json.dumps(told, ensure_ascii=False))


def taken(worker: int, day: date, *, but: int | None = None) -> list[rules.Spell]:
    """When she is on planned visits around that day, to whomever. `but`: one that does not count."""
    rows = Visit.objects.filter(worker=worker, day=day, state=VisitState.PLANNED, starts_at__isnull=False)
    return [rules.spell(*each) for each in rows.exclude(pk=but).values_list("starts_at", "minutes") if each[0]]


def worker_of(opened: Opened, worker: UUID, field: str) -> int:
    """The row id of somebody who works with the client now."""
    found = opened.client.relationships.filter(access.active(clock.now()), worker__uuid=worker)
    row_id = found.values_list("worker_id", flat=True).first()
    if row_id is None:
        sentence = _("Valitse työntekijä, joka työskentelee asiakkaan kanssa.")
        raise PlanRefused(sentence, fields={field: sentence})
    return row_id


def _check_doers(opened: Opened, plan: Plan, before: Plan) -> None:
    """Those named must belong to the client; who was named before stays although she has left."""
    allowed = {value for value, _label in queries.doers(opened)} | {step.who for step in before.steps}
    if any(step.who not in allowed for step in plan.steps if not step.who.startswith("role/")):
        sentence = _("Valitse jokaiselle kohdalle, kuka sen tekee.")
        raise PlanRefused(sentence, fields={"steps": sentence})


def _save_version(opened: Opened, plan: Plan, newest: int) -> PlanVersion:
    version = PlanVersion(
        client=opened.client,
        number=newest + 1,
        author_id=opened.ground.standing.person_id,
        goals=len(plan.goals),
        review_on=plan.review_on,
        saved_at=clock.now(),
    )
    version.content = opened.seal(f"{access.PLAN}.{version.number}", opened.client.uuid, rules.packed(plan))
    version.save(force_insert=True)
    return version


def _write_todo(opened: Opened, owner: int, key: UUID, words: str, due_on: date) -> Todo:
    todo = Todo(uuid=uuid4(), form_key=key, client=opened.client, owner_id=owner, due_on=due_on)
    todo.words = opened.seal(access.TODO, todo.uuid, words.strip())
    todo.save(force_insert=True)
    return todo
