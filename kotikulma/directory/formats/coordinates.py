"""Coordinates from outside to WGS84: EPSG:3067 (ETRS-TM35FIN) metres or degrees, checked against Finland.

Every function answers a `Position` or a `Misplaced`; nothing raises. Degrees are rounded to six decimals (0.1 m).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LATITUDES = (59.0, 70.2)
LONGITUDES = (19.0, 31.6)
# EPSG:3067 within Finland, metres, a little generous
NORTHINGS = (6_500_000.0, 7_800_000.0)
EASTINGS = (50_000.0, 760_000.0)


class Misplaced(StrEnum):
    """Why there is no position. `SWAPPED` is an offer: the two numbers make sense the other way round."""

    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    SWAPPED = "swapped"
    OUTSIDE_FINLAND = "outside_finland"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, WGS84."""

    latitude: float
    longitude: float


def from_degrees(latitude: object, longitude: object) -> Position | Misplaced:
    """Degrees as numbers or text (decimal comma accepted)."""
    pair = _numbers(latitude, longitude)
    if isinstance(pair, Misplaced):
        return pair
    north, east = pair
    if in_finland(north, east):
        return Position(round(north, 6), round(east, 6))
    return Misplaced.SWAPPED if in_finland(east, north) else Misplaced.OUTSIDE_FINLAND


def from_tm35fin(northing: object, easting: object) -> Position | Misplaced:
    """EPSG:3067 metres; PTV calls the northing `latitude` and the easting `longitude`, both as text."""
    pair = _numbers(northing, easting)
    if isinstance(pair, Misplaced):
        return pair
    north, east = pair
    if _within(north, NORTHINGS) and _within(east, EASTINGS):
        longitude, latitude = _tm35fin_to_wgs84()(east, north)
        if in_finland(latitude, longitude):
            return Position(round(latitude, 6), round(longitude, 6))
        return Misplaced.OUTSIDE_FINLAND
    if _within(east, NORTHINGS) and _within(north, EASTINGS):
        return Misplaced.SWAPPED
    return Misplaced.OUTSIDE_FINLAND


def in_finland(latitude: float, longitude: float) -> bool:
    return _within(latitude, LATITUDES) and _within(longitude, LONGITUDES)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _numbers(first: object, second: object) -> tuple[float, float] | Misplaced:
    texts = [str(value).strip().replace(",", ".") if value is not None else "" for value in (first, second)]
    if not all(texts):
        return Misplaced.MISSING
    try:
        return float(texts[0]), float(texts[1])
    except ValueError:
        return Misplaced.NOT_A_NUMBER


@lru_cache(maxsize=1)
def _tm35fin_to_wgs84() -> Callable[[float, float], tuple[float, float]]:
    from pyproj import Transformer  # 30 MB a web worker never needs

    transform: Callable[[float, float], tuple[float, float]]
    transform = Transformer.from_crs("EPSG:3067", "EPSG:4326", always_xy=True).transform
    return transform
