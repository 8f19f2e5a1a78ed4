"""Coordinates from outside, with a reason when there is no position."""

import pytest

from kotikulma.directory.formats.coordinates import Misplaced, Position, from_degrees, from_tm35fin


def test_metres_become_degrees_to_the_metre() -> None:
    assert from_tm35fin("6834688", "503879") == Position(61.645467, 27.07321)


def test_degrees_with_a_comma_are_read() -> None:
    assert from_degrees("62,24", " 25,75 ") == Position(62.24, 25.75)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("25.8", "62.27", Misplaced.SWAPPED),
        ("48.8", "2.35", Misplaced.OUTSIDE_FINLAND),
        ("", "25", Misplaced.MISSING),
        (None, None, Misplaced.MISSING),
        ("pohjoinen", "itä", Misplaced.NOT_A_NUMBER),
        ("nan", "nan", Misplaced.OUTSIDE_FINLAND),
        ("inf", "25", Misplaced.OUTSIDE_FINLAND),
    ],
)
def test_degrees_that_do_not_do_say_why(first: object, second: object, reason: Misplaced) -> None:
    assert from_degrees(first, second) == reason


@pytest.mark.parametrize(("first", "second", "reason"), [(503879, 6834688, "swapped"), (1, 2, "outside_finland")])
def test_metres_that_do_not_do_say_why(first: object, second: object, reason: str) -> None:
    assert from_tm35fin(first, second) == reason
