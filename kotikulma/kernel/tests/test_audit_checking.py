"""Checking the chain by the hundred thousand: as strict as row by row, on rows of every age and shape."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from kotikulma.kernel import audit, clock
from kotikulma.kernel.audit import checking
from kotikulma.kernel.audit.models import AuditEvent, ChainHead
from kotikulma.kernel.tests.test_audit import ACTION, TESTER, make_events, tamper
from kotikulma.kernel.types import Actor, ActorKind

pytestmark = pytest.mark.django_db


def make_all_kinds() -> int:
    """One event of every shape; returns how many."""
    nurse, where = (
        Actor(ActorKind.PERSON, uuid4(), 'sairaan"hoitaja\\ä'),
        audit.Circumstances(uuid4(), "worker", "task"),
    )
    with transaction.atomic():
        audit.record(TESTER, ACTION)
        audit.record(nurse, ACTION, kind="client", uuid=uuid4(), changed=["name", 'x", "y', "äö"], purpose="hoito\n")
        audit.record(nurse, ACTION, where=where)
        audit.record(nurse, ACTION, where=audit.Circumstances(subjects=(uuid4(), uuid4())))
        audit.record(nurse, ACTION, where=audit.Circumstances(uuid4(), "", "", (uuid4(),)))
        with clock.standing_at(datetime(2027, 2, 10, 12, tzinfo=UTC)):
            audit.record(nurse, ACTION)
    return 6


def test_events_of_every_shape_are_whole_without_reading_one_again(django_assert_num_queries) -> None:
    make_all_kinds()
    with django_assert_num_queries(5):
        assert audit.verify() is None


def test_twenty_rows_take_no_more_statements_than_one(django_assert_num_queries) -> None:
    make_events(20)
    with django_assert_num_queries(5):
        assert audit.verify() is None


def test_a_row_written_down_in_another_way_says_the_same(django_assert_num_queries) -> None:
    """The same list with spaces, as an earlier version wrote it: the row is read again, and whole."""
    with transaction.atomic():
        audit.record(TESTER, ACTION, where=audit.Circumstances(uuid4(), subjects=(uuid4(), uuid4())))
    if connection.vendor == "sqlite":
        tamper("UPDATE audit_auditevent SET subjects = replace(subjects, ',', ' ,  '), at = replace(at, ' ', 'T')")
    assert audit.verify() is None


@pytest.mark.parametrize(
    "change",
    [
        "actor_kind = 'x'",
        "actor_label = 'x'",
        "actor_id = NULL",
        "object_kind = 'x'",
        "object_uuid = NULL",
        "purpose = 'x'",
        "changed = '[]'",
        "at = '2020-01-01 00:00:00'",
        "chain = 'other'",
    ],
)
def test_every_field_of_a_row_counts(change: str) -> None:
    person = Actor(ActorKind.PERSON, uuid4(), "editor")
    with transaction.atomic():
        for _ in range(2):
            audit.record(person, ACTION, kind="thing", uuid=uuid4(), changed=["name"], purpose="care")
    tamper(f"UPDATE audit_auditevent SET {change} WHERE seq = 2")
    found = audit.verify()
    assert found == (audit.Broken("main", 2, "cut") if "chain" in change else audit.Broken("main", 2, "content"))


@contextmanager
def unchecked() -> Iterator[None]:
    """The file as somebody changed it by other means; the connection is everybody's, and checks again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("change", ["at = 'eilen'", "changed = '[', subjects = '['", "object_uuid = 'x'", "at = 5"])
def test_what_cannot_be_read_is_broken_and_named(change: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such value")
    make_events(3)
    with unchecked():
        tamper(f"UPDATE audit_auditevent SET {change} WHERE seq = 2")
    assert audit.verify() == audit.Broken("main", 2, "content")


def test_the_first_broken_row_of_a_later_part_is_named(monkeypatch) -> None:
    monkeypatch.setattr(checking, "_SQL", checking._SQL.replace(str(checking.ROWS), "7"))
    make_events(30)
    told: list[int] = []
    assert audit.verify(progress=told.append) is None
    assert told == [7, 14, 21, 28, 30]
    tamper("UPDATE audit_auditevent SET purpose = 'x' WHERE seq IN (23, 25)")
    assert audit.verify() == audit.Broken("main", 23, "content")


def test_one_byte_of_row_5000_of_10000_makes_the_check_stop_there() -> None:
    with transaction.atomic():
        audit.record_many(TESTER, ACTION, [("client", uuid4(), ["name"])] * 10_000)
    assert audit.verify() is None
    tamper("UPDATE audit_auditevent SET object_kind = 'cliend' WHERE seq = 5000")
    assert audit.verify() == audit.Broken("main", 5000, "content")


def test_what_is_written_meanwhile_is_read_too(monkeypatch) -> None:
    make_events(3)
    read = checking._rows

    def rows(chain: str, after: int) -> object:
        found = read(chain, after)
        if not found and AuditEvent.objects.count() < 5:
            make_events(2)
        return found

    monkeypatch.setattr(checking, "_rows", rows)
    told: list[int] = []
    assert audit.verify(progress=told.append) is None
    assert told == [3, 5]


def test_a_head_put_forward_is_a_cut() -> None:
    make_events(3)
    ChainHead.objects.update(seq=9)
    assert audit.verify() == audit.Broken("main", 4, "cut")
