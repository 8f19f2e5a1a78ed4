"""What workers record of a client on the by-name list: only with a relationship, always logged, never rewritten."""

from datetime import date
from typing import Any

import pytest
import time_machine

from kotikulma.casework.commands import ledger
from kotikulma.casework.models import Client, ListEvent, Posting, Subject
from kotikulma.casework.queries import statistics
from kotikulma.casework.tests.make import AINO, make_client
from kotikulma.casework.types.clients import ClientNotFound, Identity
from kotikulma.casework.types.ledger import Attempt, EventType, LedgerRefused, SubjectNotFound
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

T = EventType
OTHER = Identity("Veikko", "Esimerkkilä", date(1975, 1, 2), phone="040 765 4321")
pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Any:
    return cast.actor(cast.caseworker())


@pytest.fixture
def client() -> Client:
    with time_machine.travel("2025-01-01T10:00:00+02:00", tick=False):
        return make_client()


def total(on: date, known: date | None = None) -> int:
    return statistics.count(on, known).total


def test_who_comes_to_the_list_is_counted_as_a_number_without_a_name(worker: Any, client: Client) -> None:
    told = ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    assert (told.type, told.number) == (T.NEW, 1)
    assert total(date(2026, 1, 3)) == 1
    assert total(date(2026, 1, 2)) == 0
    subject = Subject.objects.get()
    assert subject.birth_year == AINO.birth_date.year  # type: ignore[union-attr]
    client.refresh_from_db()
    assert client.subject
    assert str(subject.uuid).encode() not in bytes(client.subject)
    assert AuditEvent.objects.filter(action="casework.ledger.recorded", object_uuid=client.uuid).count() == 1
    assert not AuditEvent.objects.filter(object_uuid=subject.uuid).exists()


def test_a_stranger_records_nothing(client: Client) -> None:
    with pytest.raises(ClientNotFound):
        ledger.enter_list(cast.actor(cast.administrator()), client.uuid, date(2026, 1, 3), situation="friends")
    assert not ListEvent.objects.exists()


