"""Adding to the audit chain and reading it. `checking` says whether it is whole."""

import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection

from kotikulma.kernel import clock
from kotikulma.kernel.audit import actions
from kotikulma.kernel.audit.models import AuditEvent, AuditSubject, ChainHead
from kotikulma.kernel.db import plain
from kotikulma.kernel.db.transactions import require_transaction
from kotikulma.kernel.types import Actor

# Part of every write, under its locks: the ORM would take ten times as long as the database
_HEAD = "SELECT seq, hmac FROM audit_chainhead WHERE chain = %s"
_MOVE_HEAD = "UPDATE audit_chainhead SET seq = %s, hmac = %s WHERE chain = %s"
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # the one form that is sealed
_log = structlog.get_logger(__name__)


class Touched(NamedTuple):
    """One object of a bulk event."""

    kind: str
    uuid: UUID | None
    changed: Iterable[str] = ()


class Circumstances(NamedTuple):
    """In which task clients' data is handled: unit, the role acted in, the ground, the clients named."""

    unit: UUID | None = None
    role: str = ""
    basis: str = ""
    subjects: tuple[UUID, ...] = ()


NONE = Circumstances()


class Entry(NamedTuple):
    """A row of `AuditEvent` to be: its fields but the seal."""

    chain: str
    seq: int
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    action: str
    object_kind: str
    object_uuid: UUID | None
    changed: list[str]
    purpose: str
    unit: UUID | None
    role: str | None
    basis: str | None
    subjects: list[str] | None
    prev_hmac: str


def record(
    actor: Actor,
    action: str,
    *,
    kind: str = "",
    uuid: UUID | None = None,
    changed: Iterable[str] = (),
    chain: str = "main",
    purpose: str = "",
    where: Circumstances = NONE,
) -> None:
    """Add one event in the caller's transaction (RuntimeError without one).

    `changed` takes field names only. A personal or secret value never belongs here.
    """
    record_many(actor, action, [Touched(kind, uuid, changed)], chain=chain, purpose=purpose, where=where)


def record_many(
    actor: Actor,
    action: str,
    things: Iterable[Touched | tuple[str, UUID | None, Iterable[str]]],
    *,
    chain: str = "main",
    purpose: str = "",
    where: Circumstances = NONE,
) -> None:
    """Add one event per thing with one change of the chain's head: for imports. (kind, uuid, changed) will do."""
    require_transaction("An audit event")
    _check_name(action)
    seq, last = _head(chain)
    moment, rows = clock.now(), []
    named = tuple(dict.fromkeys(where.subjects))  # a row names a client once
    for thing in map(Touched._make, things):
        entry = Entry(
            chain=chain,
            seq=seq + 1,
            at=moment,
            actor_kind=str(actor.kind),
            actor_id=actor.id,
            actor_label=actor.label,
            action=action,
            object_kind=thing.kind,
            object_uuid=thing.uuid,
            changed=sorted(set(thing.changed)),
            purpose=purpose,
            unit=where.unit,
            role=where.role or None,
            basis=where.basis or None,
            subjects=[str(uuid) for uuid in named] or None,
            prev_hmac=last,
        )
        seq, last = entry.seq, seal(entry)
        rows.append((*entry, last))
    plain.insert(AuditEvent, (*Entry._fields, "hmac"), rows)
    plain.insert(
        AuditSubject,
        ("chain", "seq", "subject", "at"),
        [(row[0], row[1], subject, moment) for row in rows for subject in named],
    )
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [seq, last, chain])


def seal(event: AuditEvent | Entry) -> str:
    """HMAC-SHA256 over the canonical form: a JSON list of every field in a fixed order, UTC, no spaces.

    The four fields of `Circumstances` end the list where one of them is filled.
    """
    parts = [
        event.chain,
        event.seq,
        _moment(event.at),
        event.actor_kind,
        str(event.actor_id or ""),
        event.actor_label,
        event.action,
        event.object_kind,
        str(event.object_uuid or ""),
        event.changed,
        event.purpose,
        event.prev_hmac,
    ]
    if event.unit or event.role or event.basis or event.subjects:
        parts += [str(event.unit or ""), event.role, event.basis, event.subjects]
    return hmac.digest(settings.AUDIT_KEY.encode(), encoded(parts).encode(), "sha256").hex()


def about(subject: UUID, since: datetime, until: datetime) -> list[AuditEvent]:
    """Every event that names the client, oldest first, half-open. One statement, and one for each chain."""
    numbers: dict[str, list[int]] = {}
    found = AuditSubject.objects.filter(subject=subject, at__gte=since, at__lt=until)
    for chain, seq in found.values_list("chain", "seq"):
        numbers.setdefault(chain, []).append(seq)
    rows = [row for chain, seqs in numbers.items() for row in AuditEvent.objects.filter(chain=chain, seq__in=seqs)]
    return sorted(rows, key=lambda row: (row.at, row.chain, row.seq))


def heads() -> list[tuple[str, int, str]]:
    """(chain, count, seal) of every chain: kept elsewhere, they make a cut end visible."""
    return list(ChainHead.objects.order_by("chain").values_list("chain", "seq", "hmac"))


def _head(chain: str) -> tuple[int, str]:
    """Where the chain stands, locked to the end of the transaction; made when it is the first event."""
    wait = " FOR UPDATE" if connection.vendor == "postgresql" else ""  # on SQLite who writes is alone
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + wait, [chain])
        found = cursor.fetchone()
    if found is None:
        ChainHead.objects.select_for_update().get_or_create(chain=chain)
        return _head(chain)
    return found[0], found[1]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _check_name(action: str) -> None:
    if actions.known(action):
        return
    # A missing sentence must not stop a change in production; the tests do not let it get that far.
    if settings.TEST:
        raise LookupError(f"Register the audit action {action!r} with kernel.audit.actions.register in its module.")
    _log.error("audit.unregistered_action", action=action)
