"""A client's plan, visits, contacts and tasks for those who may open her. The viewer comes first; reads are logged."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Contact, EarlierContact, PlanVersion, Todo, Visit
from kotikulma.casework.queries import network
from kotikulma.casework.rules import ledger
from kotikulma.casework.rules import plans as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.ledger import Attempt
from kotikulma.casework.types.plans import (
    ContactChannel,
    ContactLine,
    Correction,
    EarlierLine,
    Plan,
    PlanNotFound,
    PlanPage,
    Profession,
    Silence,
    Step,
    StepLine,
    TodoLine,
    VersionLine,
    VisitLine,
    VisitState,
)
from kotikulma.directory.queries import names as directory
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

CONTACTS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    plan: Plan
    number: int


@dataclass(frozen=True, slots=True)
class Meetings:
    """What is to come and what was: visits, tasks (late ones first), contacts (newest first)."""

    visits: Sequence[VisitLine]
    todos: Sequence[TodoLine]
    done: Sequence[TodoLine]
    contacts: Sequence[ContactLine]
    silence: Silence


def plan(viewer: Actor, client: UUID, number: int | None = None) -> tuple[Opened, PlanPage]:
    """The newest plan or an old version of it; logged. PlanNotFound for a version that never was."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.PLAN)
    rows = list(opened.client.plan_versions.order_by("-number"))
    if number is not None and number not in [row.number for row in rows]:
        raise PlanNotFound
    if not rows:
        return opened, PlanPage(Plan())
    row = next(row for row in rows if number in (None, row.number))
    authors = people.person_names([each.author_id for each in rows if each.author_id])
    found = _plan_of(opened, row)
    return opened, PlanPage(
        found,
        _step_lines(opened, found.steps),
        row.number,
        authors.get(row.author_id or 0, ""),
        row.saved_at,
        tuple(VersionLine(each.number, authors.get(each.author_id or 0, ""), each.saved_at) for each in rows),
    )


def newest(opened: Opened) -> Numbered:
    """An empty one, number 0, when there is none yet."""
    row = opened.client.plan_versions.order_by("-number").first()
    return Numbered(_plan_of(opened, row), row.number) if row else Numbered(Plan(), 0)


def plan_at(opened: Opened, number: int) -> Plan:
    """The plan of a version; an empty one when it never was."""
    row = opened.client.plan_versions.filter(number=number).first()
    return _plan_of(opened, row) if row else Plan()


def doers(opened: Opened) -> list[tuple[str, str]]:
    """(value, words) of those who may do what a plan says: the client, her workers, roles, her network."""
    workers = [(f"worker/{uuid}", name) for uuid, name in workers_of(opened)]
    roles = [(f"role/{one.value}", str(one.label)) for one in Profession]
    near = [(f"near/{line.uuid}", line.name or line.label) for line in network.lines(opened)]
    return [("client", str(rules.THE_CLIENT)), *workers, *near, *roles]


def workers_of(opened: Opened) -> list[tuple[str, str]]:
    """(uuid, name) of those who work with the client now, by name."""
    rows = opened.client.relationships.filter(access.active(clock.now()), worker__isnull=False)
    found = people.person_names_by_uuid(rows.values_list("worker__uuid", flat=True))
    return sorted(((str(uuid), name) for uuid, name in found.items()), key=lambda pair: pair[1])


def places(opened: Opened) -> list[tuple[str, str]]:
    """(uuid, name) of places where one may meet: those the units of her controller keep."""
    kept = directory.places_kept_by(people.with_units(frozenset({opened.client.register_id})))
    return sorted(((str(one.uuid), localise(one.name).text) for one in kept), key=lambda pair: pair[1])


def meetings(viewer: Actor, client: UUID) -> tuple[Opened, Meetings]:
    """Visits to come, tasks and contacts of a client; logged."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.CONTACTS)
    visits = list(opened.client.visits.filter(state=VisitState.PLANNED).order_by("day", "starts_at", "id"))
    rows = opened.client.contacts.order_by("-happened_at", "-id")
    contacts = list(rows.prefetch_related("earlier")[:CONTACTS_SHOWN])
    todos = list(opened.client.todos.order_by("due_on", "id"))
    names = people.person_names(
        {row.worker_id or 0 for row in (*visits, *contacts)}
        | {row.owner_id or 0 for row in todos}
        | {each.corrected_by_id or 0 for row in contacts for each in row.earlier.all()}
    )
    lines = [todo_line(opened, row, names.get(row.owner_id or 0, "")) for row in todos]
    return opened, Meetings(
        visit_lines([(opened, row) for row in visits], names),
        [line for line in lines if line.done_at is None],
        [line for line in lines if line.done_at is not None][::-1],
        [_contact_line(opened, row, names) for row in contacts],
        silence(opened),
    )


def contact(viewer: Actor, client: UUID, uuid: UUID) -> tuple[Opened, ContactLine, Correction]:
    """One contact and what a correction of it begins with; logged. PlanNotFound for another client's."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.CONTACTS)
    row = opened.client.contacts.prefetch_related("earlier").filter(uuid=uuid).first()
    if row is None:
        raise PlanNotFound
    earlier = list(row.earlier.all())
    names = people.person_names({row.worker_id or 0} | {each.corrected_by_id or 0 for each in earlier})
    line = _contact_line(opened, row, names)
    said = {"happened_at": row.happened_at, "channel": row.channel, "reached": row.reached, "struck": row.struck}
    return opened, line, Correction(number=len(earlier), words=line.words, next_step=line.next_step, **said)


