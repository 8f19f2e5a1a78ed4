"""Which hours win: exceptions and seasons (R4–R6), a service and its place (R7)."""

from kotikulma.directory.rules.hours import state_at
from kotikulma.directory.tests.make import MON, SAT, SUN, TUE, at, exception, make_schedule, weekly
from kotikulma.directory.tests.make_hours import TUESDAYS, day, kind, spans
from kotikulma.directory.types import HolidayPolicy, HoursKind, OpenKind, Schedule

# R4–R6


def test_r4_an_exception_replaces_the_whole_day() -> None:
    schedule = make_schedule(
        weekly(TUE, "09:00-11:00", "18:00-20:00"), exceptions=(exception("2026-12-01", "", "10:00-12:00"),)
    )
    assert spans(schedule, "2026-12-01", "2026-12-02") == ["01.12. 10:00-12:00"]


def test_r4_a_closed_day_has_no_night_of_its_own() -> None:
    schedule = make_schedule(weekly(SAT, "22:00-06:00"), exceptions=(exception("2026-11-21"),))
    assert spans(schedule, "2026-11-21", "2026-11-23") == []


def test_r4_the_reason_of_a_closed_day_is_told() -> None:
    schedule = make_schedule(TUESDAYS, exceptions=(exception("2026-12-01", reason={"fi": "Koulutus"}),))
    state = state_at(schedule, at("2026-12-01 09:30"))
    assert (state.kind, state.reason) == (OpenKind.CLOSED, {"fi": "Koulutus"})


def test_r4_a_holiday_closes_by_the_day_on_which_the_night_began() -> None:
    schedule = make_schedule(weekly([SAT, SUN], "22:00-06:00"), holiday_policy=HolidayPolicy.CLOSED)
    assert spans(schedule, "2026-12-05 12:00", "2026-12-07 12:00") == ["05.12. 22:00-06:00"]


def test_r5_the_shortest_exception_wins() -> None:
    schedule = make_schedule(
        TUESDAYS,
        exceptions=(
            exception("2026-12-01", "", "10:00-12:00"),
            exception("2026-11-30", "2026-12-31", created_at=at("2026-11-01")),
        ),
    )
    assert spans(schedule, "2026-12-01", "2026-12-09") == ["01.12. 10:00-12:00"]


def test_r5_of_equal_exceptions_the_latest_made_wins() -> None:
    older = exception("2026-12-01", "", "10:00-12:00", created_at=at("2026-11-01"))
    newer = exception("2026-12-01", "", "13:00-14:00", created_at=at("2026-11-02"))
    schedule = make_schedule(TUESDAYS, exceptions=(newer, older))
    assert spans(schedule, "2026-12-01", "2026-12-02") == ["01.12. 13:00-14:00"]


def test_r6_summer_hours_beat_standing_hours() -> None:
    summer = weekly(TUE, "12:00-14:00", valid_from=day("2027-06-01"), valid_to=day("2027-08-31"))
    schedule = make_schedule(weekly([MON, TUE], "09:00-11:00"), summer)
    assert spans(schedule, "2027-06-07", "2027-06-14") == ["08.06. 12:00-14:00"]


def test_r6_periods_of_equal_standing_both_count() -> None:
    schedule = make_schedule(TUESDAYS, weekly(TUE, "10:00-13:00"))
    assert spans(schedule, "2026-12-01", "2026-12-02") == ["01.12. 09:00-13:00"]


def test_r6_a_bounded_phone_time_does_not_shut_the_door() -> None:
    phone = weekly(TUE, "13:00-14:00", kind=HoursKind.PHONE, valid_from=day("2026-12-01"), valid_to=day("2026-12-31"))
    assert spans(make_schedule(TUESDAYS, phone), "2026-12-01", "2026-12-02") == [
        "01.12. 09:00-11:00",
        "01.12. 13:00-14:00",
    ]


# R7

PLACE = make_schedule(weekly(range(5), "08:00-16:00", kind=HoursKind.OPEN), holiday_policy=HolidayPolicy.NORMAL)


def place(**more: object) -> Schedule:
    return make_schedule(*PLACE.periods, **{"holiday_policy": HolidayPolicy.NORMAL, **more})


def test_r7_own_hours_beat_the_hours_of_the_place() -> None:
    assert spans(make_schedule(TUESDAYS, parent=PLACE), "2026-11-30", "2026-12-05") == ["01.12. 09:00-11:00"]


def test_r7_without_own_hours_those_of_the_place_hold() -> None:
    assert spans(make_schedule(parent=PLACE), "2026-12-01", "2026-12-02") == ["01.12. 08:00-16:00"]


def test_r7_a_closed_place_closes_what_happens_there() -> None:
    own = make_schedule(TUESDAYS, parent=place(exceptions=(exception("2026-12-01", reason={"fi": "Remontti"}),)))
    state = state_at(own, at("2026-12-01 09:30"))
    assert (state.kind, state.reason) == (OpenKind.CLOSED, {"fi": "Remontti"})


def test_r7_own_exception_beats_the_closure_of_the_place() -> None:
    own = make_schedule(
        TUESDAYS,
        exceptions=(exception("2026-12-01", "", "10:00-11:00"),),
        parent=place(exceptions=(exception("2026-12-01"),)),
    )
    assert spans(own, "2026-12-01", "2026-12-02") == ["01.12. 10:00-11:00"]


def test_r7_changed_hours_of_the_place_leave_own_hours_alone() -> None:
    parent = place(exceptions=(exception("2026-12-01", "", "12:00-14:00"),))
    assert spans(make_schedule(TUESDAYS, parent=parent), "2026-12-01", "2026-12-02") == ["01.12. 09:00-11:00"]


def test_r7_changed_hours_of_the_place_are_inherited() -> None:
    parent = place(exceptions=(exception("2026-12-01", "", "12:00-14:00"),))
    assert spans(make_schedule(parent=parent), "2026-12-01", "2026-12-02") == ["01.12. 12:00-14:00"]


def test_r7_a_holiday_of_the_place_closes_own_hours() -> None:
    own = make_schedule(
        TUESDAYS, holiday_policy=HolidayPolicy.NORMAL, parent=place(holiday_policy=HolidayPolicy.CLOSED)
    )
    assert spans(own, "2028-12-26", "2028-12-27") == []


def test_r7_the_holiday_policy_of_the_place_is_inherited() -> None:
    assert spans(make_schedule(TUESDAYS, parent=place()), "2028-12-26", "2028-12-27") == ["26.12. 09:00-11:00"]


def test_r7_nothing_happens_at_a_place_that_is_not_open_yet() -> None:
    own = make_schedule(TUESDAYS, parent=place(starts_on=day("2027-01-11")))
    state = state_at(own, at("2026-12-01 09:30"))
    assert (state.kind, state.starts_on) == (OpenKind.STARTS, day("2027-01-11"))
    assert state.next is not None
    assert state.next.start == at("2027-01-12 09:00")


def test_r7_a_place_closed_for_good_ends_what_happens_there() -> None:
    own = make_schedule(TUESDAYS, parent=place(ends_on=day("2026-11-30")))
    assert kind(own, "2026-12-01 09:30") == OpenKind.ENDED


def test_r7_the_later_of_two_first_days_is_told() -> None:
    own = make_schedule(TUESDAYS, starts_on=day("2027-02-02"), parent=place(starts_on=day("2027-01-11")))
    assert state_at(own, at("2026-12-01 09:30")).starts_on == day("2027-02-02")
