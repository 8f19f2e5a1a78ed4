"""What happens next to who registers, with real days: when the link comes, when what she told leaves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from kotikulma.events.models import JoinInfo, Occurrence
from kotikulma.events.queries.forms import FormSetup
from kotikulma.events.rules import joining
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import OccurrenceState
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.kernel.clock import HELSINKI


@dataclass(frozen=True, slots=True)
class NextSteps:
    """`link_at`: None when no link is known yet. `leaves`: the day by which all has left; `unseated`: of who never
    got a seat; `answers`: when the first answers leave, where that is earlier.
    """

    link_at: datetime | None
    link_is_out: bool
    leaves: date
    unseated: date
    answers: date | None


def next_steps(time: OccurrenceRecord, setup: FormSetup, now: datetime) -> NextSteps:
    """At most two statements. Of the way in only its moment is read."""
    link_at = _link_at(time) if time.online else None
    ends_at = _ends_at(time, setup)
    soonest = min((question.days_kept for question in setup.questions), default=rules.CONTACT_DAYS)
    return NextSteps(
        link_at,
        link_at is not None and link_at <= now,
        _left(ends_at, rules.CONTACT_DAYS),
        _left(ends_at, rules.NEVER_SEATED_DAYS),
        _left(ends_at, soonest) if soonest < rules.CONTACT_DAYS else None,
    )


def _link_at(time: OccurrenceRecord) -> datetime | None:
    rows = JoinInfo.objects.filter(event=time.event.id).values_list("occurrence", "days_before", "release_time")
    found = {occurrence: (days, at) for occurrence, days, at in rows if occurrence in (None, time.id)}
    rule = found.get(time.id) or found.get(None)
    return joining.release_at(time.starts_at, *rule) if rule else None


def _ends_at(time: OccurrenceRecord, setup: FormSetup) -> datetime:
    """What one registers to once ends with its last time."""
    if not setup.whole_event:
        return time.ends_at
    held = Occurrence.objects.filter(event=time.event.id, state=OccurrenceState.PLANNED)
    last: datetime | None = held.aggregate(last=Max("ends_at"))["last"]
    return last or time.ends_at


def _left(ends_at: datetime, days: int) -> date:
    """The night after so many days takes it."""
    return (ends_at + timedelta(days=days)).astimezone(HELSINKI).date() + timedelta(days=1)
