"""Schedules that say the same are worked out once, and nothing else is taken for the same."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from kotikulma.directory.rules import alike, recurrences
from kotikulma.directory.types import HolidayPolicy, HoursException, Period, Schedule, Slot

TODAY = date(2026, 11, 23)
MORNINGS = Period(slots=(Slot(0, time(9), time(12)),))
PLACE = Schedule(periods=(MORNINGS,), pause_reason={"fi": "Remontti"})
OWN = Schedule(periods=(MORNINGS,), parent=PLACE)


def test_equal_schedules_share_their_rows() -> None:
    assert alike.rows(replace(PLACE, pause_reason={"fi": "Remontti"}), TODAY) is alike.rows(PLACE, TODAY)


def test_with_own_hours_the_regular_hours_of_the_place_decide_nothing() -> None:
    other = replace(OWN, parent=replace(PLACE, periods=()))
    assert alike.Alike(other) == alike.Alike(OWN)
    assert recurrences.recurrences(other, TODAY) == recurrences.recurrences(OWN, TODAY)


@pytest.mark.parametrize(
    "other",
    [
        replace(OWN, periods=(replace(MORNINGS, note={"fi": "Soita"}),)),
        replace(OWN, periods=(replace(MORNINGS, slots=(Slot(0, time(9), time(13)),)),)),
        replace(OWN, holiday_policy=HolidayPolicy.CLOSED),
        replace(OWN, paused_from=TODAY),
        replace(OWN, ends_on=TODAY + timedelta(days=9)),
        replace(OWN, phone_counts=True),
        replace(OWN, exceptions=(HoursException(TODAY, TODAY),)),
        replace(OWN, parent=replace(PLACE, exceptions=(HoursException(TODAY, TODAY),))),
        replace(OWN, parent=replace(PLACE, holiday_policy=HolidayPolicy.CLOSED)),
        replace(OWN, periods=()),
    ],
)
def test_schedules_that_differ_are_not_alike(other: Schedule) -> None:
    assert alike.Alike(other) != alike.Alike(OWN)
