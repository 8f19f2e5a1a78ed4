"""Public holidays of Finland by stable code (rule R11). Eves are not public holidays.

Days as the law and the church calendar set them since 1992; the tests hold them against an independent list.
Own code, because the package that knows every country's holidays costs each process 17 MB.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_FIXED = {
    (1, 1): "new_year",
    (1, 6): "epiphany",
    (5, 1): "may_day",
    (12, 6): "independence_day",
    (12, 25): "christmas_day",
    (12, 26): "second_christmas_day",
}
_FROM_EASTER = {-2: "good_friday", 0: "easter_sunday", 1: "easter_monday", 39: "ascension_day", 49: "whit_sunday"}
_FIRST_SATURDAY_SINCE = {(6, 20): "midsummer_day", (10, 31): "all_saints_day"}
CODES = (
    "new_year",
    "epiphany",
    "good_friday",
    "easter_sunday",
    "easter_monday",
    "may_day",
    "ascension_day",
    "whit_sunday",
    "midsummer_day",
    "all_saints_day",
    "independence_day",
    "christmas_day",
    "second_christmas_day",
)
_SATURDAY = 5


def holiday(day: date) -> str:
    """Code of the public holiday on `day` (one of CODES), or "" on any other day."""
    return holidays_of(day.year).get(day, "")


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays of one year in order of date, the fixed one where two fall together. Kept: do not change it."""
    found = {date(year, month, day): code for (month, day), code in _FIXED.items()}
    for days, code in _FROM_EASTER.items():
        found.setdefault(easter(year) + timedelta(days=days), code)
    for (month, day), code in _FIRST_SATURDAY_SINCE.items():
        since = date(year, month, day)
        found.setdefault(since + timedelta(days=(_SATURDAY - since.weekday()) % 7), code)
    return dict(sorted(found.items()))