def test_the_type_of_coming_back_follows_from_how_one_left(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    ledger.record(worker, client.uuid, T.HOME, date(2026, 2, 1))
    again = ledger.enter_list(worker, client.uuid, date(2026, 5, 1), situation="outdoors")
    assert again.type == T.FROM_HOME


def test_a_second_coming_is_refused_and_nothing_is_written(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    with pytest.raises(LedgerRefused, match="jo listalla"):
        ledger.enter_list(worker, client.uuid, date(2026, 2, 3), situation="hostel")
    assert ListEvent.objects.count() == 1


def test_nothing_is_recorded_of_who_was_never_on_the_list(worker: Any, client: Client) -> None:
    with pytest.raises(SubjectNotFound):
        ledger.record(worker, client.uuid, T.HOME, date(2026, 2, 1))


def test_back_dating_leaves_what_was_known_before(worker: Any, client: Client) -> None:
    with time_machine.travel("2026-01-10T10:00:00+02:00", tick=False):
        ledger.enter_list(worker, client.uuid, date(2025, 2, 1), situation="friends")
    with time_machine.travel("2026-03-10T10:00:00+02:00", tick=False):
        ledger.record(worker, client.uuid, T.HOME, date(2025, 2, 5))
        assert (total(date(2025, 12, 31), date(2026, 3, 9)), total(date(2025, 12, 31))) == (1, 0)


def test_a_wrong_entry_is_superseded_by_another_or_by_nothing(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    home = ledger.record(worker, client.uuid, T.HOME, date(2026, 2, 1))
    moved = ledger.supersede(worker, client.uuid, home.number, on=date(2026, 3, 1), reason="avaimet maaliskuussa")
    assert [total(date(2026, month, 15)) for month in (2, 3)] == [1, 0]
    with pytest.raises(LedgerRefused, match="jo korvattu"):
        ledger.supersede(worker, client.uuid, home.number, on=date(2026, 4, 1), reason="uudelleen")
    ledger.supersede(worker, client.uuid, moved.number, reason="väärä henkilö")
    assert [total(date(2026, month, 15)) for month in (2, 3)] == [1, 1]
    assert ListEvent.objects.count() == 4


def test_two_found_to_be_one_are_merged_and_split_again(worker: Any, client: Client) -> None:
    twin = make_client(OTHER)
    for each in (client, twin):
        ledger.enter_list(worker, each.uuid, date(2026, 1, 3), situation="friends")
    ledger.merge(worker, client.uuid, twin.uuid, date(2026, 2, 1), reason="sama ihminen")
    flows = statistics.flows(date(2026, 2, 1), date(2026, 3, 1))
    assert (flows.opening, flows.adjustments["merge"], flows.closing, flows.balanced) == (2, -1, 1, True)
    with pytest.raises(LedgerRefused, match="yhdistetty"):
        ledger.record(worker, twin.uuid, T.HOME, date(2026, 2, 2))
    ledger.split(worker, client.uuid, twin.uuid, date(2026, 4, 1), reason="eri ihmiset")
    flows = statistics.flows(date(2026, 4, 1), date(2026, 5, 1))
    assert (flows.opening, flows.adjustments["split"], flows.closing, flows.balanced) == (1, 1, 2, True)


def test_a_merge_hands_the_place_over_when_only_the_other_is_on_the_list(worker: Any, client: Client) -> None:
    twin = make_client(OTHER)
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    ledger.record(worker, client.uuid, T.HOME, date(2026, 1, 9))
    ledger.enter_list(worker, twin.uuid, date(2026, 1, 3), situation="hostel")
    ledger.merge(worker, client.uuid, twin.uuid, date(2026, 2, 1))
    flows = statistics.flows(date(2026, 2, 1), date(2026, 3, 1))
    assert (flows.opening, flows.adjustments["merge"], flows.closing) == (1, 0, 1)
    assert statistics.count(date(2026, 2, 1)).by_class["A2"] == 1
    ledger.split(worker, client.uuid, twin.uuid, date(2026, 3, 1))
    assert total(date(2026, 3, 1)) == 1


def test_inactive_needs_three_attempts_and_a_name(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    tried = [Attempt(date(2026, 2, day), channel) for day, channel in ((1, "phone"), (9, "street"))]
    facts = {"last_contact": date(2026, 1, 3), "approver": "palveluesimies"}
    with pytest.raises(LedgerRefused, match="ainakin 3"):
        ledger.call_inactive(worker, client.uuid, date(2026, 4, 10), attempts=tried, **facts)
    with pytest.raises(LedgerRefused):
        ledger.record(worker, client.uuid, T.INACTIVE, date(2026, 4, 10))
    tried.append(Attempt(date(2026, 3, 1), "phone"))
    ledger.call_inactive(worker, client.uuid, date(2026, 4, 10), attempts=tried, **facts)
    assert total(date(2026, 4, 10)) == 0
    assert ListEvent.objects.get(type=T.INACTIVE).grounds["approver"] == "palveluesimies"


def test_a_long_term_decision_keeps_what_the_rule_said(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends", factor=False)
    with pytest.raises(LedgerRefused, match="Kerro lyhyesti, miksi"):
        ledger.decide_long_term(worker, client.uuid, date(2026, 2, 1), True)
    ledger.decide_long_term(worker, client.uuid, date(2026, 2, 1), True, reason="vuosia tuttavien luona")
    assert statistics.count(date(2026, 2, 1)).long_term == 1
    assert ListEvent.objects.get(number=2).grounds == {
        "rule": "ara-2019-over",
        "suggested": False,
        "days": 29,
        "episodes": 1,
    }


def test_a_record_of_where_one_lives_changes_the_class_on_the_list(worker: Any, client: Client) -> None:
    ledger.enter_list(worker, client.uuid, date(2026, 1, 3), situation="friends")
    ledger.record_situation(worker, client.uuid, "hospital", date(2026, 2, 1), date(2026, 3, 1), certainty="seen")
    ledger.record_situation(worker, client.uuid, "outdoors", date(2026, 2, 10), date(2026, 2, 20))
    assert statistics.count(date(2026, 2, 15)).by_class["A3"] == 1
    assert list(ListEvent.objects.values_list("type", flat=True).order_by("number")) == ["new", "entered_institution"]
    with pytest.raises(LedgerRefused, match="ennen alkupäivää"):
        ledger.record_situation(worker, client.uuid, "outdoors", date(2026, 2, 10), date(2026, 2, 1))


def test_a_home_is_kept_until_it_ends_with_a_reason(worker: Any, client: Client) -> None:
    home = ledger.begin_tenancy(worker, client.uuid, date(2025, 1, 3))
    ledger.end_tenancy(worker, client.uuid, home.uuid, date(2025, 3, 1), "evicted")
    assert statistics.retention().returns["0-180"] == 1


def test_postings_of_one_person_do_not_touch_those_of_another(worker: Any, client: Client) -> None:
    twin = make_client(OTHER)
    for each in (client, twin):
        ledger.enter_list(worker, each.uuid, date(2026, 1, 3), situation="friends")
    before = set(Posting.objects.values_list("pk", flat=True))
    ledger.record(worker, client.uuid, T.HOME, date(2026, 2, 1))
    assert len(before & set(Posting.objects.values_list("pk", flat=True))) == 1
