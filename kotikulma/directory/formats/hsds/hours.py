"""Schedules of HSDS: one row per slot, local times, a labelled attribute for the time zone.

HSDS's own `timezone` is a number and would be wrong half of the year, so it is left out. Twenty-four hours are
00:00–23:59, midnight as an end is 23:59, and a row that closes at or before it opens runs into the next day.
"""

from collections.abc import Sequence
from datetime import time
from functools import partial
from typing import NamedTuple
from uuid import UUID

from kotikulma.directory.formats.hsds.values import Ground, Json, day, filled, named, text
from kotikulma.directory.types import HoursKind, Schedule
from kotikulma.directory.types.recurrences import HoursRow

ZONE = "Europe/Helsinki"
_DAYS = {
    "MO": ("Maanantaisin", "maanantaina"),
    "TU": ("Tiistaisin", "tiistaina"),
    "WE": ("Keskiviikkoisin", "keskiviikkona"),
    "TH": ("Torstaisin", "torstaina"),
    "FR": ("Perjantaisin", "perjantaina"),
    "SA": ("Lauantaisin", "lauantaina"),
    "SU": ("Sunnuntaisin", "sunnuntaina"),
}
_KINDS = {
    HoursKind.OPEN: "Ovi auki",
    HoursKind.DROP_IN: "Ilman ajanvarausta",
    HoursKind.PHONE: "Puhelinaika",
    HoursKind.BY_APPOINTMENT: "Ajanvarauksella",
    HoursKind.SELF_SERVICE: "Omatoimisesti",
}
_ASK = "Tarkista pyhäpäivien aukiolo."
_MIDNIGHT = time(0)


def schedules(owner: UUID, schedule: Schedule, ground: Ground, *, link: str = "") -> list[Json]:
    """Rows of one thing's hours from today on. `link`: the owner's key, as `location_id`."""
    source = schedule.parent if schedule.parent and schedule.follows_parent else schedule
    # The source is kept beside its rows, so that its identity stays its own
    _, shared = ground.once("rows", id(source), lambda: (source, _shared(ground.repeats(source, ground.today), ground)))
    own = {link: str(owner)} if link else {}
    found: dict[str, Json] = {}
    for row in shared:
        key = named(owner.bytes, row.name)
        found[key] = {"id": key, **own, **row.fields, "attributes": [_zone(key)]}
    return list(found.values())


class Shared(NamedTuple):
    """What a row says whoever has these hours, and what its id is made of besides the owner."""

    name: str
    fields: Json


def _shared(rows: Sequence[HoursRow], ground: Ground) -> list[Shared]:
    """Rows of hours that many keep are kept by the rules as one object, so their form is made once."""
    return [ground.once("row", id(row), partial(_beside, row))[1] for row in rows]


def _beside(row: HoursRow) -> tuple[HoursRow, Shared]:
    return row, _form(row)


def _form(row: HoursRow) -> Shared:
    opens, closes = _wall(row.opens), _closing(row)
    parts = ("schedule", row.kind, row.frequency, row.byday, row.interval, opens, closes, row.starts_on)
    fields = filled(
        {
            "valid_from": day(row.starts_on),
            "valid_to": day(row.valid_to),
            "dtstart": day(row.first),
            "until": day(row.last),
            "freq": row.frequency,
            "interval": row.interval,
            "wkst": "MO" if row.interval > 1 else "",
            "byday": row.byday,
            "opens_at": opens,
            "closes_at": closes,
            "attending_type": _KINDS[row.kind],
            "description": describe(row),
            "notes": " ".join(filter(None, (text(row.note), _ASK if row.ask_holidays else ""))),
        }
    )
    return Shared("/".join(map(str, parts)), fields)


def _zone(key: str) -> Json:
    return {
        "id": named(bytes.fromhex(key.replace("-", "")), "timezone"),
        "link_id": key,
        "link_entity": "schedule",
        "label": "timezone",
        "value": ZONE,
    }


def describe(row: HoursRow) -> str:
    """ "Tiistaisin klo 9–11", "Joka 2. viikko tiistaina klo 9–11", "Kuukauden 2. tiistaina klo 9–11"."""
    around = row.opens == row.closes
    codes = row.byday.split(",")
    hours = "ympäri vuorokauden" if around else f"klo {_short(row.opens)}–{_short(row.closes, closing=True)}"
    if len(codes) == len(_DAYS):
        return "Aina auki" if around else f"Joka päivä {hours}"
    code = codes[0][-2:]
    if row.frequency == "MONTHLY":
        nths = " ja ".join("viimeisenä" if one[:-2] == "-1" else f"{one[:-2]}." for one in codes)
        return f"Kuukauden {nths} {_DAYS[code][1]} {hours}"
    if row.interval > 1:
        return f"Joka {row.interval}. viikko {_DAYS[code][1]} {hours}"
    if row.first and row.first == row.last:
        return f"{row.first.day}.{row.first.month}.{row.first.year} {hours}"
    return f"{_DAYS[code][0]} {hours}"


def _closing(row: HoursRow) -> str:
    return "23:59" if row.closes == _MIDNIGHT else _wall(row.closes)


def _wall(wall: time) -> str:
    return wall.isoformat(timespec="minutes")


def _short(wall: time, *, closing: bool = False) -> str:
    hour = 24 if closing and wall == _MIDNIGHT else wall.hour
    return f"{hour}.{wall.minute:02}" if wall.minute else str(hour)
