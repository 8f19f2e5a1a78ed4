"""Who is told that residents wait, when, and in what words."""

from datetime import date, timedelta
from typing import Any

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands, rules
from kotikulma.feedback.commands import reminding
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.tests.make import WORDS, assign_to, make_feedback
from kotikulma.feedback.types import State
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
CAME = date(2027, 2, 1)
DUE = date(2027, 2, 15)
DAY = 24 * 3600


@pytest.mark.parametrize(
    ("state", "days"), [(State.RECEIVED, [1, 11, 15, 22]), (State.IN_HAND, [11, 15, 22])], ids=["unread", "read"]
)
def test_a_word_on_the_first_morning_before_the_day_and_weekly_after_it(state: str, days: list[int]) -> None:
    called = [n for n in range(27) if rules.calls_for_a_word(state, CAME, DUE, CAME + timedelta(days=n))]
    assert called == days


def written() -> list[str]:
    return list(
        OutboxMessage.objects.filter(kind="feedback.waiting").order_by("id").values_list("recipient", flat=True)
    )


def of_own_place(**more: Any) -> Feedback:
    return make_feedback(place=make_place(organization=cast.own_organization()).uuid, **more)


def test_editors_of_the_place_get_one_mail_about_all_that_came(frozen: Any) -> None:
    cast.editor()
    cast.other_editor()
    of_own_place()
    of_own_place(contact="aino@example.org")
    frozen.shift(DAY)
    assert [reminding.remind(), reminding.remind()] == [1, 1]
    assert written() == ["editor@example.org"]
    [row] = OutboxMessage.objects.filter(kind="feedback.waiting")
    mail = outbox.rendered(row)
    assert mail
    assert "2 palautetta odottaa vastausta. 2 on lukematta." in mail.text
    assert WORDS not in mail.text
    assert set(row.object_ids) == {"person"}


def test_a_late_one_is_the_owners_and_said_to_be_late(frozen: Any) -> None:
    editor = cast.editor()
    feedback = of_own_place()
    assign_to(feedback, cast.own_organization().uuid, owner=editor.uuid)
    frozen.shift(15 * DAY)
    reminding.remind()
    [row] = OutboxMessage.objects.filter(kind="feedback.waiting")
    mail = outbox.rendered(row)
    assert mail
    assert "1 vastaus on myöhässä." in mail.text


def test_what_is_nobodys_is_told_to_coordinators(frozen: Any) -> None:
    cast.coordinator()
    cast.editor()
    make_feedback()
    frozen.shift(DAY)
    reminding.remind()
    assert written() == ["coordinator@example.org"]


def test_what_has_been_answered_meanwhile_is_not_mailed(frozen: Any) -> None:
    cast.coordinator()
    feedback = make_feedback()
    frozen.shift(DAY)
    reminding.remind()
    commands.answer(HOUSE, feedback.reference, version=feedback.version, text="Kyllä voi.", outcome="done")
    [row] = OutboxMessage.objects.filter(kind="feedback.waiting")
    assert outbox.rendered(row) is None
