"""Personal data of who registered leaves when its time is over, and not before; counts stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kotikulma.events.commands import messages, registration
from kotikulma.events.commands.retention import purge_old
from kotikulma.events.models import Registration, Tally
from kotikulma.events.tests.make_registrations import cancel, fill, make_occurrence, register
from kotikulma.events.types import Question
from kotikulma.events.types.registration import PURGED_FACT, Purged
from kotikulma.kernel import clock, facts
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
QUESTIONS = [
    Question("diet", {"fi": "Onko sinulla allergioita?"}, days_kept=30),
    Question("wish", {"fi": "Mitä toivot?"}, days_kept=20),
]


def names() -> list[str]:
    return list(Registration.objects.order_by("number").values_list("contact_name", flat=True))


def test_answers_leave_after_their_own_days_and_those_of_health_in_a_week(frozen: Any) -> None:
    occurrence = make_occurrence(questions=QUESTIONS)
    row = register(occurrence, answers={"diet": "pähkinä", "wish": "lauluja"})
    frozen.move_to(occurrence.ends_at + timedelta(days=7))
    assert not purge_old(HOUSE)
    frozen.shift(timedelta(seconds=1))
    assert purge_old(HOUSE) == Purged(answers=1)
    row.refresh_from_db()
    assert row.answers == {"wish": "lauluja"}
    frozen.shift(timedelta(days=14))
    assert purge_old(HOUSE).answers == 1
    row.refresh_from_db()
    assert (row.answers, row.contact_name) == ({}, "Aino Esimerkki")


def test_who_never_got_a_seat_is_forgotten_in_a_week_others_in_a_month(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    fill(occurrence, 1, 1)
    frozen.move_to(occurrence.ends_at + timedelta(days=7, seconds=1))
    assert purge_old(HOUSE) == Purged(never_seated=1)
    assert names() == ["S1", ""]
    frozen.move_to(occurrence.ends_at + timedelta(days=30, seconds=1))
    assert purge_old(HOUSE) == Purged(contacts=1)
    assert names() == ["", ""]


def test_counts_stay(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=6)
    came, absent, gone, waits = fill(occurrence, 2, 1, 3, 4)
    registration.mark_attendance(HOUSE, came.uuid, attended=True)
    registration.mark_attendance(HOUSE, absent.uuid, attended=False)
    cancel(gone)
    waits.refresh_from_db()
    frozen.move_to(occurrence.ends_at + timedelta(days=31))
    purge_old(HOUSE)
    tally = Tally.objects.get()
    found = (tally.registered, tally.attended, tally.no_show, tally.cancelled, tally.never_seated)
    assert found == (10, 2, 1, 3, 4)


def test_a_dry_run_counts_the_same_and_changes_nothing(frozen: Any) -> None:
    occurrence = make_occurrence(questions=QUESTIONS)
    register(occurrence, "Aino", 2, names=("Aino", "Eino"), answers={"wish": "x"})
    frozen.move_to(occurrence.ends_at + timedelta(days=31))
    planned = purge_old(HOUSE, dry_run=True)
    assert names() == ["Aino"]
    assert planned == purge_old(HOUSE) == Purged(answers=1, contacts=1, names=2)
    assert not purge_old(HOUSE)


def test_the_report_of_the_latest_run_is_kept(frozen: Any) -> None:
    occurrence = make_occurrence()
    register(occurrence)
    frozen.move_to(occurrence.ends_at + timedelta(days=31))
    purge_old(HOUSE)
    assert facts.get(PURGED_FACT)["contacts"] == 1
    assert facts.get(PURGED_FACT)["at"] == clock.now().isoformat()


def test_no_purged_value_is_left_in_any_table(frozen: Any) -> None:
    occurrence = make_occurrence(questions=QUESTIONS)
    register(occurrence, "Qwertz", 2, email="qwertz@example.org", phone="040 987 6543", names=("Qwertz", "Qwertz"))
    Registration.objects.update(answers={"wish": "qwertz"})
    messages.send_message(HOUSE, occurrence.event.uuid, subject="Qwertz", text="Hei qwertz", recipients=1)
    frozen.move_to(occurrence.ends_at + timedelta(days=31))
    purge_old(HOUSE)
    assert "qwertz" not in everything_but_the_outbox().lower()
    row = Registration.objects.get()
    assert (bytes(row.email), bytes(row.phone), row.email_hash) == (b"", b"", "")


def everything_but_the_outbox() -> str:
    """The outbox empties its addresses by a job of its own."""
    found = []
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - {"outbox_outboxmessage"}:
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(str(cursor.fetchall()))
    return "\n".join(found)
