"""The freshness board: what is counted where, that each number opens its list, and what it costs."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kotikulma.directory.commands import entries, publishing, verification
from kotikulma.directory.models import Channel, Place, Service
from kotikulma.directory.queries import freshness_board, kept
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.directory.tests.make_kept import neglected, verified
from kotikulma.directory.types import AddressVisibility, AreaType, ChannelType
from kotikulma.kernel import clock
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
BOARD, LIST = "/tyotila/ajantasaisuus/", "/tyotila/ajantasaisuus/luettelo/"


def lay_many(random: Random) -> None:
    """Entries of every age, keeper and area; some keepers have been written to."""
    keepers = [cast.city(), cast.own_organization()]
    with publishing.bulk():
        things = [thing for number in range(15) for thing in make_both(random, number, keepers)]
    Place.objects.filter(pk__in=[things[0].pk, things[2].pk]).update(organization=None)
    for thing in things:
        day = clock.today() - timedelta(days=random.randint(0, 700))
        random.choice((verified, verified, neglected))(thing, day.isoformat())
    verification.hide_stale(clock.now())


def make_both(random: Random, number: int, keepers: list[Any]) -> tuple[Place, Service]:
    place = make_place(
        f"Paikka {number}",
        organization=random.choice(keepers),
        municipality_code=random.choice(["179", "410", ""]),
        address_visibility=random.choice(list(AddressVisibility)),
    )
    service = make_service(
        f"Palvelu {number}",
        responsible=random.choice(keepers),
        area_type=random.choice(list(AreaType)),
        municipalities=random.choice([[], ["179"], ["179", "410"]]),
    )
    return place, service


def areas() -> dict[str, dict[str, int]]:
    return {line.key: dict(line.counts) for line in freshness_board.board(HOUSE).municipalities}


def names(address: str, viewer: Any = None) -> set[str]:
    html = cast.browser_of(viewer or cast.coordinator()).get(address).content.decode()
    return set(re.findall(r'<label class="k-check">.*?<b[^>]*>(.*?)</b>', html))


@pytest.mark.parametrize("state", ["fresh", "due", "warning", "hidden"])
def test_an_entry_is_counted_in_its_state(state: str) -> None:
    neglected(make_place(), state)
    verification.hide_stale(clock.now())
    assert dict(freshness_board.board(HOUSE).counts) == {state: 1}


def test_what_nobody_was_asked_about_is_soon_out_of_date_until_it_is_hidden() -> None:
    place = verified(make_place(), "hidden")
    verification.hide_stale(clock.now())
    assert dict(freshness_board.board(HOUSE).counts) == {"warning": 1}
    assert freshness_board.board(HOUSE).hides_on is None
    neglected(place, "hidden")
    verification.hide_stale(clock.now())
    assert dict(freshness_board.board(HOUSE).counts) == {"hidden": 1}


def test_drafts_archived_and_ended_entries_wait_for_nobody() -> None:
    entries.create_service(HOUSE, name={"fi": "Luonnos"})
    entries.archive(HOUSE, make_service())
    make_service(ends_on=clock.today().replace(day=1))
    make_place(closed_on=clock.today().replace(day=1))
    assert freshness_board.board(HOUSE).total == 0


def test_an_entry_counts_in_each_municipality_it_is_given_in_and_once_in_all() -> None:
    make_service(municipalities=["179", "410"])
    board = freshness_board.board(HOUSE)
    assert (board.total, areas()) == (1, {"179": {"fresh": 1}, "410": {"fresh": 1}})


def test_what_has_no_municipality_counts_in_that_of_its_organisation() -> None:
    keeper = cast.city()
    type(keeper).objects.filter(pk=keeper.pk).update(municipality_code="729")
    channel = entries.create_channel(
        HOUSE, name={"fi": "Puhelin"}, type=ChannelType.PHONE, organization=keeper, summary={"fi": "Soita."}
    )
    entries.publish(HOUSE, channel)
    make_service()
    make_place(municipality_code="")
    assert areas() == {"729": {"fresh": 3}}


def test_a_place_with_a_hidden_address_counts_nowhere() -> None:
    make_place(address_visibility=AddressVisibility.HIDDEN)
    assert areas() == {"": {"fresh": 1}}


def test_the_whole_country_is_a_line_of_its_own() -> None:
    make_service(area_type=AreaType.NATIONWIDE)
    assert areas() == {"*": {"fresh": 1}}


@pytest.mark.parametrize("area", ["179", "*", "ei"])
def test_each_number_of_a_municipality_opens_a_list_as_long(area: str) -> None:
    made = {
        "179": {make_place("Talo"), make_service("Kaksi kuntaa", municipalities=["179", "410"])},
        "*": {make_service("Kaikkialla", area_type=AreaType.NATIONWIDE)},
        "ei": {make_place("Salassa", address_visibility=AddressVisibility.HIDDEN), make_service("Ei missään")},
    }
    wanted = {thing.name["fi"] for thing in made[area]}
    assert names(f"{LIST}?kunta={area}&tila=fresh") == wanted
    assert areas()["" if area == "ei" else area] == {"fresh": len(wanted)}


def test_each_number_of_an_organisation_opens_its_list() -> None:
    own, other = make_place("Oma", organization=cast.own_organization()), make_place("Toisen")
    html = cast.browser_of(cast.coordinator()).get(BOARD).content.decode()
    link = f"{LIST}?organisaatio={cast.own_organization().uuid}"
    assert f'href="{link}&amp;tila=fresh">1</a>' in html
    assert names(f"{link}&tila=fresh") == {own.name["fi"]}
    assert other.name["fi"] not in names(f"{link}&tila=kaikki")


def test_the_board_is_counted_anew_when_anything_is_confirmed() -> None:
    channel = entries.create_channel(
        HOUSE, name={"fi": "Puhelin"}, type=ChannelType.PHONE, organization=cast.city(), summary={"fi": "Soita."}
    )
    entries.publish(HOUSE, channel)
    for thing in (make_place(), make_service(), channel):
        verified(thing, "due")
    left = [freshness_board.board(HOUSE).counts["due"]]
    for thing in (Channel.objects.get(), Place.objects.get(), Service.objects.get()):
        verification.verify(HOUSE, thing)
        left.append(freshness_board.board(HOUSE).counts["due"])
    assert left == [3, 2, 1, 0]


def test_every_number_is_what_counting_one_by_one_gives() -> None:
    """Organisations, municipalities, states and reminders mixed by a seed; each entry by the rules of its own."""
    lay_many(Random(7))
    for viewer in (HOUSE, cast.actor(cast.coordinator()), cast.actor(cast.editor())):
        board, every = freshness_board.board(viewer), kept.kept(viewer, KeptFilter())
        assert len(every) > 5
        assert board.counts == Counter(entry.state for entry in every)
        by_area = Counter((code, entry.state) for entry in every for code in entry.municipalities)
        assert Counter({(line.key, state): n for line in board.municipalities for state, n in line.counts.items()}) == (
            by_area
        )
        assert {
            (str(line.name), state): n for line in board.organizations for state, n in line.counts.items()
        } == Counter((str(entry.organization_name), entry.state) for entry in every)
        shown = [entry.hides_on for entry in every if entry.state in kept.SHOWN_STALE and entry.hides_on]
        assert board.hides_on == min(shown, default=None)
        waiting = freshness_board.waiting(viewer)
        assert (waiting.total, waiting.hides_on) == (board.total - board.counts["fresh"], board.hides_on)


def test_the_list_shows_what_waits_longest_first() -> None:
    for state in ("due", "hidden", "warning", "fresh"):
        verified(make_place(state), state)
    html = cast.browser_of(cast.coordinator()).get(LIST).content.decode()
    assert re.findall(r"<b>(\w+)</b>", html) == ["hidden", "warning", "due"]


def test_an_editor_sees_her_own_organisations_alone() -> None:
    make_place("Oma", organization=cast.own_organization())
    make_place("Toisen", organization=cast.other_organization())
    assert names(f"{LIST}?tila=kaikki", cast.editor()) == {"Oma"}
    assert freshness_board.board(cast.actor(cast.editor())).total == 1


def test_a_member_without_a_role_sees_nothing() -> None:
    make_place()
    html = cast.browser_of(cast.newcomer()).get(BOARD).content.decode()
    assert "Ei vielä tietoja" in html


def test_lists_and_boards_come_as_files() -> None:
    verified(make_place("=Talo"), "due")
    inside = cast.browser_of(cast.coordinator())
    answer = inside.get(f"{LIST}?muoto=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="tiedot-2027-02-10.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Laji", "Nimi", "Organisaatio"]
    assert rows[1][1:6] == ["'=Talo", "Esimerkin kaupunki", "Jyväskylä", "Vahvistettava", "2026-01-10"]
    sheet = load_workbook(io.BytesIO(inside.get(f"{BOARD}?muoto=xlsx").content)).active
    assert [cell.value for cell in list(sheet.rows)[1]] == ["Jyväskylä", 0, 1, 0, 0, 1]
    keepers = inside.get(f"{BOARD}?taulu=organisaatiot&muoto=csv").content.decode("utf-8-sig")
    assert "Esimerkin kaupunki;0;1;0;0;1" in keepers


def test_twenty_entries_cost_as_many_statements_as_one() -> None:
    inside, counts = cast.browser_of(cast.coordinator()), []
    addresses = (BOARD, LIST, "/tyotila/alue/", "/tyotila/alue/organisaatiot/", "/tyotila/")
    for number in (1, 19):
        for count in range(number):
            verified(make_place(f"Talo {number}{count}"), "due")
            verified(make_service(f"Apu {number}{count}", municipalities=["179"]), "warning")
        counts.append({address: _statements(inside, address) for address in addresses})
    assert counts[0] == counts[1]


def _statements(inside: Client, address: str) -> int:
    inside.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert inside.get(address).status_code == 200
    return len(queries)


def test_the_first_page_of_the_workspace_tells_an_editor_what_waits() -> None:
    verified(make_place("Oma", organization=cast.own_organization()), "due")
    html = cast.browser_of(cast.editor()).get("/tyotila/").content.decode()
    assert "1 tieto odottaa vahvistusta" in html
    assert "Viimeistään la 10.7." in html


def test_the_board_says_when_the_next_entry_hides() -> None:
    neglected(make_place(), "warning")
    html = cast.browser_of(cast.coordinator()).get("/tyotila/ajantasaisuus/").content.decode()
    assert "Seuraava tieto piiloutuu 1.5.2027, jos kukaan ei vahvista sitä." in html
