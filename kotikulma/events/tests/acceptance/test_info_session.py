"""The info session: everybody registers, the link is out on its day at 16, the programme of the day may change."""

import json
from datetime import UTC, datetime, time
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands import joining
from kotikulma.events.models import Event, JoinInfo, Occurrence
from kotikulma.events.queries.joining import release_at
from kotikulma.events.tests.acceptance.stage import WAY_IN, info_session
from kotikulma.events.tests.make import at
from tests.cast import HOUSE
from tests.support.house import Post

pytestmark = pytest.mark.django_db
NEW = "https://zoom.example/j/456?pwd=def"


@pytest.fixture
def evening(post: Post) -> Occurrence:
    """10.2.2021 17.30–18.30 online, closing at 17, link at 16; A registered the day before, B ten seconds before 16."""
    post.clock("2021-02-08T12:00:00")
    online = info_session(registered="")["online"]
    post.clock("2021-02-09T12:00:00")
    register(online["api"], "A")
    post.clock("2021-02-10T15:59:50")
    register(online["api"], "B")
    return Occurrence.objects.get(uuid=online["occurrence"])


def register(path: str, name: str) -> Any:
    body = json.dumps({"contact_name": name, "email": f"{name.lower()}@example.org", "channel": "online"})
    return Client().post(path, body, "application/json")


def path_of(occurrence: Occurrence) -> str:
    return f"/api/v1/occurrences/{occurrence.uuid}/registrations"


def told(mails: list[Any]) -> list[tuple[str, str]]:
    """To whom, and which way in the mail shows."""
    return [(mail["To"][0], next((url for url in (WAY_IN["url"], NEW) if url in words(mail)), "")) for mail in mails]


def words(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def page_of(mail: Any) -> str:
    """What the person's own page, opened by the link of the mail, shows."""
    token = words(mail).partition("/ilmoittautuminen/")[2].partition("/")[0]
    return Client().get(f"/ilmoittautuminen/{token}/").content.decode()


def entry_of(mail: Any) -> Any:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (event,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event, part.get_param("method")


def move(occurrence: Occurrence, starts: str, ends: str) -> None:
    version = Event.objects.get(pk=occurrence.event_id).version
    times = {"starts_at": at(starts), "ends_at": at(ends)}
    commands.reschedule_event(HOUSE, occurrence.event.uuid, version=version, **times)


def test_its_moments_are_those_of_helsinki(evening: Occurrence) -> None:
    found = Client().get(f"/api/v1/occurrences/{evening.uuid}").json()
    moments = [datetime.fromisoformat(found[name]).astimezone(UTC) for name in ("starts_at", "ends_at")]
    assert [f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in moments] == ["2021-02-10T15:30:00Z", "2021-02-10T16:30:00Z"]
    info = JoinInfo.objects.get(event=evening.event)
    assert release_at(info, evening).astimezone(UTC) == datetime(2021, 2, 10, 14, tzinfo=UTC)


def test_at_four_each_who_attends_gets_the_link_once_and_who_registers_later_finds_it_in_the_confirmation(
    evening: Occurrence, post: Post
) -> None:
    assert told(post.work("2021-02-10T15:59:59")) == [("a", ""), ("b", "")]
    assert sorted(told(post.work("2021-02-10T16:00:00"))) == [("a", WAY_IN["url"]), ("b", WAY_IN["url"])]
    assert post.work() == []
    post.clock("2021-02-10T16:40:00")
    assert register(path_of(evening), "C").status_code == 201
    assert told(post.work()) == [("c", WAY_IN["url"])]
    post.clock("2021-02-10T17:10:00")
    refused = register(path_of(evening), "D")
    assert (refused.status_code, refused.json()["code"]) == (409, "events.closed")
    assert post.work() == []


def test_a_link_that_changes_is_told_once_to_each_and_their_pages_show_only_the_new_one(
    evening: Occurrence, post: Post
) -> None:
    post.work("2021-02-10T16:00:00")
    joining.set_join_info(HOUSE, evening.event.uuid, url=NEW, release_time=time(16))
    mails = post.work("2021-02-10T16:20:00")
    assert sorted(told(mails)) == [("a", NEW), ("b", NEW)]
    assert {mail["Subject"].partition(":")[0] for mail in mails} == {"Linkki vaihtui"}
    assert post.work() == []
    for mail in mails:
        assert "pwd=def" in page_of(mail)
        assert "pwd=abc" not in page_of(mail)


def test_moved_to_the_next_day_the_link_waits_for_that_day_and_the_calendar_entry_moves_along(
    evening: Occurrence, post: Post
) -> None:
    confirmed = post.work()
    move(evening, "2021-02-11T17:30", "2021-02-11T18:30")
    moved = post.work()
    by_person = [sorted(mails, key=lambda mail: mail["To"]) for mails in (confirmed, moved)]
    for first, second in zip(*by_person, strict=True):
        (before, _method), (after, method) = entry_of(first), entry_of(second)
        assert (str(before["UID"]), before["SEQUENCE"]) == (str(after["UID"]), 0)
        assert (after["SEQUENCE"], method, after["DTSTART"].dt) == (1, "REQUEST", at("2021-02-11T17:30"))
    info = JoinInfo.objects.get(event=evening.event)
    evening.refresh_from_db()
    assert release_at(info, evening).astimezone(UTC) == datetime(2021, 2, 11, 14, tzinfo=UTC)
    for nothing_yet in ("2021-02-10T16:00:00", "2021-02-10T18:00:00", "2021-02-11T15:59:59"):
        assert post.work(nothing_yet) == []
    assert sorted(told(post.work("2021-02-11T16:00:00"))) == [("a", WAY_IN["url"]), ("b", WAY_IN["url"])]


def test_cancelled_before_four_no_link_ever_leaves_and_no_page_shows_one(evening: Occurrence, post: Post) -> None:
    post.work()
    version = Event.objects.get(pk=evening.event_id).version
    commands.cancel_event(HOUSE, evening.event.uuid, version=version, reason={"fi": "Ohjaaja sairastui."})
    mails = post.work()
    assert [(mail["To"], entry_of(mail)[1], str(entry_of(mail)[0]["STATUS"])) for mail in mails] == [
        ("a@example.org", "CANCEL", "CANCELLED"),
        ("b@example.org", "CANCEL", "CANCELLED"),
    ]
    for later in ("2021-02-10T16:00:00", "2021-02-10T16:40:00", "2021-02-10T17:30:00"):
        assert post.work(later) == []
        assert "zoom.example" not in "".join(map(page_of, mails))
