"""Our own JSON API: lists by cursor, details, search as the page searches, open hours as everywhere."""

import json
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from kotikulma.directory.api import shapes
from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.queries import documents
from kotikulma.directory.queries.listing import Filters, listing
from kotikulma.directory.rules.hours import intervals
from kotikulma.directory.tests.make import TUE, at, exception, make_schedule, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.tests.test_hsds import rich
from kotikulma.kernel import clock
from tests.cast import HOUSE, city

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def names(page: Any) -> list[str]:
    return [row["name"]["fi"] for row in page["items"]]


def test_a_list_is_walked_by_its_cursor(client: Client) -> None:
    for number in range(5):
        make_service(f"Palvelu {number}")
    first = get(client, "services", limit=2)
    second = get(client, "services", limit=2, cursor=first["next"])
    last = get(client, "services", limit=2, cursor=second["next"])
    assert names(first) + names(second) + names(last) == [f"Palvelu {number}" for number in range(5)]
    assert (first["count"], first["count_exact"], "next" in last) == (5, True, False)


def test_a_total_beyond_the_cap_is_said_to_be_at_least(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "CAP", 2)
    for number in range(3):
        make_service(f"Palvelu {number}")
    page = get(client, "services", limit=1)
    assert (page["count"], page["count_exact"]) == (2, False)


def test_rows_and_wholes_have_the_shapes_the_document_declares(client: Client) -> None:
    service = rich()
    place = get(client, "places")["items"][0]["id"]
    shapes.ServicePage.model_validate(get(client, "services"))
    shapes.PlacePage.model_validate(get(client, "places"))
    shapes.OrganizationPage.model_validate(get(client, "organizations"))
    shapes.TermPage.model_validate(get(client, "terms"))
    shapes.MunicipalityPage.model_validate(get(client, "municipalities"))
    shapes.FoundPage.model_validate(get(client, "search", q="asumisneuvonta"))
    shapes.ServiceDetail.model_validate(get(client, f"services/{service.uuid}"))
    shapes.PlaceDetail.model_validate(get(client, f"places/{place}"))
    shapes.OrganizationDetail.model_validate(get(client, f"organizations/{city().uuid}"))
    shapes.OpenHours.model_validate(get(client, f"places/{place}/open-hours"))


def test_filters_narrow_the_list(client: Client) -> None:
    make_service("Vauvat", max_age=3, municipalities=["179"], languages=["ar"])
    make_service("Vanhat", min_age=70, municipalities=["992"], languages=["fi"], kind="peer_support")
    assert names(get(client, "services", age="65+")) == ["Vanhat"]
    assert names(get(client, "services", municipality="179")) == ["Vauvat"]
    assert names(get(client, "services", language="ar", age="0-6")) == ["Vauvat"]
    assert names(get(client, "services", kind="peer_support")) == ["Vanhat"]
    assert names(get(client, "services", organization=city().uuid)) == ["Vauvat", "Vanhat"]
    assert names(get(client, "services", term=uuid4())) == []


def test_open_now_lists_what_is_open_this_minute(client: Client) -> None:
    with time_machine.travel(at("2026-12-01 08:00"), tick=False):
        make_place("Piste", weekly(TUE, "09:00-11:00"))
    for moment, expected in (("2026-12-01 09:30", ["Piste"]), ("2026-12-01 11:00", [])):
        with time_machine.travel(at(moment), tick=False):
            assert names(get(client, "places", open_now="true")) == expected


def test_an_answer_about_now_is_kept_to_the_end_of_the_minute(client: Client) -> None:
    with time_machine.travel(at("2026-12-01 10:59:40"), tick=False):
        response = client.get("/api/v1/places", {"open_now": "true"})
    assert response["Cache-Control"] == "public, max-age=20"


def test_search_ranks_as_the_page_does(client: Client) -> None:
    for name in ("Asumisneuvonta", "Velkaneuvonta", "Nuorten asuminen"):
        make_service(name)
    page = listing(Filters(text="asumisneuvontaa", limit=3), clock.now())
    found = get(client, "search", q="asumisneuvontaa", limit=3)
    assert [row["id"] for row in found["items"]] == [str(row.uuid) for row in page.rows]
    assert found["items"][0]["name"]["fi"] == "Asumisneuvonta"


@pytest.mark.parametrize("text", ["", "🙂" * 50, '" OR 1 --', "NEAR(a b)", "\x00", "a" * 10_000, "*", "{}[]()^~"])
def test_any_text_may_be_searched(client: Client, text: str) -> None:
    make_service()
    assert get(client, "search", q=text)["count"] >= 0


def test_open_hours_are_those_of_the_one_function(client: Client) -> None:
    period, closed = weekly(TUE, "09:00-11:00"), exception("2026-12-08")
    place = make_place("Piste", period, exceptions=(closed,), holiday_policy="normal")
    query = {"from": "2026-12-01T00:00", "to": "2026-12-20T00:00"}
    found = get(client, f"places/{place.uuid}/open-hours", **query)["items"]
    schedule = make_schedule(period, exceptions=(closed,), holiday_policy="normal")
    told = intervals(schedule, at("2026-12-01 00:00"), at("2026-12-20 00:00"))
    assert [(clock.parse(row["opens_at"]), clock.parse(row["closes_at"])) for row in found] == [
        (one.start, one.end) for one in told
    ]
    assert found[0] == {
        "opens_at": "2026-12-01T09:00:00+02:00",
        "closes_at": "2026-12-01T11:00:00+02:00",
        "kind": "drop_in",
    }


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("services?limit=0", 422, "wrong_form", "limit"),
        ("services?municipality=x", 422, "wrong_form", "municipality"),
        ("services?open_now=yes", 422, "wrong_form", "open_now"),
        ("services?cursor=AAAA", 422, "wrong_form", "cursor"),
        ("terms?cursor=c12345678901234567890", 422, "wrong_form", "cursor"),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it(
    client: Client, path: str, status: int, code: str, field: str
) -> None:
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (response.json()["code"], list(response.json()["fields"])) == (code, [field])
    assert response["Access-Control-Allow-Origin"] == "*"


