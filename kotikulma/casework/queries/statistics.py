"""Figures of the list, read from postings: what `rules.statistics` says in words, reckoned by the database.

There is nobody in these rows: no names, no way back to a client. Small numbers are hidden by `published`, but for the
team's own answer to the survey.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count as Number
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import FOREVER, CountVintage, Posting, Tenancy
from kotikulma.casework.rules import retention as retention_rules
from kotikulma.casework.rules import statistics as rules
from kotikulma.casework.rules import suppression
from kotikulma.casework.types.clients import Basis
from kotikulma.casework.types.situations import ALONE, AraClass
from kotikulma.casework.types.statistics import (
    FEW,
    HIDDEN,
    UNDER_AGE,
    ClassFlow,
    Count,
    FiguresRefused,
    Flows,
    Move,
    November,
    Restatement,
    Retention,
    Subgroups,
    TenancyFacts,
    Vintage,
)
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

SURVEY = (11, 15)  # month and day of ARA's yearly survey
# Of each subject the newest posting of the day, as known then. Each database has the way it does in a seek a subject
_NEWEST = """
SELECT {what} FROM casework_posting q
WHERE q.subject_id = s.id AND q.valid_date <= %s AND q.known_from < %s AND q.known_to >= %s
ORDER BY q.valid_date DESC, q.rank DESC LIMIT 1
"""
_JOINED = {
    "sqlite": f"JOIN casework_posting p ON p.id = ({_NEWEST.format(what='q.id')})",
    "postgresql": f"CROSS JOIN LATERAL ({_NEWEST.format(what='q.*')}) p",
}
_CROSS_SECTION = """
SELECT p.after_class, p.after_long, s.sex, s.immigrant, s.birth_year > %s AS young, p.household, COUNT(*)
FROM casework_subject s {joined}
WHERE p.after_class <> ''
GROUP BY 1, 2, 3, 4, 5, 6
"""
_TENANCY = ("moved_in_on", "ended_on", "end_reason", "seen_on", "end_recorded_at")
# The same without looking at the rows: the index of postings knows the class
_TOTALS = f"""
SELECT there, COUNT(*) FROM (SELECT ({_NEWEST.format(what="q.after_class")}) AS there FROM casework_subject s) newest
GROUP BY there
"""  # noqa: S608 — our own words


def count(on: date, as_known_on: date | None = None) -> Count:
    """The cross-section of a day, at its end. FiguresRefused for a day to come."""
    known = _known(as_known_on)
    _check_day(on)
    by_class: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    households, persons = set(), 0
    for ara, long, sex, immigrant, young, household, people in _cross_section(on, known):
        if ara == AraClass.FAMILY:
            households.add(household)
            persons += people
            continue
        by_class[ara] += people
        groups["long_term"] += people if long else 0
        groups["women"] += people if sex == "woman" else 0
        groups["immigrants"] += people if immigrant else 0
        groups["under_25"] += people if young else 0
    classes = {str(one): by_class[one] for one in ALONE}
    told = Subgroups(groups["women"], groups["under_25"], groups["immigrants"], groups["long_term"])
    total = sum(by_class.values())
    return Count(on, known, total, groups["long_term"], classes, len(households), persons, told)


def flows(start: date, end: date, as_known_on: date | None = None) -> Flows:
    """Who came and went from `start` until the day before `end`. FiguresRefused when that is no period."""
    _check_period(start, end)
    known = _known(as_known_on)
    opening, closing = (_alone(_totals(day, known)) for day in _day_before(start, end))
    return rules.flows(_moves(start, end, known), opening, closing)


def flows_by_class(start: date, end: date, as_known_on: date | None = None) -> Mapping[str, ClassFlow]:
    _check_period(start, end)
    known = _known(as_known_on)
    opening, closing = (_totals(day, known) for day in _day_before(start, end))
    return rules.flows_by_class(_moves(start, end, known), opening, closing)


def restatements(earlier: date, later: date, until: date) -> list[Restatement]:
    """What was recorded between two days of knowledge about days before `until`, each with its event."""
    first, last = rules.end_of(earlier), rules.end_of(later)
    rows = Posting.objects.filter(valid_date__lt=until)
    added = _held(rows, last).exclude(pk__in=_held(rows, first).values("pk"))
    taken = _held(rows, first).exclude(pk__in=_held(rows, last).values("pk"))
    found = [_restated(row, 1, row.known_from) for row in added]
    found += [_restated(row, -1, row.known_to) for row in taken]
    return sorted(found, key=lambda one: (one.recorded_at, one.valid_date, one.added))


def retention(as_of: date | None = None, as_known_on: date | None = None) -> Retention:
    """Homes kept 6, 12 and 24 months, of all that began by the day, as they stood on it and were known then."""
    return retention_rules.retention(tenancies(as_of, as_known_on))


def tenancies(as_of: date | None = None, as_known_on: date | None = None) -> list[TenancyFacts]:
    """Of each home when it began and whether it ended; whose it is is not told."""
    known = _known(as_known_on)
    day, moment = min(as_of or known, known), _moment(known)
    begun = Q(recorded_at=None) | Q(recorded_at__lt=moment)
    rows = Tenancy.objects.filter(begun, moved_in_on__lte=day).order_by("pk")
    found = []
    for start, end, reason, seen, told in rows.values_list(*_TENANCY):
        is_known = told is None or told < moment
        end, reason = (end, reason) if is_known else (None, "")
        found.append(TenancyFacts(start=start, end=end, reason=reason, seen=min(seen or day, day)))
    return found


def vintages(area: str, on: date | None = None) -> list[Vintage]:
    """What others published of an area by the day, the newest of each figure."""
    rows = CountVintage.objects.filter(area=area)
    read = (Vintage(row.area, row.year, row.category, row.value, row.published_on, row.source) for row in rows)
    return rules.vintage_known(read, on or clock.today())


def november_days(today: date) -> list[date]:
    """Every 15 November since the list has somebody, oldest first."""
    begun = Posting.objects.aggregate(first=Min("valid_date"))["first"]
    days = [date(year, *SURVEY) for year in range(begun.year, today.year + 1)] if begun else []
    return [day for day in days if begun <= day <= today]


def novembers(today: date) -> list[November]:
    """The cross-sections of those days as anybody but the team may see them."""
    found: list[November] = []
    before: Count | None = None
    for on in november_days(today):
        now = count(on)
        told = published(now)
        if before is None or not (isinstance(told["total"], int) and isinstance(found[-1].told["total"], int)):
            found.append(November(on, told))
        else:
            chance = rules.may_be_chance(before.total, now.total)
            found.append(November(on, told, now.total - before.total, chance))
        before = now
    return found


def survey(actor: Actor, on: date) -> Mapping[str, Any]:
    """The exact numbers the survey asks, for who works with clients; logged. ClientNotFound for everybody else."""
    ground = access.ground_in_unit(access.standing_of(actor), None, basis=Basis.LAW)
    with transaction.atomic():
        access.log(actor, ground, "casework.survey.taken", subjects=[], kind="survey", data=[on.isoformat()])
    return count(on).as_dict()


def published(count: Count) -> dict[str, Any]:
    """The cross-section for everybody but the team: no small number in it, and none to be reckoned from it."""
    total, classes = suppression.parts(count.by_class)
    few = suppression.is_small(count.families) or suppression.is_small(count.family_persons)
    families = {"families": FEW, "persons": HIDDEN} if few else count.as_dict()["families"]
    return {
        **count.as_dict(),
        "total": total,
        "long_term": suppression.subset(count.long_term, count.total),
        "by_class": classes,
        "families": families,
        "subgroups": {
            name: suppression.subset(number, count.total) for name, number in asdict(count.subgroups).items()
        },
    }


def _cross_section(on: date, known: date) -> Sequence[tuple[Any, ...]]:
    moment = connection.ops.adapt_datetimefield_value(_moment(known))
    sql = _CROSS_SECTION.format(joined=_JOINED[connection.vendor])
    return _rows(sql, [on.year - UNDER_AGE, on, moment, moment])


def _totals(on: date, known: date) -> Mapping[str, int]:
    moment = connection.ops.adapt_datetimefield_value(_moment(known))
    return {ara: people for ara, people in _rows(_TOTALS, [on, moment, moment]) if ara}


def _rows(sql: str, values: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _moves(start: date, end: date, known: date) -> list[Move]:
    rows = _held(Posting.objects.filter(valid_date__gte=start, valid_date__lt=end), _moment(known))
    summed = rows.values_list("type", "before_class", "after_class").annotate(people=Number("*")).order_by()
    return [Move(*row) for row in summed]


def _held(rows: QuerySet[Posting], moment: datetime) -> QuerySet[Posting]:
    return rows.filter(known_from__lt=moment, known_to__gte=moment)


def _restated(row: Posting, sign: int, at: datetime) -> Restatement:
    change = (row.after_class in ALONE) - (row.before_class in ALONE)
    return Restatement(row.subject_id, row.number, row.type, row.valid_date, at, sign * change, sign > 0)


def _alone(totals: Mapping[str, int]) -> int:
    return sum(totals.get(one, 0) for one in ALONE)


def _day_before(*days: date) -> list[date]:
    return [date.fromordinal(day.toordinal() - 1) for day in days]


def _known(as_known_on: date | None) -> date:
    return min(as_known_on or clock.today(), clock.today())


def _moment(known: date) -> datetime:
    """Now is what is held now, even of this very second."""
    return FOREVER if known >= clock.today() else rules.end_of(known)


def _check_day(day: date) -> None:
    if day > clock.today():
        raise FiguresRefused(_("Päivä on tulevaisuudessa. Valitse päivä, joka on jo ollut."))


def _check_period(start: date, end: date) -> None:
    if end <= start:
        raise FiguresRefused(_("Jakson loppu on ennen alkua. Tarkista päivät."))
    _check_day(date.fromordinal(end.toordinal() - 1))
