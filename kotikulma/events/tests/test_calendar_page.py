"""The calendar for everybody: views of one address, filters, counts, and an empty page that helps."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.commands import finding
from kotikulma.events.queries import calendar, listing
from kotikulma.events.tests.make import at, make_event
from kotikulma.events.tests.make_registrations import make_occurrence
from kotikulma.events.types.records import ListFilter
from kotikulma.kernel.search import queries as search
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
TUESDAY = at("2027-02-09T09:30")
DAY = timedelta(days=1)
PAGE = "/tapahtumat/"


@pytest.fixture(autouse=True)
def _tuesday(frozen) -> None:
    frozen.move_to(TUESDAY)


def named(name: str, starts=TUESDAY + DAY, **values):
    return make_event(starts, title={"fi": name}, **values)


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def names(html: str) -> list[str]:
    return re.findall(r"<h3><a href=\"[^\"]*\">([^<]*)</a>", html)


def test_what_comes_is_grouped_by_days_that_are_called_as_people_call_them(client: Client) -> None:
    named("tänään", at("2027-02-09T12:00"))
    named("huomenna", at("2027-02-10T12:00"))
    named("torstaina", at("2027-02-11T12:00"))
    html = page(client)
    assert names(html) == ["tänään", "huomenna", "torstaina"]
    for heading in ("Tänään tiistaina 9.2.", "Huomenna keskiviikkona 10.2.", "Torstai 11.2."):
        assert heading in html
    assert "3 tapahtumaa tulossa." in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?nakyma=tanaan", ["tänään"]),
        ("?nakyma=tanaan&paiva=2027-02-15", ["ensi viikolla"]),
        ("?nakyma=viikko", ["eilen", "tänään", "sunnuntaina"]),
        ("?nakyma=viikko&paiva=2027-02-15", ["ensi viikolla"]),
        ("?nakyma=kartta", ["tänään", "sunnuntaina", "ensi viikolla", "maaliskuussa"]),
        ("?nakyma=menneet", ["eilen"]),
        ("?paiva=2027-02-14", ["sunnuntaina", "ensi viikolla", "maaliskuussa"]),
        ("?nakyma=mitä&paiva=eilen", ["tänään", "sunnuntaina", "ensi viikolla", "maaliskuussa"]),
    ],
)
def test_each_view_shows_its_stretch_of_time(client: Client, frozen: Any, query: str, found: list[str]) -> None:
    frozen.move_to(TUESDAY - 5 * DAY)
    named("eilen", at("2027-02-08T12:00"))
    named("tänään", at("2027-02-09T12:00"))
    named("sunnuntaina", at("2027-02-14T12:00"))
    named("ensi viikolla", at("2027-02-15T12:00"))
    named("maaliskuussa", at("2027-03-02T12:00"))
    frozen.move_to(TUESDAY)
    assert names(page(client, query)) == found


def test_the_month_is_a_table_of_its_days_and_says_what_did_not_fit(client: Client) -> None:
    for number in range(5):
        named(f"n{number}", at("2027-02-20T12:00"))
    html = page(client, "?nakyma=kuukausi")
    assert html.count('<th scope="col">') == 7
    assert "Helmikuu 2027" in html
    assert "n2" in html
    assert "n3" not in html
    assert "+ 2 muuta" in html


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("kieli=sv", {"languages": ["sv", "fi"]}),
        ("aihe=housing", {"themes": ["housing"]}),
        ("ika=0-6", {"max_age": 6}),
        ("kunta=410", {"municipality_code": "410"}),
        ("maksuton=1", {}),
    ],
)
def test_filters_narrow_and_count_events_not_times(client: Client, query: str, values: dict[str, Any]) -> None:
    named("tämä", **values)
    named("muu", min_age=65, free=False, municipality_code="179")
    html = page(client, f"?{query}")
    assert names(html) == ["tämä"]
    assert "1 tapahtuma tulossa." in html


def test_a_series_is_counted_once(client: Client) -> None:
    event = named("viikoittain")
    for number in range(2, 5):
        commands.add_occurrence(
            HOUSE,
            event.uuid,
            version=type(event).objects.get(pk=event.pk).version,
            starts_at=TUESDAY + number * DAY,
            ends_at=TUESDAY + number * DAY + timedelta(hours=1),
        )
    found = calendar.listed(ListFilter(start=TUESDAY), TUESDAY)
    assert (len(found.rows), found.total) == (4, 1)


def test_registration_open_finds_what_one_may_register_to_now(client: Client) -> None:
    make_occurrence(event={"title": {"fi": "auki"}})
    make_occurrence(event={"title": {"fi": "ei vielä"}}, opens_minutes_before=60)
    named("ilman ilmoittautumista")
    assert names(page(client, "?ilmo=1")) == ["auki"]


def test_words_find_events_through_the_house_s_analyser(client: Client) -> None:
    named("Perhekahvila")
    named("Tuolijumppa", summary={"fi": "Voimaa istuen."})
    assert names(page(client, "?q=perhekahviloita")) == ["Perhekahvila"]
    html = page(client, "?q=xyzzyx")
    assert "Haulla ”xyzzyx” ei löytynyt tapahtumia." in html
    assert "Poista rajaukset" in html


def indexed(event) -> bool:
    hits = search.find(event.title["fi"], tags_all=["kind:event"]).hits
    return event.uuid in search.uuids([hit.id for hit in hits])


def test_only_what_is_public_and_to_come_is_in_the_index(frozen: Any) -> None:
    public, hidden = named("Avoin"), named("Salainen", visibility="members")
    cancelled = named("Peruttava")
    commands.cancel_event(HOUSE, cancelled.uuid, version=cancelled.version, reason={"fi": "Vesivahinko."})
    assert [indexed(public), indexed(hidden), indexed(cancelled)] == [True, False, False]
    frozen.move_to(TUESDAY + 2 * DAY)
    assert finding.renew_due(TUESDAY + 2 * DAY) == 1
    assert not indexed(public)


def test_what_is_over_is_found_by_words_in_the_archive(client: Client, frozen: Any) -> None:
    named("Perhekahvila")
    named("Tuolijumppa", summary={"fi": "Voimaa istuen."})
    frozen.move_to(TUESDAY + 2 * DAY)
    finding.renew_due(TUESDAY + 2 * DAY)
    assert names(page(client, "?nakyma=menneet&q=perhekahviloita")) == ["Perhekahvila"]
    assert names(page(client, "?nakyma=menneet&q=voimaa istuen")) == ["Tuolijumppa"]
    assert names(page(client, "?nakyma=menneet&q=perhekahvila jumppa")) == []
    assert names(page(client, "?q=perhekahvila")) == []


def test_what_was_saved_after_it_was_over_is_found_too(client: Client, frozen: Any) -> None:
    event = named("Perhekahvila")
    frozen.move_to(TUESDAY + 2 * DAY)
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Isovanhempien kahvila"}})
    assert names(page(client, "?nakyma=menneet&q=isovanhemmat")) == ["Isovanhempien kahvila"]


def test_the_archive_finds_no_more_than_everybody_may_see(client: Client, frozen: Any) -> None:
    named("Perhekahvila", visibility="members")
    frozen.move_to(TUESDAY + 2 * DAY)
    finding.renew_due(TUESDAY + 2 * DAY)
    assert names(page(client, "?nakyma=menneet&q=perhekahvila")) == []


def test_events_are_not_among_the_results_of_places_and_services(client: Client) -> None:
    named("Perhekahvila")
    html = str(client.get("/haku/?q=perhekahvila").content.decode())
    assert "Ei tuloksia." in html


def test_the_search_of_the_house_names_events_of_the_same_words_below_with_their_next_time(client: Client) -> None:
    event = named("Perhekahvila")
    html = str(client.get("/haku/?q=perhekahvila").content.decode())
    assert re.findall(rf'href="/tapahtumat/{event.uuid}/">Perhekahvila</a> <span [^>]*>([^<]*)<', html) == [
        "ke\xa010.2. klo\xa09.30–11"
    ]
    assert 'href="/tapahtumat/?q=perhekahvila"' in html


@pytest.mark.parametrize("query", ["?q=tuolijumppa", "?q=perhekahvila+tuolijumppa", "?q=perhekahvila&kunta=179", "?"])
def test_it_names_none_where_words_are_missing_or_more_is_asked(client: Client, query: str) -> None:
    named("Perhekahvila")
    assert "Näytä tapahtumat" not in str(client.get(f"/haku/{query}").content.decode())


def test_a_kept_answer_of_the_house_s_search_ends_when_an_event_is_published(client: Client) -> None:
    kept = client.get("/haku/?q=kahvila")
    again = {"if-none-match": kept["ETag"]}
    assert client.get("/haku/?q=kahvila", headers=again).status_code == 304
    make_occurrence(event={"title": {"fi": "Uusi kahvila"}}, starts=TUESDAY + DAY)
    renewed = client.get("/haku/?q=kahvila", headers=again)
    assert renewed.status_code == 200
    assert "Uusi kahvila" in renewed.content.decode()


def test_events_cost_the_search_of_the_house_two_statements_and_nothing_where_there_are_none(client: Client) -> None:
    def asked(query: str) -> int:
        client.get(f"/haku/?q={query}")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/haku/?q={query}")
        return len(seen)

    make_place("Kirjasto")
    without = asked("kirjasto")
    for number in range(5):
        named("Kirjasto kutsuu")
        make_place(f"Kirjasto {number}")  # found anew: what was found is remembered while the directory does not change
        assert asked("kirjasto") == without + 2


def test_show_more_goes_on_where_the_page_ended(client: Client) -> None:
    for number in range(25):
        named(f"n{number:02}", TUESDAY + DAY + timedelta(minutes=number))
    first = page(client)
    more = re.search(r'rel="next" href="([^"]*)"', first)
    assert more is not None
    second = page(client, more[1].replace("&amp;", "&").removeprefix(PAGE))
    assert names(first) + names(second) == [f"n{number:02}" for number in range(25)]


def test_an_empty_calendar_says_what_to_do(client: Client) -> None:
    html = page(client, "?nakyma=tanaan")
    assert "Ei tapahtumia tänään." in html
    assert "Näytä kaikki tulevat" in html
    assert "Katso kohtaamispaikat" in html


@pytest.mark.parametrize("query", ["", "?nakyma=kuukausi", "?nakyma=viikko&q=kahvila"])
def test_a_page_takes_as_many_statements_however_many_events(client: Client, query: str) -> None:
    place = make_place()
    make_occurrence(event={"place": place.uuid, "title": {"fi": "kahvila"}}, starts=TUESDAY + DAY)
    page(client, query)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client, query)
    for _each in range(12):
        make_occurrence(event={"place": place.uuid, "title": {"fi": "kahvila"}}, starts=TUESDAY + DAY)
    page(client, query)
    with CaptureQueriesContext(connection) as many:
        page(client, query)
    assert len(many) == len(one)


def test_the_past_goes_backwards_page_by_page() -> None:
    found = [named(str(number), TUESDAY + DAY * (number + 1)) for number in range(4)]
    wanted = ListFilter(end=TUESDAY + 30 * DAY)
    first = listing.page(wanted, limit=2, backwards=True)
    last = first[-1]
    rest = listing.page(wanted, after=listing.Position(last.starts_at, last.id), limit=9, backwards=True)
    assert [one.event.uuid for one in first + rest] == [one.uuid for one in reversed(found)]
