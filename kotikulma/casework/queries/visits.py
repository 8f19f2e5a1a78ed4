"""Visits at service centres by week, small numbers hidden; no person in them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import CentreVisit
from kotikulma.casework.queries import checks
from kotikulma.casework.rules import suppression
from kotikulma.casework.rules.suppression import Shown
from kotikulma.casework.types.visits import AgeGroup, Counted, Purpose, Visits, WeekLine
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

WEEKS = 12


def visits(viewer: Actor) -> Visits:
    """Whole weeks until last Sunday: a week that goes on, compared with itself tomorrow, would tell of one."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    rows = list(
        _seen(viewer).filter(on__gte=mondays[0], on__lt=monday).values_list("on", "purpose", "age_group", "first_time")
    )
    weeks = Counter(str(on - timedelta(days=on.weekday())) for on, _purpose, _age, _first in rows)
    total, told = suppression.parts({str(each): weeks[str(each)] for each in mondays})
    return Visits(
        total,
        [_week(each, told[str(each)]) for each in mondays],
        _parts(Purpose, Counter(purpose for _on, purpose, _age, _first in rows)),
        _parts(AgeGroup, Counter(age for _on, _purpose, age, _first in rows)),
        _first_times(Counter(str(first) for _on, _purpose, _age, first in rows)),
    )


def units_of(viewer: Actor) -> list[tuple[str, str]]:
    """(uuid, name) of the places the viewer may count at; CheckNotFound for strangers."""
    return checks.units_of(viewer)


def last_counted(viewer: Actor) -> Counted | None:
    """Of today, by the viewer: what can be taken back, and how many she has counted."""
    member = access.member_of(viewer)
    own = CentreVisit.objects.filter(counter=member.id, on=clock.today(), client=None)
    newest = own.order_by("-counted_at", "-id").values_list("uuid", flat=True).first()
    return Counted(newest, own.count()) if newest else None


def _seen(viewer: Actor) -> QuerySet[CentreVisit]:
    standing = people.case_standing(viewer)
    rows = CentreVisit.objects.all()
    return rows.filter(unit__in=standing.units) if standing else rows


def _week(monday: date, shown: Shown) -> WeekLine:
    return WeekLine(monday, shown, shown if isinstance(shown, int) else 0)


def _parts(choices: Any, numbers: Mapping[str, int]) -> list[tuple[Any, Shown]]:
    _total, told = suppression.parts({one: numbers.get(one, 0) for one in choices.values})
    return [(choices(one).label, number) for one, number in told.items()]


def _first_times(numbers: Mapping[str, int]) -> list[tuple[Any, Shown]]:
    labels = {"True": _("Ensimmäistä kertaa"), "False": _("Käynyt ennenkin")}
    _total, told = suppression.parts({one: numbers.get(one, 0) for one in labels})
    return [(labels[one], number) for one, number in told.items()]
