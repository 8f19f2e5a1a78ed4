"""Public holidays of Finland by stable code (rule R11), and the three days beside them that people keep free.

Eves are not public holidays: opening hours ask `holiday`, gatherings ask `free_day`.

Days as the law and the church calendar set them since 1992; the tests hold them against an independent list.
Own code, because the package that knows every country's holidays costs each process 17 MB.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from django.utils.translation import gettext_lazy as _

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
# Days off by agreement and custom. The eves of Epiphany, May Day and New Year are working days: groups meet on them.
_EVES = {"easter_sunday": "easter_saturday", "midsummer_day": "midsummer_eve", "christmas_day": "christmas_eve"}
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
_NAMES = {
    "new_year": _("uudenvuodenpäivä"),
    "epiphany": _("loppiainen"),
    "good_friday": _("pitkäperjantai"),
    "easter_sunday": _("pääsiäispäivä"),
    "easter_monday": _("toinen pääsiäispäivä"),
    "may_day": _("vappu"),
    "ascension_day": _("helatorstai"),
    "whit_sunday": _("helluntaipäivä"),
    "midsummer_day": _("juhannuspäivä"),
    "all_saints_day": _("pyhäinpäivä"),
    "independence_day": _("itsenäisyyspäivä"),
    "christmas_day": _("joulupäivä"),
    "second_christmas_day": _("tapaninpäivä"),
    "easter_saturday": _("pääsiäislauantai"),
    "midsummer_eve": _("juhannusaatto"),
    "christmas_eve": _("jouluaatto"),
}


def holiday(day: date) -> str:
    """Code of the public holiday on `day` (one of CODES), or "" on any other day."""
    return holidays_of(day.year).get(day, "")


def free_day(day: date) -> str:
    """Code of the public holiday or of the eve people keep free, or "" on any other day."""
    return holiday(day) or _EVES.get(holiday(day + timedelta(days=1)), "")


def holiday_name(code: str) -> str:
    """As in the middle of a sentence; "" for an unknown code."""
    return str(_NAMES.get(code, ""))


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
