"""What an answer of the model means, in words. Pure: a number in, a sentence out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

OWN = "own"
NAMES: Mapping[str, Any] = {
    "A": gettext_lazy("Ennallaan"),
    "B": gettext_lazy("Tulijoita 30 % vähemmän"),
    "C": gettext_lazy("Tulijoita puolet vähemmän"),
    "D": gettext_lazy("Pitkäaikaisasunnottomat saavat kodin kaksi kertaa nopeammin"),
    "E": gettext_lazy("Muut saavat kodin kolmanneksen nopeammin"),
    "F": gettext_lazy("Tulijoita 25 % vähemmän ja kodit nopeammin kaikille"),
    "G": gettext_lazy("Tulijoita 30 % vähemmän ja kodit nopeammin kaikille"),
    OWN: gettext_lazy("Oma vaihtoehto"),
}
PARTS: Mapping[str, Any] = {
    "inflow": gettext_lazy("tulijat"),
    "exits": gettext_lazy("lähtevien osuus"),
    "to_long_term": gettext_lazy("pitkäaikaisiksi tulevien osuus"),
    "long_term_exits": gettext_lazy("lähtevien osuus pitkäaikaisista"),
    "homes": gettext_lazy("kodit"),
}
NOT_SEPARATE = gettext_lazy(
    "Luvut eivät erota tulijoita lähtijöistä. Anna yhden vuoden uusien tai asunnon saaneiden määrä."
)
STILL_NOT = gettext_lazy(
    "Vuoden luvutkaan eivät erota tulijoita lähtijöistä: ne ovat pieniä tai eivät sovi määrään. Tarkista luvut."
)
IF_ASSUMED = gettext_lazy("Todennäköisyydet pätevät vain, jos oletetut nopeudet ovat oikeat.")
CHANCES_HIDDEN = gettext_lazy("Siksi tavoitteen todennäköisyyttä ei näytetä.")


def chance(share: float) -> str:
    """How sure, as people say it. No finer than the runs tell it: one in a hundred."""
    if share < 0.01:
        return _("alle 1 sadasta")
    if share > 0.99:
        return _("yli 99 sadasta")
    if 0.1 <= share < 0.95:
        return _("noin %(part)d kymmenestä") % {"part": _half_up(share * 10)}
    return _("noin %(part)d sadasta") % {"part": _half_up(share * 100)}


def reached(first_month: int | None, months: int) -> str:
    """When the expected number is first at the target."""
    if first_month is None:
        return ngettext("ei %(count)d kuukaudessa", "ei %(count)d kuukaudessa", months) % {"count": months}
    return _("kuukautena %(month)d") % {"month": first_month}


def impossible(code: str, about: str) -> str:
    """Why a scenario cannot be run."""
    part = PARTS.get(about, about)
    return {
        "negative": _("%(part)s: luku ei voi olla alle nollan."),
        "more_than_all": _("Kuukaudessa lähtisi enemmän kuin kaikki. Anna pienempi osuus."),
    }.get(code, _("%(part)s: tällä luvulla ei voi laskea.")) % {"part": part}


def _half_up(value: float) -> int:
    return int(value + 0.5)
