"""The workspace's frame: tasks by urgency, bars by share."""

from datetime import date

import pytest

from kotikulma.kernel.ui.workspace import Bar, Urgency, bar_shares, urgency_of

WEDNESDAY = date(2027, 2, 10)


@pytest.mark.parametrize(
    ("due", "urgency"),
    [
        (date(2027, 2, 9), Urgency.LATE),
        (WEDNESDAY, Urgency.TODAY),
        (date(2027, 2, 11), Urgency.WEEK),
        (date(2027, 2, 14), Urgency.WEEK),
        (date(2027, 2, 15), Urgency.LATER),
        (None, Urgency.LATER),
    ],
)
def test_a_task_is_as_urgent_as_its_day_and_the_week_ends_on_sunday(due: date | None, urgency: Urgency) -> None:
    assert urgency_of(due, WEDNESDAY) is urgency


def test_bars_are_shares_of_the_longest_and_something_is_never_drawn_as_nothing() -> None:
    bars = [Bar("a", 400), Bar("b", 100), Bar("c", 1), Bar("d", 0)]
    assert [share for _, share in bar_shares(bars)] == [100, 25, 1, 0]
    assert bar_shares([Bar("a", 0)])[0][1] == 0
