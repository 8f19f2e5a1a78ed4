"""Public holidays of Finland by stable code (rule R11). Eves are not public holidays.

Source: the `holidays` package, which also lists Midsummer Eve and Christmas Eve; those two are left out,
as most doors treat an eve as a short working day and say so with an exception.
"""

from datetime import date
from functools import lru_cache

from holidays.countries.finland import Finland

# English name in the source -> our code
_CODES = {
    "New Year's Day": "new_year",
    "Epiphany": "epiphany",
    "Good Friday": "good_friday",
    "Easter Sunday": "easter_sunday",
    "Easter Monday": "easter_monday",
    "May Day": "may_day",
    "Ascension Day": "ascension_day",
    "Pentecost": "whit_sunday",
    "Midsummer Day": "midsummer_day",
    "All Saints' Day": "all_saints_day",
    "Independence Day": "independence_day",
    "Christmas Day": "christmas_day",
    "Second Day of Christmas": "second_christmas_day",
}
CODES = tuple(_CODES.values())


def holiday(day: date) -> str:
    """Code of the public holiday on `day` (one of CODES), or "" on any other day."""
    return holidays_of(day.year).get(day, "")


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays of one year in order of date. Do not change the answer: it is kept."""
    found: dict[date, str] = {}
    for day, names in sorted(Finland(years=year, language="en_US").items()):
        for name in names.split("; "):
            if name in _CODES:
                found.setdefault(day, _CODES[name])
    return found
