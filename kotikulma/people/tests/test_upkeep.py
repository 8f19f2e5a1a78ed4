"""What the house could not do by itself waits for a person on a page of its own."""

import pytest

from kotikulma.kernel.jobs.types import JobState
from kotikulma.kernel.outbox.models import MessageState
from kotikulma.people.tests.make import make_dead_job, make_failed_mail
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_coordinator_sees_a_failed_message_and_sends_it_again() -> None:
    message, inside = make_failed_mail(), cast.browser_of(cast.coordinator())
    page = inside.get("/tyotila/posti/").content.decode()
    assert "1 viesti ei lähtenyt." in page
    assert "Kutsu organisaatioon" in page
    assert "Osoitetta ei ole tai se ei ota vastaan." in page
    inside.post(f"/tyotila/posti/{message.uuid}/uudelleen/")
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert "Viesti lähtee uudelleen hetken päästä." in inside.get("/tyotila/posti/").content.decode()


def test_failures_are_tasks_of_today_and_what_merely_waits_is_not() -> None:
    inside = cast.browser_of(cast.coordinator())
    message = make_failed_mail()
    assert "1 viesti ei lähtenyt" in inside.get("/tyotila/").content.decode()
    message.state = MessageState.WAITING
    message.save(update_fields=["state"])
    assert "viesti ei lähtenyt" not in inside.get("/tyotila/").content.decode()


def test_an_administrator_runs_a_dead_job_again() -> None:
    job, inside = make_dead_job(), cast.browser_of(cast.administrator())
    assert "ValueError: rikki" in inside.get("/tyotila/ajot/").content.decode()
    inside.post(f"/tyotila/ajot/{job.uuid}/uudelleen/")
    job.refresh_from_db()
    assert job.state == JobState.READY


def test_an_editor_finds_neither_page() -> None:
    inside = cast.browser_of(cast.editor())
    assert inside.get("/tyotila/posti/").status_code == 404
    assert inside.get("/tyotila/ajot/").status_code == 404
