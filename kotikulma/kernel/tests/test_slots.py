"""Slots: declared once, filled in order, replaced by key."""

from collections.abc import Iterator

import pytest

from kotikulma.kernel import slots
from kotikulma.kernel.slots import Slot


@pytest.fixture
def slot() -> Iterator[Slot[int]]:
    yield Slot("test.numbers", "numbers for a test")
    slots._declared.pop("test.numbers")


def test_plugs_come_in_the_order_they_were_registered(slot: Slot[int]) -> None:
    slot.register("b", 2)
    slot.register("a", 1)
    assert (list(slot), list(slot.items())) == ([2, 1], [("b", 2), ("a", 1)])


def test_registering_again_replaces(slot: Slot[int]) -> None:
    slot.register("a", 1)
    slot.register("a", 3)
    assert (slot.get("a"), slot.get("other"), list(slot)) == (3, None, [3])


def test_a_slot_is_declared_once(slot: Slot[int]) -> None:
    with pytest.raises(ValueError, match=r"Slot test\.numbers is declared twice"):
        Slot("test.numbers", "again")


def test_declared_slots_tell_their_purpose(slot: Slot[int]) -> None:
    assert slots.declared()["test.numbers"].purpose == "numbers for a test"
    assert {"outbox.renderers", "jobs.rounds"} <= set(slots.declared())
