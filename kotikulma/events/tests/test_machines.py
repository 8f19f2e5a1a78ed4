"""Events in our own JSON, and feeds of what changed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.events.tests.make_registrations import make_occurrence
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
TUESDAY = at("2027-02-09T17:00")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _monday(frozen) -> None:
    frozen.move_to(at("2027-02-08T10:00"))


def test_times_come_by_their_start_page_after_page(client) -> None:
    for number in range(3):
        make_event(TUESDAY + timedelta(days=number), title={"fi": str(number)})
    first = client.get("/api/v1/events?limit=2").json()
    assert ([one["title"]["fi"] for one in first["items"]], first["count"], first["count_exact"]) == (
        ["0", "1"],
        3,
        True,
    )
    second = client.get(f"/api/v1/events?limit=2&cursor={first['next']}").json()
    assert ([one["title"]["fi"] for one in second["items"]], "next" in second) == (["2"], False)


def test_a_row_of_the_list_is_the_detail_without_its_longer_texts(client) -> None:
    place = make_place(street_address={"fi": "Nevakatu 2"})
    make_event(TUESDAY, place=place.uuid, description={"fi": "Pitkästi."}, min_age=7, themes=["exercise"])
    row = client.get("/api/v1/events").json()["items"][0]
    detail = client.get(f"/api/v1/occurrences/{row['id']}").json()
    assert detail == row | {"description": {"fi": "Pitkästi."}}


@pytest.mark.parametrize("rows", [1, 20])
def test_a_list_takes_as_many_statements_however_many_rows(client, rows, django_assert_num_queries) -> None:
    place = make_place()
    for _each in range(rows):
        make_event(TUESDAY, place=place.uuid)
    client.get("/api/v1/events?limit=1")  # the place is remembered
    with django_assert_num_queries(2):
        assert len(client.get("/api/v1/events").json()["items"]) == rows


def test_a_list_one_has_is_not_sent_again_and_any_page_may_read_that(client) -> None:
    make_event(TUESDAY)
    tag = client.get("/api/v1/events").headers["ETag"]
    again = client.get("/api/v1/events", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    make_event(TUESDAY)
    assert client.get("/api/v1/events", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/api/v1/events?limit=x", 422), ("/linkedevents/v1/keyword/x/", 404)])
def test_what_cannot_be_answered_is_refused_to_who_has_something_too(client, path, status) -> None:
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == status


def test_past_times_are_asked_for_by_day(client, frozen) -> None:
    make_event(TUESDAY)
    frozen.move_to(TUESDAY + timedelta(days=3))
    assert client.get("/api/v1/events").json()["items"] == []
    assert len(client.get("/api/v1/events?from=2027-02-09&to=2027-02-09").json()["items"]) == 1
    assert client.get("/api/v1/events?to=2027-02-30").json()["fields"] == {"to": "Use a day such as 2027-02-10."}


def test_one_time_says_where_when_and_what_became_of_it(client) -> None:
    place = make_place(street_address={"fi": "Nevakatu 2"})
    event = make_event(TUESDAY, place=place.uuid)
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Vesivahinko."})
    body = client.get(f"/api/v1/occurrences/{only_time(event).uuid}").json()
    assert (body["status"], body["reason"], body["starts_at"], body["place"]["street"]) == (
        "cancelled",
        {"fi": "Vesivahinko."},
        "2027-02-09T17:00:00+02:00",
        {"fi": "Nevakatu 2"},
    )


def test_a_draft_is_404_as_a_wrong_number_is(client) -> None:
    draft = only_time(make_draft())
    for uuid in (draft.uuid, draft.event.uuid):
        assert client.get(f"/api/v1/occurrences/{uuid}").status_code == 404


def test_both_feeds_tell_the_same_newest_change_first(client, frozen) -> None:
    older, newer = make_event(title={"fi": "Vanha", "sv": "Gammal"}), make_event(title={"fi": "Uusi"})
    frozen.shift(timedelta(minutes=5))
    commands.cancel_event(HOUSE, older.uuid, version=older.version, reason={"fi": "Syy"})
    feed = ElementTree.fromstring(client.get("/tapahtumat/atom.xml").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    items = client.get("/tapahtumat/feed.json").json()["items"]
    assert titles == [one["title"] for one in items] == ["Peruttu: Vanha", "Uusi"]
    assert items[1]["id"] == f"urn:uuid:{newer.uuid}"
    assert client.get("/tapahtumat/feed.json?lang=sv").json()["items"][0]["title"] == "Inställt: Gammal"


def test_a_feed_in_no_language_of_ours_is_refused(client) -> None:
    assert client.get("/tapahtumat/feed.json?lang=xx").json()["fields"] == {"lang": "Give fi, sv or en."}


def test_what_began_long_ago_and_goes_on_is_listed_with_what_begins(client, frozen) -> None:
    frozen.move_to(at("2027-01-10T10:00"))
    make_event(TUESDAY - timedelta(days=20), hours=24 * 30, title={"fi": "Näyttely"})
    make_event(TUESDAY - timedelta(days=20), hours=24 * 10, title={"fi": "Ohi"})
    make_event(at("2027-02-07T22:00"), hours=20, title={"fi": "Yön yli"})
    make_event(TUESDAY, title={"fi": "Tiistai"})
    frozen.move_to(at("2027-02-08T10:00"))
    for query in ("", "?to=2027-02-20", "?free=true"):
        found = client.get(f"/api/v1/events{query}").json()
        assert [one["title"]["fi"] for one in found["items"]] == ["Näyttely", "Yön yli", "Tiistai"]
        assert found["count"] == 3


def test_one_time_takes_two_statements_and_three_where_one_registers(client, django_assert_num_queries) -> None:
    plain, registered = only_time(make_event(TUESDAY)), make_occurrence(TUESDAY)
    for row, statements in ((plain, 2), (registered, 3)):
        client.get(f"/api/v1/occurrences/{row.uuid}")
        with django_assert_num_queries(statements):
            assert client.get(f"/api/v1/occurrences/{row.uuid}").status_code == 200
