"""The queue: who gets a seat that comes free, by when it is taken, and what an event that is cancelled says."""

import json
import re
from collections import Counter
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.models import Event, Occurrence, Registration
from kotikulma.events.queries import intakes
from kotikulma.events.rules.allocation import place_of
from kotikulma.events.tests.acceptance.test_crowd import main_of, stamp
from kotikulma.events.tests.make_registrations import (
    cancel,
    fill,
    intake,
    mails_of,
    make_occurrence,
    register,
    states,
    token,
)
from kotikulma.kernel import clock
from tests.cast import HOUSE
from tests.support.house import Post

pytestmark = pytest.mark.django_db
NOON = "2027-02-10T12:00:00"
DAY_BEFORE, DEADLINE = "2027-02-16T17:30:00", "2027-02-17T05:30:00"


class Full:
    """28 singles and a party of two attend; W1(1), W2(3), W3(1), W4(2) wait."""

    def __init__(self, skip: str) -> None:
        self.occurrence = make_occurrence(skip_oversized=skip, capacity_in_person=30)
        self.singles = fill(self.occurrence, *[1] * 28)
        self.pair = register(self.occurrence, "Pari", 2)
        self.waiting = fill(self.occurrence, 1, 3, 1, 2, name="W")

    @property
    def free(self) -> int:
        return 30 - intake(self.occurrence).taken_in_person

    def states(self) -> list[str]:
        for row in self.waiting:
            row.refresh_from_db()
        return [row.state for row in self.waiting]


def place(row: Registration) -> int:
    row.refresh_from_db()
    return place_of(intakes.situation(row.intake, clock.now()), row.number)


@pytest.fixture
def _noon(post: Post) -> None:
    post.clock(NOON)


@pytest.mark.usefixtures("_noon")
def test_parties_that_do_not_fit_are_passed_keep_their_place_and_newcomers_come_after_those_who_fit() -> None:
    full = Full("always")
    cancel(full.singles[0])
    assert (full.states(), full.free) == (["attending", "waiting", "waiting", "waiting"], 0)
    cancel(full.pair)
    assert (full.states(), full.free, place(full.waiting[1])) == (
        ["attending", "waiting", "attending", "waiting"],
        1,
        1,
    )
    newcomer = register(full.occurrence, "N")
    assert (newcomer.state, full.free) == ("attending", 0)
    cancel(full.singles[1])
    assert (full.states()[3], full.free) == ("waiting", 1)
    cancel(full.singles[2])
    assert (full.states()[3], full.free, place(full.waiting[1])) == ("attending", 0, 1)
    for left, single in zip(("waiting", "waiting", "attending"), full.singles[3:6], strict=True):
        cancel(single)
        assert full.states()[1] == left
    assert mails_of("events.promoted") == ["w1", "w3", "w4", "w2"]


@pytest.mark.usefixtures("_noon")
def test_where_nobody_may_be_passed_the_seats_wait_for_the_first_and_a_newcomer_is_last() -> None:
    full = Full("never")
    cancel(full.singles[0])
    cancel(full.pair)
    assert (full.states(), full.free) == (["attending", "waiting", "waiting", "waiting"], 2)
    newcomer = register(full.occurrence, "N")
    assert (newcomer.state, place(newcomer)) == ("waiting", 4)
    cancel(full.singles[1])
    assert (full.states()[1], full.free) == ("attending", 0)
    assert mails_of("events.promoted") == ["w1", "w2"]


@pytest.mark.usefixtures("_noon")
def test_the_page_of_one_who_waits_says_the_whole_rule() -> None:
    full = Full("always")
    page = Client().get(f"/ilmoittautuminen/{token(full.waiting[1])}/").content.decode()
    assert "Paikan saa ensimmäinen jonottaja, jonka seurue mahtuu." in page
    assert "Kukaan ei menetä sijaansa." in page
    assert "Uusi tulija saa paikan vasta, kun se ei sovi kenellekään jonossa." in page


def offered(post: Post) -> tuple[Occurrence, Registration, Registration]:
    """A seat came free 24 hours before: W1 has it offered until twelve hours before, W2 waits."""
    post.clock(NOON)
    occurrence = make_occurrence(capacity_in_person=1)
    seated, w1, w2 = fill(occurrence, 1, 1, 1)
    post.clock(DAY_BEFORE)
    cancel(seated)
    return occurrence, w1, w2


def act(row: Registration, deed: str = "vahvista") -> Any:
    return Client().post(f"/ilmoittautuminen/{token(row)}/{deed}/", follow=True)


