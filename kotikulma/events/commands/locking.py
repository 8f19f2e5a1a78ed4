"""The one lock of registration: the row of the intake. Order: event, intake, registration, outbox, audit.

Who locks several intakes, or makes one, has locked their event first: two who do it never wait for each other.

Who waits longer than five seconds is told that many are registering and keeps the form.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from kotikulma.events.models import Event, Intake
from kotikulma.events.types import Busy, EventNotFound

PATIENCE = 5.0  # seconds
_WAIT = f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s';"
_LOCK = "SELECT id FROM events_intake WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_NOT_AVAILABLE, _DEADLOCK = "55P03", "40P01"


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
    with in_turn(intake_ids):
        found = Intake.objects.select_related("event__setup", "occurrence")
        yield list(found.filter(pk__in=intake_ids).order_by("id"))


@contextmanager
def in_turn(intake_ids: Collection[int] = ()) -> Iterator[None]:
    """A transaction that waits five seconds at most for a lock; then Busy. With these rows locked, if any.

    They are locked by a statement of its own: what else is read with them would be as old as the wait for them.
    """
    with patiently(), transaction.atomic():
        if connection.vendor == "postgresql":  # on SQLite who has begun is alone
            with connection.cursor() as cursor:
                cursor.execute(*((_WAIT + _LOCK, [sorted(intake_ids)]) if intake_ids else (_WAIT,)))
        yield


@contextmanager
def event_locked(event_id: int) -> Iterator[None]:
    """While an intake is made for an event: nobody changes its rhythm, or drops the time, meanwhile."""
    with in_turn():
        if not Event.objects.select_for_update(no_key=True).filter(pk=event_id).values_list("pk"):
            raise EventNotFound
        yield


@contextmanager
def patiently() -> Iterator[None]:
    """Waits its turn, five seconds at most; then Busy."""
    usual = getattr(connection, "patience", None)
    if connection.vendor == "sqlite":
        connection.patience = PATIENCE  # PostgreSQL is told in the transaction
    try:
        yield
    except OperationalError as error:
        if _is_a_crowd(error):
            raise Busy from error
        raise
    finally:
        if connection.vendor == "sqlite":
            connection.patience = usual


def _is_a_crowd(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state in (_NOT_AVAILABLE, _DEADLOCK) or "database is locked" in str(error)
