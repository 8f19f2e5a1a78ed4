"""Registering for programs: the same as on the pages, without an account; refusals as problem+json."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.events.api import shapes
from kotikulma.events.commands.reminders import look_around
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import records
from kotikulma.events.queries.registration import attendance
from kotikulma.events.queries.seats import with_seats
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import LINK, fill, make_occurrence, make_online, register, token
from kotikulma.kernel import clock
from kotikulma.kernel.logging import mask_path
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
AINO = {"contact_name": "Aino", "email": "aino@example.org"}


def post(client: Client, occurrence: Occurrence, key: str = "", **changes: Any) -> Any:
    path = f"/api/v1/occurrences/{occurrence.uuid}/registrations"
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(path, json.dumps({**AINO, **changes}), content_type="application/json", headers=headers)


def ask(client: Client, method: str, row: Registration, **body: Any) -> Any:
    path = f"/api/v1/registrations/{token(row)}"
    return client.generic(method, path, json.dumps(body), "application/json")


def test_who_registers_is_told_what_became_of_it(client: Client) -> None:
    answer = post(client, make_occurrence(), party_size=2)
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert answer.json() == {
        "state": "attending",
        "channel": "in_person",
        "party_size": 2,
        "mailed": True,
    }
    shapes.ReceiptShape.model_validate(answer.json())


def test_without_an_address_the_link_is_in_the_answer(client: Client) -> None:
    answer = post(client, make_occurrence(), email="", phone="040 123 4567").json()
    assert client.get(f"/api/v1/registrations/{answer['token']}").json()["contact_name"] == "Aino"


def test_the_person_s_page_leads_to_all_that_is_kept_of_her(client: Client) -> None:
    row = register(make_occurrence())
    page = client.get(f"/ilmoittautuminen/{token(row)}/").content.decode()
    address = page.partition(">Kaikki tietosi tiedostona (JSON)<")[0].rpartition('href="')[2].rstrip('"')
    told = client.get(address).json()
    assert (told["contact_name"], told["email"]) == ("Aino Esimerkki", "aino@example.org")


def test_the_same_key_again_is_the_same_registration(client: Client) -> None:
    occurrence = make_occurrence()
    answers = [post(client, occurrence, key="5f0c7a9e-key") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert Registration.objects.count() == 1


def test_full_and_closed_are_a_conflict(client: Client, frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1, waiting_capacity=0)
    fill(occurrence, 1)
    full = post(client, occurrence)
    frozen.move_to(occurrence.starts_at)
    closed = post(client, occurrence)
    for answer, code in ((full, "events.full"), (closed, "events.closed")):
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
        assert answer.json()["code"] == code


def test_what_cannot_be_is_named(client: Client) -> None:
    answer = post(client, make_occurrence(), email="aino@")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["email"])
    assert post(client, make_occurrence(), unknown=1).status_code == 422


def test_ones_own_is_read_changed_and_cancelled_by_its_link(client: Client) -> None:
    row = register(make_occurrence(), "Aino", 2)
    found = ask(client, "GET", row)
    shapes.RegistrationShape.model_validate(found.json())
    assert (found["Referrer-Policy"], found["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert ask(client, "PATCH", row, party_size=1).json()["party_size"] == 1
    for _time in range(2):
        assert ask(client, "DELETE", row).json()["state"] == "cancelled_by_person"


def test_after_a_change_of_address_the_answer_still_comes(client: Client) -> None:
    row = register(make_occurrence())
    assert ask(client, "PATCH", row, email="uusi@example.org").json()["email"] == "uusi@example.org"


def test_a_scanner_that_reads_the_link_changes_nothing(client: Client, frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, waiting = fill(occurrence, 1, 1)
    frozen.move_to(occurrence.starts_at - timedelta(hours=24))
    ask(client, "DELETE", seated)
    for _time in range(3):
        assert ask(client, "GET", waiting).json()["state"] == "offered"
    assert ask(client, "PATCH", waiting, confirm=True).json()["state"] == "attending"


def test_a_wrong_link_is_nothing(client: Client) -> None:
    for wrong in ("x" * 55, "2" + "A" * 54):
        for method in ("GET", "PATCH", "DELETE"):
            answer = client.generic(method, f"/api/v1/registrations/{wrong}", "{}", "application/json")
            assert (answer.status_code, answer.json()["code"]) == (404, "events.registration_not_found")


def test_the_way_in_is_there_from_its_release_for_who_attends_alone(client: Client, frozen: Any) -> None:
    occurrence = make_online()
    row = register(occurrence)
    frozen.move_to(at("2027-02-17T15:59:59"))
    assert "zoom.example" not in ask(client, "GET", row).content.decode()
    frozen.move_to(at("2027-02-17T16:00"))
    look_around()
    assert ask(client, "GET", row).json()["join"] == {"url": LINK}
    assert "join" not in ask(client, "DELETE", row).json()


@pytest.mark.parametrize(
    "path", ["/api/v1/events", "/linkedevents/v1/event/", "/tapahtumat/atom.xml", "/api/v1/occurrences/{id}"]
)
def test_no_public_answer_tells_the_way_in_even_after_its_release(client: Client, frozen: Any, path: str) -> None:
    occurrence = make_online()
    register(occurrence)
    frozen.move_to(at("2027-02-17T16:05"))
    look_around()
    answer = client.get(path.format(id=occurrence.uuid))
    assert b"zoom.example" not in answer.content
    assert b"aino@" not in answer.content


def test_the_link_is_masked_in_logs() -> None:
    secret = token(register(make_occurrence()))
    assert mask_path(f"/api/v1/registrations/{secret}") == "/api/v1/registrations/***"
    assert mask_path(f"/sv/ilmoittautuminen/{secret}/") == "/sv/ilmoittautuminen/***/"


def test_free_seats_are_counted_with_two_statements_however_many() -> None:
    occurrence = make_occurrence(capacity_in_person=2, waiting_capacity=3)
    fill(occurrence, 1, 1, 2)
    rows = records.occurrences(Occurrence.objects.select_related("event"))
    with CaptureQueriesContext(connection) as captured:
        found = with_seats(rows, clock.now())[0].seats
    assert found is not None
    assert (found.state, found.free_in_person, found.waiting, found.queue_left) == ("full_queue", 0, 2, 1)
    assert len(captured) == 2


def test_the_attendance_list_takes_the_same_statements_for_1_and_20() -> None:
    occurrence, counts = make_occurrence(), []
    for total in (1, 20):
        fill(occurrence, *[1] * (total - Registration.objects.count()), name=f"R{total}-")
        with CaptureQueriesContext(connection) as captured:
            assert len(attendance(HOUSE, occurrence.uuid)) == total
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_an_address_lists_exactly_the_methods_it_serves(client) -> None:
    registering = f"/api/v1/occurrences/{uuid4()}/registrations"
    assert client.options(registering).headers["Allow"] == "OPTIONS, POST"
    assert (client.get(registering).status_code, client.get(registering).headers["Allow"]) == (405, "OPTIONS, POST")
    assert client.options("/api/v1/registrations/x").headers["Allow"] == "GET, HEAD, OPTIONS, DELETE, PATCH"


def test_a_body_that_is_no_json_is_a_problem_like_any_other(client) -> None:
    address = f"/api/v1/occurrences/{uuid4()}/registrations"
    answer = client.post(address, "{", content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "not_understood"
