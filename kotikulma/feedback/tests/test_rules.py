"""Pure rules of feedback."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.feedback import rules
from kotikulma.feedback.types import FeedbackRefused, Kind, Outcome, State

DAY = date(2027, 2, 10)


@pytest.mark.parametrize("kind", Kind.values)
def test_everything_is_promised_in_14_days(kind: str) -> None:
    assert rules.due_on(DAY, None, kind) == date(2027, 2, 24)


def test_only_the_day_of_accessibility_stands_fast() -> None:
    assert rules.due_on(DAY, date(2027, 2, 12), Kind.WISH) == date(2027, 2, 12)
    with pytest.raises(FeedbackRefused):
        rules.due_on(DAY, date(2027, 2, 12), Kind.ACCESSIBILITY)


@pytest.mark.parametrize(("outcome", "state"), [(one, State.DONE) for one in Outcome if one != Outcome.WILL_DO])
def test_every_outcome_but_a_promise_closes(outcome: str, state: str) -> None:
    assert rules.state_after(outcome) == state
    assert rules.state_after(Outcome.WILL_DO) == State.ANSWERED


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (State.RECEIVED, DAY, "received:past waiting:now due:ahead done:ahead"),
        (State.IN_HAND, DAY, "received:past with_whom:past due:now done:ahead"),
        (State.IN_HAND, DAY + timedelta(days=15), "received:past with_whom:past late:late done:ahead"),
        (State.RECEIVED, DAY + timedelta(days=15), "received:past waiting:now late:late done:ahead"),
        (State.ANSWERED, DAY, "received:past with_whom:past answered:past promised:now"),
        (State.DONE, DAY, "received:past with_whom:past answered:past done:past"),
    ],
)
def test_the_way_has_four_steps(state: str, today: date, expected: str) -> None:
    answered = DAY if state in (State.ANSWERED, State.DONE) else None
    steps = rules.steps(state, DAY, DAY + timedelta(days=14), answered, answered, today)
    assert " ".join(f"{step.key}:{step.state}" for step in steps) == expected


@given(st.uuids())
def test_a_token_opens_its_own_feedback_and_looks_like_a_secret(uuid: UUID) -> None:
    token = rules.follow_token(b"key", uuid)
    assert rules.followed_uuid([b"other", b"key"], token) == uuid
    assert rules.followed_uuid([b"other"], token) is None
    assert token[0].isdigit()


@given(st.text(max_size=80))
def test_no_made_up_token_opens_anything(token: str) -> None:
    assert rules.followed_uuid([b"key"], token) is None


def test_a_token_of_one_is_not_that_of_another() -> None:
    one, other = (rules.follow_token(b"key", uuid4()) for _ in range(2))
    assert rules.followed_uuid([b"key"], one[:23] + other[23:]) is None


def test_days_to_answer_are_days_of_the_wall() -> None:
    received = datetime(2027, 2, 10, 21, 59, tzinfo=UTC)  # 23.59 in Helsinki
    assert rules.days_to_answer(received, datetime(2027, 2, 10, 22, 1, tzinfo=UTC)) == 1
    assert rules.days_to_answer(received, received) == 0


def test_half_were_answered_at_least_this_soon() -> None:
    assert rules.middle([]) is None
    assert rules.middle([1, 3, 30]) == 3