def visit(viewer: Actor, client: UUID, uuid: UUID) -> tuple[Opened, dict[str, Any]]:
    """What changing a planned visit begins with; logged. PlanNotFound when it is done, cancelled or another's."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.CONTACTS)
    row = opened.client.visits.select_related("worker").filter(uuid=uuid, state=VisitState.PLANNED).first()
    if row is None or (opened.client.protected and row.worker_id != opened.ground.standing.person_id):
        raise PlanNotFound
    at = row.starts_at.astimezone(clock.HELSINKI).time() if row.starts_at else None
    told = told_of(opened, row)
    return opened, {
        **told,
        "day": row.day,
        "time": at,
        "minutes": row.minutes,
        "worker": row.worker and row.worker.uuid,
    }


def attempts_of(opened: Opened) -> tuple[date, list[Attempt]]:
    """The day the client was last reached (or came), and each try since: what the by-name list's rule asks."""
    return attempts_of_many({opened.client.pk: opened})[opened.client.pk]


def attempts_of_many(held: Mapping[int, Opened]) -> dict[int, tuple[date, list[Attempt]]]:
    """The same by the client's row id. One statement."""
    days: dict[int, list[tuple[date, str, bool]]] = {pk: [] for pk in held}
    rows = Contact.objects.filter(client__in=list(held), struck=False).order_by("happened_at")
    for pk, moment, channel, reached in rows.values_list("client_id", "happened_at", "channel", "reached"):
        days[pk].append((moment.astimezone(clock.HELSINKI).date(), channel, reached))
    return {pk: _since_reached(held[pk], each) for pk, each in days.items()}


def _since_reached(opened: Opened, days: Sequence[tuple[date, str, bool]]) -> tuple[date, list[Attempt]]:
    came = opened.client.opened_at.astimezone(clock.HELSINKI).date()
    last = max((day for day, _channel, reached in days if reached), default=came)
    return last, [Attempt(day, channel) for day, channel, reached in days if not reached and day > last]


def silence(opened: Opened) -> Silence:
    last, attempts = attempts_of(opened)
    return Silence(last, len(attempts), ledger.suggest_inactive(clock.today(), last, attempts))


def todo_line(opened: Opened, row: Todo, owner: str) -> TodoLine:
    return TodoLine(
        row.uuid,
        opened.client.uuid,
        opened.unseal(access.TODO, row.uuid, row.words),
        owner,
        row.owner_id == opened.ground.standing.person_id,
        row.due_on,
        row.done_at is None and row.due_on < clock.today(),
        row.done_at,
        opened.identity.name,
    )


def visit_lines(rows: Iterable[tuple[Opened, Visit]], names: dict[int, str]) -> list[VisitLine]:
    """The place of a client under non-disclosure is told to who goes there alone. One statement."""
    told = [(opened, row, told_of(opened, row)) for opened, row in rows]
    known = directory.place_names({UUID(each["place"]) for _opened, _row, each in told if each["place"]})
    return [_visit_line(opened, row, names, each, known) for opened, row, each in told]


def told_of(opened: Opened, row: Visit) -> dict[str, str]:
    found: dict[str, str] = json.loads(opened.unseal(access.VISIT, row.uuid, row.told))
    return found


def where(told: dict[str, str], known: Any) -> str:
    """ "Palvelukeskus, takaovi, Jyväskylä": what is known of the place, in words."""
    place = known.get(UUID(told["place"])) if told["place"] else None
    code = told["municipality"]
    named = localise(place).text if place else ""
    return ", ".join(filter(None, (named, told["where"], municipalities.name(code) if code else "")))


def _visit_line(opened: Opened, row: Visit, names: dict[int, str], told: dict[str, str], known: Any) -> VisitLine:
    own = row.worker_id == opened.ground.standing.person_id
    hidden = opened.client.protected and not own
    return VisitLine(
        row.uuid,
        row.day,
        row.starts_at,
        rules.spell(row.starts_at, row.minutes)[1] if row.starts_at else None,
        names.get(row.worker_id or 0, ""),
        own,
        told["purpose"],
        "" if hidden else where(told, known),
        hidden,
        row.minutes,
    )


def _plan_of(opened: Opened, row: PlanVersion) -> Plan:
    return rules.unpacked(opened.unseal(f"{access.PLAN}.{row.number}", opened.client.uuid, row.content))


def _step_lines(opened: Opened, steps: Sequence[Step]) -> list[StepLine]:
    """Who, by the name that may be shown now: a name whose consent was withdrawn is gone from old versions too."""
    named = dict(doers(opened))
    ended = people.person_names_by_uuid(
        UUID(step.who.removeprefix("worker/"))
        for step in steps
        if step.who.startswith("worker/") and step.who not in named
    )
    named |= {f"worker/{uuid}": name for uuid, name in ended.items()}
    named |= {f"near/{line.uuid}": line.label for line in network.left(opened)}
    return [StepLine(step.what, named.get(step.who, ""), step.when, step.who == "client") for step in steps]


def _contact_line(opened: Opened, row: Contact, names: dict[int, str]) -> ContactLine:
    told = json.loads(opened.unseal(access.CONTACT, row.uuid, row.told))
    return ContactLine(
        row.uuid,
        row.happened_at,
        names.get(row.worker_id or 0, ""),
        str(ContactChannel(row.channel).label),
        row.reached,
        told["words"],
        told["next_step"],
        row.struck,
        [_earlier_line(opened, each, names) for each in sorted(row.earlier.all(), key=lambda one: -one.number)],
    )


def _earlier_line(opened: Opened, row: EarlierContact, names: dict[int, str]) -> EarlierLine:
    told = json.loads(opened.unseal(access.EARLIER, row.uuid, row.told))
    return EarlierLine(
        row.happened_at,
        str(ContactChannel(row.channel).label),
        row.reached,
        told["words"],
        told["next_step"],
        row.corrected_at,
        names.get(row.corrected_by_id or 0, ""),
        told["reason"],
    )
