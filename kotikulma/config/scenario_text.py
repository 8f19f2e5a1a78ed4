"""What `kotikulma homelessness scenarios` prints: paths month by month, a summary, and what the numbers rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kotikulma.forecast import rules

WIDTHS = (4, 10, 10, 13, 13)  # month, expected, median, two bands
LOOKED_AT = (12, 24, 36)
Found = Mapping[str, Any]


def lines(found: Found) -> list[str]:
    """The paths first, so that the summary is what stays on the screen."""
    told: list[str] = []
    for one in found["scenarios"]:
        told += [_title(one), *_path(one, found), ""]
    return [*told, *_summary(found), "", *_grounds(found)]


def _title(one: Found) -> str:
    words = str(rules.NAMES[one["name"]])
    return words if one["name"] == rules.OWN else f"{one['name']}  {words}"


def _path(one: Found, found: Found) -> list[str]:
    last = _("enintään %(target)d") % {"target": found["target"]} if found["chances_shown"] else ""
    told = [_row((_("kk"), _("odotus"), _("mediaani"), _("80 % väli"), _("95 % väli")), last)]
    for row in one["path"]:
        bands = [f"{low}–{high}" for low, high in (row["band80"], row["band95"])]
        chance = "" if row["chance"] is None else rules.chance(row["chance"])
        told.append(_row((row["month"], _decimal(row["expected"]), row["median"], *bands), chance))
    return told


def _summary(found: Found) -> list[str]:
    months = [month for month in LOOKED_AT if month < found["months"]] + [found["months"]]
    told = [_("Odotettu määrä")]
    for one in found["scenarios"]:
        told += [f"  {_title(one)}", *(f"    {line}" for line in _outcome(one, found, months))]
    return told


def _outcome(one: Found, found: Found, months: Sequence[int]) -> list[str]:
    path = one["path"]
    reached = {"target": found["target"], "when": rules.reached(one["first_month"], found["months"])}
    told = [
        "  ".join(
            _("%(month)d kk: %(people)s") % {"month": month, "people": _decimal(path[month]["expected"])}
            for month in months
        ),
        _("Odotus enintään %(target)d: %(when)s.") % reached,
    ]
    if found["chances_shown"]:
        chance = {"month": months[-1], "chance": rules.chance(path[-1]["chance"])}
        told.append(_("Todennäköisyys kuukautena %(month)d: %(chance)s.") % chance)
    if found["homes"] is not None and found["months"]:
        short = {"chance": rules.chance(path[-1]["homes_short"])}
        told.append(_("Kodit eivät riitä viimeisenä kuukautena: %(chance)s.") % short)
    return told


def _grounds(found: Found) -> list[str]:
    """What the numbers rest on, and what they cannot say."""
    data, shown = found["data"], found["chances_shown"]
    low, high = (_decimal(one) for one in data["inflow"])
    seen = found["rates"]["source"] == "fitted"
    words = (
        _("Vuoden luvuista: %(inflow)s tulijaa kuukaudessa.") if seen else _("Oletus: %(inflow)s tulijaa kuukaudessa.")
    )
    told = [
        _("Alku: %(total)d asunnotonta, heistä %(long_term)d pitkäaikaisasunnotonta.") % found["start"],
        words % {"inflow": _decimal(found["rates"]["inflow"])},
        _("Lukuihin sopii %(low)s–%(high)s tulijaa kuukaudessa (95 %%).") % {"low": low, "high": high},
    ]
    if not data["identified"]:
        known = data["came"] is not None or data["left"] is not None
        told += [
            str(rules.STILL_NOT if known else rules.NOT_SEPARATE),
            str(rules.IF_ASSUMED if shown else rules.CHANCES_HIDDEN),
        ]
        told += [_("Nämä kaikki sopivat samoihin lukuihin:"), *map(_point, data["ridge"])] if data["ridge"] else []
    if not data["steady"]:
        told.append(_("Vuoden aikana tuli ja lähti eri määrä. Malli olettaa, että niitä on yhtä monta."))
    return told


def _point(point: Found) -> str:
    told = {
        "inflow": _decimal(point["inflow"]),
        "reach": round(point["reach_12_months"] * 100),
        "stay": _decimal(point["long_term_stay"]),
    }
    words = _("%(inflow)s kuukaudessa: %(reach)d %% on vuoden ilman kotia, ja sitten vielä %(stay)s kuukautta")
    return f"  {words % told}"


def _row(cells: Sequence[Any], last: str) -> str:
    told = "".join(f"{cell!s:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{told}  {last}".rstrip()


def _decimal(value: float) -> str:
    return str(number_format(round(value, 1), decimal_pos=1))
