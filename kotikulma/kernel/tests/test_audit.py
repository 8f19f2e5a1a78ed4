"""The audit chain: written with the change, never altered, broken rows named."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from kotikulma.kernel import audit
from kotikulma.kernel.audit import actions, log
from kotikulma.kernel.audit.models import AuditEvent, AuditSubject, ChainHead
from kotikulma.kernel.types import ANONYMOUS, Actor, ActorKind, system

TESTER = system("test")
ACTION = "tests.audit.tried"
actions.register({ACTION: "Testi"})


def make_events(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            audit.record(TESTER, ACTION, kind="thing", uuid=uuid4(), changed=["name"])


def tamper(statement: str) -> None:
    """Change the table behind its triggers, as somebody with the file in hand would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_UPDATE")
            cursor.execute("DROP TRIGGER audit_no_DELETE")
        else:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_event_keeps_who_what_and_field_names() -> None:
    person, thing = Actor(ActorKind.PERSON, uuid4(), "editor"), uuid4()
    audit.record(person, ACTION, kind="service", uuid=thing, changed=("summary", "name"), purpose="care")
    row = AuditEvent.objects.get()
    assert (row.seq, row.actor_kind, row.actor_id, row.actor_label) == (1, "person", person.id, "editor")
    assert (row.action, row.object_kind, row.object_uuid) == (ACTION, "service", thing)
    assert (row.changed, row.purpose) == (["name", "summary"], "care")


@pytest.mark.django_db
def test_who_is_named_twice_stands_once_in_the_row() -> None:
    one, other = uuid4(), uuid4()
    audit.record(TESTER, ACTION, where=audit.Circumstances(subjects=(one, other, one)))
    assert AuditEvent.objects.get().subjects == [str(one), str(other)]
    assert AuditSubject.objects.count() == 2
    assert audit.verify() is None


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"wrap both in transaction\.atomic"):
        audit.record(ANONYMOUS, ACTION)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_event() -> None:
    with transaction.atomic():
        audit.record(TESTER, ACTION)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0
    assert audit.verify() is None


@pytest.mark.django_db
def test_an_unregistered_action_is_refused_in_tests() -> None:
    with pytest.raises(LookupError, match=r"kernel\.test\.unheard"):
        audit.record(TESTER, "kernel.test.unheard")


def test_an_action_name_must_be_dotted() -> None:
    with pytest.raises(ValueError, match=r"module\.thing\.happened"):
        actions.register({"Done": "Testi"})


@pytest.mark.django_db
def test_an_untouched_chain_is_whole_and_progress_is_told() -> None:
    make_events(3)
    told: list[int] = []
    assert audit.verify(progress=told.append) is None
    assert told == [3]


@pytest.mark.django_db
def test_many_events_move_the_head_once(django_assert_num_queries) -> None:
    things = [("place", uuid4(), ["name"]) for _ in range(20)]
    make_events(1)
    with django_assert_num_queries(3):
        audit.record_many(TESTER, ACTION, things)
    assert ChainHead.objects.get().seq == 21
    assert audit.verify() is None


@pytest.mark.django_db
def test_chains_count_apart() -> None:
    audit.record(TESTER, ACTION)
    audit.record(TESTER, ACTION, chain="casework")
    assert sorted(AuditEvent.objects.values_list("chain", "seq")) == [("casework", 1), ("main", 1)]
    assert audit.verify("casework") is None


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET purpose = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_refuses_to_change_or_delete_an_event(statement: str) -> None:
    make_events(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_auditevent SET action = 'x' WHERE seq = 2", ("main", 2, "content")),
        ("DELETE FROM audit_auditevent WHERE seq = 2", ("main", 2, "gap")),
        ("DELETE FROM audit_auditevent WHERE seq = 3", ("main", 3, "cut")),
        ("UPDATE audit_auditevent SET prev_hmac = '' WHERE seq = 3", ("main", 3, "link")),
        ("DELETE FROM audit_chainhead", ("main", 4, "cut")),
    ],
)
def test_the_first_broken_row_is_named(statement: str, broken: tuple[str, int, str]) -> None:
    make_events(3)
    tamper(statement)
    assert audit.verify() == broken


@pytest.mark.django_db
def test_another_key_does_not_verify(settings) -> None:
    make_events(2)
    settings.AUDIT_KEY = "somebody-elses-key"
    assert audit.verify() == ("main", 1, "content")


@pytest.mark.django_db
def test_heads_tell_count_and_seal() -> None:
    make_events(2)
    assert log.heads() == [("main", 2, AuditEvent.objects.get(seq=2).hmac)]


@pytest.mark.django_db
def test_handling_clients_says_where_as_what_on_what_ground_and_whom() -> None:
    unit, first, second = uuid4(), uuid4(), uuid4()
    where = audit.Circumstances(unit, "worker", "client_relationship", (first, second))
    audit.record(TESTER, ACTION, kind="client_list", chain="case:1", purpose="support", where=where)
    row = AuditEvent.objects.get()
    assert (row.unit, row.role, row.basis) == (unit, "worker", "client_relationship")
    assert row.subjects == [str(first), str(second)]
    assert audit.verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["role = 'x'", "basis = NULL", "unit = NULL", "subjects = '[]'"])
def test_changed_circumstances_are_found(change: str) -> None:
    where = audit.Circumstances(uuid4(), "worker", "task", (uuid4(),))
    audit.record(TESTER, ACTION, where=where)
    tamper(f"UPDATE audit_auditevent SET {change}")
    assert audit.verify() == audit.Broken("main", 1, "content")


@pytest.mark.django_db
def test_everything_about_one_client_is_found_in_order_and_by_time(frozen) -> None:
    mine, other = uuid4(), uuid4()
    for chain, subjects in (("case:1", (mine, other)), ("case:2", (mine,)), ("case:1", (other,))):
        audit.record(TESTER, ACTION, chain=chain, where=audit.Circumstances(subjects=subjects))
        frozen.shift(60)
    start = AuditEvent.objects.order_by("at")[0].at
    found = audit.about(mine, start, start + timedelta(days=1))
    assert [event.chain for event in found] == ["case:1", "case:2"]
    assert [event.chain for event in audit.about(mine, start, start + timedelta(seconds=60))] == ["case:1"]
