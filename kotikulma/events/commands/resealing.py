"""Addresses, numbers and the ways in online, sealed anew under the newest key while people work.

Row by row, each changed only as it was read: who changes her address meanwhile is not overwritten, and no row is kept
from the others. The order of locks of registering does not concern it, since it never holds two.
"""

from collections.abc import Iterator
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Model

from kotikulma.events.models import JoinInfo, Registration
from kotikulma.events.queries import contacts, joining
from kotikulma.kernel import audit, sealing
from kotikulma.kernel.types import Actor

BATCH = 500
_log = structlog.get_logger(__name__)
_COLUMNS: dict[type[Model], dict[str, str]] = {
    Registration: {"email": contacts.EMAIL, "phone": contacts.PHONE},
    JoinInfo: {name: f"{joining.PURPOSE}.{name}" for name in ("url", "passcode", "phone")},
}


def reseal(actor: Actor) -> int:
    """How many rows were sealed under an older key. Run again, it goes on. The keyed hashes of addresses are renewed
    too, since they hang on the key of the pages."""
    done = sum(_resealed(table, found) for table in _COLUMNS for found in _waiting(table))
    if done:
        with transaction.atomic():
            audit.record(actor, "events.contacts.resealed", kind="registration")
    return done


def _waiting(table: Any) -> Iterator[dict[str, Any]]:
    """Rows with something to seal, as they are now."""
    more = ("email_hash",) if table is Registration else ()
    last = 0
    while rows := list(
        table.objects.filter(pk__gt=last).order_by("pk").values("pk", "uuid", *_COLUMNS[table], *more)[:BATCH]
    ):
        last = rows[-1]["pk"]
        yield from rows


def _resealed(table: Any, row: dict[str, Any]) -> int:
    try:
        after = _anew(table, row)
    except sealing.Unreadable:  # one damaged row keeps nobody else's under the former key
        _log.warning("events.not_resealed", table=table._meta.db_table, row=str(row["uuid"]))
        return 0
    before = {name: row[name] for name in after}
    changed: int = table.objects.filter(pk=row["pk"], **before).update(**after) if after else 0
    return changed


def _anew(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What changes."""
    after: dict[str, Any] = {}
    for name, purpose in _COLUMNS[table].items():
        sealed = bytes(row[name])
        if sealed and not sealing.is_current(sealed):
            after[name] = sealing.seal(purpose, row["uuid"], sealing.unseal(purpose, row["uuid"], sealed))
    if row.get("email_hash") and row["email"]:
        hashed = contacts.hash_of(sealing.unseal(contacts.EMAIL, row["uuid"], row["email"]))
        after |= {"email_hash": hashed} if hashed != row["email_hash"] else {}
    return after
