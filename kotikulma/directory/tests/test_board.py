"""The board that filters are answered from: what a change renews on it, and when it is made anew."""

from array import array
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.models import ChangedLine
from kotikulma.directory.queries import board, candidates, freshness
from kotikulma.directory.queries.listing import FURTHEST, Filters, listing
from kotikulma.directory.tests.make import TUE, at, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursKind
from kotikulma.kernel import data_version
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
NOW = at("2027-01-26 09:30")  # a Tuesday
MORNING = weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def said(made: board.Board) -> dict[str, list[int]]:
    """What a board says, whatever bits it says it with."""
    tags = {tag: bits for group in made.counted.values() for tag, bits in group.items()} | made.asked
    told = {tag: list(made.in_order(bits)) for tag, bits in tags.items()}
    told |= {"everything": list(made.in_order(made.everything)), "open": list(made.in_order(made.open(NOW)))}
    told["today"] = list(made.in_order(made.today(NOW)))
    return {tag: numbers for tag, numbers in told.items() if numbers}


def current() -> board.Board:
    found = board.at(freshness.state(NOW), NOW)
    found.any_of(["m:179", "m:180", "meeting"])
    return found


def anew() -> board.Board:
    board._held.forget()
    return current()


@pytest.fixture
def only_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes after the first board is renewed from it."""
    make_service("Vanhin")
    said(current())

    def refuse(state: object) -> None:
        raise AssertionError("A new board was made.")

    monkeypatch.setattr(board, "_made", refuse)


@pytest.mark.usefixtures("only_renewed")
def test_a_renewed_board_says_what_a_new_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place("Piste", MORNING, type="kohtaamispaikka")
    service = make_service("Neuvonta", access_modes=["drop_in"], languages=["sv"])
    connect(service, place)
    gone = make_service("Kerho", languages=["en"])
    said(current())
    entries.edit(HOUSE, service, changes={"access_modes": ["appointment"], "languages": ["ru"]})
    entries.edit(HOUSE, place, changes={"municipality_code": "180"})
    entries.archive(HOUSE, gone)
    make_service("Uusin")
    renewed = said(current())
    monkeypatch.undo()
    assert renewed == said(anew())


@pytest.mark.usefixtures("only_renewed")
def test_hours_that_change_nothing_else_open_the_door_on_the_board() -> None:
    place = make_place("Piste", MORNING)
    assert listing(Filters(open_now=True), NOW).total == 1
    set_hours(HOUSE, place, periods=[weekly(TUE, "12:00-14:00", kind=HoursKind.OPEN)])
    assert listing(Filters(open_now=True), NOW).total == 0
    assert listing(Filters(open_today=True), NOW).total == 1


@pytest.mark.usefixtures("only_renewed")
def test_what_else_a_page_shows_neither_hides_a_change_nor_makes_a_new_board() -> None:
    with transaction.atomic():
        data_version.bump("else")
    for number in (2, 3):
        make_service(f"Palvelu {number}")
        for more in ([], ["else"]):
            state = freshness.state_of(freshness.freshness(NOW, more), NOW)
            assert listing(Filters(kinds=("service",)), NOW, state).total == number


def test_a_version_that_may_change_anything_makes_a_new_board() -> None:
    make_service()
    before = current()
    publishing.tell_of_everything()
    after = current()
    assert after.numbers is not before.numbers
    assert said(after) == said(before)


def test_changes_are_kept_for_an_hour_and_an_older_board_is_made_anew(tuesday: time_machine.Traveller) -> None:
    make_service("Ensimmäinen")
    before = current()
    tuesday.move_to(NOW + timedelta(hours=2))
    make_service("Toinen")
    assert ChangedLine.objects.exists()
    assert not ChangedLine.objects.filter(version__lte=before.version).exists()
    after = board.at(freshness.state(NOW + timedelta(hours=2)), NOW + timedelta(hours=2))
    assert len(after.numbers) == len(before.numbers) + 1


def test_more_changes_than_a_new_board_costs_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MOST_CHANGES", 1)
    make_service("Ensimmäinen")
    before = current()
    with publishing.bulk():
        make_service("Toinen")
        make_service("Kolmas")
    after = current()
    assert after.numbers[: len(before.numbers)] == before.numbers
    assert said(after) == said(anew())


def test_tags_nobody_counts_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MOST_TAGS", 2)
    made = current()
    for tag in ("m:1", "m:2", "m:3"):
        made.any_of([tag])
    assert list(made.asked) == ["m:2", "m:3"]


def test_a_count_is_exact_however_many_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "CANDIDATES", 1)
    for name in ("A", "B", "C"):
        make_service(name, languages=["sv"])
    found = listing(Filters(language=("sv",), limit=1), NOW)
    assert (found.total, found.capped, found.counts["lang:sv"], found.next_offset) == (3, False, 3, 1)


def test_a_group_that_is_set_counts_as_if_it_were_not() -> None:
    make_service("A", languages=["sv"], access_modes=["drop_in"])
    make_service("B", languages=["en"], access_modes=["drop_in"])
    make_service("C", languages=["en"], access_modes=["appointment"])
    counts = listing(Filters(language=("sv",), access=("drop_in",)), NOW).counts
    assert {tag: counts.get(tag, 0) for tag in ("lang:sv", "lang:en", "access:drop_in", "access:appointment")} == {
        "lang:sv": 1,
        "lang:en": 1,
        "access:drop_in": 1,
        "access:appointment": 0,
    }


def test_what_is_open_comes_first_then_services_then_places() -> None:
    place = make_place("Kiinni")
    make_place("Auki", MORNING)
    connect(make_service("Palvelu"), place)
    assert [row.card["name"]["fi"] for row in listing(Filters(kinds=("service", "place")), NOW).rows] == [
        "Auki",
        "Palvelu",
        "Kiinni",
    ]


def test_leafing_ends_where_the_address_does() -> None:
    make_service("A")
    make_service("B")
    assert listing(Filters(limit=1), NOW).next_offset == 1
    assert listing(Filters(offset=FURTHEST, limit=1), NOW).next_offset is None


def test_numbers_are_found_on_a_board_with_gaps() -> None:
    made = board.Board(1, (None, NOW.date()), array("Q", [3, 4, 7, 90]), {}, {}, {})
    assert [made.bits([number]) for number in (3, 7, 90)] == [0b1, 0b100, 0b1000]
    assert made.bits([90, 4, 5, 2, 91, 0]) == 0b1010
