"""Many press at the same moment: served over HTTP by two workers, on a file or on PostgreSQL.

KOTIKULMA_TEST_ROUNDS=5 lets the crowd of one process come five times; once is enough for every day.
"""

import json
import os
from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import signing

from kotikulma.events.forms.registration import RegisterForm
from kotikulma.events.views.registration import RECEIPT
from kotikulma.kernel import clock
from tests.support.crowd import Line, press
from tests.support.house import House

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("house")]
NOW = "2027-02-10T12:00:00"
STAGE = "kotikulma.events.tests.acceptance.stage"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CROWD, SEATS, QUEUE = 200, 30, 50
PROCESSES = [1] * int(os.environ.get("KOTIKULMA_TEST_ROUNDS", "1")) + [4]


@pytest.fixture(scope="module")
def crowded(house: House) -> Any:
    laid = house.ask(STAGE, "crowd", str(len(PROCESSES)), now=NOW)
    with house.served(NOW):
        yield {"house": house, **laid}


def opened_form(house: House, path: str) -> tuple[str, str]:
    """The cookie and the token of a form just opened."""
    page = house.read(path)
    assert page.status_code == 200
    return page.cookies["csrf"], page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def stamp() -> str:
    """Of a form that was opened ten seconds ago."""
    with time_machine.travel(clock.machine_now() - timedelta(seconds=10)):
        return RegisterForm.new_stamp()


def person(number: int, path: str, opened: tuple[str, str], stamp: str) -> Line:
    """One who fills the form in and presses, from a network of her own."""
    cookie, token = opened
    headers = {**FORM, "Cookie": f"csrf={cookie}", "X-Forwarded-For": f"10.0.{number}.1", "X-Forwarded-Proto": "http"}
    fields = {
        "csrfmiddlewaretoken": token,
        "stamp": stamp,
        "contact_name": f"Osallistuja {number}",
        "email": f"osallistuja{number}@example.org",
        "party_size": "1",
    }
    return "POST", path, headers, urlencode(fields)


def receipt(answer: list[Any]) -> tuple[str, int]:
    """State and place in the queue, as the page one is sent to tells them."""
    state, place, *_rest = signing.loads(answer[1]["location"].rstrip("/").rpartition("/")[2], salt=RECEIPT)
    return state, place


@pytest.mark.parametrize(("number", "processes"), list(enumerate(PROCESSES)))
def test_of_200_who_press_at_once_30_get_a_seat_50_wait_in_order_and_120_keep_their_form(
    crowded: dict[str, Any], number: int, processes: int
) -> None:
    house, event = crowded["house"], crowded["events"][number]
    opened = opened_form(house, event["form"])
    lines = [person(one, event["form"], opened, stamp()) for one in range(CROWD)]
    answers = press(house, lines, processes)

    assert Counter(status for status, *_rest in answers) == {302: SEATS + QUEUE, 409: CROWD - SEATS - QUEUE}
    told = [receipt(answer) for answer in answers if answer[0] == 302]
    assert Counter(state for state, _place in told) == {"attending": SEATS, "waiting": QUEUE}
    assert sorted(place for state, place in told if state == "waiting") == list(range(1, QUEUE + 1))
    for one, (status, _headers, page, _took) in enumerate(answers):
        if status == 409:
            assert "Tapahtuma ja sen jono ovat täynnä." in page
            assert f'value="Osallistuja {one}"' in page
            assert f'value="osallistuja{one}@example.org"' in page
    assert in_the_database(house, event) == {
        "people": {"attending": SEATS, "waiting": QUEUE},
        "numbers": list(range(1, SEATS + QUEUE + 1)),
        "counted": (SEATS, QUEUE),
        "mails": {"events.confirmed": SEATS, "events.waiting": QUEUE},
    }


