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


# Asking before hiding

OLD = "2025-06-01"  # 18 months old on 1 December 2026


@pytest.mark.parametrize(
    ("asked", "hides"),
    [
        ("2026-06-01", "2026-12-01"),
        ("2026-11-01", "2026-12-01"),
        ("2026-11-02", "2026-12-02"),
        ("2027-03-01", "2027-03-31"),
    ],
)
def test_it_hides_at_18_months_and_never_within_30_days_of_the_first_asking(asked: str, hides: str) -> None:
    last = day(hides)
    assert rules.hides_on(day(OLD), day(asked), last) == last
    told = [rules.may_hide(day(OLD), day(asked), each) for each in (last - timedelta(days=1), last)]
    assert told == [False, True]


@given(DAYS, st.integers(0, 3000))
def test_what_nobody_was_asked_about_is_never_hidden(verified: date, age: int) -> None:
    assert not rules.may_hide(verified, None, verified + timedelta(days=age))


@given(DAYS, st.integers(0, 1500), st.integers(0, 1500))
def test_nobody_loses_an_entry_without_30_days_to_answer(verified: date, asked: int, age: int) -> None:
    first, today = verified + timedelta(days=asked), verified + timedelta(days=age)
    if rules.may_hide(verified, first, today):
        assert today - first >= timedelta(days=30)
        assert today >= rules.months_later(verified, 18)


def test_before_anybody_is_asked_the_day_is_known_as_long_as_there_is_time() -> None:
    assert rules.hides_on(day(OLD), None, day("2026-11-01")) == day("2026-12-01")
    assert rules.hides_on(day(OLD), None, day("2026-11-02")) is None


def test_what_was_asked_before_it_was_due_was_not_about_it() -> None:
    days = [day("2026-05-31"), day("2026-06-09"), day("2026-09-01")]
    assert rules.first_asked(day(OLD), days) == day("2026-06-09")
    assert rules.first_asked(day(OLD), days[:1]) is None


@pytest.mark.parametrize(("hidden", "state"), [(False, "warning"), (True, "hidden")])
def test_an_old_entry_is_hidden_only_once_it_is(hidden: bool, state: str) -> None:
    assert rules.state_of(day(OLD), day("2027-06-01"), hidden=hidden) == state
