"""How long a verification holds: the boundaries, day by day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.tests.make import at
from kotikulma.directory.types.freshness import FreshnessState
from kotikulma.kernel.clock import HELSINKI

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2025-06-01", "fresh"),
        ("2026-05-31", "fresh"),
        ("2026-06-01", "due"),
        ("2026-08-31", "due"),
        ("2026-09-01", "warning"),
        ("2026-11-21", "warning"),
        ("2026-11-30", "warning"),
        ("2026-12-01", "hidden"),
        ("2026-12-02", "hidden"),
    ],
)
def test_what_was_verified_on_1_june_2025_ages_by_the_calendar(today: str, state: str) -> None:
    assert rules.state(day("2025-06-01"), day(today)) == state


@pytest.mark.parametrize(
    ("verified", "months", "later"),
    [
        ("2026-08-31", 12, "2027-08-31"),
        ("2025-08-31", 18, "2027-02-28"),
        ("2026-08-31", 18, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 15, "2028-02-29"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_a_day_that_a_month_has_not_got_is_its_last(verified: str, months: int, later: str) -> None:
    assert rules.months_later(day(verified), months) == day(later)


def test_the_day_is_that_of_helsinki() -> None:
    assert rules.counted_from(datetime.fromisoformat("2026-02-09T22:30:00+00:00"), at("2020-01-01")) == day(
        "2026-02-10"
    )


def test_what_was_never_verified_counts_from_the_day_it_was_made() -> None:
    assert rules.counted_from(None, at("2026-02-10 09:00")) == day("2026-02-10")


@given(DAYS, st.integers(0, 800))
def test_the_database_is_asked_for_the_same_entries_as_the_rule_names(verified: date, age: int) -> None:
    today = verified + timedelta(days=age)
    moment = datetime(verified.year, verified.month, verified.day, 12, tzinfo=HELSINKI)
    state = rules.state(verified, today)
    for wanted in FreshnessState:
        since, before = rules.bounds(wanted, today)
        inside = (since is None or moment >= since) and (before is None or moment < before)
        assert inside == (wanted == state)


@given(DAYS, st.integers(0, 800), st.integers(0, 60))
def test_nothing_grows_fresher_by_waiting(verified: date, age: int, wait: int) -> None:
    order = list(FreshnessState)
    earlier = rules.state(verified, verified + timedelta(days=age))
    later = rules.state(verified, verified + timedelta(days=age + wait))
    assert order.index(later) >= order.index(earlier)


@pytest.mark.parametrize(
    ("today", "reminded", "calls"),
    [
        ("2026-01-31", None, False),
        ("2026-02-01", None, True),  # due
        ("2026-02-08", "2026-02-01", False),  # they know
        ("2026-04-30", "2026-02-01", False),
        ("2026-05-01", "2026-02-01", True),  # warning
        ("2026-06-30", "2026-05-01", False),
        ("2026-07-01", "2026-05-01", True),  # a month before it is hidden
        ("2026-08-01", "2026-07-01", False),
        ("2026-05-01", "2026-04-28", False),  # written to this very week
        ("2026-05-05", "2026-04-28", True),
    ],
)
def test_reminders_go_when_due_at_the_warning_and_before_hiding(today: str, reminded: str | None, calls: bool) -> None:
    last = day(reminded) if reminded else None
    assert rules.calls_for_a_reminder([day("2025-02-01")], last, day(today)) is calls


def test_an_entry_that_came_due_after_the_last_mail_calls_for_one() -> None:
    counted = [day("2025-02-01"), day("2025-02-20")]
    assert rules.calls_for_a_reminder(counted, day("2026-02-01"), day("2026-02-20"))
