"""Public holidays (R11) and rhythms of weeks and months (R12)."""

import pytest

from kotikulma.directory.rules.hours import state_at
from kotikulma.directory.tests.make import TUE, at, exception, make_schedule, weekly
from kotikulma.directory.tests.make_hours import TUESDAYS, day, kind, next_start, spans
from kotikulma.directory.types import HolidayPolicy, OpenKind, Period, Recurrence
from kotikulma.kernel.public_holidays import holiday, holidays_of

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