def in_the_database(house: House, event: dict[str, str]) -> dict[str, Any]:
    """The sums of the rows beside what the event says of them."""
    rows = house.rows(f"SELECT uuid, state, party_size, number FROM events_registration WHERE {event['mine']}")
    people: Counter[str] = Counter()
    for _uuid, state, size, _number in rows:
        people[state] += size
    intakes = house.rows(f"SELECT taken_in_person, waiting FROM events_intake WHERE {event['intake']}")
    ours = {str(uuid).replace("-", "") for uuid, *_rest in rows}
    mails = [
        (kind, objects if isinstance(objects, dict) else json.loads(objects))
        for kind, objects in house.rows("SELECT kind, objects FROM outbox_outboxmessage")
    ]
    return {
        "people": people,
        "numbers": sorted(number for *_rest, number in rows),
        "counted": next(iter(intakes), (0, 0)),  # the first who registers makes the row
        "mails": Counter(kind for kind, told in mails if told.get("registration", "").replace("-", "") in ours),
    }


def test_one_form_sent_five_times_at_once_is_one_registration_one_mail_and_five_times_the_same_page(
    crowded: dict[str, Any],
) -> None:
    house, event = crowded["house"], crowded["double"]
    before = in_the_database(house, event)
    opened, one_stamp = opened_form(house, event["form"]), stamp()
    answers = press(house, [person(1, event["form"], opened, one_stamp)] * 5)
    assert [status for status, *_rest in answers] == [302] * 5
    pages = [main_of(house.read(answer[1]["location"]).text) for answer in answers]
    assert len(set(pages)) == 1
    assert "Olet mukana" in pages[0]
    found = in_the_database(house, event)
    assert found["people"] - before["people"] == {"attending": 1}
    assert found["mails"] - before["mails"] == {"events.confirmed": 1}


def test_one_request_of_a_program_sent_five_times_at_once_is_one_registration(crowded: dict[str, Any]) -> None:
    house, event = crowded["house"], crowded["double"]
    before = sum(in_the_database(house, event)["people"].values())
    headers = {"Content-Type": "application/json", "Idempotency-Key": "one-key-for-five"}
    body = json.dumps({"contact_name": "Berit", "email": "berit@example.org"})
    answers = press(house, [("POST", event["api"], headers, body)] * 5)
    assert {(status, words) for status, _headers, words, _took in answers} == {(201, answers[0][2])}
    assert sum(in_the_database(house, event)["people"].values()) == before + 1


def test_eight_who_cancel_at_once_let_the_first_eight_in_with_one_mail_each(crowded: dict[str, Any]) -> None:
    house, event = crowded["house"], crowded["full"]
    lines: list[Line] = [("DELETE", f"/api/v1/registrations/{token}", {}, "") for token in crowded["seated"]]
    assert [status for status, *_rest in press(house, lines, processes=2)] == [200] * 8
    rows = house.rows(f"SELECT contact_name, state FROM events_registration WHERE {event['mine']} ORDER BY number")
    waited = [row for row in rows if row[0].startswith("W")]
    assert waited == [(f"W{n}", "attending" if n <= 8 else "waiting") for n in range(1, 21)]
    found = in_the_database(house, event)
    assert (found["people"]["attending"], found["counted"]) == (30, (30, 12))
    assert found["mails"]["events.promoted"] == 8


def test_of_two_who_confirm_the_last_seat_at_once_twice_each_one_gets_it(crowded: dict[str, Any]) -> None:
    house, event = crowded["house"], crowded["call"]
    body = json.dumps({"confirm": True})
    lines: list[Line] = [
        ("PATCH", f"/api/v1/registrations/{token}", {"Content-Type": "application/json"}, body)
        for token in crowded["called"] * 2
    ]
    answers = press(house, lines, processes=2)
    assert {status for status, *_rest in answers} == {200, 422}
    assert {json.loads(words)["state"] for status, _headers, words, _took in answers if status == 200} == {"attending"}
    found = in_the_database(house, event)
    assert (found["counted"], found["people"]["attending"], found["people"]["waiting"]) == ((1, 1), 1, 1)
    assert found["mails"]["events.confirmed"] == 2, "of the first, who left, and of the winner"


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]
