"""How often the database is asked: as often for a hundred as for one, and seldom."""

from collections.abc import Callable, Iterator
from datetime import datetime
from operator import gt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import publishing
from kotikulma.directory.queries import board, freshness
from kotikulma.directory.queries.listing import Filters, listing
from kotikulma.directory.tests.make import MON, TUE, at, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursKind

pytestmark = pytest.mark.django_db
NOON = "2027-01-20 12:00"
SIZES = (1, 20, 100)
LISTS = {"/haku/": 3, "/haku/?kunta=179&auki=1": 2, "/haku/?q=neuvonta": 7, "/kohtaamispaikat/": 2}


def laid(number: int) -> tuple[str, str]:
    """One place with so many services, each open on another day than the door. Addresses of place and service."""
    with publishing.bulk():
        place = make_place("Piste", weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN))
        for count in range(number):
            service = make_service(f"Neuvonta {count}")
            connect(service, place, weekly(MON, "09:00-11:00", kind=HoursKind.DROP_IN))
    return f"/paikat/{place.uuid}/", f"/palvelut/{service.uuid}/"


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(at(NOON), tick=False):
        yield


@pytest.mark.parametrize("number", SIZES)
def test_lists_ask_a_fixed_number_of_times_and_once_when_remembered(
    client: Client, number: int, forget: Callable[[], None]
) -> None:
    laid(number)
    over = {}
    for path, most in LISTS.items():
        forget()
        client.get("/haku/?laji=organization")  # makes the board
        counts = asked(client, path), asked(client, path)
        if counts[0] > most or (path == "/haku/" and counts[1] != 1):
            over[path] = counts
    assert over == {}
    forget()
    now = at(NOON)
    state = freshness.state(now)
    with CaptureQueriesContext(connection) as queries:
        board.at(state, now).open(now)
    assert len(queries) == 3, "the board of all filters"


def test_words_remembered_ask_once(client: Client) -> None:
    laid(20)
    client.get("/haku/?q=neuvonta")
    assert asked(client, "/haku/?q=neuvonta") == 1


def test_a_thing_asks_as_often_for_a_hundred_connections_and_machines_seldom(client: Client) -> None:
    counts = {number: _of_things(client, *laid(number)) for number in SIZES}
    assert counts[1][:2] == counts[20][:2] == counts[100][:2]
    most = [20, 20, 4, 3, 4, 3]
    assert [number for number, found in counts.items() if any(map(gt, found, most))] == [], counts


def _of_things(client: Client, place: str, service: str) -> list[int]:
    """Two pages, then a list and a thing of both interfaces for programs."""
    uuid = service.split("/")[2]
    machines = (
        "api/v1/services?limit=100",
        f"api/v1/services/{uuid}",
        "hsds/services?per_page=100",
        f"hsds/services/{uuid}",
    )
    return [asked(client, path) for path in (place, service, *(f"/{path}" for path in machines))]


def test_a_copy_that_is_still_good_costs_one_statement(client: Client) -> None:
    laid(1)
    tag = client.get("/haku/")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/haku/", headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) == 1


def test_rows_are_the_same_before_and_after_a_door_opens_as_asked_anew() -> None:
    laid(2)
    moments: list[datetime] = [at("2027-01-25 08:59"), at("2027-01-25 09:00"), at("2027-01-25 11:00")]
    kinds = [[row.state.kind for row in listing(Filters(kinds=("service",)), moment).rows] for moment in moments]
    assert kinds == [["closed"] * 2, ["open"] * 2, ["closed"] * 2]