def test_open_hours_refuse_what_is_no_moment_by_name(client: Client) -> None:
    response = client.get(f"/api/v1/places/{make_place().uuid}/open-hours?from=eilen")
    assert (response.status_code, list(response.json()["fields"])) == (400, ["from"])


@pytest.mark.parametrize(
    ("query", "to"),
    [
        ({"from": "2027-01-01T00:00", "to": "2027-12-01T00:00"}, "2027-04-04T00:00:00+03:00"),
        ({"from": "2027-01-02T00:00", "to": "2027-01-01T00:00"}, "2027-01-01T00:00:00+02:00"),
        ({"from": "0001-01-01T00:00Z", "to": "9999-01-01T00:00+00:00"}, "2000-04-03T00:00:00+03:00"),
    ],
)
def test_open_hours_say_how_far_they_looked(client: Client, query: dict[str, str], to: str) -> None:
    assert get(client, f"places/{make_place().uuid}/open-hours", **query)["to"] == to


def test_what_is_not_there_is_a_problem_and_what_was_is_gone(client: Client) -> None:
    service = make_service()
    entries.archive(HOUSE, service)
    assert client.get(f"/api/v1/services/{uuid4()}").json()["code"] == "not_found"
    assert client.get(f"/api/v1/services/{service.uuid}").status_code == 410
    assert client.get("/api/v1/nothing")["Content-Type"] == "application/problem+json"


def test_a_method_that_writes_is_refused_as_a_problem(client: Client) -> None:
    response = client.post("/api/v1/services")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["code"] == "method_not_allowed"


def test_anyones_page_may_ask(client: Client) -> None:
    assert client.options("/api/v1/services")["Access-Control-Allow-Origin"] == "*"
    head = client.head("/api/v1/services")
    assert (head.status_code, head.content, int(head["Content-Length"]) > 0) == (200, b"", True)
    assert "Set-Cookie" not in head


def test_an_answer_one_has_is_304_until_something_changes(client: Client) -> None:
    service = make_service()
    tag = {"If-None-Match": client.get(f"/api/v1/services/{service.uuid}")["ETag"]}
    assert client.get(f"/api/v1/services/{service.uuid}", headers=tag).status_code == 304
    entries.edit(HOUSE, service, changes={"name": {"fi": "Uusi nimi"}})
    assert client.get(f"/api/v1/services/{service.uuid}", headers=tag).json()["name"] == {"fi": "Uusi nimi"}


@pytest.mark.parametrize("count", [1, 20, 100])
def test_statements_do_not_grow_with_what_there_is(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    with publishing.bulk():
        place = make_place("Piste", weekly(TUE, "09:00-11:00"))
        made = [connect(make_service(f"Palvelu {number}"), place) for number in range(count)]
    lists = ["services?limit=100", "services?limit=100&age=65%2B&municipality=179", "places?open_now=true", "terms"]
    for path in [*lists, "organizations"]:
        with django_assert_max_num_queries(4):
            assert client.get(f"/api/v1/{path}").status_code == 200
    for path in (f"services/{made[0].service.uuid}", f"places/{place.uuid}", f"organizations/{city().uuid}"):
        with django_assert_max_num_queries(3):
            assert client.get(f"/api/v1/{path}").status_code == 200


STREET, POSTCODE = "Salainenkuja 7", "40999"


@pytest.mark.parametrize("visibility", ["hidden", "municipality_only"])
def test_an_address_that_is_not_public_leaves_in_no_format(client: Client, visibility: str) -> None:
    """I5: looked for in the bytes of every machine address."""
    place = make_place(
        "Turvakoti",
        weekly(TUE, "09:00-11:00"),
        street_address={"fi": STREET},
        postal_code=POSTCODE,
        latitude=62.123456,
        longitude=25.654321,
        directions={"fi": f"Ovi on {STREET}"},
        address_visibility=visibility,
    )
    connection = connect(make_service(), place)
    paths = [f"/api/v1/{path}" for path in ("services", "places", "organizations", "search?q=turvakoti", "search")]
    paths += [f"/api/v1/services/{connection.service.uuid}", f"/api/v1/places/{place.uuid}"]
    paths += [f"/hsds/{path}?full=true" for path in ("services", "organizations", "service_at_locations")]
    paths += [f"/hsds/{path}" for path in ("services", "service_at_locations")]
    paths += [f"/hsds/service_at_locations/{connection.uuid}", f"/hsds/services/{connection.service.uuid}"]
    paths += ["/atom.xml", "/sitemap.xml", "/sitemap-1.xml"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        leaked = [word for word in (STREET, POSTCODE, "62.123", "25.654") if word in response.content.decode()]
        assert leaked == [], path


def test_texts_are_stored_ready(client: Client) -> None:
    service = make_service()
    (row,) = json.loads(client.get("/api/v1/services").content)["items"]
    assert row["url"] == f"/palvelut/{service.uuid}/"
    assert row["summary"] == {"fi": "Apua, kun koti on vaarassa."}
