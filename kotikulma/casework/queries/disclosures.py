"""What was disclosed: for the client's own workers, for the unit that got it, and in the client's log report."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Client, Disclosure, LogDecision
from kotikulma.casework.queries import clients
from kotikulma.casework.queries.situations import situation_of
from kotikulma.casework.rules import clients as client_rules
from kotikulma.casework.rules import disclosures as rules
from kotikulma.casework.types.clients import Basis, DataClass, LogLine, Task
from kotikulma.casework.types.disclosures import (
    SHARED,
    DecisionKind,
    DecisionLine,
    DisclosureLine,
    ProhibitionLine,
    ReceivedLine,
    ReceivedPage,
)
from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel import audit, clock
from kotikulma.kernel.audit import actions
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def opened(viewer: Actor, uuid: UUID) -> Opened:
    return access.open_client(viewer, uuid, DataClass.IDENTITY, DataClass.NETWORK, DataClass.DISCLOSURES)


def of_client(opened: Opened) -> list[DisclosureLine]:
    """Everything ever given, what holds now first. Part of what `opened` or the log report logged."""
    rows = opened.client.disclosures.select_related("recipient").order_by("-starts_at", "-id")
    lines = [_line(opened, row) for row in rows]
    return sorted(lines, key=lambda line: not line.active)


def prohibitions(opened: Opened) -> list[ProhibitionLine]:
    """Those in force."""
    rows = opened.client.prohibitions.filter(access.active(clock.now())).select_related("recipient").order_by("id")
    return [
        ProhibitionLine(row.uuid, row.recipient.name if row.recipient else None, row.starts_at, row.ends_at)
        for row in rows
    ]


def recipients(opened: Opened) -> list[tuple[str, str]]:
    """(uuid, name) of units of other registers that work with clients."""
    own = people.with_units(frozenset({opened.client.register_id}))
    found = people.organizations(clients.HOUSE, people.case_units() - own).values()
    return sorted(((str(one.uuid), localise(one.name).text) for one in found), key=lambda pair: pair[1])


def received(viewer: Actor) -> list[ReceivedLine]:
    """What other registers gave to the viewer's units. One row in the log of each unit names them all."""
    standing = access.standing_of(viewer)
    rows = [(row, access.shared_ground(standing, row)) for row in access.received_disclosures(standing)]
    lines = []
    for row, ground in rows:
        identity = access.shared(row, ground).identity
        name = identity.name if identity else ""
        lines.append(ReceivedLine(row.uuid, name, row.unit.name, _scope(row), row.starts_at, row.ends_at))
    with transaction.atomic():
        for unit in sorted({row.recipient_id for row, _ground in rows if row.recipient_id}):
            given = [(row, ground) for row, ground in rows if row.recipient_id == unit]
            ground = access.ground_in_unit(standing, unit, basis=given[0][0].basis, task=DataClass.DISCLOSURES)
            named = [row.client.uuid for row, _ground in given]
            data = [DataClass.IDENTITY]
            access.log(viewer, ground, access.DISCLOSED_LISTED, subjects=named, kind="disclosure_list", data=data)
    return lines


def received_waiting(viewer: Actor) -> int:
    """How many there are to read: a number alone."""
    return access.received_disclosures(access.standing_of(viewer)).count()


def received_one(viewer: Actor, uuid: UUID) -> ReceivedPage:
    """What was given; and, when that tells who she is, the clients of the viewer's own registers she may already be.

    Being a client is itself confidential: without a disclosure of who she is, neither register hears of the other's.
    """
    shared = access.open_disclosure(viewer, uuid)
    row = shared.row
    return ReceivedPage(
        giver=row.unit.name,
        basis=row.get_basis_display(),
        scope=_scope(row),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        identity=shared.identity,
        workers=_workers(row.client) if shared.network else None,
        situation=_situation(shared.subject) if DataClass.HOUSING in row.scope else None,
        known=clients.find_any(viewer, client_rules.keys_of(shared.identity)) if shared.identity else (),
    )


def log_report(viewer: Actor, uuid: UUID) -> tuple[Opened, list[LogLine]]:
    """Who handled the client's data, in words, newest first, as far as decisions let; giving it is logged too."""
    opened = access.open_client(viewer, uuid, DataClass.LOG, deed="casework.client.log_given")
    decided = decisions(opened)
    older = [one.from_on for one in decided if one.kind == DecisionKind.OLDER]
    kept_back = [(one.from_on, one.until_on) for one in decided if one.until_on]
    first = min([client_rules.log_since(clock.today()), *older])
    since = datetime.combine(first, time(), tzinfo=clock.HELSINKI)
    events = [
        event
        for event in audit.about(uuid, since, clock.now() + timedelta(seconds=1))
        if not rules.withheld(event.at.astimezone(clock.HELSINKI).date(), kept_back)
    ]
    names = people.person_names_by_uuid(event.actor_id for event in events)
    units = people.organization_names_by_uuid(event.unit for event in events)
    lines = [
        LogLine(
            event.at,
            names.get(event.actor_id) or str(_("Järjestelmä")),
            units.get(event.unit, {}),
            actions.sentence(event.action),
            ", ".join(_label(DataClass, each) for each in event.changed if each in DataClass.values),
            _label(Task, event.purpose) or _label(DataClass, event.purpose),
            _label(Basis, event.basis or ""),
        )
        for event in events
    ]
    return opened, lines[::-1]


def decisions(opened: Opened) -> list[DecisionLine]:
    """Decisions in force about the report; one to give older rows holds for the day it was made."""
    rows = list(opened.client.log_decisions.filter(ended_at=None).order_by("id"))
    names, today = people.person_names(row.decider_id for row in rows if row.decider_id), clock.today()
    return [
        DecisionLine(
            row.uuid,
            row.kind,
            row.get_ground_display(),
            opened.unseal(access.DECISION, row.uuid, row.reason),
            row.from_on,
            row.until_on,
            row.decided_at,
            names.get(row.decider_id or 0, ""),
        )
        for row in rows
        if row.kind == DecisionKind.WITHHELD or _day(row) == today
    ]


def _line(opened: Opened, row: Disclosure) -> DisclosureLine:
    outside = opened.unseal(access.OUTSIDE_NAME, row.uuid, row.outside)
    now = clock.now()
    return DisclosureLine(
        row.uuid,
        row.recipient.name if row.recipient else {"fi": outside},
        row.get_basis_display(),
        opened.unseal(access.LAW, row.uuid, row.law),
        row.agreed_on,
        _scope(row),
        row.starts_at,
        row.ends_at,
        row.revoked_at,
        row.revoked_at is None and (row.ends_at is None or row.ends_at > now),
    )


def _scope(row: Disclosure) -> str:
    return ", ".join(str(one.label) for one in SHARED if one in row.scope)


def _workers(client: Client) -> Any:
    rows = list(client.relationships.filter(access.active(clock.now())).select_related("unit").order_by("starts_at"))
    return clients.worker_lines(rows, 0)


def _situation(subject: UUID | None) -> Any:
    """Where she lives now as the list knows it; empty when she is not on it."""
    code = situation_of(subject)
    return SituationCode(code).label if code else ""


def _day(row: LogDecision) -> Any:
    return row.decided_at.astimezone(clock.HELSINKI).date()


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""
