"""The one list of what takes place: filters, order, pages, and a fixed number of statements."""

from datetime import timedelta

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.queries import listing
from kotikulma.events.queries.listing import Position
from kotikulma.events.tests.make import at, make_draft, make_event
from kotikulma.events.types.records import ListFilter
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
MONDAY = at("2027-02-08T10:00")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(frozen) -> None:
    frozen.move_to(MONDAY)


def titles(**wanted) -> list[str]:
    return [one.event.title["fi"] for one in listing.page(ListFilter(**wanted))]


def named(name: str, starts=MONDAY + DAY, **values):
    return make_event(starts, title={"fi": name}, **values)


def test_what_is_public_comes_in_the_order_of_its_start_and_drafts_do_not() -> None:
    named("myöhemmin", MONDAY + 3 * DAY)
    named("ensin")
    named("jäsenille", visibility="members")
    make_draft(title={"fi": "luonnos"})
    assert titles() == ["ensin", "myöhemmin"]


def test_a_time_is_in_a_stretch_when_it_overlaps_it() -> None:
    named("kesken", MONDAY + DAY, hours=2)
    assert titles(start=MONDAY + DAY + timedelta(hours=1)) == ["kesken"]
    assert titles(start=MONDAY + DAY + timedelta(hours=2)) == []
    assert titles(end=MONDAY + DAY) == []
    assert titles(end=MONDAY + DAY + timedelta(minutes=1)) == ["kesken"]


@pytest.mark.parametrize(
    ("values", "wanted", "found"),
    [
        ({"municipality_code": "410"}, {"municipalities": frozenset({"410"})}, True),
        ({"municipality_code": "410"}, {"municipalities": frozenset({"179"})}, False),
        ({"type": "course"}, {"types": frozenset({"course"})}, True),
        ({"type": "course"}, {"types": frozenset({"group"})}, False),
        ({"free": False}, {"free": True}, False),
        ({"free": True}, {"free": True}, True),
        ({}, {"online": True}, False),
        ({"min_age": 65}, {"age_groups": frozenset({"0-6"})}, False),
        ({"min_age": 65}, {"age_groups": frozenset({"0-6", "65+"})}, True),
        ({"max_age": 6}, {"age_groups": frozenset({"7-21"})}, False),
        ({}, {"age_groups": frozenset({"7-21"})}, True),
    ],
)
def test_each_filter_finds_what_meets_it(values, wanted, found) -> None:
    named("tämä", **values)
    assert titles(**wanted) == (["tämä"] if found else [])


def test_by_place_and_by_organisation_those_who_hold_it_together_too() -> None:
    place = make_place()
    named("täällä", place=place.uuid)
    named("yhdessä", organisers=[cast.other_organization().uuid])
    assert titles(place=place.uuid) == ["täällä"]
    assert titles(organization=cast.other_organization().uuid) == ["yhdessä"]
    assert titles(organization=cast.own_organization().uuid) == ["täällä", "yhdessä"]


def test_pages_follow_each_other_without_gaps_or_doubles() -> None:
    for number in range(5):
        named(str(number), MONDAY + DAY * (1 + number // 2))
    seen, after = [], None
    while found := listing.page(ListFilter(), after=after, limit=2):
        seen += [one.event.title["fi"] for one in found]
        after = Position(found[-1].starts_at, found[-1].id)
    assert seen == list("01234")


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_takes_as_many_statements_however_many_rows(rows, django_assert_num_queries) -> None:
    place = make_place()
    for _each in range(rows):
        named("x", place=place.uuid, organisers=[cast.other_organization().uuid])
    with django_assert_num_queries(6):
        assert len(listing.page(ListFilter(), limit=20)) == rows


def test_a_hidden_address_is_not_in_the_record() -> None:
    place = make_place(address_visibility="hidden", street_address={"fi": "Salatie 1"})
    named("turvassa", place=place.uuid)
    found = listing.page(ListFilter())[0].place
    assert found is not None
    assert (found.address.street, found.address.latitude) == ({}, None)


def test_a_cancelled_time_stays_in_the_list_and_leaves_the_place_s_week() -> None:
    place = make_place()
    event = named("peruttu", place=place.uuid)
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Vesivahinko."})
    assert [one.cancelled for one in listing.page(ListFilter())] == [True]
    assert listing.at_place(place.uuid, MONDAY, MONDAY + 7 * DAY) == []
