"""Revisions, external identifiers, data versions and facts."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from kotikulma.kernel import data_version, external_ids, facts, revisions
from kotikulma.kernel.errors import Conflict
from kotikulma.kernel.types import system

pytestmark = pytest.mark.django_db
TESTER = system("test")


def test_a_revision_keeps_the_whole_state_and_names_what_changed() -> None:
    thing, owner = uuid4(), uuid4()
    state = {"name": {"fi": "B"}, "on": date(2027, 3, 1), "o": owner}
    revisions.record(TESTER, "place", thing, "edited", ["name"], state)
    [row] = revisions.of(thing)
    assert (row.kind, row.action, row.actor_kind, row.changed) == ("place", "edited", "system", ["name"])
    assert row.data == {"name": {"fi": "B"}, "on": "2027-03-01", "o": str(owner)}


def test_the_newest_revision_comes_first(monkeypatch) -> None:
    thing = uuid4()
    for hour, action in ((9, "created"), (10, "edited"), (10, "published")):
        monkeypatch.setenv("KOTIKULMA_NOW", f"2027-02-10T{hour:02}:00")
        revisions.record(TESTER, "place", thing, action, [], {})
    assert [row.action for row in revisions.of(thing, limit=2)] == ["published", "edited"]


def test_many_revisions_take_one_statement(django_assert_num_queries) -> None:
    changes = [(uuid4(), ["name"], {"name": str(number)}) for number in range(50)]
    with django_assert_num_queries(1):
        revisions.record_many(TESTER, "service", "imported", changes)


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (None, {"a": 1, "b": None}, ["a", "b"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["b"]),
        ({"a": 1, "gone": 2}, {"a": 1}, ["gone"]),
        ({"on": date(2027, 3, 1)}, {"on": "2027-03-01"}, []),
    ],
)
def test_the_difference_names_fields(before, after, names: list[str]) -> None:
    assert revisions.difference(before, after) == names


def test_an_identifier_means_one_thing_for_ever() -> None:
    thing = uuid4()
    external_ids.link("ptv.service", "0a", thing)
    external_ids.link("ptv.service", "0a", thing)
    with pytest.raises(Conflict, match="Tunniste 0a kuuluu jo toiselle kohteelle"):
        external_ids.link("ptv.service", "0a", uuid4())
    assert external_ids.of(thing) == [("ptv.service", "0a")]


def test_known_identifiers_are_found_and_unknown_left_out(django_assert_num_queries) -> None:
    things = {f"v{number}": uuid4() for number in range(600)}
    external_ids.link_many("ptv.service", things.items())
    external_ids.link("ptv.channel", "v1", uuid4())
    with django_assert_num_queries(2):
        assert external_ids.find("ptv.service", [*things, "unknown"]) == things


def test_linking_many_leaves_known_ones_as_they_are() -> None:
    thing = uuid4()
    external_ids.link("ptv.service", "a", thing)
    external_ids.link_many("ptv.service", [("a", uuid4())])
    assert external_ids.find("ptv.service", ["a"]) == {"a": thing}


def test_merging_moves_every_identifier() -> None:
    old, new = uuid4(), uuid4()
    external_ids.link("ptv.service", "a", old)
    external_ids.link("hsds", "b", old)
    assert external_ids.move(old, new) == [("hsds", "b"), ("ptv.service", "a")]
    assert external_ids.of(new) == [("hsds", "b"), ("ptv.service", "a")]
    assert external_ids.of_many([old, new], "hsds") == {new: "b"}


def test_parting_what_was_merged_gives_each_its_identifiers_back() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    external_ids.link("ptv.service", "a", first)
    external_ids.link("ptv.service", "b", second)
    external_ids.move(first, second)
    moved = external_ids.move(second, third)
    assert external_ids.moved("ptv.service", ["a", "b", "c"]) == {"a", "b"}
    external_ids.move_back(moved, second)
    assert external_ids.find("ptv.service", ["a", "b"]) == {"a": second, "b": second}
    external_ids.move_back([("ptv.service", "a")], first)
    assert external_ids.find("ptv.service", ["a", "b"]) == {"a": first, "b": second}
    assert external_ids.moved("ptv.service", ["a", "b"]) == set()


def test_a_data_version_grows_with_each_bump() -> None:
    assert data_version.current("directory") == 0
    data_version.bump("directory")
    first = data_version.current("directory")
    data_version.bump("directory")
    assert (data_version.current("directory") > first > 0, data_version.current("events")) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_bumps_nothing() -> None:
    with transaction.atomic():
        data_version.bump("directory")
        transaction.set_rollback(True)
    assert data_version.current("directory") == 0


@pytest.mark.django_db(transaction=True)
def test_a_bump_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="A data version belongs"):
        data_version.bump("directory")


def test_a_fact_is_put_replaced_and_removed() -> None:
    assert facts.get("demo", "none") == "none"
    facts.put("demo", {"monday": "2027-02-08"})
    facts.put("demo", {"monday": "2027-02-15"})
    assert facts.get("demo") == {"monday": "2027-02-15"}
    facts.remove("demo")
    assert facts.get("demo") is None
