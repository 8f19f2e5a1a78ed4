"""The day on the phone: no more than one needs to get there, of one's own clients, each download in the log."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kotikulma.casework.commands import clients
from kotikulma.casework.models import Contact
from kotikulma.casework.queries import days
from kotikulma.casework.tests.make import make_client, make_stop
from kotikulma.casework.tests.test_device import at, mark
from kotikulma.casework.types.plans import VisitState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent, AuditSubject
from tests import cast

pytestmark = pytest.mark.django_db
DOWNLOADED = "casework.day.downloaded"


@pytest.fixture
def mine(frozen: Any) -> Browser:
    return cast.browser_of(cast.caseworker())


def carry(browser: Browser) -> Any:
    return browser.post(at("carry_day"), {"person": mark(browser)})


def kept(client: Any, **values: Any) -> dict[str, Any]:
    happened = (clock.now() - timedelta(hours=5)).isoformat()
    return {"key": str(uuid4()), "client": client.uuid, "happened_at": happened, "channel": "visit", **values}


def test_the_phone_gets_first_name_time_and_address_alone(mine: Browser) -> None:
    client = make_client()
    free = make_stop(client)
    agreed = make_stop(client, starts_at=clock.parse("2027-02-10T13:30:00"))
    told = carry(mine)
    assert told.json()["visits"] == [
        {
            "client": str(client.uuid),
            "visit": str(visit.uuid),
            "name": "Aino-Liisa",
            "time": time,
            "address": "Keksittykuja 3, Jyväskylä",
        }
        for visit, time in ((free, ""), (agreed, "13.30"))
    ]
    assert "no-store" in told.headers["Cache-Control"]
    assert "Esimerkkilä" not in told.content.decode()
    assert "Vuokrasopimus" not in told.content.decode()


def test_the_phone_has_the_day_lists_order(mine: Browser) -> None:
    for hour, town in ((None, "249"), (15, "179"), (None, "179"), (13, "249"), (None, "")):
        at_hour = clock.now().replace(hour=hour - 2, minute=0) if hour else None
        make_stop(make_client(), starts_at=at_hour, municipality=town)
    listed = days.day(cast.actor(cast.caseworker()), clock.today())
    assert [stop["visit"] for stop in carry(mine).json()["visits"]] == [str(stop.visit.uuid) for stop in listed.stops]


def test_each_download_is_a_row_that_names_the_clients(mine: Browser) -> None:
    clients_of_today = [make_client(), make_client(protected=True)]
    for client in clients_of_today:
        make_stop(client)
    carry(mine)
    carry(mine)
    rows = AuditEvent.objects.filter(action=DOWNLOADED)
    assert len(rows) == 2
    named = set(AuditSubject.objects.filter(chain=rows[0].chain, seq=rows[0].seq).values_list("subject", flat=True))
    assert named == {client.uuid for client in clients_of_today}


def test_only_her_own_visits_of_today_to_clients_she_still_works_with(mine: Browser) -> None:
    done, gone, others = make_client(), make_client(), make_client(worker=cast.case_colleague())
    row = make_stop(done)
    row.state = VisitState.DONE
    row.save()
    make_stop(others, worker=cast.case_colleague())
    make_stop(gone)
    colleague = cast.case_colleague()
    given = {"worker": colleague.uuid, "unit": cast.county().uuid, "task": "mobile_team"}
    clients.give_relationship(cast.actor(cast.caseworker()), gone.uuid, **given)
    held = gone.relationships.get(worker=cast.caseworker())
    clients.end_relationship(cast.actor(cast.caseworker()), gone.uuid, held.uuid)
    assert carry(mine).json()["visits"] == []
    assert not AuditEvent.objects.filter(action=DOWNLOADED).exists()


def test_nobody_else_downloads_and_another_persons_device_gets_nothing(mine: Browser) -> None:
    volunteer = cast.browser_of(cast.editor())
    assert carry(volunteer).status_code == 404
    assert mine.post(at("carry_day"), {"person": mark(volunteer)}).status_code == 409
    assert Browser().post(at("carry_day")).status_code == 302


def test_twenty_visits_take_as_many_statements_as_one(mine: Browser) -> None:
    make_stop(make_client())
    carry(mine)
    with CaptureQueriesContext(
        connection,
    ) as one:
        carry(mine)
    for _ in range(19):
        make_stop(make_client())
    with CaptureQueriesContext(connection) as twenty:
        carry(mine)
    assert len(twenty) <= len(one) + 1  # the log's subjects


def test_a_kept_contact_sent_twice_is_one_and_tells_when_it_was(mine: Browser) -> None:
    client = make_client()
    visit = make_stop(client)
    values = kept(client, reached="yes", words="Sovittiin perjantai.", visit=visit.uuid, person=mark(mine))
    answers = [mine.post(at("send_contact"), values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    contact = Contact.objects.get()
    assert contact.happened_at == clock.now() - timedelta(hours=5)
    visit.refresh_from_db()
    assert visit.state == VisitState.DONE
    assert AuditEvent.objects.filter(action="casework.contact.recorded").count() == 1


def test_a_kept_contact_is_refused_in_words_and_for_a_stranger_the_client_does_not_exist(mine: Browser) -> None:
    client = make_client(worker=cast.case_colleague())
    answer = mine.post(at("send_contact"), kept(client, reached="no", person=mark(mine)))
    assert answer.status_code == 404
    own = make_client()
    answer = mine.post(at("send_contact"), kept(own, person=mark(mine)))
    assert (answer.status_code, answer.json()["fields"]) == (422, {"reached": "Valitse yksi."})
    late = (clock.now() + timedelta(hours=2)).isoformat()
    answer = mine.post(at("send_contact"), kept(own, reached="yes", person=mark(mine), happened_at=late))
    assert "Aika on vasta tulossa" in answer.json()["fields"]["happened_at"]
    assert not Contact.objects.exists()
    assert reverse("casework:carried") == "/tyotila/mukana/"
