"""Six are needed by Monday noon: the page says so, the organiser decides, and only on her wish the house cancels."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands import registration, reminders
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.make import at, make_draft, make_series
from kotikulma.events.tests.make_registrations import fill, make_occurrence
from tests import cast
from tests.cast import HOUSE
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


TWO_DAYS = {"min_participants": 6, "decide_minutes_before": 2 * 1440, "capacity_in_person": 20, "cancel_if_few": True}


def weekly(post: Post, **setup: Any) -> list[Occurrence]:
    """Three Tuesdays at nine, of a rhythm; six are needed two days before each."""
    post.clock("2027-02-10T12:00:00")
    event = make_draft()
    event.occurrences.all().delete()
    make_series(event, starts_on="2027-02-16", until="2027-03-02")
    registration.set_up_registration(HOUSE, event.uuid, values={**TWO_DAYS, **setup})
    event.refresh_from_db()
    commands.publish_event(HOUSE, event.uuid, version=event.version)
    return list(event.occurrences.order_by("starts_at"))


def test_counted_from_each_start_every_time_of_a_rhythm_has_a_moment_of_its_own(post: Post) -> None:
    first, second, third = weekly(post)
    fill(first, 3, 3)
    fill(second, 3, 2)
    post.clock("2027-02-14T09:00:00")
    assert reminders.cancel_short() == 0, "enough come to the first"
    post.clock("2027-02-21T08:59:59")
    assert reminders.cancel_short() == 0
    post.clock("2027-02-21T09:00:00")
    assert (reminders.cancel_short(), reminders.cancel_short()) == (1, 0)
    assert [mail["Subject"].partition(":")[0] for mail in post.work() if mail["To"] == "s1@example.org"][
        -1
    ] == "Peruttu"
    states = Occurrence.objects.filter(pk__in=[first.pk, second.pk, third.pk]).order_by("starts_at")
    assert list(states.values_list("state", flat=True)) == ["planned", "cancelled", "planned"]
    assert Event.objects.get().state == "published"


def test_to_which_nobody_at_all_registered_is_a_task_too(post: Post) -> None:
    first, *_later = weekly(post, cancel_if_few=False)
    editor = cast.browser_of(cast.editor())
    assert "Avoin perhekahvila: osallistujia 0, tarvitaan 6" in today(editor)
    editor.post(f"/tyotila/tapahtumat/kerrat/{first.uuid}/toteutuu/")
    assert "osallistujia 0" not in today(editor), "the next one is decided on in more than a week"


def test_one_that_was_held_with_few_takes_no_other_along(post: Post) -> None:
    first, second, _third = weekly(post)
    fill(first, 2)
    fill(second, 3, 3)
    post.clock("2027-02-16T12:00:00")
    assert reminders.cancel_short() == 0
    assert Event.objects.get().state == "published"


def test_for_all_times_at_once_it_counts_from_the_first_of_them(post: Post) -> None:
    first, *_later = weekly(post, whole_event=True)
    fill(first, 5)
    post.clock("2027-02-14T09:00:00")
    assert reminders.cancel_short() == 1
    assert Event.objects.get().state == "cancelled"


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
