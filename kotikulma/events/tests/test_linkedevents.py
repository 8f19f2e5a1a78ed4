"""Linked Events v1 as its clients read it: shapes, filters, pages, and what is never there."""

import json
from datetime import timedelta
from typing import Any

import pytest

from kotikulma.directory.commands import entries
from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Occurrence
from kotikulma.events.queries import far
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.kernel import clock
from tests.cast import HOUSE, other_organization

pytestmark = pytest.mark.django_db
V1 = "/linkedevents/v1"
TUESDAY = at("2027-02-09T17:00")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(frozen) -> None:
    frozen.move_to(at("2027-02-08T10:00"))


@pytest.fixture
def get(client):
    def ask(path: str, status: int = 200, **query: Any) -> Any:
        response = client.get(f"{V1}{path}", query)
        assert response.status_code == status, response.content
        return response.json()

    return ask


def names(body: Any) -> list[str]:
    return [one["name"]["fi"] for one in body["data"]]


def named(name: str, starts=TUESDAY, **values):
    return make_event(starts, title={"fi": name}, **values)


def test_a_time_has_the_fields_clients_read(get) -> None:
    place = make_place(street_address={"fi": "Nevakatu 2"}, municipality_code="179", latitude=62.2, longitude=25.8)
    event = named("Kahvila", place=place.uuid, themes=["exercise", "housing"], languages=["fi"], min_age=18)
    body = get("/event/")
    assert body["meta"] == {"count": 1, "next": None, "previous": None}
    one = body["data"][0]
    uuid = only_time(event).uuid
    expected = {
        "id": f"kotikulma:{uuid}",
        "@id": f"http://localhost:8000/linkedevents/v1/event/kotikulma:{uuid}/",
        "@type": "Event/LinkedEvent",
        "name": {"fi": "Kahvila"},
        "start_time": "2027-02-09T15:00:00Z",
        "end_time": "2027-02-09T16:30:00Z",
        "event_status": "EventScheduled",
        "publication_status": "public",
        "super_event": None,
        "location": {"@id": f"http://localhost:8000/linkedevents/v1/place/kotikulma:{place.uuid}/"},
        "keywords": [
            {"@id": "http://localhost:8000/linkedevents/v1/keyword/yso:p916/"},
            {"@id": "http://localhost:8000/linkedevents/v1/keyword/kotikulma:housing/"},
        ],
        "offers": [{"is_free": True, "price": None, "description": None, "info_url": None}],
        "audience_min_age": 18,
        "data_source": "kotikulma",
        "deleted": False,
    }
    assert {key: one[key] for key in expected} == expected


def test_included_places_and_keywords_come_whole(get) -> None:
    place = make_place(street_address={"fi": "Nevakatu 2"}, municipality_code="179", latitude=62.2, longitude=25.8)
    named("Kahvila", place=place.uuid, themes=["exercise"])
    one = get("/event/", include="location,keywords")["data"][0]
    assert one["location"]["street_address"] == {"fi": "Nevakatu 2"}
    assert one["location"]["position"] == {"type": "Point", "coordinates": [25.8, 62.2]}
    assert one["location"]["divisions"][0]["ocd_id"] == "ocd-division/country:fi/kunta:jyväskylä"
    assert one["keywords"][0]["name"] == {"fi": "Liikunta", "sv": "Motion", "en": "Exercise"}


def test_a_hidden_address_is_nowhere(get) -> None:
    place = make_place(street_address={"fi": "Salatie 1"}, address_visibility="hidden", latitude=62.2, longitude=25.8)
    named("Turvassa", place=place.uuid)
    for path in ("/event/", f"/place/kotikulma:{place.uuid}/", "/place/"):
        assert "Salatie" not in json.dumps(get(path, include="location"))
    assert get(f"/place/kotikulma:{place.uuid}/")["position"] is None


def test_drafts_members_only_and_unlisted_are_not_there(get) -> None:
    make_draft()
    hidden = [named("x", visibility=way) for way in ("members", "unlisted")]
    assert get("/event/")["data"] == []
    for event in hidden:
        get(f"/event/kotikulma:{only_time(event).uuid}/", 404)
        get(f"/event/kotikulma:{event.uuid}/", 404)


