"""A limit knows a network, never a person, and holds for senders nobody can read too."""

from typing import Any

import pytest

from kotikulma.kernel import sources


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/56"), ("", "unknown"), ("x", "unknown")],
)
def test_a_source_is_a_network_and_not_a_person(address: str, network: str) -> None:
    assert sources.network_of(address) == network


def test_the_address_is_the_senders(rf: Any) -> None:
    assert sources.address_of(rf.get("/", REMOTE_ADDR="192.0.2.77")) == "192.0.2.77"


@pytest.mark.parametrize("unreadable", ["", "no address"])
def test_a_sender_nobody_can_read_is_unknown_and_not_refused(rf: Any, unreadable: str) -> None:
    assert sources.address_of(rf.get("/", REMOTE_ADDR=unreadable)) == "unknown"
