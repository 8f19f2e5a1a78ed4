"""Municipalities by their three-digit code: the 14 of the project and their neighbours in Central Finland.

An unknown code is no error: imports carry codes from all of Finland. Source and licence are named in the data files.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kotikulma.kernel.i18n import localise

DATA = Path(__file__).parent / "data"
OUTLINES = DATA / "municipality_outlines.geojson"
KILOMETRES_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Municipality:
    """`centre`: (latitude, longitude) of the main town or village, WGS 84, to 0.01°. `where_fi`: "Jyväskylässä"."""

    code: str
    name: Mapping[str, str]
    where_fi: str
    centre: tuple[float, float]
    project: bool


@lru_cache(maxsize=1)
def by_code() -> dict[str, Municipality]:
    """Every municipality we know, by code."""
    rows = json.loads((DATA / "municipalities.json").read_text(encoding="utf-8"))["municipalities"]
    return {
        row["code"]: Municipality(row["code"], row["name"], row["where_fi"], tuple(row["centre"]), row["project"])
        for row in rows
    }


def get(code: str) -> Municipality | None:
    return by_code().get(code)


def name(code: str, language: str | None = None) -> str:
    """The name in `language` (default: the active one); the code itself when we do not know it."""
    known = get(code)
    return localise(known.name, language).text if known else code


def names() -> dict[str, Mapping[str, str]]:
    """Code -> names by language."""
    return {code: municipality.name for code, municipality in by_code().items()}


def where(code: str, language: str = "fi") -> str:
    """In that place: "Jyväskylässä", "i Jyväskylä", "in Jyväskylä"; the code itself when we do not know it."""
    known = get(code)
    if known is None:
        return code
    if language == "fi":
        return known.where_fi
    return f"{'i' if language == 'sv' else 'in'} {name(code, language)}"


def in_project() -> list[Municipality]:
    """The 14 municipalities of the project, by Finnish name."""
    return sorted((one for one in by_code().values() if one.project), key=lambda one: _order(one.name["fi"]))


def find_by_name(text: str) -> Municipality | None:
    """The municipality of this name in any language (case and outer spaces do not matter), also "Jyväskylässä"."""
    wanted = text.strip().casefold()
    for one in by_code().values():
        if wanted in {*(each.casefold() for each in one.name.values()), one.where_fi.casefold()}:
            return one
    return None


def nearest(latitude: float, longitude: float) -> Municipality:
    """The project municipality whose outline holds the point, else the one whose centre is nearest."""
    for code, rings in _outlines().items():
        if any(_inside(longitude, latitude, ring) for ring in rings):
            return by_code()[code]
    return min(in_project(), key=lambda one: kilometres(one.centre, (latitude, longitude)))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two (latitude, longitude) points, flat-earth: within 0.5 % inside Central Finland."""
    north = other[0] - one[0]
    east = (other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return KILOMETRES_PER_DEGREE * math.hypot(north, east)


@lru_cache(maxsize=1)
def _outlines() -> dict[str, list[list[list[float]]]]:
    found: dict[str, list[list[list[float]]]] = {}
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        shape: dict[str, Any] = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["properties"]["code"]] = [polygon[0] for polygon in polygons]
    return found


def _inside(x: float, y: float, ring: list[list[float]]) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def _order(text: str) -> str:
    """Finnish order: å, ä and ö after z."""
    return text.casefold().translate(str.maketrans("åäö", "{|}"))
