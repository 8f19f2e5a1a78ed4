"""A thousand mails with the link leave through a real mail server, whatever happens to the worker and the server."""

import time
from collections import Counter
from typing import Any

import pytest

from kotikulma.events.tests.acceptance.stage import WAY_IN
from kotikulma.events.tests.acceptance.test_crowd import STAGE
from tests.support.house import House, Mailbox

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("house")]
RELEASE = "2021-02-10T16:00:00"
FEW = 200  # on PostgreSQL, where only taking from the line and crashing differ


@pytest.fixture(scope="module")
def delivered(house: House, mailbox: Mailbox) -> dict[str, Any]:
    """The worker is killed when half of them have left, and another one begins; one address does not exist, the
    server is too busy for another."""
    people = FEW if house.database.startswith("postgres") else 1000
    refused, busy = (f"r{people * tenths // 10}@example.org" for tenths in (7, 8))
    laid = house.ask(STAGE, "many", str(people), now="2021-02-09T12:00:00")
    mailbox.refuses = {refused: "550 No such mailbox", busy: "451 Try later"}
    worker = house.worker(RELEASE)
    wait_until(lambda: len(mailbox.got) >= people / 2)
    worker.kill()
    worker.wait()
    by_the_first = len(mailbox.got)
    # a minute passes, in which the killed one does not show that it lives
    house.rows("UPDATE jobs_job SET lease_until = started_at WHERE state = 'leased'")
    house.work(RELEASE)
    told = {"people": people, "refused": refused, "busy": busy, "by_the_first": by_the_first}
    return {"house": house, "got": list(mailbox.got), **told, **laid}


def test_killed_half_way_nobody_gets_two_and_nobody_none(delivered: dict[str, Any]) -> None:
    people, got = delivered["people"], delivered["got"]
    assert people * 0.5 <= delivered["by_the_first"] < people * 0.9
    per_person = Counter(mail["To"] for mail in {mail["Message-ID"]: mail for mail in got}.values())
    everybody = {f"r{number}@example.org" for number in range(1, people + 1)}
    assert set(per_person) == everybody - {delivered["refused"], delivered["busy"]}
    assert set(per_person.values()) == {1}
    assert len(got) - len(per_person) <= 1, "at most the one under way goes again, under the same Message-ID"
    assert all(WAY_IN["url"] in mail.get_body(("plain",)).get_content() for mail in got)


def test_an_address_refused_and_one_put_off_leave_the_others_alone(delivered: dict[str, Any], mailbox: Mailbox) -> None:
    house, refused, busy = delivered["house"], delivered["refused"], delivered["busy"]
    states = "SELECT recipient, state, attempts FROM outbox_outboxmessage WHERE state <> 'sent' ORDER BY recipient"
    assert house.rows(states) == [(refused, "failed", 1), (busy, "waiting", 1)]
    mailbox.refuses = {}
    before = len(mailbox.got)
    house.work("2021-02-10T16:00:59")
    assert len(mailbox.got) == before
    house.work("2021-02-10T16:01:00")
    assert [mail["To"] for mail in mailbox.got[before:]] == [busy]
    assert house.rows(states) == [(refused, "failed", 1)]


def wait_until(done: Any) -> None:
    until = time.monotonic() + 120
    while not done():
        assert time.monotonic() < until
        time.sleep(0.005)
