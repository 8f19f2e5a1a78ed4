"""Six are needed by Monday noon: the page says so, the organiser decides, and only on her wish the house cancels."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.events.commands import reminders
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import fill, make_occurrence
from tests import cast
from tests.support.house import Post

pytestmark = pytest.mark.django_db
BEFORE, NOON = "2027-02-15T11:59:59", "2027-02-15T12:00:00"
SURE = "Tapahtuma toteutuu varmasti vasta, kun ilmoittautuneita on vähintään 6."
TASK = "Avoin perhekahvila: osallistujia 5, tarvitaan 6"


def five(post: Post, **setup: Any) -> Occurrence:
    post.clock("2027-02-10T12:00:00")
    occurrence = make_occurrence(min_participants=6, decide_by=at(NOON), **setup)
    fill(occurrence, 3, 2)
    return occurrence


def public_page(occurrence: Occurrence) -> str:
    return Client().get(f"/tapahtumat/{occurrence.event.uuid}/").content.decode()


def today(editor: Client) -> str:
    return editor.get("/tyotila/").content.decode()


def test_the_page_says_when_it_is_sure_until_enough_have_registered(post: Post) -> None:
    occurrence = five(post)
    assert SURE in public_page(occurrence)
    fill(occurrence, 1, name="Kuudes")
    assert SURE not in public_page(occurrence)


def test_at_noon_it_is_a_task_and_who_runs_it_all_the_same_tells_those_who_come(post: Post) -> None:
    occurrence = five(post)
    editor = cast.browser_of(cast.editor())
    post.work(NOON)
    assert TASK in today(editor)
    editor.post(f"/tyotila/tapahtumat/kerrat/{occurrence.uuid}/toteutuu/")
    assert TASK not in today(editor)
    assert SURE not in public_page(occurrence)
    mails = post.work()
    assert sorted((mail["To"], mail["Subject"].partition(":")[0]) for mail in mails) == [
        ("s1@example.org", "Toteutuu"),
        ("s2@example.org", "Toteutuu"),
    ]


def test_who_cancels_instead_tells_those_who_would_have_come(post: Post) -> None:
    occurrence = five(post)
    editor = cast.browser_of(cast.editor())
    post.work(NOON)
    data = {"version": Event.objects.get().version, "reason_fi": "Ilmoittautuneita oli liian vähän."}
    editor.post(f"/tyotila/tapahtumat/{occurrence.event.uuid}/peru/", data)
    assert (Event.objects.get().state, TASK in today(editor)) == ("cancelled", False)
    assert len(post.work()) == 2


@pytest.mark.parametrize(("wished", "state"), [(True, "cancelled"), (False, "published")])
def test_it_is_cancelled_by_itself_at_noon_only_where_the_organiser_wished_so(
    post: Post, wished: bool, state: str
) -> None:
    five(post, cancel_if_few=wished)
    post.work(BEFORE)
    assert reminders.cancel_short() == 0
    post.clock(NOON)
    assert reminders.cancel_short() == int(wished)
    assert Event.objects.get().state == state
    assert len(post.work()) == (2 if wished else 0)
