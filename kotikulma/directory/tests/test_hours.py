"""Opening hours: acceptance cases A1–A5 and rules R1–R12."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kotikulma.directory.rules.hours import DayCause, intervals, state_at, week
from kotikulma.directory.tests.make import FRI, MON, SAT, SUN, THU, TUE, at, exception, make_schedule, weekly
from kotikulma.directory.types import HolidayPolicy, HoursKind, Interval, OpenKind, Period, Recurrence, Schedule
from kotikulma.kernel.public_holidays import holiday, holidays_of

TUESDAYS = weekly(TUE, "09:00-11:00")
NIGHTS = make_schedule(weekly(SAT, "22:00-06:00"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def spans(schedule: Schedule, first: str, last: str) -> list[str]:
    """Stretches between two local midnights as "24.11. 09:00-11:00" in Helsinki time."""
    found = intervals(schedule, at(first), at(last))
    zone = at(first).tzinfo
    return [f"{i.start.astimezone(zone):%d.%m. %H:%M}-{i.end.astimezone(zone):%H:%M}" for i in found]


def kind(schedule: Schedule, moment: str) -> OpenKind:
    return state_at(schedule, at(moment)).kind


def next_start(schedule: Schedule, moment: str) -> datetime | None:
    state = state_at(schedule, at(moment))
    return state.next.start if state.next else None


# A1–A5


def test_a1_drop_in_is_open_within_its_hours() -> None:
    state = state_at(make_schedule(TUESDAYS), at("2026-12-01 09:30"))
    assert (state.kind, state.until, state.hours_kind) == (OpenKind.OPEN, at("2026-12-01 11:00"), HoursKind.DROP_IN)


def test_a1_closing_time_is_closed() -> None:
    assert kind(make_schedule(TUESDAYS), "2026-12-01 11:00") == OpenKind.CLOSED


def test_a1_a_minute_before_opening_is_closed_until_nine() -> None:
    schedule = make_schedule(TUESDAYS)
    assert kind(schedule, "2026-12-01 08:59") == OpenKind.CLOSED
    assert next_start(schedule, "2026-12-01 08:59") == at("2026-12-01 09:00")


def test_a1_after_the_day_the_next_tuesday_comes() -> None:
    assert next_start(make_schedule(TUESDAYS), "2026-12-02 12:00") == at("2026-12-08 09:00")


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [(None, OpenKind.OPEN), ("2027-01-12", OpenKind.OPEN), ("2027-02-02", "starts"), ("2027-03-02", "starts")],
)
def test_a2_services_of_one_place_start_on_their_own_days(starts_on: str | None, expected: str) -> None:
    own = make_schedule(TUESDAYS, starts_on=day(starts_on) if starts_on else None, parent=make_schedule(TUESDAYS))
    state = state_at(own, at("2027-01-26 09:30"))
    assert state.kind == expected
    assert state.starts_on == (day(starts_on) if starts_on and expected == "starts" else None)


def test_a3_a_closure_is_skipped() -> None:
    schedule = make_schedule(TUESDAYS, exceptions=(exception("2026-12-21", "2027-01-06"),))
    assert next_start(schedule, "2026-12-15 11:01") == at("2027-01-12 09:00")


def test_a4_a_holiday_tuesday_is_closed_by_policy() -> None:
    schedule = make_schedule(TUESDAYS, holiday_policy=HolidayPolicy.CLOSED)
    state = state_at(schedule, at("2028-12-26 09:30"))
    assert (state.kind, state.check_holiday) == (OpenKind.CLOSED, "")
    assert state.next is not None
    assert state.next.start == at("2029-01-02 09:00")


def test_a4_a_holiday_tuesday_is_unknown_when_one_must_ask() -> None:
    schedule = make_schedule(TUESDAYS, holiday_policy=HolidayPolicy.ASK)
    state = state_at(schedule, at("2028-12-26 09:30"))
    assert (state.kind, state.check_holiday) == (OpenKind.UNKNOWN, "second_christmas_day")
    assert state.next is not None
    assert state.next.start == at("2029-01-02 09:00")
    assert spans(schedule, "2028-12-26", "2028-12-27") == []


def test_a5_a_night_is_seven_hours_when_summer_time_begins() -> None:
    (night,) = intervals(NIGHTS, at("2027-03-27 12:00"), at("2027-03-28 12:00"))
    assert night.end - night.start == timedelta(hours=7)
    assert kind(NIGHTS, "2027-03-28 04:30") == OpenKind.OPEN


def test_a5_a_night_is_nine_hours_when_summer_time_ends() -> None:
    (night,) = intervals(NIGHTS, at("2027-10-30 12:00"), at("2027-10-31 12:00"))
    assert night.end - night.start == timedelta(hours=9)
    assert kind(NIGHTS, "2027-10-31 05:59") == OpenKind.OPEN
    assert kind(NIGHTS, "2027-10-31 06:00") == OpenKind.CLOSED


def test_a5_a_closed_sunday_does_not_cut_the_night_from_saturday() -> None:
    schedule = make_schedule(weekly(SAT, "22:00-06:00"), exceptions=(exception("2027-03-28"),))
    assert kind(schedule, "2027-03-28 04:30") == OpenKind.OPEN


# R1–R3


@pytest.mark.parametrize(
    ("tuesday", "hour"), [("2026-03-24", 7), ("2026-03-31", 6), ("2026-10-20", 6), ("2026-10-27", 7)]
)
def test_r1_nine_on_the_wall_is_another_moment_in_summer(tuesday: str, hour: int) -> None:
    (found,) = intervals(make_schedule(TUESDAYS), at(tuesday), at(tuesday) + timedelta(days=1))
    assert found.start == datetime.combine(day(tuesday), datetime.min.time(), UTC) + timedelta(hours=hour)
    assert found.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("hours", "expected"),
    [("03:10-03:40", []), ("02:00-03:30", ["28.03. 02:00-04:00"]), ("03:30-05:00", ["28.03. 04:00-05:00"])],
)
def test_r1_a_time_that_does_not_exist_is_the_moment_of_the_jump(hours: str, expected: list[str]) -> None:
    schedule = make_schedule(weekly(SUN, hours), holiday_policy=HolidayPolicy.NORMAL)
    assert spans(schedule, "2027-03-28", "2027-03-29") == expected


def test_r1_a_time_that_comes_twice_opens_first_and_closes_last() -> None:
    (found,) = intervals(make_schedule(weekly(SUN, "03:30-03:45")), at("2027-10-31"), at("2027-11-01"))
    assert found.end - found.start == timedelta(hours=1, minutes=15)


def test_r2_a_range_that_starts_at_closing_time_holds_nothing() -> None:
    assert intervals(make_schedule(TUESDAYS), at("2026-12-01 11:00"), at("2026-12-01 12:00")) == ()


def test_r2_a_range_that_ends_at_opening_time_holds_nothing() -> None:
    assert intervals(make_schedule(TUESDAYS), at("2026-12-01 08:00"), at("2026-12-01 09:00")) == ()


def test_r2_a_slot_that_closes_as_it_opens_holds_no_moment() -> None:
    assert spans(make_schedule(weekly(TUE, "09:00-09:00")), "2026-12-01", "2026-12-03") == []


def test_r3_closing_at_midnight_is_the_end_of_the_same_day() -> None:
    (found,) = intervals(make_schedule(weekly(TUE, "18:00-00:00")), at("2026-12-01"), at("2026-12-03"))
    assert found == Interval(at("2026-12-01 18:00"), at("2026-12-02 00:00"), HoursKind.DROP_IN)


def test_r3_midnight_to_midnight_is_the_whole_day() -> None:
    (found,) = intervals(make_schedule(weekly(TUE, "00:00-00:00")), at("2026-12-01"), at("2026-12-03"))
    assert found.end - found.start == timedelta(days=1)


def test_r3_a_night_is_found_from_the_morning_after() -> None:
    assert spans(NIGHTS, "2026-11-22 03:00", "2026-11-22 04:00") == ["21.11. 22:00-06:00"]


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


# R8–R10


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


# R11


def test_r11_eves_are_not_public_holidays() -> None:
    assert [holiday(day(text)) for text in ("2026-06-19", "2027-06-25", "2026-12-24", "2026-12-31", "2026-04-30")] == [
        ""
    ] * 5


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("good_friday", ["2026-04-03", "2027-03-26"]),
        ("ascension_day", ["2026-05-14", "2027-05-06"]),
        ("all_saints_day", ["2026-10-31", "2027-11-06"]),
        ("easter_sunday", ["2026-04-05", "2027-03-28"]),
        ("midsummer_day", ["2026-06-20", "2027-06-26"]),
    ],
)
def test_r11_moving_holidays_fall_on_their_days(code: str, dates: list[str]) -> None:
    assert [holiday(day(text)) for text in dates] == [code, code]


def test_r11_tuesdays_that_are_public_holidays() -> None:
    found = [feast for year in range(2026, 2030) for feast in holidays_of(year) if feast.weekday() == TUE]
    assert [str(feast) for feast in found] == ["2026-01-06", "2028-12-26", "2029-05-01", "2029-12-25"]


def test_r11_there_are_thirteen_public_holidays_a_year() -> None:
    assert {len(holidays_of(year)) for year in range(2020, 2050)} == {13}


def test_r11_normal_policy_opens_on_a_holiday() -> None:
    schedule = make_schedule(TUESDAYS, holiday_policy=HolidayPolicy.NORMAL)
    assert kind(schedule, "2028-12-26 09:30") == OpenKind.OPEN


def test_r11_a_closed_holiday_is_known_even_when_hours_are_only_text() -> None:
    schedule = make_schedule(Period(note={"fi": "Sovitusti"}), holiday_policy=HolidayPolicy.CLOSED)
    assert kind(schedule, "2028-12-26 09:30") == OpenKind.CLOSED


def test_r11_there_is_nothing_to_ask_on_a_day_without_hours() -> None:
    assert kind(make_schedule(TUESDAYS), "2026-12-06 09:30") == OpenKind.CLOSED


def test_r11_an_exception_answers_the_question_of_a_holiday() -> None:
    schedule = make_schedule(TUESDAYS, exceptions=(exception("2028-12-26", "", "10:00-12:00"),))
    assert kind(schedule, "2028-12-26 10:30") == OpenKind.OPEN


def test_r11_always_open_is_not_asked_about_on_a_holiday() -> None:
    state = state_at(make_schedule(Period(always_open=True)), at("2026-12-25 12:00"))
    assert (state.kind, state.always, state.until) == (OpenKind.OPEN, True, None)


def test_r11_always_open_still_closes_by_policy() -> None:
    schedule = make_schedule(Period(always_open=True), holiday_policy=HolidayPolicy.CLOSED)
    assert kind(schedule, "2026-12-25 12:00") == OpenKind.CLOSED
    assert next_start(schedule, "2026-12-25 12:00") == at("2026-12-27 00:00")


# R12


def tuesdays(recurrence: Recurrence, **more: object) -> list[str]:
    schedule = make_schedule(
        weekly(TUE, "09:00-11:00", recurrence=recurrence, **more), holiday_policy=HolidayPolicy.NORMAL
    )
    return [span[:6] for span in spans(schedule, "2026-12-14", "2027-02-01")]


def test_r12_week_53_and_week_1_are_both_odd() -> None:
    assert tuesdays(Recurrence.ODD_WEEKS) == ["15.12.", "29.12.", "05.01.", "19.01."]


def test_r12_even_weeks_leave_two_weeks_out_at_new_year() -> None:
    assert tuesdays(Recurrence.EVEN_WEEKS) == ["22.12.", "12.01.", "26.01."]


def test_r12_every_third_week_counts_from_its_anchor() -> None:
    found = tuesdays(Recurrence.EVERY_N_WEEKS, interval=3, anchor=day("2026-12-18"))
    assert found == ["15.12.", "05.01.", "26.01."]


def test_r12_every_second_week_without_an_anchor_counts_from_the_first_day() -> None:
    found = tuesdays(Recurrence.EVERY_N_WEEKS, interval=2, valid_from=day("2026-12-21"))
    assert found == ["22.12.", "05.01.", "19.01."]


def test_r12_every_second_week_from_nowhere_is_unknown() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", recurrence=Recurrence.EVERY_N_WEEKS, interval=2))
    assert kind(schedule, "2026-12-01 09:30") == OpenKind.UNKNOWN


def test_r12_the_first_and_third_weekday_of_a_month() -> None:
    assert tuesdays(Recurrence.NTH_WEEKDAY, nth=(1, 3)) == ["15.12.", "05.01.", "19.01."]


def test_r12_the_last_weekday_of_a_month() -> None:
    assert tuesdays(Recurrence.NTH_WEEKDAY, nth=(-1,)) == ["29.12.", "26.01."]


def test_r12_the_last_weekday_may_come_a_week_before_the_next_month() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", recurrence=Recurrence.NTH_WEEKDAY, nth=(-1,)))
    assert spans(schedule, "2026-11-01", "2026-12-01") == ["24.11. 09:00-11:00"]


# The rest


def test_an_opening_goes_on_when_another_door_kind_begins_as_it_ends() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00"), weekly(TUE, "11:00-15:00", kind=HoursKind.OPEN))
    assert state_at(schedule, at("2026-12-01 09:30")).until == at("2026-12-01 15:00")


def test_an_opening_over_several_days_is_one_stretch() -> None:
    schedule = make_schedule(weekly(FRI, "22:00-00:00"), weekly([SAT], "00:00-00:00"), weekly(SUN, "00:00-06:00"))
    (found,) = intervals(schedule, at("2026-11-16"), at("2026-11-23"))
    assert (found.start, found.end) == (at("2026-11-20 22:00"), at("2026-11-22 06:00"))


def test_an_always_open_thing_closes_on_its_last_day() -> None:
    schedule = make_schedule(Period(always_open=True), ends_on=day("2026-11-22"))
    assert state_at(schedule, at("2026-11-21 12:00")).until == at("2026-11-23 00:00")


def test_nothing_is_looked_for_beyond_a_year() -> None:
    schedule = make_schedule(weekly(TUE, "09:00-11:00", valid_from=day("2028-06-01")))
    assert next_start(schedule, "2026-12-01 09:30") is None


def test_a_week_tells_why_a_day_differs() -> None:
    schedule = make_schedule(
        weekly(range(5), "09:00-16:00"),
        holiday_policy=HolidayPolicy.CLOSED,
        exceptions=(exception("2027-01-05", "", "10:00-12:00", reason={"fi": "Koulutus"}),),
        ends_on=day("2027-01-07"),
    )
    plans = week(schedule, day("2027-01-04"))
    assert [plan.cause for plan in plans] == [
        DayCause.REGULAR,
        DayCause.EXCEPTION,
        DayCause.HOLIDAY_CLOSED,
        DayCause.REGULAR,
        *[DayCause.ENDED] * 3,
    ]
    assert [len(plan.slots) for plan in plans] == [1, 1, 0, 1, 0, 0, 0]
    assert (plans[1].reason, plans[2].holiday) == ({"fi": "Koulutus"}, "epiphany")
