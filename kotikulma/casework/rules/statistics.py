"""Cross-sections, flows and restatements from postings: what the database reckons, said once more in plain words. Pure.

A day's figure holds at its end: who comes on the day is in, who leaves on it is out. Periods are half-open.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import exp, lgamma, log, sqrt

from kotikulma.casework.types.ledger import EFFECTS, HOUSEHOLD, Effect, KnownPosting, Place, Posting
from kotikulma.casework.types.situations import ALONE, AraClass
from kotikulma.casework.types.statistics import (
    LOCAL_GOAL,
    UNDER_AGE,
    ClassFlow,
    Count,
    Flows,
    Line,
    Move,
    Restatement,
    Subgroups,
    SubjectFacts,
    Vintage,
)
from kotikulma.kernel.clock import HELSINKI

NATIONAL_GOAL_YEAR = LOCAL_GOAL_YEAR = 2027
THRESHOLD_PEOPLE, THRESHOLD_SHARE = 3, 1000  # three people, or one in a thousand of all homeless
TAIL = 0.025
OFF = ""
_ALONE = frozenset(map(str, ALONE))


def may_be_chance(before: int, after: int) -> bool:
    """Do two independent counts of a steady level differ so much once in twenty times or more often?

    A stock that people enter and leave by chance is Poisson: its variance is its level, of two counts their sum.
    """
    return abs(after - before) <= 1.96 * sqrt(before + after)


def end_of(day: date) -> datetime:
    """What was recorded before this moment was known on the day."""
    return datetime.combine(day + timedelta(days=1), time(), HELSINKI)


def known_on(history: Iterable[KnownPosting], day: date | None) -> list[Posting]:
    """What was held true at the end of the day. None: what is held now."""
    if day is None:
        return [one.posting for one in history if one.known_to is None]
    moment = end_of(day)
    return [
        one.posting for one in history if one.known_from < moment and (one.known_to is None or one.known_to >= moment)
    ]


def place_on(postings: Iterable[Posting], on: date) -> Place | None:
    """Where a person stands on the list at the end of the day. None: not on it."""
    before = [one for one in postings if one.valid_date <= on]
    return max(before, key=lambda one: (one.valid_date, one.rank)).after if before else None


def under_age(birth_year: int | None, on: date) -> bool:
    """By the year alone: younger than 25 at the end of the year asked about."""
    return birth_year is not None and on.year - birth_year < UNDER_AGE


def count(people: Iterable[tuple[SubjectFacts, Sequence[Posting]]], on: date, known: date) -> Count:
    by_class: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    households: set[Hashable] = set()
    persons = 0
    for facts, postings in people:
        place = place_on(postings, on)
        if place is None:
            continue
        if place.ara == AraClass.FAMILY:
            persons += 1
            households.add(place.household)
            continue
        by_class[place.ara] += 1
        groups["women"] += facts.woman
        groups["under_25"] += under_age(facts.birth_year, on)
        groups["immigrants"] += facts.immigrant
        groups["long_term"] += place.long_term
    subgroups = Subgroups(**{name: groups[name] for name in ("women", "under_25", "immigrants", "long_term")})
    classes = {str(one): by_class[one] for one in ALONE}
    total = sum(by_class.values())
    return Count(on, known, total, groups["long_term"], classes, len(households), persons, subgroups)


def moves(postings: Iterable[Posting], start: date, end: date) -> list[Move]:
    return [
        Move(one.type, one.before.ara if one.before else OFF, one.after.ara if one.after else OFF)
        for one in postings
        if start <= one.valid_date < end
    ]


def flows(moved: Iterable[Move], opening: int, closing: int) -> Flows:
    """Of people living alone. Who starts or ends living with a family is told among the adjustments."""
    told = Flows(opening, closing)
    for move in moved:
        before, after = move.before in _ALONE, move.after in _ALONE
        change = (after - before) * move.people
        effect = EFFECTS[move.type]
        if effect == Effect.IN:
            told.into[move.type] += change
        elif effect == Effect.OUT:
            told.out[move.type] -= change
        elif effect == Effect.ADJUSTMENT:
            told.adjustments[move.type] += change
        elif before or after:
            told.internal[move.type] += move.people
            told.adjustments[HOUSEHOLD] += change
    return told


def flows_by_class(
    moved: Iterable[Move], opening: Mapping[str, int], closing: Mapping[str, int]
) -> dict[str, ClassFlow]:
    """The same class by class, families too: an internal move leaves one class and enters another."""
    told = {str(one): ClassFlow(opening.get(one, 0), closing.get(one, 0)) for one in AraClass}
    for move in moved:
        effect = EFFECTS[move.type]
        for ara, sign in ((move.before, -1), (move.after, 1)):
            if ara != OFF and move.before != move.after:
                told[ara].add(effect, sign * move.people)
    return told


def restatements(
    histories: Mapping[Hashable, Iterable[KnownPosting]], earlier: date, later: date, until: date
) -> list[Restatement]:
    """What was recorded after the earlier day, until the later, about days before `until`: each with its event.

    The sum of changes is the difference between the two figures of the day before `until`.
    """
    first, last = end_of(earlier), end_of(later)
    found = []
    for subject, history in histories.items():
        for one in history:
            was = one.known_from < first and (one.known_to is None or one.known_to >= first)
            is_now = one.known_from < last and (one.known_to is None or one.known_to >= last)
            if was == is_now or one.posting.valid_date >= until:
                continue
            change = _weight(one.posting) * (1 if is_now else -1)
            moment = one.known_from if is_now or one.known_to is None else one.known_to
            posting = one.posting
            found.append(Restatement(subject, posting.number, posting.type, posting.valid_date, moment, change, is_now))
    return sorted(found, key=lambda one: (one.recorded_at, one.valid_date, one.added))


def _weight(posting: Posting) -> int:
    return _alone(posting.after) - _alone(posting.before)


def _alone(place: Place | None) -> bool:
    return place is not None and place.ara != AraClass.FAMILY


def functional_zero(long_term: int, total: int) -> list[Line]:
    """Three lines over the long-term figure: the city's own goal, the threshold of functional zero, the nation's."""
    threshold = max(THRESHOLD_PEOPLE, total // THRESHOLD_SHARE)
    limits = (
        ("local", LOCAL_GOAL, LOCAL_GOAL_YEAR),
        ("threshold", threshold, None),
        ("national", 0, NATIONAL_GOAL_YEAR),
    )
    high = chance_interval(long_term)[1]
    return [Line(code, limit, long_term <= limit, high <= limit, year) for code, limit, year in limits]


def chance_interval(level: float) -> tuple[int, int]:
    """Between what a steady list of this size varies by chance alone, 19 times in 20: a Poisson count."""
    if level <= 0:
        return 0, 0
    low, number, reached = None, 0, 0.0
    while True:
        reached += exp(number * log(level) - level - lgamma(number + 1))
        if low is None and reached >= TAIL:
            low = number
        if low is not None and reached >= 1 - TAIL:
            return low, number
        number += 1


def vintage_known(vintages: Iterable[Vintage], on: date) -> list[Vintage]:
    """Of each area, year and category what had been published last by the day; earlier ones are kept elsewhere."""
    newest: dict[tuple[str, int, str], Vintage] = {}
    for one in sorted((one for one in vintages if one.published <= on), key=lambda one: one.published):
        newest[one.area, one.year, one.category] = one
    return list(newest.values())
