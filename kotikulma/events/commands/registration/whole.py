"""What happens to all at once: the event is cancelled, moved, or has too few participants."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.commands.allocation import KIND, allocate, recount
from kotikulma.events.commands.locking import all_locked, locked
from kotikulma.events.commands.registration.setup import intake_of
from kotikulma.events.models import Event, Intake, Occurrence, Registration, RegistrationSetup, SentLink
from kotikulma.events.queries import intakes, joining
from kotikulma.events.types import ACTIVE, EventRefused, OccurrenceState, RegistrationState
from kotikulma.events.types.registration import SEATS_SUBJECT
from kotikulma.kernel import audit, clock, data_version
from kotikulma.kernel.audit.log import Touched
from kotikulma.kernel.types import Actor

_OPEN = (
    RegistrationState.PENDING,
    RegistrationState.ATTENDING,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
)


def cancel_all(actor: Actor, thing: Event | Occurrence) -> int:
    """Everybody in one step, nobody promoted, one mail each; how many parties. Again: nothing more.

    Call it in the transaction that cancels the event or its time, after its row is saved and before anything is
    audited: the locks of the intakes come before that of the audit chain. What is over stays as it was. A time of an
    event one registers to as a whole leaves the registrations: they are told, and come to the others.
    """
    count = 0
    now = clock.now()
    for intake_id in _intakes(thing):
        with locked(intake_id) as intake:
            if intakes.span(intake)[1] <= now:
                continue
            single = thing if isinstance(thing, Occurrence) and intake.occurrence_id is None else None
            rows = _rows(intake, _OPEN)
            count += len(rows)
            mails.send(mails.letter(mails.EVENT_CANCELLED, row, occurrence=single or intake.occurrence) for row in rows)
            if single is None:
                _end(actor, intake, rows)
    return count


def moved(actor: Actor, occurrence: Occurrence) -> int:
    """Tell all who come or wait that its time or place is another; how many parties.

    Call it after the new time is saved, before anything is audited. The link is released at its new moment, again
    to those who had it on the old day.
    """
    count = 0
    with all_locked(_intakes(occurrence)) as found:
        for intake in found:
            rows = _rows(intake, ACTIVE)
            count += len(rows)
            intake.registrations.filter(state__in=ACTIVE).update(sequence=F("sequence") + 1)
            info = joining.info_of(occurrence)
            if info and joining.release_at(info, occurrence) > clock.now():
                SentLink.objects.filter(occurrence=occurrence).delete()
            mails.send(mails.letter(mails.MOVED, row, occurrence=occurrence, again=_stamp(occurrence)) for row in rows)
            allocate(actor, intake)
    return count


def all_moved(actor: Actor, event: Event) -> int:
    """The same for every time to come, when the event's own place or manner is another."""
    coming = event.occurrences.filter(ends_at__gt=clock.now(), state=OccurrenceState.PLANNED).order_by("starts_at")
    own = list(coming.filter(intake__isnull=False))
    whole = Intake.objects.filter(event=event, occurrence=None).exists()
    return sum(moved(actor, one) for one in (own or list(coming[:1] if whole else [])))


def hold_all_the_same(actor: Actor, occurrence: UUID) -> Intake:
    """Too few have registered, and it is held all the same: who comes is told. To cancel it, cancel the event."""
    found = access.get_occurrence_for_editing(actor, occurrence)
    setup: RegistrationSetup | None = getattr(found.event, "setup", None)
    if setup is None or setup.min_participants is None:
        raise EventRefused(_("Tällä tapahtumalla ei ole vähimmäismäärää."))

    with locked(intake_of(found).pk) as intake:
        if intake.decided_at is None:
            intake.decided_at = clock.now()
            intake.save(update_fields=["decided_at"])
            data_version.bump(SEATS_SUBJECT)
            rows = _rows(intake, (RegistrationState.ATTENDING, RegistrationState.PENDING))
            mails.send(mails.letter(mails.RUNS, row) for row in rows)
            audit.record(actor, "events.registration.runs", kind="intake", uuid=intake.uuid, changed=["decided_at"])
        return intake


def _end(actor: Actor, intake: Intake, rows: list[Registration]) -> None:
    now = clock.now()
    intake.registrations.filter(pk__in=[row.pk for row in rows]).update(
        state=RegistrationState.CANCELLED_EVENT,
        state_changed_at=now,
        offer_expires_at=None,
        sequence=F("sequence") + 1,
    )
    intake.holds.all().delete()
    recount(intake)
    touched = [Touched(KIND, row.uuid, ["state"]) for row in rows]
    if touched:
        audit.record_many(actor, "events.registration.cancelled", touched)


def _intakes(thing: Event | Occurrence) -> list[int]:
    """Always in the same order, so that two who lock several do not wait for each other."""
    rows = Intake.objects.filter(event=thing) if isinstance(thing, Event) else _of_occurrence(thing)
    return list(rows.order_by("id").values_list("id", flat=True))


def _of_occurrence(occurrence: Occurrence) -> QuerySet[Intake]:
    own = Intake.objects.filter(occurrence=occurrence)
    return own if own.exists() else Intake.objects.filter(event=occurrence.event_id, occurrence=None)


def _rows(intake: Intake, states: Iterable[str]) -> list[Registration]:
    rows = list(intake.registrations.filter(state__in=states).order_by("number"))
    for row in rows:
        row.intake = intake
    return rows


def _stamp(occurrence: Occurrence) -> str:
    return f"{occurrence.sequence}-{int(occurrence.starts_at.timestamp())}"
