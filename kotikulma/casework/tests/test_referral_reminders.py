"""Who is reminded of a referral that waits, and that no mail says a personal word."""

import re
from datetime import date, timedelta

import pytest

from kotikulma.casework.commands import mails
from kotikulma.casework.commands import referrals as commands
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.rules.referrals import Stage
from kotikulma.casework.tests.encounters import mail_of, make_check, make_referral, outside, worker
from kotikulma.casework.types.checks import Urgency
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast


@pytest.mark.parametrize(
    ("urgency", "today", "expected"),
    [
        (Urgency.WEEK, date(2027, 2, 11), None),
        (Urgency.WEEK, date(2027, 2, 12), Stage.DUE),
        (Urgency.WEEK, date(2027, 2, 15), Stage.LATE),
        (Urgency.WEEK, date(2027, 2, 16), Stage.LATE),
        (Urgency.WEEK, date(2027, 2, 17), Stage.ESCALATED),
        (Urgency.SAME_DAY, date(2027, 2, 13), Stage.ESCALATED),
    ],
)
def test_a_reminder_a_second_and_then_the_lead(urgency: str, today: date, expected: Stage | None) -> None:
    assert rules.stage(date(2027, 2, 12), urgency, today) == expected


@pytest.mark.django_db
def test_reminders_go_to_who_answers_once_and_then_to_the_lead_and_the_sender(frozen) -> None:
    cast.case_lead()
    row = make_referral()
    OutboxMessage.objects.all().delete()
    assert mails.remind() == 0
    frozen.move_to("2027-02-19T08:00:00+02:00")
    assert (mails.remind(), mails.remind()) == (2, 0)
    commands.receive(worker(), row.uuid)
    commands.accept(worker(), row.uuid)
    OutboxMessage.objects.all().delete()
    frozen.move_to("2027-03-09T08:00:00+02:00")
    assert mails.remind() == 2
    told = {message.recipient: mail_of(message).subject for message in OutboxMessage.objects.all()}
    assert told == {
        "case-lead@example.org": "Yksikössäsi on yhteydenotto, joka on jäänyt tekemättä",
        "editor@example.org": "Tekemäsi ohjaus odottaa yhä vastausta",
    }


@pytest.mark.django_db
def test_a_follow_up_nobody_took_reminds_its_maker(frozen) -> None:
    make_check()
    frozen.move_to("2027-02-22T08:00:00+02:00")
    assert mails.remind() == 1
    assert OutboxMessage.objects.get().recipient == "editor@example.org"


@pytest.mark.django_db
def test_no_mail_says_a_personal_word(frozen) -> None:
    make_referral()
    make_referral(**outside())
    frozen.shift(timedelta(days=12))
    mails.remind()
    messages = list(OutboxMessage.objects.filter(kind__startswith="casework."))
    assert len(messages) > 3
    for message in messages:
        mail = mail_of(message)
        said = f"{mail.subject} {mail.text} {mail.html} {message.object_ids}".casefold()
        words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", said)  # by chance an id has any digits
        assert not [word for word in ("veera", "olematon", "765", "vuokra", "asunto", "koti ") if word in words]
