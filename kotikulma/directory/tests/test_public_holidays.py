"""Our rule for public holidays against an independent list."""

from datetime import date

import pytest
from holidays.countries.finland import Finland

from kotikulma.directory.rules.public_holidays import CODES, holiday, holidays_of

EVES = {"Midsummer Eve", "Christmas Eve"}


@pytest.mark.parametrize("year", range(1992, 2101))
def test_the_days_of_a_year_are_those_of_an_independent_list(year: int) -> None:
    listed = {day for day, name in Finland(years=year, language="en_US").items() if set(name.split("; ")) - EVES}
    assert set(holidays_of(year)) == listed


def test_every_code_comes_once_a_year_unless_two_fall_on_one_day() -> None:
    assert tuple(sorted(holidays_of(2027).values())) == tuple(sorted(CODES))
    assert holiday(date(2008, 5, 1)) == "may_day"  # Ascension Day of that year as well


def test_eves_are_working_days() -> None:
    assert (holiday(date(2026, 6, 19)), holiday(date(2026, 12, 24))) == ("", "")
