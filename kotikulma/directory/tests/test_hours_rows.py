"""Hours in storage and as lines for people."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.directory.rules.hours import (
    regular_lines,
    slots_from_json,
    slots_to_json,
    spans_from_json,
    spans_to_json,
)
from kotikulma.directory.tests.make import FRI, MON, THU, TUE, WED, clock, slot, weekly
from kotikulma.directory.types import Period, Slot

TIMES = st.times().map(lambda value: value.replace(microsecond=0))


def test_rows_become_slots() -> None:
    assert slots_from_json([[1, "09:00", "11:30"]]) == (slot(TUE, "09:00-11:30"),)


def test_no_rows_are_no_slots() -> None:
    assert (slots_from_json(None), spans_from_json([])) == ((), ())


def test_twenty_four_is_midnight() -> None:
    assert slots_from_json([[1, "18:00", "24:00"]]) == (Slot(1, time(18), time(0)),)


@given(st.lists(st.builds(Slot, st.integers(0, 6), TIMES, TIMES)))
def test_slots_come_back_as_they_were_stored(slots: list[Slot]) -> None:
    assert slots_from_json(slots_to_json(slots)) == tuple(slots)


@given(st.lists(st.tuples(TIMES, TIMES)))
def test_spans_come_back_as_they_were_stored(spans: list[tuple[time, time]]) -> None:
    assert spans_from_json(spans_to_json(spans)) == tuple(spans)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("09:00", "Hours are not a list of rows: '09:00'"),
        ([[1, "09:00"]], 'Row 1 is not [weekday, "09:00", "11:00"]: [1, \'09:00\']'),
        ([[0, "09:00", "10:00"], [7, "09:00", "10:00"]], "Row 2: weekday 7 is not a number from 0 (Monday) to 6"),
        ([[True, "09:00", "10:00"]], "Row 1: weekday True is not a number from 0 (Monday) to 6"),
        ([[1, "9", "10:00"]], "Row 1: '9' is not a time such as \"09:00\""),
        ([[1, "09:00", "25:00"]], "Row 1: '25:00' is not a time such as \"09:00\""),
        ([[1, "09:00", None]], 'Row 1: None is not a time such as "09:00"'),
    ],
)
def test_a_bad_slot_row_is_named(rows: list[object], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        slots_from_json(rows)
    assert str(caught.value) == message


def test_a_bad_span_row_is_named() -> None:
    with pytest.raises(ValueError) as caught:
        spans_from_json([["09:00", "10:00"], ["09:00"]])
    assert str(caught.value) == 'Row 2 is not ["09:00", "11:00"]: [\'09:00\']'


def test_days_with_the_same_times_share_a_line() -> None:
    period = Period(slots=(*weekly([MON, TUE, WED, THU], "09:00-16:00").slots, slot(FRI, "09:00-14:00")))
    assert [(line.runs, line.times) for line in regular_lines([period])] == [
        (((MON, THU),), ((clock("09:00"), clock("16:00")),)),
        (((FRI, FRI),), ((clock("09:00"), clock("14:00")),)),
    ]


def test_days_apart_are_runs_of_their_own() -> None:
    (line,) = regular_lines([weekly([MON, TUE, THU], "09:00-11:00", "12:00-15:00")])
    assert (line.runs, len(line.times)) == (((MON, TUE), (THU, THU)), 2)


def test_lines_of_a_day_leave_other_seasons_out() -> None:
    summer = weekly(TUE, "12:00-14:00", valid_from=date(2027, 6, 1), valid_to=date(2027, 8, 31))
    assert [line.period for line in regular_lines([summer, weekly(TUE, "09:00-11:00")], date(2027, 5, 31))] == [
        weekly(TUE, "09:00-11:00")
    ]


def test_a_text_only_period_keeps_a_line() -> None:
    period = Period(note={"fi": "Sovitusti"})
    (line,) = regular_lines([period])
    assert (line.weekdays, line.period) == ((), period)
