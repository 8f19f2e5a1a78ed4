"""Our rule for public holidays against an independent list."""

from datetime import date, timedelta

import pytest
from holidays.countries.finland import Finland

from kotikulma.kernel.public_holidays import CODES, free_day, holiday, holiday_name, holidays_of

EVES = {"Midsummer Eve", "Christmas Eve"}


@pytest.mark.parametrize("year", range(1992, 2101))
def test_the_days_of_a_year_are_those_of_an_independent_list(year: int) -> None:
    listed = {day for day, name in Finland(years=year, language="en_US").items() if set(name.split("; ")) - EVES}
    assert set(holidays_of(year)) == listed


def test_every_code_comes_once_a_year_unless_two_fall_on_one_day() -> None:
    assert tuple(sorted(holidays_of(2027).values())) == tuple(sorted(CODES))
    assert holiday(date(2008, 5, 1)) == "may_day"  # Ascension Day of that year as well


def test_eves_are_no_public_holidays() -> None:
    assert (holiday(date(2026, 6, 19)), holiday(date(2026, 12, 24))) == ("", "")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2027, 3, 27), "easter_saturday"),
        (date(2027, 6, 25), "midsummer_eve"),
        (date(2026, 12, 24), "christmas_eve"),
        (date(2026, 12, 25), "christmas_day"),
    ],
)
def test_people_keep_holidays_and_three_days_beside_them_free(day: date, code: str) -> None:
    assert free_day(day) == code


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 1, 5), date(2027, 4, 30), date(2026, 12, 23)])
def test_other_eves_are_days_as_any(day: date) -> None:
    assert free_day(day) == ""


def test_every_free_day_has_a_name() -> None:
    codes = {free_day(date(2027, 1, 1) + timedelta(days=day)) for day in range(365)} - {""}
    assert codes == {*CODES, "easter_saturday", "midsummer_eve", "christmas_eve"}
    assert (all(map(holiday_name, codes)), holiday_name("")) == (True, "")
