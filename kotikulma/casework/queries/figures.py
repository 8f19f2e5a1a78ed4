"""Figures as they are published: whole years and fixed days, small numbers hidden. Read like `statistics`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery

from kotikulma.casework.models import FOREVER, CountVintage, Posting
from kotikulma.casework.queries import statistics
from kotikulma.casework.rules import equity as fairness
from kotikulma.casework.rules import retention, suppression
from kotikulma.casework.rules import statistics as rules
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.situations import ALONE
from kotikulma.casework.types.statistics import (
    FEW,
    RETURN_BINS,
    SUPPRESSED_BELOW,
    UNDER_AGE,
    Fairness,
    Goal,
    Restatement,
    Retention,
    Vintage,
)

GROUPS = ("women", "under_25", "immigrants", "long_term")
COUNTED_AFTER = timedelta(days=max(high for _low, high in RETURN_BINS.values()))


def years(today: date) -> list[int]:
    """Whole years there is a list of, newest first."""
    begun = Posting.objects.aggregate(first=Min("valid_date"))["first"]
    return list(range(today.year - 1, begun.year - 1, -1)) if begun else []


def flows(year: int) -> tuple[int | str, int | str, Mapping[str, Mapping[str, int | str]]]:
    """The first and last number of a year, and by effect who came, left and was adjusted."""
    found = statistics.flows(date(year, 1, 1), date(year + 1, 1, 1))
    effects = {"in": found.into, "out": found.out, "adjustments": found.adjustments}
    told = suppression.flows(found.opening, found.closing, effects, told_elsewhere=[EventType.HOME])
    ends = (FEW if suppression.is_small(number) else number for number in (found.opening, found.closing))
    opening, closing = ends
    return opening, closing, told


def goals(today: date) -> list[Goal]:
    """Every 15 November against the three lines, oldest first."""
    return [_goal(on) for on in statistics.november_days(today)]


def equity(year: int) -> list[Fairness]:
    """Who was on the list at the end of the year, and who got a home in it; who came back of those housed before."""
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    listed = statistics.count(end - timedelta(days=1))
    there = {name: getattr(listed.subgroups, name) for name in GROUPS}
    housed = list(_housed(start, end).values_list(*_FACTS))
    before = list(_housed(_earlier(start), _earlier(end)).values_list(*_FACTS))
    found = []
    for name in GROUPS:
        own, earlier = _of(name, housed, year), _of(name, before, year - 2)
        on_list, home = fairness.share(there[name], listed.total), fairness.share(len(own), len(housed))
        days = fairness.middle([(one[4] - one[5]).days for one in own if one[5]])
        returned = fairness.share(sum(one[-1] for one in earlier), len(earlier))
        found.append(Fairness(name, on_list, home, fairness.apart(on_list, home), days, returned))
    return found


def kept(as_known_on: date | None = None) -> Retention:
    """As `statistics.retention`, where a share tells of no small number of homes."""
    return retention.published(statistics.tenancies(as_known_on=as_known_on))


def restated(on: date, today: date) -> tuple[list[Restatement], int | str]:
    """What was recorded after a day about it, each with its event, and what it did to the number of the day."""
    found = statistics.restatements(on, today, on + timedelta(days=1))
    change = sum(one.change for one in found)
    return found, FEW if suppression.is_small(abs(change)) else change


def hidden(numbers: Mapping[str, int]) -> Mapping[str, int | str]:
    """Numbers of events beside what they did together to a figure, none of them small."""
    return suppression.flows(0, 0, {"": numbers})[""]


def vintages() -> list[Vintage]:
    """Every publication of every figure, newest year first; a later one beside the earlier."""
    rows = CountVintage.objects.order_by("area", "-year", "category", "published_on")
    return [Vintage(row.area, row.year, row.category, row.value, row.published_on, row.source) for row in rows]


_FACTS = (
    "subject__sex",
    "subject__immigrant",
    "subject__birth_year",
    "before_long",
    "valid_date",
    "came_on",
    "returns",
)
_Fact = tuple[str, bool, int | None, bool, date, date | None, bool]


def _housed(start: date, end: date) -> QuerySet[Posting]:
    """Moves into a home of who lived alone, with the day they had come and whether they came back in time."""
    held = Posting.objects.filter(known_to=FOREVER, before_class__in=ALONE)
    own = Posting.objects.filter(subject=OuterRef("subject"), known_to=FOREVER, before_class="")
    came = (
        own.filter(valid_date__lte=OuterRef("valid_date")).order_by().values("subject").annotate(on=Max("valid_date"))
    )
    back = own.filter(
        type=EventType.FROM_HOME,
        valid_date__gt=OuterRef("valid_date"),
        valid_date__lte=OuterRef("valid_date") + COUNTED_AFTER,
    )
    rows = held.filter(type=EventType.HOME, valid_date__gte=start, valid_date__lt=end)
    return rows.annotate(came_on=Subquery(came.values("on")), returns=Exists(back)).order_by(F("pk"))


def _of(group: str, facts: Sequence[_Fact], year: int) -> list[_Fact]:
    return [one for one in facts if _belongs(group, one, year)]


def _belongs(group: str, fact: _Fact, year: int) -> bool:
    sex, immigrant, born, long_term, *_ = fact
    return {
        "women": sex == "woman",
        "under_25": born is not None and year - born < UNDER_AGE,
        "immigrants": immigrant,
        "long_term": long_term,
    }[group]


def _earlier(day: date) -> date:
    """Two years earlier: all of those have been followed until the day."""
    return day.replace(year=day.year - 2)


def _goal(on: date) -> Goal:
    found = statistics.count(on)
    lines = rules.functional_zero(found.long_term, found.total)
    told = suppression.subset(found.long_term, found.total)
    if isinstance(told, int):
        return Goal(on, told, *rules.chance_interval(told), {one.code: one.sure for one in lines})
    judged = {one.code: one.sure if one.limit >= SUPPRESSED_BELOW else None for one in lines}
    return Goal(on, told, None, None, judged)
