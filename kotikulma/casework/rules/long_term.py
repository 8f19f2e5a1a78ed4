"""Long-term homelessness: the rule of a day suggests, a worker decides with reasons. Pure.

A social or health problem hampers housing, and homelessness has lasted over a year or come again within three years.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kotikulma.casework.rules.episodes import episode_on, length_on, years_after, years_before
from kotikulma.casework.types.ledger import LedgerRefused, LongTermRule, LongTermView
from kotikulma.casework.types.situations import Episode

OVER_A_YEAR = LongTermRule("ara-2019-over", date(2008, 1, 1), over=True)
AT_LEAST_A_YEAR = LongTermRule("at-least-a-year", date(2008, 1, 1), over=False)
RULES: Sequence[LongTermRule] = (OVER_A_YEAR,)
SHORTEST_REASON = 10


def in_force(rules: Iterable[LongTermRule], on: date) -> LongTermRule:
    """The newest that had begun; before all of them the first."""
    ordered = sorted(rules, key=lambda one: one.in_force)
    return next((one for one in reversed(ordered) if one.in_force <= on), ordered[0])


def suggest(rule: LongTermRule, *, factor: bool, episodes: Iterable[Episode], on: date) -> LongTermView:
    """What the rule says on the day of a person with these episodes."""
    known = [one for one in episodes if one.start <= on]
    current = episode_on(known, on)
    times = _times(rule, known, on)
    lasted = current is not None and on >= _year_full(rule, current.start)
    suggested = bool(factor and current and (lasted or times >= rule.times))
    return LongTermView(rule.version, suggested, factor, length_on(current, on) if current else 0, times)


def first_day(rules: Iterable[LongTermRule], *, episodes: Sequence[Episode], since: date, on: date) -> date:
    """The first day from `on` on which the rule of that day holds for who stays homeless and has the factor."""
    ordered = sorted(rules, key=lambda one: one.in_force)
    for rule, following in zip(ordered, [*ordered[1:], None], strict=True):
        start = on if rule is ordered[0] else max(on, rule.in_force)
        day = start if _times(rule, episodes, start) >= rule.times else max(start, _year_full(rule, since))
        if following is None or day < following.in_force:
            break
    return day


def check_override(view: LongTermView, decided: bool, reason: str) -> None:
    """LedgerRefused when a worker decides otherwise than the rule and does not say why."""
    if decided != view.suggested and len(reason.strip()) < SHORTEST_REASON:
        sentence = _("Päätös poikkeaa ehdotuksesta. Kerro lyhyesti, miksi.")
        raise LedgerRefused(sentence, fields={"reason": sentence})


def _times(rule: LongTermRule, episodes: Iterable[Episode], on: date) -> int:
    """Episodes that touch the years of the rule."""
    start = years_before(on, rule.within_years)
    return sum(1 for one in episodes if one.start <= on and (one.end is None or one.end > start))


def _year_full(rule: LongTermRule, since: date) -> date:
    year = years_after(since, 1)
    return year + timedelta(days=1) if rule.over else year
