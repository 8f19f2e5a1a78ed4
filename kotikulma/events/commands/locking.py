"""The one lock of registration: the row of the intake. Order: event, intake, registration, outbox, audit.

Who waits longer than five seconds is told that many are registering and keeps the form.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

from kotikulma.events.models import Intake
from kotikulma.events.types import Busy, EventNotFound

PATIENCE = 5.0  # seconds
_NOT_AVAILABLE, _DEADLOCK = "55P03", "40P01"
# SQLite has one writer: threads of a process stand in line here instead of knocking at the file's door
_line = threading.RLock()


@contextmanager
def locked(intake_id: int) -> Iterator[Intake]:
    """The intake with its event, setup and occurrence, in a transaction nobody else changes it in. Busy in a crowd."""
    with all_locked([intake_id]) as found:
        if not found:
            raise EventNotFound
        yield found[0]


@contextmanager
def all_locked(intake_ids: Collection[int]) -> Iterator[list[Intake]]:
    """Several at once, always in the same order, so that two who do it never wait for each other."""
    with patiently(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'")
        found = Intake.objects.select_for_update(of=("self",)).select_related("event__setup", "occurrence")
        yield list(found.filter(pk__in=intake_ids).order_by("id"))


@contextmanager
def patiently() -> Iterator[None]:
    """Waits its turn, five seconds at most; then Busy."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            stack.enter_context(_in_line())
        try:
            yield
        except OperationalError as error:
            if _is_a_crowd(error):
                raise Busy from error
            raise


@contextmanager
def _in_line() -> Iterator[None]:
    if not _line.acquire(timeout=PATIENCE):
        raise Busy
    try:
        usual = _set_patience(int(PATIENCE * 1000))
        try:
            yield
        finally:
            _set_patience(usual)
    finally:
        _line.release()


def _set_patience(milliseconds: int) -> int:
    """How long SQLite waits for its writer on this connection; what it was before."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return before


def _is_a_crowd(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in (_NOT_AVAILABLE, _DEADLOCK) or "database is locked" in str(error)
