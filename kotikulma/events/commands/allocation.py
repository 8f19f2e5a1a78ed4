"""`allocate()`: the one place where seats change hands. Whatever frees or asks for a seat calls it under the lock.

It ends what has run out, counts from rows, decides by `rules.allocation`, and writes rows, counts, mails and audit.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection

from kotikulma.events.commands import mails
from kotikulma.events.models import Hold, Intake, Registration
from kotikulma.events.queries import intakes
from kotikulma.events.rules.allocation import Decisions, Newcomer, Placement, decide
from kotikulma.events.types import RegistrationState
from kotikulma.events.types.registration import SEATS_SUBJECT
from kotikulma.kernel import audit, clock, data_version
from kotikulma.kernel.db.transactions import require_transaction
from kotikulma.kernel.types import Actor

KIND = "registration"
_COUNTS = ("taken_in_person", "taken_online", "waiting", "overbooked_in_person", "overbooked_online")
# People by channel who take a seat or have it held, and people who wait
_RECOUNT = f"""
UPDATE events_intake SET (taken_in_person, taken_online, waiting) = (
    SELECT
        COALESCE(SUM(CASE WHEN waits OR channel <> 'in_person' THEN 0 ELSE size END), 0),
        COALESCE(SUM(CASE WHEN waits OR channel <> 'online' THEN 0 ELSE size END), 0),
        COALESCE(SUM(CASE WHEN waits THEN size ELSE 0 END), 0)
    FROM (
        SELECT channel, party_size AS size, state = %s AS waits FROM events_registration
        WHERE intake_id = %s AND state IN ({", ".join(["%s"] * len(intakes.COUNTED))})
        UNION ALL
        SELECT channel, size, FALSE FROM events_hold WHERE intake_id = %s
    ) AS people
) WHERE id = %s RETURNING taken_in_person, taken_online, waiting
"""  # noqa: S608 — names of our own
Last = Callable[[], None]
Admit = Callable[[Placement], Last | None]


def allocate(
    actor: Actor,
    intake: Intake,
    *,
    newcomer: Newcomer | None = None,
    hold: Hold | None = None,
    admit: Admit | None = None,
    looked: intakes.Looked | None = None,
) -> Decisions:
    """Give the free seats out. `intake` is locked; `admit` writes the newcomer where it was placed.

    What `admit` returns is done after all else: to audit locks what every writer of the house waits for. `hold`: the
    newcomer's own, which the others' seats do not count. `looked`: what was read under this lock, where nothing was
    written since.
    """
    require_transaction("An allocation")
    now = clock.now()
    found = looked or intakes.look(intake)
    if found != found.without_holds(past=now):
        intake.holds.filter(expires_at__lte=now).delete()
    without = hold.pk if hold else None
    decided = decide(intakes.situation(intake, now, without_hold=without, looked=found), newcomer)
    _carry_out(actor, intake, decided, now)
    last = admit(decided.newcomer) if decided.newcomer and admit else None
    recount(intake, last)
    return decided


def recount(intake: Intake, last: Last | None = None) -> None:
    """Counts of the intake from its rows. Seats beyond the capacity that came free again are not given out anew."""
    before = [getattr(intake, name) for name in _COUNTS]
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [RegistrationState.WAITING, intake.pk, *intakes.COUNTED, intake.pk, intake.pk])
        intake.taken_in_person, intake.taken_online, intake.waiting = cursor.fetchone()
    beyond = (
        _beyond(intake.overbooked_in_person, intake.taken_in_person, intake.capacity_in_person),
        _beyond(intake.overbooked_online, intake.taken_online, intake.capacity_online),
    )
    if beyond != (intake.overbooked_in_person, intake.overbooked_online):
        intake.overbooked_in_person, intake.overbooked_online = beyond
        intake.save(update_fields=["overbooked_in_person", "overbooked_online"])
    if last:
        last()
    if before != [getattr(intake, name) for name in _COUNTS]:
        data_version.bump(SEATS_SUBJECT)


def change_state(actor: Actor, registration: Registration, state: str, action: str) -> None:
    """One step of one registration, written and audited. Call `allocate` after it."""
    registration.state, registration.state_changed_at = state, clock.now()
    registration.offer_expires_at = None
    registration.save(update_fields=["state", "state_changed_at", "offer_expires_at"])
    audit.record(actor, action, kind=KIND, uuid=registration.uuid, changed=["state"])


def _carry_out(actor: Actor, intake: Intake, decided: Decisions, now: datetime) -> None:
    seated = RegistrationState.PENDING if intake.event.setup.approval else RegistrationState.ATTENDING
    for row in _rows(intake, decided.lapsed):
        change_state(actor, row, RegistrationState.LAPSED, "events.registration.lapsed")
        mails.post(mails.LAPSED, row)
    for row in _rows(intake, decided.promoted):
        change_state(actor, row, seated, "events.registration.promoted")
        mails.post(mails.PENDING if seated == RegistrationState.PENDING else mails.PROMOTED, row)
    until = dict(decided.offered)
    for row in _rows(intake, until):
        row.state, row.offer_expires_at, row.state_changed_at = RegistrationState.OFFERED, until[row.number], now
        row.save(update_fields=["state", "offer_expires_at", "state_changed_at"])
        audit.record(actor, "events.registration.offered", kind=KIND, uuid=row.uuid, changed=["state"])
        mails.post(mails.OFFERED, row, again=_stamp(now))
    until = dict(decided.called)
    for row in _rows(intake, until):
        row.offer_expires_at = until[row.number]
        row.save(update_fields=["offer_expires_at"])
        mails.post(mails.CALLED, row, again=_stamp(now))
    if decided.uncalled:
        intake.registrations.filter(number__in=decided.uncalled).update(offer_expires_at=None)


def _rows(intake: Intake, numbers: Iterable[int]) -> list[Registration]:
    numbers = list(numbers)
    rows = list(intake.registrations.filter(number__in=numbers).order_by("number")) if numbers else []
    for row in rows:
        row.intake = intake
    return rows


def _beyond(given: int, taken: int, capacity: int | None) -> int:
    return 0 if capacity is None else min(given, max(0, taken - capacity))


def _stamp(now: datetime) -> str:
    return str(int(now.timestamp()))
