"""What goes wrong: hours that do not exist, ends before starts, texts without end, broken files, moved events, mail
servers that refuse, and errors that must not tell what they met."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands import reminders
from kotikulma.events.commands.importing_calendars import import_calendar
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.acceptance.stage import WAY_IN, info_session
from kotikulma.events.tests.acceptance.test_join_link import leaks, told
from kotikulma.events.tests.make import at, make_draft, only_time
from kotikulma.events.tests.make_registrations import make_occurrence, register
from kotikulma.events.tests.test_organising import typed
from kotikulma.events.views import manage
from kotikulma.kernel import clock
from kotikulma.kernel.logging import settings_for_logging
from kotikulma.kernel.outbox.models import OutboxMessage
from tests import cast
from tests.cast import HOUSE
from tests.support.house import Post

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"
NOW = "2027-02-10T12:00:00"
RHYTHM = {"frequency": "WEEKLY", "interval": 1, "days": ["SU"], "starts_on": "2028-03-12", "until": "2028-04-02"}
BROKEN = """\
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:a@example.org
SUMMARY:Kahvila
DTSTART;TZID=Europe/Helsinki:20270210T173000
DTEND;TZID=Europe/Helsinki:20270210T190000
tämä ei ole mitään
END:VEVENT
BEGIN:VEVENT
UID:b@example.org
SUMMARY:Ilman aikaa
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def inside(post: Post) -> Client:
    post.clock(NOW)
    return cast.browser_of(cast.editor())


def words(response: Any) -> str:
    return str(response.content.decode())


def add_time(inside: Client, event: Event, day: str, begins: str, ends: str) -> Any:
    data = {"version": event.version, "day": day, "begins": begins, "ends": ends, "teko": "lisaa"}
    return inside.post(f"{ROOM}{event.uuid}/ajat/", data, follow=True)


def new_times(event: Event) -> list[Occurrence]:
    return list(event.occurrences.filter(starts_at__gt=at("2027-03-01")).order_by("starts_at"))


@pytest.mark.parametrize(("begins", "ends", "missing"), [("03:30", "05:00", "3.30"), ("01:00", "03:15", "3.15")])
def test_an_hour_that_does_not_exist_is_refused_in_words_and_what_was_typed_stays(
    inside: Client, begins: str, ends: str, missing: str
) -> None:
    event = make_draft()
    answer = add_time(inside, event, "2027-03-28", begins, ends)
    assert answer.status_code == 422
    assert f"eikä kellonaikaa {missing} silloin ole. Valitse toinen aika." in words(answer)
    assert f'value="{begins}"' in words(answer)
    assert new_times(event) == []


def test_an_hour_that_comes_twice_is_the_first_one_and_it_is_said(inside: Client) -> None:
    event = make_draft()
    answer = add_time(inside, event, "2027-10-31", "03:30", "05:00")
    assert "näyttää 3.30 kahdesti. Tarkoitamme ensimmäistä." in words(answer)
    (time,) = new_times(event)
    assert (time.starts_at, time.ends_at) == (clock.parse("2027-10-31T00:30Z"), clock.parse("2027-10-31T03:00Z"))


def test_a_rhythm_that_meets_the_missing_hour_is_refused_and_the_double_one_is_told_of(inside: Client) -> None:
    event = make_draft()
    data = {**RHYTHM, "version": event.version, "begins": "03:30", "ends": "05:00"}
    answer = inside.post(f"{ROOM}{event.uuid}/ajat/", {**data, "teko": "sarja"})
    assert (answer.status_code, event.series.exists()) == (422, False)
    assert "eikä kellonaikaa 3.30 silloin ole." in words(answer)
    autumn = {**data, "starts_on": "2027-10-24", "until": "2027-11-07", "teko": "nayta"}
    assert "Tarkoitamme ensimmäistä kellonaikaa." in words(inside.post(f"{ROOM}{event.uuid}/ajat/", autumn))


@pytest.mark.parametrize(("begins", "ends"), [("17:30", "16:30"), ("17:30", "17:30")])
def test_an_end_before_the_start_is_asked_about_and_a_night_is_not(inside: Client, begins: str, ends: str) -> None:
    event = make_draft()
    answer = add_time(inside, event, "2027-03-03", begins, ends)
    assert (answer.status_code, new_times(event)) == (422, [])
    assert "Päättymisaika on ennen alkamisaikaa. Korjaa jompikumpi." in words(answer)
    data = {**RHYTHM, "version": event.version, "begins": begins, "ends": ends, "teko": "sarja"}
    assert inside.post(f"{ROOM}{event.uuid}/ajat/", data).status_code == 422
    add_time(inside, event, "2027-03-03", "21:00", "08:00")
    assert [one.ends_at - one.starts_at for one in new_times(event)] == [timedelta(hours=11)]


def test_a_description_of_thirty_thousand_characters_is_refused_with_its_length_and_kept_on_the_page(
    inside: Client,
) -> None:
    event = make_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/", typed(event, description_fi="ä" * 30_000))
    assert answer.status_code == 422
    assert "30000" in words(answer)
    assert "ä" * 30_000 in words(answer)
    event.refresh_from_db()
    assert not event.description


