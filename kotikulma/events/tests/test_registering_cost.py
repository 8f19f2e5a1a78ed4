"""What registering costs: few statements, of a fixed number, and none that waits where nothing is to be had."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from kotikulma.events.commands import registration
from kotikulma.events.models import Registration
from kotikulma.events.tests.make_registrations import fill, make_occurrence, make_online, register
from kotikulma.events.types import Full, NewRegistration
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL")
MOST = 10  # on PostgreSQL the lock goes with the time one waits for it (CONTROL)


def statements(work: Callable[[], Any]) -> list[str]:
    """Those that read or write rows."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *words: Any) -> Any:
        found.append(sql.strip())
        return execute(sql, *words)

    with connection.execute_wrapper(note):
        work()
    return [sql for sql in found if not sql.startswith(CONTROL)]


def send(occurrence: Any, name: str) -> None:
    new = NewRegistration(contact_name=name, email=f"{name}@example.org".lower(), answers={}, form_key=uuid4())
    registration.register(ANONYMOUS, occurrence.uuid, new, address="192.0.2.1")


@pytest.mark.parametrize("already", [1, 20, 40])
def test_registering_takes_ten_statements_however_many_came_before(already: int) -> None:
    occurrence = make_occurrence(capacity_in_person=30)
    fill(occurrence, *[1] * already)
    assert len(statements(lambda: send(occurrence, "Aino"))) == MOST


def test_an_event_online_takes_one_more_for_the_way_in() -> None:
    occurrence = make_online()
    register(occurrence)
    assert len(statements(lambda: send(occurrence, "Eero"))) == MOST + 1


def test_a_full_event_refuses_by_reading_alone() -> None:
    occurrence = make_occurrence(capacity_in_person=2, waiting_capacity=1)
    fill(occurrence, 1, 1, 1)

    def refused() -> None:
        with pytest.raises(Full):
            send(occurrence, "Eero")

    told = statements(refused)
    assert {sql.split()[0] for sql in told} == {"SELECT"}
    assert len(told) <= 5


def test_who_is_in_and_asks_again_at_a_full_event_gets_one_mail_a_day_and_the_answer_of_all() -> None:
    occurrence = make_occurrence(capacity_in_person=2, waiting_capacity=1)
    fill(occurrence, 1, 1, 1, name="S")
    for _time in range(3):
        with pytest.raises(Full):
            send(occurrence, "S1")
    assert OutboxMessage.objects.filter(kind="events.already").count() == 1


def test_a_form_that_came_in_before_the_event_was_full_still_gives_its_receipt() -> None:
    occurrence = make_occurrence(capacity_in_person=2, waiting_capacity=0)
    key = uuid4()
    register(occurrence, "Aino", form_key=key)
    register(occurrence, "Eero")
    register(occurrence, "Aino", form_key=key)
    assert Registration.objects.count() == 2