def test_several_times_are_told_as_a_series_with_its_head(get) -> None:
    event = named("Ryhmä")
    Occurrence.objects.create(
        event=event, starts_at=TUESDAY + 7 * DAY, ends_at=TUESDAY + 8 * DAY, changed_at=clock.now(), listed=True
    )
    head = {"@id": f"http://localhost:8000/linkedevents/v1/event/kotikulma:{event.uuid}/"}
    assert [one["super_event"] for one in get("/event/")["data"]] == [head, head]
    told = get(f"/event/kotikulma:{event.uuid}/")
    assert (told["super_event_type"], len(told["sub_events"])) == ("recurring", 2)
    assert [one["id"] for one in get("/event/", hide_recurring_children="true")["data"]] == [f"kotikulma:{event.uuid}"]


def test_status_says_what_became_of_it(get) -> None:
    cancelled, postponed, moved = named("a"), named("b"), named("c")
    commands.cancel_event(HOUSE, cancelled.uuid, version=cancelled.version, reason={"fi": "Syy"})
    commands.postpone_event(HOUSE, postponed.uuid, version=postponed.version, reason={"fi": "Syy"})
    commands.reschedule_event(
        HOUSE, moved.uuid, version=moved.version, starts_at=TUESDAY + DAY, ends_at=TUESDAY + 2 * DAY
    )
    assert [one["event_status"] for one in get("/event/")["data"]] == [
        "EventCancelled",
        "EventPostponed",
        "EventRescheduled",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"start": "today"}, ["huomenna", "ylihuomenna"]),
        ({"start": "2027-02-10"}, ["ylihuomenna"]),
        ({"end": "2027-02-09"}, ["huomenna"]),
        ({"start": "now", "end": "2027-02-10T00:00:00Z"}, ["huomenna"]),
        ({"division": "Äänekoski"}, ["ylihuomenna"]),
        ({"division": "kunta:jyväskylä"}, ["huomenna"]),
        ({"division": "ocd-division/country:fi/kunta:äänekoski"}, ["ylihuomenna"]),
        ({"division": "Helsinki,Turku"}, []),
        ({"sort": "-start_time"}, ["ylihuomenna", "huomenna"]),
        ({"page_size": "1", "page": "2"}, ["ylihuomenna"]),
        ({"is_free": "true"}, ["huomenna"]),
        ({"location": "kotikulma:internet"}, ["ylihuomenna"]),
        ({"some_unknown_parameter": "x"}, ["huomenna", "ylihuomenna"]),
        ({"last_modified_since": "2027-02-09"}, []),
    ],
)
def test_each_filter_finds_what_meets_it(get, query, found) -> None:
    named("huomenna", municipality_code="179")
    draft = make_draft(TUESDAY + DAY, title={"fi": "ylihuomenna"}, municipality_code="992", free=False)
    Occurrence.objects.filter(event=draft).update(listed=True, mode="online")
    assert names(get("/event/", **query)) == found


def test_by_place_and_publisher(get) -> None:
    place = make_place()
    named("täällä", place=place.uuid)
    named("muualla", organization=other_organization().uuid)
    assert names(get("/event/", location=f"kotikulma:{place.uuid}")) == ["täällä"]
    assert names(get("/event/", publisher=f"kotikulma:{other_organization().uuid}")) == ["muualla"]


def test_the_next_page_keeps_what_was_asked(get) -> None:
    for number in range(3):
        named(str(number), TUESDAY + number * DAY)
    meta = get("/event/", page_size=2, start="today")["meta"]
    assert meta["count"] == 3
    assert meta["next"] == "http://localhost:8000/linkedevents/v1/event/?page_size=2&start=today&page=2"
    last = get("/event/", page_size=2, start="today", page=2)["meta"]
    assert (last["next"], last["previous"] is not None) == (None, True)


