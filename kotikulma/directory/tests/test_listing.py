"""The list behind home, results, command line and API; and the pages' truth about who is open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kotikulma.directory.commands import publishing
from kotikulma.directory.queries import nearness, pages
from kotikulma.directory.queries.listing import Filters, listing
from kotikulma.directory.queries.rows import states_of
from kotikulma.directory.rules.hours import state_at
from kotikulma.directory.tests.make import TUE, WED, at, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursKind, OpenKind
from kotikulma.kernel.search import synonyms

pytestmark = pytest.mark.django_db
DROP_IN = {"kind": HoursKind.DROP_IN}


def names(filters: Filters, moment: str) -> list[str]:
    return [row.card["name"]["fi"] for row in listing(filters, at(moment)).rows]


def staggered() -> None:
    """A2: four services of one place, begun and beginning on different Tuesdays."""
    place = make_place()
    starts = {"Työllisyyspalvelut": None, "Asumisneuvonta": "2027-01-12", "Perhekompassi": "2027-02-02"}
    starts |= {"Kotoutumisen sosiaaliohjaus": "2027-03-02"}
    for name, day in starts.items():
        service = make_service(name, access_modes=["drop_in"])
        first = date.fromisoformat(day) if day else None
        connect(service, place, weekly(TUE, "09:00-11:00", **DROP_IN), starts_on=first)


def test_open_now_lists_exactly_the_services_that_have_begun() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        staggered()
        found = names(Filters(open_now=True, kinds=("service",)), "2027-01-26 09:30")
    assert sorted(found) == ["Asumisneuvonta", "Työllisyyspalvelut"]


def test_the_place_page_shows_two_running_and_two_with_their_first_day(client: Client) -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        staggered()
        uuid = listing(Filters(kinds=("place",)), at("2027-01-20 12:00")).rows[0].uuid
        page = pages.place_page(uuid, at("2027-01-20 12:00"))
        html = client.get(f"/paikat/{uuid}/").content.decode()
    kinds = [line.state.kind for line in page.lines]
    assert kinds == [OpenKind.CLOSED, OpenKind.CLOSED, OpenKind.STARTS, OpenKind.STARTS]
    assert "Alkaa 2.2.2027" in html
    assert "Alkaa 2.3.2027" in html


def test_a_closure_skips_to_the_first_tuesday_after_it() -> None:
    closed = exception("2026-12-21", "2027-01-06")
    place = make_place("Piste", weekly(TUE, "09:00-11:00", **DROP_IN), exceptions=(closed,), holiday_policy="normal")
    state = pages.place_page(place.uuid, at("2026-12-15 11:01")).state
    assert state.next
    assert state.next.start == at("2027-01-12 09:00")


def test_a_list_says_the_next_opening_however_far_it_is() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        make_place("Talvikahvila", weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN, valid_from=date(2027, 2, 2)))
    (row,) = listing(Filters(kinds=("place",)), at("2027-01-20 12:00")).rows
    assert row.state.next
    assert row.state.next.start == at("2027-02-02 09:00")


def test_a_later_opening_is_asked_for_where_there_is_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    noon = at("2027-01-20 12:00")
    with time_machine.travel(noon, tick=False):
        cafe = make_place("Talvikahvila", weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN, valid_from=date(2027, 2, 2)))
        hall = make_place("Sali ilman aikoja")
    with django_assert_num_queries(3):
        assert states_of([cafe.uuid, hall.uuid], noon)[cafe.uuid].next
    with django_assert_num_queries(2):
        assert states_of([hall.uuid], noon)[hall.uuid].kind == OpenKind.UNKNOWN


def test_hours_that_several_places_of_a_service_share_are_one() -> None:
    noon = at("2027-01-20 12:00")
    with time_machine.travel(noon, tick=False):
        service = make_service("Neuvonta")
        for name in ("Itä", "Länsi"):
            connect(service, make_place(name), weekly(WED, "09:00-11:00", "11:00-14:00", kind=HoursKind.OPEN))
    (row,) = listing(Filters(kinds=("service",)), noon).rows
    assert (row.state.kind, row.state.until) == (OpenKind.OPEN, at("2027-01-20 14:00"))


def test_what_never_closes_is_open_as_far_as_hours_are_known() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        make_place("Hätäpuhelin", weekly(range(7), "12:00-00:00", "00:00-12:00", kind=HoursKind.OPEN))
    (row,) = listing(Filters(kinds=("place",)), at("2027-01-20 12:00")).rows
    assert row.state.until
    assert row.state.until > at("2027-01-20 12:00") + timedelta(days=10)


@pytest.mark.parametrize(("age", "there"), [("0-6", False), ("7-21", True), ("22-65", True), ("65+", False)])
def test_a_service_is_listed_in_every_age_group_its_ages_meet(age: str, there: bool) -> None:
    make_service("Nuorisoasema", min_age=13, max_age=22)
    assert (names(Filters(age=(age,)), "2027-01-20 12:00") == ["Nuorisoasema"]) is there


def test_a_person_of_65_is_served_in_both_last_groups() -> None:
    make_service("Ryhmä", min_age=65, max_age=65)
    for age in ("22-65", "65+"):
        assert names(Filters(age=(age,)), "2027-01-20 12:00") == ["Ryhmä"]


def test_filters_within_a_group_widen_and_between_groups_narrow() -> None:
    make_service("Ajanvaraus", access_modes=["appointment"], languages=["fi"])
    make_service("Ovi", access_modes=["drop_in"], languages=["sv"])
    both = Filters(access=("drop_in", "appointment"), kinds=("service",))
    assert len(names(both, "2027-01-20 12:00")) == 2
    assert names(Filters(access=("drop_in", "appointment"), language=("sv",)), "2027-01-20 12:00") == ["Ovi"]


def test_a_count_tells_what_the_filter_would_leave() -> None:
    make_service("Ajanvaraus", access_modes=["appointment"])
    make_service("Ovi", access_modes=["drop_in"])
    found = listing(Filters(access=("drop_in",)), at("2027-01-20 12:00"))
    assert (found.total, found.counts["access:drop_in"], found.counts["access:appointment"]) == (1, 1, 1)


def test_an_ended_service_leaves_the_lists_the_day_after_its_last_day() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        make_service("Kevätryhmä", ends_on=date(2027, 1, 31))
        assert names(Filters(text="kevätryhmä"), "2027-01-20 12:00") == ["Kevätryhmä"]
    with time_machine.travel(at("2027-02-01 00:01"), tick=False):
        publishing.renew_due(at("2027-02-01 00:01"))
        assert names(Filters(text="kevätryhmä"), "2027-02-01 00:01") == []


def test_the_open_window_moves_on_every_night() -> None:
    with time_machine.travel(at("2026-12-01 12:00"), tick=False):
        make_place("Piste", weekly(TUE, "09:00-11:00", **DROP_IN))
    assert names(Filters(open_now=True), "2027-02-09 09:30") == []
    with time_machine.travel(at("2027-02-09 00:01"), tick=False):
        publishing.renew_due(at("2027-02-09 00:01"))
    assert names(Filters(open_now=True), "2027-02-09 09:30") == ["Piste"]


@pytest.mark.parametrize("moment", ["2026-12-01 08:59", "2026-12-01 09:00", "2026-12-01 10:59", "2026-12-01 11:00"])
def test_list_and_page_give_the_same_answer(moment: str) -> None:
    with time_machine.travel(at("2026-12-01 00:30"), tick=False):
        place = make_place("Piste", weekly(TUE, "09:00-11:00", **DROP_IN))
        row = listing(Filters(kinds=("place",)), at(moment)).rows[0].state
        page = pages.place_page(place.uuid, at(moment))
    assert page.state == state_at(page.place.schedule, at(moment))
    assert (row.kind, row.until) == (page.state.kind, page.state.until)
    assert (row.next or page.state.next) == page.state.next


@pytest.mark.parametrize("path", ["/paikat/{}/", "/paikat/{}/ovi/", "/palvelut/{}/", "/haku/?q=turvakoti", "/"])
def test_a_hidden_address_is_on_no_page(client: Client, path: str) -> None:
    place = make_place("Turvakoti", street_address={"fi": "Salakuja 13"}, address_visibility="hidden")
    service = make_service("Turvakotipalvelu")
    connect(service, place)
    uuid = service.uuid if "palvelut" in path else place.uuid
    answer = client.get(path.format(uuid))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Salakuja" not in body
    assert "62.25" not in body
    assert "40340" not in body


def test_a_position_makes_the_nearest_first_and_says_how_far() -> None:
    make_place("Kaukana", latitude=63.4, longitude=25.1)
    make_place("Lähellä", latitude=62.24, longitude=25.75)
    found = listing(Filters(near=(62.24, 25.75), kinds=("place",)), at("2027-01-20 12:00"))
    assert [row.card["name"]["fi"] for row in found.rows] == ["Lähellä", "Kaukana"]
    assert found.rows[1].kilometres
    assert 125 < found.rows[1].kilometres < 140


def test_the_nearest_of_many_is_first_however_late_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "FEW", 2)
    for number, north in enumerate((62.9, 63.4, 62.25, 62.7)):
        make_place(f"Kaukana {number}", latitude=north, longitude=25.75)
    make_place("Lähellä", latitude=62.24, longitude=25.75)
    near = Filters(near=(62.24, 25.75), kinds=("place",), limit=2)
    assert names(near, "2027-01-20 12:00") == ["Lähellä", "Kaukana 2"]
    assert names(replace(near, limit=5), "2027-01-20 12:00")[:2] == ["Lähellä", "Kaukana 2"]
    assert listing(near, at("2027-01-20 12:00")).total == 5


def test_what_is_open_comes_before_what_is_nearer() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        make_place("Kiinni", latitude=62.24, longitude=25.75)
        make_place("Auki", weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN), latitude=62.3, longitude=25.75)
    near = Filters(near=(62.24, 25.75), kinds=("place",))
    assert names(near, "2027-01-26 10:00") == ["Auki", "Kiinni"]
    assert names(replace(near, offset=1), "2027-01-26 10:00") == ["Kiinni"]


ODD = ["", '"', "a OR b*", "NEAR(", "💥", "x" * 10_000, "\x00", "'; DROP TABLE", "%", "häätö" * 500]


@pytest.mark.parametrize("query", ODD)
def test_any_query_gives_results_or_an_empty_state(client: Client, query: str) -> None:
    make_service()
    assert client.get("/haku/", {"q": query}).status_code == 200


def test_a_list_says_how_many_and_how_many_are_open(client: Client) -> None:
    with time_machine.travel(at("2026-12-01 09:30"), tick=False):
        make_place("Piste", weekly(TUE, "09:00-11:00", **DROP_IN))
        html = client.get("/haku/?q=piste").content.decode()
    assert "1 tulos, 1 auki nyt." in html
    assert "Auki nyt, sulkeutuu klo\u00a011" in html


def test_words_remembered_follow_an_edited_synonym() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        make_service("Kumppanuuspöytä")
        before = names(Filters(text="hilavitkutin"), "2027-01-20 12:00")
        synonyms.Synonym.objects.create(key="own", words=["hilavitkutin"], find=["kumppanuuspöytä"])
        synonyms.forget()
        after = names(Filters(text="hilavitkutin"), "2027-01-20 12:00")
    assert (before, after) == ([], ["Kumppanuuspöytä"])


def test_words_remembered_follow_a_door() -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        staggered()
        found = Filters(text="asumisneuvonta", open_now=True)
        seen = [names(found, f"2027-01-26 {hour}") for hour in ("08:59", "09:00", "10:59", "11:00")]
    assert seen == [[], ["Asumisneuvonta"], ["Asumisneuvonta"], []]
