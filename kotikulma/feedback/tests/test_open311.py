"""Open311 for reading: as the standard wants it, the same in both forms, and nothing that is not for everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import access, commands
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.tests.make import assign_to, make_answered, make_feedback, make_shown
from kotikulma.feedback.tests.open311 import ERRORS, get, own, parsed, plain, standard
from kotikulma.feedback.types import Kind, Outcome, Source
from tests.cast import HOUSE, own_organization

pytestmark = pytest.mark.django_db


def numbers(rows: Any) -> list[str]:
    return [row["service_request_id"] for row in rows]


def merged(feedback: Feedback, target: Feedback) -> None:
    commands.merge(HOUSE, feedback.reference, version=feedback.version, into=target.reference)


def test_services_are_the_kinds_of_feedback(client: Client) -> None:
    found = get(client, "services")
    assert [row["service_code"] for row in found] == Kind.values
    standard("services", found)


@pytest.mark.parametrize("code", Kind.values)
def test_every_service_tells_what_may_be_sent_with_it(client: Client, code: str) -> None:
    found = get(client, f"services/{code}")
    assert found["service_code"] == code
    standard("service-definition", found)


def test_an_initiative_says_first_what_it_must_have(client: Client) -> None:
    first = get(client, "services/initiative")["attributes"][0]
    assert (first["variable"], "Anna nimi" in first["description"]) == (False, True)


def test_an_open_one_tells_who_answers_and_when(client: Client, frozen: Any) -> None:
    shown = assign_to(make_shown("Penkki puistoon, kiitos."), own_organization().uuid)
    (row,) = get(client, f"requests/{shown.reference}")
    assert (row["status"], row["status_notes"]) == ("open", None)
    assert (row["description"], row["agency_responsible"]) == ("Penkki puistoon, kiitos.", "Kotiseudun yhdistys")
    assert row["requested_datetime"] == "2027-02-10T12:00:00+02:00"
    assert row["expected_datetime"] == "2027-02-24T23:59:59+02:00"
    assert row["service_notice"] == "Vastaamme viimeistään 24.2.2027."


def test_a_late_one_says_so(client: Client, frozen: Any) -> None:
    make_shown()
    frozen.shift(timedelta(days=15))
    assert get(client, "requests")[0]["service_notice"] == "Vastaus on myöhässä. Pyydämme anteeksi."


def test_an_answer_closes_it(client: Client) -> None:
    answered = make_answered(answer="Ovi on auki torstaisin klo 20 asti.")
    (row,) = get(client, f"requests/{answered.reference}")
    assert (row["status"], row["status_notes"]) == ("closed", "Ovi on auki torstaisin klo 20 asti.")
    standard("request", row)


def test_a_promise_leaves_it_open_with_the_answer(client: Client) -> None:
    make_answered(answer="Penkki tulee keväällä.", outcome=Outcome.WILL_DO)
    (row,) = get(client, "requests")
    assert (row["status"], row["status_notes"]) == ("open", "Penkki tulee keväällä.")


def test_lists_have_the_standards_shape_and_ours(client: Client) -> None:
    make_shown(place=make_place("Piste").uuid)
    make_answered(latitude=62.24, longitude=25.75)
    found = get(client, "requests")
    standard("requests", found)
    own(found)


@pytest.mark.parametrize(
    "path", ["services", "services/wish", "services/initiative", "requests", "requests/P", "tokens/t", "discovery"]
)
def test_both_forms_say_the_same(client: Client, path: str) -> None:
    answered = make_answered('Äiti & isä <kysyvät>:\n"voisiko" olla?\x0b', place=make_place("Piste").uuid)
    path = path.replace("/P", f"/{answered.reference}").replace("/t", f"/{access.follow_token(answered.uuid)}")
    response = client.get(f"/open311/v2/{path}.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert parsed(response.content) == plain(get(client, path))


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/dragons", 404),
        ("requests/P-2027-99999", 404),
        ("requests/x", 404),
        ("tokens/nothing", 404),
        ("services.{form}?jurisdiction_id=zzz", 404),
        ("requests.{form}?service_code=dragons", 404),
        ("requests.{form}?status=asleep", 400),
        ("requests.{form}?start_date=eilen", 400),
        ("requests.{form}?end_date=9999-12-31", 400),
        ("requests.{form}?page=0", 400),
        ("requests.{form}?page_size=1001", 400),
        ("requests.{form}?service_request_id=" + ",".join(["P-2027-00001"] * 101), 400),
    ],
)
def test_a_refusal_is_a_list_of_errors_in_the_form_asked_for(client: Client, form: str, path: str, status: int) -> None:
    address = path.format(form=form) if "{form}" in path else f"{path}.{form}"
    response = client.get(f"/open311/v2/{address}")
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (status, "*")
    found = response.json() if form == "json" else parsed(response.content)
    assert [str(error["code"]) for error in found] == [str(status)]


def test_errors_have_their_own_shape(client: Client) -> None:
    jsonschema.validate(client.get("/open311/v2/services/dragons.json").json(), ERRORS)


def test_no_other_method_is_served(client: Client) -> None:
    response = client.delete("/open311/v2/requests.json")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert client.post("/open311/v2/services.xml")["Content-Type"] == "text/xml; charset=utf-8"


def test_what_nobody_has_moderated_is_not_listed_and_has_no_words(client: Client) -> None:
    point = {"latitude": 62.24, "longitude": 25.75, "address": "Kotikatu 1"}
    arrived = make_feedback("Naapurini Maija huutaa öisin.", source=Source.OPEN311, **point)
    somewhere = make_feedback(source=Source.OPEN311, place=make_place("Piste").uuid)
    assert get(client, "requests") == []
    (row,) = get(client, f"requests/{arrived.reference}")
    own([row])
    assert (row["status"], row["description"], row["lat"]) == ("open", None, None)
    (row,) = get(client, f"requests/{somewhere.reference}")
    assert (row["address"], row["address_id"], row["lat"]) == (None, None, None)


def test_what_came_by_the_form_is_not_there_before_it_is_shown(client: Client) -> None:
    assert client.get(f"/open311/v2/requests/{make_feedback().reference}.json").status_code == 404


@pytest.mark.parametrize("make", [make_feedback, make_answered])
def test_what_is_for_the_sender_alone_is_nowhere(client: Client, make: Callable[..., Feedback]) -> None:
    secret = make("Salainen huoli", reply="private", source=Source.OPEN311)
    named = get(client, "requests", service_request_id=secret.reference)
    assert (named, get(client, "requests", status="open,closed")) == ([], [])
    for path in (f"requests/{secret.reference}.json", f"requests/{secret.reference}.xml"):
        assert client.get(f"/open311/v2/{path}").status_code == 404


def test_a_rejected_one_is_gone(client: Client) -> None:
    spam = make_feedback("Osta!", source=Source.OPEN311)
    commands.reject(HOUSE, spam.reference, version=spam.version)
    assert get(client, "requests", service_request_id=spam.reference) == []


def test_a_merged_one_points_on_by_its_number_and_leaves_the_list(client: Client) -> None:
    shown, target = make_shown("Lisää penkkejä"), make_shown("Penkkejä puistoon")
    merged(shown, target)
    assert numbers(get(client, "requests")) == [target.reference]
    (row,) = get(client, f"requests/{shown.reference}")
    own([row])
    assert (row["status"], row["status_notes"]) == ("closed", f"Yhdistetty palautteeseen {target.reference}.")


def test_where_it_is_comes_from_the_directory(client: Client) -> None:
    place = make_place("Piste", latitude=62.2415, longitude=25.7473)
    make_shown(place=place.uuid, address="Kotikatu 1 A 3", latitude=1.0, longitude=2.0)
    (row,) = get(client, "requests")
    assert (row["address"], row["zipcode"]) == ("Piste, Nevakatu 2, 40340 Jyväskylä", "40340")
    assert (row["address_id"], row["lat"], row["long"]) == (str(place.uuid), 62.2415, 25.7473)


@pytest.mark.parametrize(
    ("visibility", "told"), [("hidden", "Turvakoti"), ("municipality_only", "Turvakoti, Jyväskylä")]
)
def test_an_address_that_is_not_public_is_in_no_answer(client: Client, visibility: str, told: str) -> None:
    street = {"street_address": {"fi": "Salainenkuja 7"}, "postal_code": "40999", "latitude": 62.123456}
    make_shown(place=make_place("Turvakoti", address_visibility=visibility, longitude=25.654321, **street).uuid)
    (row,) = get(client, "requests")
    assert (row["address"], row["zipcode"], row["lat"], row["long"]) == (told, None, None, None)


def test_the_point_a_sender_gave_is_told_and_her_address_is_not(client: Client) -> None:
    make_shown(latitude=62.24, longitude=25.75, address="Maija Esimerkki, Kotikatu 1 A 3")
    (row,) = get(client, "requests")
    assert (row["lat"], row["long"], row["address"]) == (62.24, 25.75, None)


def test_no_contact_is_in_any_answer(client: Client) -> None:
    make_answered(kind=Kind.INITIATIVE, name="Maija Esimerkki", contact="maija@example.org")
    for path in ("requests.json", "requests.xml"):
        content = client.get(f"/open311/v2/{path}").content.decode()
        assert [word for word in ("Maija", "maija@", "Esimerkki") if word in content] == []


def test_a_long_text_is_cut_to_what_the_standard_allows(client: Client) -> None:
    make_shown("ä" * 5000)
    (row,) = get(client, "requests")
    assert (len(row["description"]), row["description"][-1]) == (4000, "…")
    standard("request", row)


def test_lists_are_narrowed_by_what_the_standard_names(client: Client, frozen: Any) -> None:
    old = make_shown(kind=Kind.IDEA)
    frozen.shift(timedelta(days=10))
    closed = make_answered(kind=Kind.QUESTION, municipality_code="179")
    newest = make_shown(kind=Kind.WISH)
    asked = {
        "": [newest, closed, old],
        "service_code=idea": [old],
        "service_code=idea,wish": [newest, old],
        "status=closed": [closed],
        "status=open,closed": [newest, closed, old],
        "jurisdiction_id=179": [closed],
        "start_date=2027-02-11": [newest, closed],
        "end_date=2027-02-10": [old],
        "start_date=2027-02-10T00:00:00Z&end_date=2027-02-12T00:00:00Z": [old],
        "page=2&page_size=2": [old],
        "page=9": [],
        f"service_request_id={old.reference},%20{closed.reference.lower()},P-1999-00001&status=open": [closed, old],
    }
    for query, expected in asked.items():
        found = client.get(f"/open311/v2/requests.json?{query}").json()
        assert numbers(found) == [feedback.reference for feedback in expected], query


def test_ninety_days_are_told_when_nothing_is_said(client: Client, frozen: Any) -> None:
    old = make_shown()
    frozen.shift(timedelta(days=91))
    assert get(client, "requests") == []
    assert numbers(get(client, "requests", start_date="2027-01-01")) == [old.reference]
    assert numbers(get(client, "requests", updated_after="2027-01-01")) == [old.reference]


def test_the_language_is_that_of_the_address_else_of_the_browser(client: Client) -> None:
    path, swedish = "/open311/v2/services.json", {"Accept-Language": "sv-FI,en;q=0.5"}
    response = client.get(path, headers=swedish)
    assert (response.json()[0]["service_name"], response["Content-Language"]) == ("Önskemål", "sv")
    assert "Accept-Language" in response["Vary"]
    assert client.get(f"{path}?locale=en", headers=swedish).json()[0]["service_name"] == "Wish"
    assert client.get(f"{path}?locale=xx").json()[0]["service_name"] == "Toive"


def test_an_answer_one_has_is_304_until_something_changes(client: Client) -> None:
    shown = make_shown()
    path = f"/open311/v2/requests/{shown.reference}.xml"
    tag = {"If-None-Match": client.get(path)["ETag"]}
    unchanged = client.get(path, headers=tag)
    assert (unchanged.status_code, unchanged["Access-Control-Allow-Origin"]) == (304, "*")
    assert client.get(path, headers=tag | {"Accept-Language": "sv"}).status_code == 200
    assign_to(shown, own_organization().uuid)
    assert client.get(path, headers=tag).status_code == 200


def test_anyones_page_may_ask(client: Client) -> None:
    assert client.options("/open311/v2/requests.json")["Access-Control-Allow-Origin"] == "*"
    head = client.head("/open311/v2/requests.xml")
    assert (head.status_code, head.content, "Set-Cookie" in head) == (200, b"", False)


def test_statements_do_not_grow_with_what_there_is(client: Client) -> None:
    counts, place = {}, make_place("Piste").uuid
    for total in (1, 20, 100):
        for _number in range(total - len(counts and numbers(get(client, "requests")))):
            make_shown(place=place)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(get(client, "requests")) == total
        counts[total] = len(captured)
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= 9


def test_discovery_names_the_standard_and_both_forms(client: Client) -> None:
    (endpoint,) = get(client, "discovery")["endpoints"]
    assert (endpoint["url"], endpoint["type"]) == ("http://localhost:8000/open311/v2", "production")
    assert endpoint["formats"] == ["text/xml", "application/json"]