def test_pages_by_number_hold_each_time_once_in_its_order(get) -> None:
    for number in range(7):
        named(str(number), TUESDAY + number // 3 * DAY)  # some begin at the same moment
    whole = names(get("/event/", page_size=100, start="today"))
    pages = [names(get("/event/", page_size=3, start="today", page=page)) for page in (1, 2, 3)]
    assert [name for page in pages for name in page] == whole
    assert len(whole) == 7


@pytest.mark.parametrize(
    "query", [{}, {"start": "today"}, {"start": "today", "include": "location"}, {"text": "Kerho"}]
)
def test_pages_are_the_same_in_whatever_order_they_are_asked_for(get, monkeypatch, query) -> None:
    monkeypatch.setattr(far, "NEAR", 2)
    for number in range(11):
        named(f"Kerho {number}", TUESDAY + number // 3 * DAY)  # some begin at the same moment
    whole = names(get("/event/", page_size=100, **query))
    for page in (6, 3, 1, 2, 5, 4, 5, 7, 3):
        found = get("/event/", page_size=2, page=page, **query)
        assert (names(found), found["meta"]["count"]) == (whole[2 * page - 2 : 2 * page], 11)


def test_a_far_page_follows_what_changes_before_it(get, monkeypatch) -> None:
    monkeypatch.setattr(far, "NEAR", 2)
    events = [named(str(number), TUESDAY + number * DAY) for number in range(9)]
    assert [names(get("/event/", page_size=2, page=page)) for page in (3, 4)] == [["4", "5"], ["6", "7"]]
    commands.save_event(HOUSE, events[0].uuid, version=events[0].version, values={"visibility": "unlisted"})
    assert [names(get("/event/", page_size=2, page=page)) for page in (3, 4)] == [["5", "6"], ["7", "8"]]


def test_a_page_however_far_is_answered_so_that_a_harvest_comes_to_its_end(get) -> None:
    named("Ainoa", TUESDAY)
    assert get("/event/", page=1_001, page_size=1)["data"] == []
    assert "page" in get("/event/", 400, page=10**9)["fields"]


@pytest.mark.parametrize(
    ("query", "name"),
    [({"start": "eilen"}, "start"), ({"page": "x"}, "page"), ({"page": "0"}, "page"), ({"sort": "name"}, "sort")],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(get, query, name) -> None:
    assert name in get("/event/", 400, **query)["fields"]


@pytest.mark.parametrize("path", ["/event/kotikulma:x/", "/event/x/", "/place/kotikulma:x/", "/keyword/yso:p1/"])
def test_what_is_not_there_is_404(get, path) -> None:
    get(path, 404)


def test_keywords_are_our_themes_with_the_numbers_of_yso_where_one_fits(get) -> None:
    ids = {one["id"] for one in get("/keyword/")["data"]}
    assert {"yso:p916", "yso:p11617", "kotikulma:housing"} <= ids
    assert get("/keyword/yso:p11617/")["name"]["en"] == "Young people"


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_takes_as_many_statements_however_many_rows(get, rows, django_assert_num_queries) -> None:
    place = make_place()
    for _each in range(rows):
        named("x", place=place.uuid, themes=["exercise"])
    get("/event/", page_size=1)  # the next opening or closing is remembered
    with django_assert_num_queries(8):
        assert len(get("/event/", include="location,keywords")["data"]) == rows


def test_it_is_for_any_page_and_not_sent_twice(client) -> None:
    named("x")
    first = client.get(f"{V1}/event/")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{V1}/event/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    named("y")
    assert client.get(f"{V1}/event/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_list_joined_from_stored_texts_tells_what_the_one_made_whole_tells(get) -> None:
    place = make_place(street_address={"fi": "Nevakatu 2"})
    named("paikassa", place=place.uuid, themes=["exercise"], price={"fi": "5 €"}, free=False)
    draft = make_draft(TUESDAY + DAY, title={"fi": "verkossa"}, organisers=[other_organization().uuid])
    Occurrence.objects.filter(event=draft).update(listed=True, mode="online", place_note={"fi": "Kotona"})
    listed = get("/event/")["data"]
    assert [get(f"/event/{one['id']}/") for one in listed] == listed


def test_the_stored_text_follows_the_event_and_the_place(get) -> None:
    place = make_place("Vanha nimi")
    event = named("Ennen", place=place.uuid)
    get("/event/")
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Nyt"}})
    assert names(get("/event/")) == ["Nyt"]


@pytest.mark.parametrize("address", [f"{V1}/event/?include=location", "/api/v1/events"])
def test_a_kept_answer_ends_when_a_place_gets_another_name(client, address) -> None:
    place = make_place("Vanha nimi")
    named("Kerho", place=place.uuid)
    kept = client.get(address)
    assert b"Vanha nimi" in kept.content
    assert client.get(address, headers={"if-none-match": kept["ETag"]}).status_code == 304

    entries.edit(HOUSE, place, changes={"name": {"fi": "Uusi nimi"}})
    asked_again = client.get(address, headers={"if-none-match": kept["ETag"]})
    assert asked_again.status_code == 200
    assert b"Uusi nimi" in asked_again.content


@pytest.mark.parametrize("rows", [1, 20])
def test_a_plain_list_takes_as_many_statements_however_many_rows(get, rows, django_assert_num_queries) -> None:
    place = make_place()
    for _each in range(rows):
        named("x", place=place.uuid, themes=["exercise"])
    get("/event/", page_size=1)  # the place is remembered
    with django_assert_num_queries(2):
        assert len(get("/event/")["data"]) == rows