def test_a_calendar_with_a_byte_order_mark_no_time_zone_and_broken_lines_goes_in_as_far_as_it_can_be_read(
    post: Post,
) -> None:
    post.clock("2026-09-20T12:00:00")
    report = import_calendar(HOUSE, b"\xef\xbb\xbf" + BROKEN.encode(), organization=cast.own_organization().uuid)
    lines = {line.source: line for line in report.lines}
    assert {source: line.outcome for source, line in lines.items()} == {
        "a@example.org": "added",
        "b@example.org": "skipped",
    }
    problems = [one.message for one in lines["a@example.org"].problems]
    assert problems == ["Riviä ei voitu lukea: tämä ei ole mitään"]
    time = only_time(Event.objects.get())
    assert (time.starts_at, time.ends_at) == (at("2027-02-10T17:30"), at("2027-02-10T19:00"))


def test_a_reminder_in_line_when_the_event_moves_does_not_leave_and_the_one_of_the_new_time_does(post: Post) -> None:
    post.clock(NOW)
    occurrence = make_occurrence(reminders=[{"minutes": 1440}])
    register(occurrence, "Aino")
    post.work()
    post.clock("2027-02-16T17:30:00")
    assert reminders.remind() == 1
    post.mailbox.refuses["aino@example.org"] = "451 Try later"
    assert post.work() == []
    version = Event.objects.get().version
    times = {"starts_at": at("2027-02-19T17:30"), "ends_at": at("2027-02-19T18:30")}
    commands.reschedule_event(HOUSE, occurrence.event.uuid, version=version, **times)
    post.mailbox.refuses.clear()
    assert [mail["Subject"].partition(":")[0] for mail in post.work("2027-02-16T17:31:00")] == ["Siirtyi"]
    assert OutboxMessage.objects.get(kind="events.reminder").state == "cancelled"
    post.clock("2027-02-18T17:30:00")
    assert reminders.remind() == 1
    (mail,) = post.work()
    assert "19.2.2027" in mail.get_body(("plain",)).get_content()


def test_who_the_mail_server_refuses_is_shown_to_the_organiser_who_sends_again_and_others_are_not_touched(
    inside: Client, post: Post
) -> None:
    occurrence = make_occurrence()
    post.mailbox.refuses["aino@example.org"] = "550 No such mailbox"
    register(occurrence, "Aino")
    register(occurrence, "Berit")
    assert [mail["To"] for mail in post.work()] == ["berit@example.org"]
    assert "1 viesti ei lähtenyt" in words(inside.get("/tyotila/"))
    page = words(inside.get(f"{ROOM}viestit/"))
    assert page.count("Lähetä uudelleen") == 1
    post.mailbox.refuses.clear()
    message = OutboxMessage.objects.get(state="failed")
    assert "Viesti lähtee uudelleen." in words(inside.post(f"{ROOM}viestit/", {"viesti": message.uuid}, follow=True))
    assert [mail["To"] for mail in post.work()] == ["aino@example.org"]
    assert "Kaikki viestit ovat lähteneet" in words(inside.get(f"{ROOM}viestit/"))


def test_what_the_server_is_too_busy_for_is_tried_after_1_5_15_60_and_240_minutes_and_not_a_minute_earlier(
    post: Post,
) -> None:
    post.clock(NOW)
    register(make_occurrence(), "Aino")
    post.mailbox.refuses["aino@example.org"] = "451 Try later"
    post.work()
    message, moment = OutboxMessage.objects.get(), clock.parse(NOW)
    for attempt, minutes in enumerate((1, 5, 15, 60, 240), start=1):
        post.work((moment + timedelta(minutes=minutes, seconds=-1)).isoformat())
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("waiting", attempt)
        moment += timedelta(minutes=minutes)
        post.work(moment.isoformat())
        message.refresh_from_db()
        assert message.attempts == attempt + 1
    post.mailbox.refuses.clear()
    assert len(post.work((moment + timedelta(minutes=240)).isoformat())) == 1


def test_a_page_a_mail_and_a_server_that_fail_with_the_link_in_hand_tell_nobody_of_it(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    post.clock("2021-02-09T12:00:00")
    info_session()
    confirmations = post.work()
    post.mailbox.refuses["a@example.org"] = f"550 We do not like {WAY_IN['url']}"
    assert [told(mail) for mail in post.work("2021-02-10T16:00:00")] == [("b", True)]
    token = confirmations[0].get_body(("plain",)).get_content().partition("/ilmoittautuminen/")[2].partition("/")[0]
    with monkeypatch.context() as patch:
        patch.setattr(manage, "render", broken)
        answer = Client(raise_request_exception=False).get(f"/ilmoittautuminen/{token}/")
    errors = OutboxMessage.objects.exclude(last_error="").values_list("last_error", flat=True)
    assert len(errors) == 1
    assert (answer.status_code, leaks([("page", words(answer)), ("row", errors[0])])) == (500, [])
    for demo in (True, False):
        settings.DEMO = settings.TEST = demo
        lines = settings_for_logging()
        formatter = logging.config.DictConfigurator(lines).configure_formatter(lines["formatters"]["line"])
        written = "\n".join(formatter.format(record) for record in caplog.records)
        assert "RuntimeError" in written
        assert leaks([("log", written)]) == []


def broken(request: Any, template: str, context: dict[str, Any], **more: Any) -> Any:
    own = context["own"]
    assert WAY_IN["url"] in str(own)
    raise RuntimeError("broken")
