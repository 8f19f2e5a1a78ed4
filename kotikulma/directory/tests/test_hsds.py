"""HSDS 3.1 out: valid against the compiled schemas, paged as its validator pages, and A2 to the letter."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import jsonschema_rs
import pytest
import time_machine
from django.test import Client

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.terms import load_terms
from kotikulma.directory.models import Service, Term
from kotikulma.directory.tests.make import FRI, MON, THU, TUE, WED, at, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import ChannelType, HoursKind, Recurrence
from kotikulma.people.commands import edit_organization
from tests.cast import HOUSE, city

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).resolve().parents[4] / "shared/data/hsds-3.1/compiled"
PAGED = ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"]


@lru_cache(maxsize=8)
def validator(name: str) -> Any:
    """Compiled once: the schemas are megabytes."""
    path = SCHEMAS / f"{name}.json"
    if not path.exists():
        pytest.skip("the compiled schemas of HSDS 3.1 are not on this machine")
    return jsonschema_rs.validator_for(json.loads(path.read_text()), validate_formats=True)


def faults(name: str, thing: Any) -> list[str]:
    return [f"{list(error.instance_path)}: {error.message}" for error in validator(name).iter_errors(thing)]


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"/hsds/{path}".rstrip("/"), query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def nulls(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return [found for key, value in thing.items() for found in nulls(value)]
    if isinstance(thing, list):
        return [found for value in thing for found in nulls(value)]
    return [thing] if thing is None or thing == "" else []


def rich() -> Service:
    """A service that has everything HSDS can carry, at a place and on a phone channel."""
    contacts = [
        {"type": "phone", "value": "+358 14 000 0000", "topic": {"fi": "Vuokravelka"}, "charge": "pvm/mpm"},
        {"type": "email", "value": "asumisneuvonta@example.org"},
        {"type": "email", "value": "ei osoite"},
        {"type": "web", "value": "www.example.org/ämpäri palvelut?q=1 2"},
        {"type": "web", "value": "https://example.org/toinen"},
    ]
    edit_organization(HOUSE, city(), changes={"business_id": "1234567-1", "contacts": contacts})
    service = make_service(
        contacts=contacts,
        languages=["fi", "ar"],
        charge="free",
        min_age=18,
        max_age=64,
        municipalities=["179", "410"],
        description={"fi": "Pitkä kuvaus."},
        alternative_names={"fi": ["Häätöapu"]},
    )
    closed = exception("2026-12-21", "2027-01-06", reason={"fi": "Joulutauko"})
    second = weekly(MON, "12:00-00:00", recurrence=Recurrence.NTH_WEEKDAY, nth=(2,))
    place = make_place("Piste", weekly(TUE, "09:00-15:00"), accessibility=["step_free"], languages=["fi"])
    connect(service, place, weekly(TUE, "09:00-11:00"), second, exceptions=(closed,), contacts=contacts)
    words = {"name": {"fi": "Neuvontapuhelin"}, "summary": {"fi": "Neuvoo."}, "organization": city()}
    phone = entries.create_channel(HOUSE, **words, type=ChannelType.PHONE, contacts=contacts)
    entries.publish(HOUSE, phone)
    entries.connect(HOUSE, service, channel=phone, note={"fi": "Kysy ensin."})
    return service


def staggered() -> dict[str, Service]:
    """A2: at one place one service runs and three begin on later Tuesdays; one of them does not exist before that."""
    place = make_place()
    starts = {"Työllisyyspalvelut": None, "Asumisneuvonta": "2027-01-12", "Perhekompassi": "2027-02-02"}
    starts |= {"Kotoutumisen sosiaaliohjaus": "2027-03-02"}
    made = {}
    for name, day in starts.items():
        first = date.fromisoformat(day) if day else None
        made[name] = make_service(name, starts_on=first if name.startswith("Koto") else None)
        connect(made[name], place, weekly(TUE, "09:00-11:00"), starts_on=first)
    return made


@pytest.mark.parametrize("full", [False, True])
def test_services_are_valid(client: Client, full: bool) -> None:
    rich()
    (row,) = get(client, "services", full="true" if full else "false")["contents"]
    assert faults("service" if full else "service_list", row) == []
    assert nulls(row) == []


def test_a_full_service_nests_everything(client: Client) -> None:
    found = get(client, f"services/{rich().uuid}")
    assert faults("service", found) == []
    parts = {"phones", "contacts", "languages", "service_areas", "cost_options", "attributes", "service_at_locations"}
    assert parts <= found.keys()
    assert found["url"] == "https://www.example.org/%C3%A4mp%C3%A4ri%20palvelut?q=1%202"
    assert [one["location"]["location_type"] for one in found["service_at_locations"]] == ["physical", "virtual"]


@pytest.mark.parametrize("name", ["organization", "service_at_location"])
def test_the_other_lists_and_details_are_valid(client: Client, name: str) -> None:
    rich()
    rows = get(client, f"{name}s")["contents"]
    whole = [get(client, f"{name}s/{row['id']}") for row in rows]
    assert rows
    assert [fault for row in rows for fault in faults(f"{name}_list", row)] == []
    assert [fault for one in whole for fault in faults(name, one)] == []
    assert nulls(whole) == []


def test_an_organization_carries_its_services_in_brief_or_whole(client: Client) -> None:
    rich()
    path = f"organizations/{city().uuid}"
    brief, whole = get(client, path), get(client, path, full_service="true")
    assert "service_at_locations" not in brief["services"][0]
    assert "service_at_locations" in whole["services"][0]
    assert faults("organization", whole) == []
    assert get(client, "organizations", full_service="true")["contents"] == [whole]


def test_staggered_starts_keep_the_status_of_the_service_and_the_first_day_of_the_connection(client: Client) -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        made = staggered()
        found = {name: get(client, f"services/{one.uuid}") for name, one in made.items()}
    status = {name: one["status"] for name, one in found.items()}
    rows = {name: one["service_at_locations"][0]["schedules"][0] for name, one in found.items()}
    assert status == dict.fromkeys(made, "active") | {"Kotoutumisen sosiaaliohjaus": "inactive"}
    assert rows["Perhekompassi"]["valid_from"] == rows["Perhekompassi"]["dtstart"] == "2027-02-02"
    assert rows["Kotoutumisen sosiaaliohjaus"]["valid_from"] == "2027-03-02"
    assert "valid_from" not in rows["Työllisyyspalvelut"]


def test_a_schedule_row_says_its_slot_in_local_time(client: Client) -> None:
    with time_machine.travel(at("2027-01-20 12:00"), tick=False):
        made = staggered()
        found = get(client, f"services/{made['Perhekompassi'].uuid}")
    (row,) = found["service_at_locations"][0]["schedules"]
    (zone,) = row.pop("attributes")
    assert (zone["label"], zone["value"]) == ("timezone", "Europe/Helsinki")
    assert {key: row[key] for key in row if key not in {"id", "service_at_location_id", "notes"}} == {
        "valid_from": "2027-02-02",
        "dtstart": "2027-02-02",
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "TU",
        "opens_at": "09:00",
        "closes_at": "11:00",
        "attending_type": HoursKind.DROP_IN.label,
        "description": "Tiistaisin klo 9–11",
    }


def test_a_closure_splits_the_rows(client: Client) -> None:
    with time_machine.travel(at("2026-12-01 12:00"), tick=False):
        found = get(client, f"services/{rich().uuid}")
    rows = [row for row in found["service_at_locations"][0]["schedules"] if row["byday"] == "TU"]
    assert [(row.get("dtstart"), row.get("until")) for row in rows] == [(None, "2026-12-15"), ("2027-01-12", None)]


def test_pages_are_walked_as_the_validator_walks_them(client: Client) -> None:
    for number in range(5):
        make_service(f"Palvelu {number}")
    pages = [get(client, "services", page=page, per_page=2) for page in (1, 2, 3)]
    assert [list(page) for page in pages] == [PAGED] * 3
    assert [(page["size"], page["first_page"], page["last_page"]) for page in pages] == [
        (2, True, False),
        (2, False, False),
        (1, False, True),
    ]
    ids = [row["id"] for page in pages for row in page["contents"]]
    assert len(set(ids)) == 5 == pages[0]["total_items"]
    assert pages[0]["total_pages"] == 3
    assert {client.get(f"/hsds/services/{uuid}").status_code for uuid in ids} == {200}


def test_a_page_beyond_the_last_is_empty(client: Client) -> None:
    make_service()
    page = get(client, "services", page=7)
    assert (page["empty"], page["size"], page["contents"], page["total_items"]) == (True, 0, [], 1)


def test_no_services_at_all_are_one_empty_page(client: Client) -> None:
    page = get(client, "services")
    assert [page[key] for key in PAGED] == [0, 0, 1, 0, True, True, True, []]


def test_an_unknown_id_is_a_problem(client: Client) -> None:
    for name in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        response = client.get(f"/hsds/{name}/{uuid4()}")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
        assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "9" * 5000),
        ("per_page", "-1"),
        ("per_page", "kaksi"),
        ("format", "xml"),
        ("taxonomy_term_id", "x"),
        ("organization_id", "\x00"),
        ("modified_after", "eilen"),
        ("modified_after", "0001-01-01"),
        ("full", "ehkä"),
        ("minimal", "2"),
        ("minimum_age", "-1"),
        ("maximum_age", "vanha"),
        ("day", "TI"),
        ("start_time", "25:00"),
        ("end_time", "klo 9"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(client: Client, name: str, value: str) -> None:
    response = client.get("/hsds/services", {name: value})
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [name]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"postcode": "4034"}, "postcode"),
        ({"proximity": "100"}, "proximity"),
        ({"lat": "62"}, "lon"),
        ({"lat": "62", "lon": "25"}, "lat"),
        ({"postcode": "40340", "proximity": "nan"}, "proximity"),
    ],
)
def test_a_place_to_look_near_is_given_whole(client: Client, query: dict[str, str], name: str) -> None:
    response = client.get("/hsds/service_at_locations", query)
    assert (response.status_code, list(response.json()["fields"])) == (400, [name])


def test_filters_must_all_hold(client: Client) -> None:
    near, other = make_service("Asumisneuvonta"), make_service("Puuropäivä", min_age=65)
    term = get(client, f"services/{near.uuid}")["attributes"][0]["taxonomy_term"]
    ages = [one["taxonomy_term"] for one in get(client, f"services/{other.uuid}")["attributes"]]
    old = next(one for one in ages if one["code"] == "65+")
    young = get(client, "taxonomy_terms", search="0–6")["contents"][0]
    assert get(client, "services", taxonomy_term_id=term["id"])["total_items"] == 2
    assert get(client, "services", taxonomy_term_id=old["id"], search="puuro")["total_items"] == 1
    assert get(client, "services", taxonomy_term_id=young["id"], search="puuro")["total_items"] == 0
    assert get(client, "services", taxonomy_id=old["taxonomy_id"], organization_id=city().uuid)["total_items"] == 2
    assert get(client, "services", organization_id=uuid4())["total_items"] == 0
    assert get(client, "services", modified_after="2999-01-01")["total_items"] == 0


def test_a_service_fits_the_ages_asked_for_if_some_are_its_own(client: Client) -> None:
    make_service("Kaikille")
    make_service("Lapsille", max_age=6)
    make_service("Nuorille", min_age=7, max_age=21)
    make_service("Vanhoille", min_age=65)
    found = {
        (low, high): names(client, **({"minimum_age": low} if low else {}), **({"maximum_age": high} if high else {}))
        for low, high in [("", ""), (6, 6), (7, 64), (65, ""), ("", 6), (6, 7), (30, 40)]
    }
    assert found == {
        ("", ""): "Kaikille, Lapsille, Nuorille, Vanhoille",
        (6, 6): "Kaikille, Lapsille",
        (7, 64): "Kaikille, Nuorille",
        (65, ""): "Kaikille, Vanhoille",
        ("", 6): "Kaikille, Lapsille",
        (6, 7): "Kaikille, Lapsille, Nuorille",
        (30, 40): "Kaikille",
    }


def test_services_are_asked_by_the_days_and_hours_they_are_open(client: Client) -> None:
    with time_machine.travel(at("2027-02-10 12:00"), tick=False):
        place = make_place()
        closed = exception("2027-02-14", "2027-03-30")
        connect(make_service("Neuvonta"), place, weekly(TUE, "09:00-11:00"))
        connect(make_service("Kahvila"), place, weekly([MON, TUE, WED, THU, FRI], "09:00-16:00"))
        connect(make_service("Ilta"), place, weekly(WED, "17:00-02:00"))
        connect(make_service("Suljettu"), place, weekly(MON, "09:00-11:00"), exceptions=[closed])
        connect(make_service("Ei vielä"), place, weekly(TUE, "09:00-11:00"), starts_on=date(2027, 4, 1))
        wanted = {
            "day=TU": "Kahvila, Neuvonta",
            "day=tu,we": "Ilta, Kahvila, Neuvonta",
            "day=WE": "Ilta, Kahvila",
            "day=SU": "",
            "day=TU&start_time=11:00": "Kahvila",  # an opening ends before the moment it closes
            "day=TU&start_time=10:59": "Kahvila, Neuvonta",
            "day=TU&end_time=09:00": "",
            "day=TU&end_time=09:01": "Kahvila, Neuvonta",
            "start_time=18:00": "Ilta",
            "start_time=22:00&end_time=00:00": "Ilta",
            "day=TH&end_time=06:00": "Ilta",  # open from the evening before
            "day=MO": "Kahvila",
        }
        assert {query: names(client, **dict(parse_qsl(query))) for query in wanted} == wanted


def names(client: Client, **query: Any) -> str:
    return ", ".join(sorted(one["name"] for one in get(client, "services", **query)["contents"]))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"minimum_age": "7", "maximum_age": "6"}, "maximum_age"),
        ({"start_time": "11:00", "end_time": "09:00"}, "end_time"),
    ],
)
def test_a_span_begins_before_it_ends(client: Client, query: dict[str, str], name: str) -> None:
    response = client.get("/hsds/services", query)
    assert (response.status_code, list(response.json()["fields"])) == (400, [name])


def test_what_is_near_is_found_by_postcode_and_by_metres(client: Client) -> None:
    connect(make_service(), make_place())
    connect(make_service("Kaukana"), make_place("Kaukana", latitude=63.0, longitude=25.8, postal_code="41800"))
    assert get(client, "service_at_locations")["total_items"] == 2
    assert get(client, "service_at_locations", postcode="40340")["total_items"] == 1
    assert get(client, "service_at_locations", postcode="40340", proximity=5000)["total_items"] == 1
    assert get(client, "service_at_locations", lat=62.25, lon=25.8, proximity=100_000)["total_items"] == 2
    assert get(client, "service_at_locations", postcode="99999", proximity=5000)["total_items"] == 0


def test_a_hidden_place_is_not_found_by_its_address(client: Client) -> None:
    connect(make_service(), make_place("Turvakoti", address_visibility="hidden"))
    assert get(client, "service_at_locations")["total_items"] == 1
    assert get(client, "service_at_locations", postcode="40340")["total_items"] == 0
    assert get(client, "service_at_locations", lat=62.25, lon=25.8, proximity=1000)["total_items"] == 0


def test_lines_stream_everything_and_minimal_says_only_what_changed(client: Client) -> None:
    for number in range(3):
        make_service(f"Palvelu {number}")
    lines = b"".join(client.get("/hsds/services?format=ndjson&per_page=1")).decode().splitlines()
    brief = get(client, "services", minimal="true")
    assert [json.loads(line)["name"] for line in lines] == ["Palvelu 0", "Palvelu 1", "Palvelu 2"]
    assert set(brief["contents"][0]) == {"id", "modified_date", "last_modified"}
    assert brief["size"] == 3


def test_terms_are_those_in_use_with_the_ones_above(client: Client) -> None:
    load_terms()
    (child,) = Term.objects.filter(scheme="service_class", code="P1.4", parent__code="P1")
    entries.edit(HOUSE, make_service(), changes={}, terms=[child])
    terms = {one["code"]: one for one in get(client, "taxonomy_terms", per_page=500)["contents"]}
    assert set(terms) == {"P1.4", "P1", "0-6", "7-21", "22-65", "65+"}
    assert terms["P1.4"]["parent_id"] == terms["P1"]["id"]
    below = get(client, "taxonomy_terms", parent_id=terms["P1"]["id"])["contents"]
    top = get(client, "taxonomy_terms", top_only="true", search="asu")["contents"]
    assert ([one["code"] for one in below], [one["code"] for one in top]) == (["P1.4"], ["P1"])


def test_every_term_and_its_taxonomy_has_an_address(client: Client) -> None:
    make_service()
    for one in get(client, "taxonomy_terms", per_page=500)["contents"]:
        assert get(client, f"taxonomy_terms/{one['id']}") == one
        assert get(client, f"taxonomies/{one['taxonomy_id']}") == one["taxonomy_detail"]
    assert get(client, "taxonomies")["total_items"] == 3


def test_the_base_names_version_profile_and_document(client: Client) -> None:
    base = get(client, "")
    assert base["version"] == "3.1"
    paths = [base[key].split("8000")[1] for key in ("profile", "openapi_url")]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert client.get("/hsds/").json() == base
    assert "/services/{id}" in client.get(paths[1]).json()["paths"]


def test_an_answer_one_has_is_304_until_something_changes(client: Client) -> None:
    service = make_service()
    first = client.get("/hsds/services")
    tag = {"If-None-Match": first["ETag"]}
    assert client.get("/hsds/services", headers=tag).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first
    entries.archive(HOUSE, service)
    assert client.get("/hsds/services", headers=tag).json()["total_items"] == 0
    assert client.get(f"/hsds/services/{service.uuid}").status_code == 410


def test_a_connection_taken_away_leaves_no_document(client: Client) -> None:
    connection = connect(make_service(), make_place())
    entries.edit_connection(HOUSE, connection, changes={"status": "archived"})
    assert get(client, "service_at_locations")["total_items"] == 0


@pytest.mark.parametrize("count", [1, 20, 100])
def test_statements_do_not_grow_with_what_there_is(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    with publishing.bulk():
        place = make_place()
        made = [connect(make_service(f"Palvelu {number}"), place) for number in range(count)]
    for path in ("services?per_page=100", "service_at_locations?per_page=100", "organizations?full=true"):
        with django_assert_max_num_queries(4):
            assert client.get(f"/hsds/{path}").json()["size"] >= 1
    for path in (f"services/{made[0].service.uuid}", f"organizations/{city().uuid}"):
        with django_assert_max_num_queries(3):
            assert client.get(f"/hsds/{path}").status_code == 200
