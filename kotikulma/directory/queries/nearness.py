"""How far things are, and which are the nearest: circles around the reader that grow until they hold enough."""

from collections.abc import Sequence
from itertools import islice
from math import cos, radians
from typing import Any

from django.db import connection

from kotikulma.directory.queries.board import Board
from kotikulma.kernel import municipalities

Position = tuple[float, float]  # latitude, longitude
CIRCLES = (1.0, 3.0, 9.0, 27.0)  # kilometres
FEW = 400  # so many are weighed one by one, as are those beyond the last circle

_OF_THESE = """
SELECT id, latitude, longitude FROM search_searchdocument
WHERE id IN ({marks}) AND latitude IS NOT NULL AND longitude IS NOT NULL
"""
_AROUND = """
SELECT id, latitude, longitude FROM search_searchdocument
WHERE latitude BETWEEN %s AND %s AND longitude BETWEEN %s AND %s
"""


def kilometres(near: Position, numbers: Sequence[int]) -> dict[int, float]:
    """Distances of those that have a position. One statement."""
    found = _asked(_OF_THESE.format(marks=", ".join(["%s"] * len(numbers))), numbers) if numbers else []
    return {number: municipalities.kilometres(near, (latitude, longitude)) for number, latitude, longitude in found}


def nearest(board: Board, bits: int, near: Position, wanted: int) -> list[int]:
    """At least `wanted` of these documents, if there are so many, the nearest first; then those of no known position.

    At most five statements.
    """
    distances: dict[int, float] = {}
    if bits.bit_count() > FEW:
        among = board.has(bits)
        for radius in CIRCLES:
            around = _within(near, radius)
            distances = {number: away for number, away in around.items() if among(number)}
            if len(distances) >= wanted:
                return sorted(distances, key=distances.__getitem__)
    rest = list(islice(board.in_order(bits & ~board.bits(distances)), max(FEW, wanted)))
    farther = kilometres(near, rest)
    return [
        *sorted(distances, key=distances.__getitem__),
        *sorted(farther, key=farther.__getitem__),
        *(number for number in rest if number not in farther),
    ]


def _within(near: Position, radius: float) -> dict[int, float]:
    """Distances of everything in a circle."""
    north = radius / municipalities.KILOMETRES_PER_DEGREE
    east = north / max(cos(radians(near[0])), 0.01)
    rows = _asked(_AROUND, [near[0] - north, near[0] + north, near[1] - east, near[1] + east])
    found = {number: municipalities.kilometres(near, (latitude, longitude)) for number, latitude, longitude in rows}
    return {number: away for number, away in found.items() if away <= radius}


def _asked(sql: str, params: Sequence[Any]) -> list[Any]:
    """Past the ORM, which would take most of the time."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())
