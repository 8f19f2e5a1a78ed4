"""A word to those who answer: on the morning after something came, three days before a promised day and after it.

One mail a morning to each, whatever the number; it tells numbers, and no words of anybody.
"""

from collections.abc import Iterable

from django.db import transaction
from django_tasks import task

from kotikulma.feedback import rules
from kotikulma.feedback.commands.mails import post_waiting
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.types import OPEN_STATES
from kotikulma.kernel import clock
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue


@transaction.atomic
def remind() -> int:
    """How many are told; the same morning again writes to nobody twice."""
    told = _told(_calling())
    for person in told:
        post_waiting(person, clock.today())
    return len(told)


def _calling() -> list[Feedback]:
    today = clock.today()
    rows = Feedback.objects.filter(state__in=OPEN_STATES).order_by("id")
    return [
        row
        for row in rows.only("id", "state", "received_at", "due_on", "unit_id", "keeper_id", "owner_id")
        if rules.calls_for_a_word(row.state, rules.local_day(row.received_at), row.due_on, today)
    ]


def _told(rows: Iterable[Feedback]) -> list[PersonValue]:
    """The owner; else the editors of the unit, or of who keeps the thing; else the coordinators. Each once."""
    found: dict[int, PersonValue] = {}
    rows = list(rows)
    editors = people.editors({pk for row in rows for pk in (row.unit_id, row.keeper_id) if pk})
    for row in rows:
        owner = people.mail_of(row.owner_id) if row.owner_id else None
        theirs = [owner] if owner else editors.get(row.unit_id or 0) or editors.get(row.keeper_id or 0)
        found |= {person.id: person for person in theirs or people.coordinators()}
    return [found[pk] for pk in sorted(found)]


@task()
def remind_task() -> dict[str, int]:
    """Listed in config/schedule.py for every morning."""
    return {"posted": remind()}