def state(row: Registration) -> str:
    row.refresh_from_db()
    return row.state


def test_a_scanner_that_opens_every_link_of_the_offer_three_times_takes_nothing_and_refuses_nothing(post: Post) -> None:
    _occurrence, w1, w2 = offered(post)
    (mail,) = [mail for mail in post.work() if "paikka" in mail["Subject"].lower() and mail["To"].startswith("s2")]
    body = "".join(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    links = set(re.findall(r"http://localhost:8000(/[^\s\"<]+)", body))
    assert any("/ilmoittautuminen/" in link for link in links)
    for _time in range(3):
        for link in links:
            page = Client().get(link).content.decode()
            for deeper in re.findall(r'(?:href|action)="(/ilmoittautuminen/[^"]+)"', page):
                Client().get(deeper)
    assert (state(w1), state(w2)) == ("offered", "waiting")
    assert post.work() == []


def test_an_offer_nobody_took_goes_to_the_next_and_who_comes_late_is_told_so_kindly(post: Post) -> None:
    occurrence, w1, w2 = offered(post)
    assert (state(w1), w1.offer_expires_at) == ("offered", clock.parse(DEADLINE))
    post.work(DEADLINE)
    assert (state(w1), state(w2)) == ("lapsed", "offered")
    late = act(w1)
    assert "Tarjous umpeutui." in late.content.decode()
    assert (state(w1), state(w2), intake(occurrence).taken_in_person) == ("lapsed", "offered", 1)
    pages = [act(w2), act(w2)]
    assert [(page.status_code, "Olet mukana" in page.content.decode()) for page in pages] == [(200, True)] * 2
    assert (state(w2), intake(occurrence).taken_in_person) == ("attending", 1)
    assert mails_of("events.confirmed") == ["s1", "s3"]


def test_a_cancelled_event_sends_forty_mails_promotes_nobody_and_is_cancelled_in_every_format(post: Post) -> None:
    post.clock(NOON)
    occurrence = make_occurrence(capacity_in_person=30)
    fill(occurrence, *[1] * 40)
    post.work()
    version = Event.objects.get().version
    commands.cancel_event(HOUSE, occurrence.event.uuid, version=version, reason={"fi": "Ohjaaja sairastui."})
    mails = post.work()
    assert len({mail["To"] for mail in mails}) == len(mails) == len(mails_of("events.event_cancelled")) == 40
    assert (mails_of("events.promoted"), Counter(states(occurrence).values())) == ([], {"cancelled_event": 40})

    client = Client()
    (entry,) = icalendar.Calendar.from_ical(client.get("/kalenteri.ics").content).walk("VEVENT")
    assert str(entry["STATUS"]) == "CANCELLED"
    page = client.get(f"/tapahtumat/{occurrence.event.uuid}/").content.decode()
    data = json.loads(page.partition('type="application/ld+json">')[2].partition("</script>")[0])
    assert "EventCancelled" in json.dumps(data)
    told = client.get(f"/linkedevents/v1/event/kotikulma:{occurrence.uuid}/").json()
    assert told["event_status"] == "EventCancelled"


def test_who_registers_again_next_day_sees_what_a_newcomer_does_and_only_her_mail_says_it_with_her_link(
    post: Post,
) -> None:
    post.clock(NOON)
    occurrence = make_occurrence()
    first = sent(occurrence, "Aino")
    post.work()
    post.clock("2027-02-11T12:00:00")
    again, newcomer = sent(occurrence, "Aino"), sent(occurrence, "Berit")
    assert first == again == newcomer
    mails = {mail["To"]: mail for mail in post.work()}
    assert mails["aino@example.org"]["Subject"].startswith("Olet jo ilmoittautunut")
    assert mails["berit@example.org"]["Subject"].startswith("Olet mukana")
    link = f"/ilmoittautuminen/{token(Registration.objects.get(contact_name='Aino'))}/"
    assert link in mails["aino@example.org"].get_body(("plain",)).get_content()


def sent(occurrence: Occurrence, name: str) -> str:
    """The page after sending the form."""
    path = f"/tapahtumat/{occurrence.event.uuid}/{occurrence.uuid}/ilmoittaudu/"
    fields = {"stamp": stamp(), "contact_name": name, "email": f"{name.lower()}@example.org", "party_size": "1"}
    page = Client().post(path, fields, follow=True)
    assert page.status_code == 200
    return main_of(page.content.decode())
