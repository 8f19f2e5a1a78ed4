"""Does a home come to each group alike? Shares with what chance allows, and none at all of few people. Pure."""

from collections.abc import Sequence
from math import sqrt
from statistics import median

from kotikulma.casework.types.statistics import SUPPRESSED_BELOW, Share

Z = 1.959963984540054
ENOUGH = 20  # people, from which on a share is told


def share(number: int, total: int) -> Share | None:
    """With its interval at 95 % (Wilson). None where it would speak of few people, or of all but few."""
    if total < ENOUGH or min(number, total - number) < SUPPRESSED_BELOW:
        return None
    part, square = number / total, Z * Z
    middle = (part + square / (2 * total)) / (1 + square / total)
    width = Z * sqrt(part * (1 - part) / total + square / (4 * total * total)) / (1 + square / total)
    return Share(part, middle - width, middle + width)


def apart(one: Share | None, other: Share | None) -> bool | None:
    """Do they differ by more than chance allows? The intervals do not meet. None where one is not told."""
    if one is None or other is None:
        return None
    return one.high < other.low or other.high < one.low


def middle(days: Sequence[int]) -> int | None:
    """The median of enough people; None of few."""
    return round(median(days)) if len(days) >= ENOUGH else None
