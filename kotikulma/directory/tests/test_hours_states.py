"""Open, closed, unknown and the rest (R8–R10)."""

import pytest

from kotikulma.directory.rules.hours import state_at
from kotikulma.directory.tests.make import THU, TUE, at, make_schedule, weekly
from kotikulma.directory.tests.make_hours import TUESDAYS, day, kind, next_start, spans
from kotikulma.directory.types import HoursKind, Interval, OpenKind, Period, Schedule


@pytest.mark.parametrize("schedule", [make_schedule(), make_schedule(parent=make_schedule())])
def test_r8_no_rows_are_unknown_and_never_closed(schedule: Schedule) -> None:
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.UNKNOWN


def test_r8_hours_that_are_only_text_are_unknown_with_the_text() -> None:
    state = state_at(make_schedule(Period(note={"fi": "Sovitusti"})), at("2026-12-01 09:30"))
    assert (state.kind, state.reason) == (OpenKind.UNKNOWN, {"fi": "Sovitusti"})


def test_r8_known_phone_hours_do_not_tell_when_the_door_is_open() -> None:
    schedule = make_schedule(Period(kind=HoursKind.OPEN), weekly(TUE, "09:00-11:00", kind=HoursKind.PHONE))
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.UNKNOWN
    assert spans(schedule, "2026-12-01", "2026-12-02") == ["01.12. 09:00-11:00"]


def test_r8_after_the_last_season_hours_are_unknown() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", valid_to=day("2026-05-31")))
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.UNKNOWN


def test_r8_between_two_seasons_it_is_closed() -> None:
    autumn = weekly(TUE, "09:00-11:00", valid_from=day("2027-01-05"))
    schedule = make_schedule(weekly(TUE, "09:00-11:00", valid_to=day("2026-05-31")), autumn)
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.CLOSED
    assert next_start(schedule, "2026-12-01 09:30") == at("2027-01-05 09:00")


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("open", "open"),
        ("drop_in", "open"),
        ("phone", "closed"),
        ("by_appointment", "closed"),
        ("self_service", "closed"),
    ],
)
def test_r9_only_an_open_door_is_open(counted: str, expected: str) -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", kind=HoursKind(counted)))
    state = state_at(schedule, at("2026-12-01 09:30"))
    assert (state.kind, state.hours_kind, state.until) == (expected, counted, at("2026-12-01 11:00"))


def test_r9_phone_time_counts_on_a_telephone() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", kind=HoursKind.PHONE), phone_counts=True)
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.OPEN


def test_r9_the_next_open_door_comes_before_an_appointment() -> None:
    schedule = make_schedule(weekly(THU, "09:00-11:00"), weekly(TUE, "09:00-11:00", kind=HoursKind.BY_APPOINTMENT))
    assert next_start(schedule, "2026-11-30 12:00") == at("2026-12-03 09:00")


def test_r9_an_appointment_is_next_when_there_is_nothing_else() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", kind=HoursKind.BY_APPOINTMENT))
    state = state_at(schedule, at("2026-11-30 12:00"))
    assert state.next == Interval(at("2026-12-01 09:00"), at("2026-12-01 11:00"), HoursKind.BY_APPOINTMENT)


def test_r10_the_last_day_of_a_period_counts() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", valid_to=day("2026-12-01")))
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.OPEN


def test_r10_the_last_day_of_a_service_counts_and_the_next_is_the_end() -> None:
    schedule = make_schedule(TUESDAYS, ends_on=day("2026-12-01"))
    assert [kind(schedule, f"{text} 09:30") for text in ("2026-12-01", "2026-12-02")] == [OpenKind.OPEN, OpenKind.ENDED]


def test_r10_a_pause_is_neither_closed_nor_ended() -> None:
    schedule = make_schedule(
        TUESDAYS, paused_from=day("2026-12-01"), paused_until=day("2026-12-31"), pause_reason={"fi": "Muutto"}
    )
    state = state_at(schedule, at("2026-12-08 09:30"))
    assert (state.kind, state.paused_until, state.reason) == (OpenKind.PAUSED, day("2026-12-31"), {"fi": "Muutto"})
    assert state.next is not None
    assert state.next.start == at("2027-01-05 09:00")
