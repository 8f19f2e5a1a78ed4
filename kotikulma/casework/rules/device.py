"""What a device needs to know beforehand to say, without network, what follows from a check.

The rule stays in `rules.checks`. Urgency is that of the most urgent single fact, so the device gets each fact with
its urgency and takes the greatest; days are counted on a list of working days. A test in the browser goes through
every combination and compares.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kotikulma.casework.rules import checks
from kotikulma.casework.types.checks import Answer, Answers, Threat, Urgency
from kotikulma.casework.types.situations import SituationCode

DAYS_AHEAD = 45
ORDER = (Urgency.NONE, Urgency.WEEK, Urgency.TWO_DAYS, Urgency.SAME_DAY)


def told_beforehand(today: date) -> Mapping[str, Any]:
    """{order, facts: {field: {value: urgency}}, loss: {soon, later, days}, due: {urgency: days}, working_days}."""

    def alone(**fact: Any) -> str:
        return checks.urgency(Answers(**fact), today).value

    soon = today + timedelta(days=checks.SOON_DAYS)
    first, last = today - timedelta(days=checks.BACKDATED_DAYS), today + timedelta(days=DAYS_AHEAD)
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return {
        "order": [each.value for each in ORDER],
        "facts": {
            "nowhere_tonight": {"on": alone(nowhere_tonight=True)},
            "steady": {value: alone(steady=value) for value in Answer.values},
            "worried": {value: alone(worried=value) for value in Answer.values},
            "situation": {value: alone(situation=value) for value in SituationCode.values},
            "threats": {value: alone(threats=(value,)) for value in Threat.values},
        },
        "loss": {
            "days": checks.SOON_DAYS,
            "soon": alone(loss_on=soon),
            "later": alone(loss_on=soon + timedelta(days=1)),
        },
        "due": {urgency.value: count for urgency, count in checks.WORKING_DAYS.items()},
        "working_days": [day.isoformat() for day in days if checks.is_working_day(day)],
        "back": checks.BACKDATED_DAYS,
        "words": {
            "one": str(checks.CHOOSE_ONE),
            "day": str(checks.CHECK_THE_DAY),
            "name": str(checks.SAY_HOW_TO_REACH),
            "may_contact": str(checks.ASK_PERMISSION),
        },
    }
