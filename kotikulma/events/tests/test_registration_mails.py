"""What people are told: each mail in three languages, and none whose reason has gone."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.utils import translation

from kotikulma.events import commands as programme
from kotikulma.events.commands import mails, messages, registration, reminders
from kotikulma.events.commands.mails import words
from kotikulma.events.commands.mails.kinds import KINDS
from kotikulma.events.models import Event, Message, Registration
from kotikulma.events.queries import deciding
from kotikulma.events.queries.messages import count_recipients
from kotikulma.events.tests.make import at, make_event
from kotikulma.events.tests.make_registrations import (
    before,
    cancel,
    fill,
    mails_of,
    make_occurrence,
    make_online,
    register,
    token,
)
from kotikulma.events.types import EventRefused
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.outbox.sender import PAUSES
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CLOCK = "klo\N{NO-BREAK SPACE}"


def mail_of(kind: str) -> Any:
    return outbox.rendered(OutboxMessage.objects.filter(kind=kind).order_by("-id")[0])


def sent(row: Registration, kind: str, **more: Any) -> Any:
    """The mail as it would leave now, posted by hand."""
    mails.post(kind, row, **more)
    return mail_of(kind)


def test_the_confirmation_says_when_where_and_how_to_cancel() -> None:
    row = register(make_occurrence(instructions={"fi": "Ota sisäkengät mukaan."}), "Aino Esimerkki", 2)
    mail = mail_of("events.confirmed")
    assert mail.subject == "Olet mukana: Avoin perhekahvila"
    for said in (
        "Hei Aino Esimerkki,",
        "Ilmoitit 2 henkeä.",
        f"ke 17.2.2027 {CLOCK}17.30–18.30",
        "Alakerran sali",
        "Ota sisäkengät mukaan.",
        f"{settings.BASE_URL}/ilmoittautuminen/{token(row)}/",
        "Kysy lisää: Toiminnanohjaaja, toiminta@example.org",
    ):
        assert said in mail.text
        assert said in mail.html


def test_the_queue_is_explained_with_the_place_in_it() -> None:
    fill(make_occurrence(capacity_in_person=1), 1, 1, 1)
    text = mail_of("events.waiting").text
    assert "Olet jonossa sijalla 2." in text
    assert "Kukaan ei menetä sijaansa" in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {mails.MESSAGE, mails.MY_LINKS}))
def test_every_mail_has_its_words_in_three_languages(kind: str, language: str) -> None:
    row = register(make_occurrence(), "Aino", language=language)
    Registration.objects.update(state=KINDS[kind].states[0], offer_expires_at=row.joined_at + timedelta(hours=12))
    written = mails.letter(kind, row)
    assert written
    with translation.override(language):
        mail = words.render(kind, written.objects, language)
    hello, bye = {"fi": ("Hei", "Kysy lisää"), "sv": ("Hej", "Fråga mer"), "en": ("Hello", "Ask for more")}[language]
    assert mail.text.startswith(f"{hello} Aino,\n\n")
    assert f"\n{bye}: " in mail.text
    assert "%(" not in mail.subject + mail.text
    if language != "fi":
        finnish = words.render(kind, written.objects, "fi")
        said, in_finnish = ([mail.subject, *mail.text.split("\n\n")[1:2]] for mail in (mail, finnish))
        assert not {*said} & {*in_finnish}


@pytest.mark.parametrize(("language", "subject"), [("sv", "Du är med: "), ("en", "You are in: ")])
def test_a_mail_speaks_the_language_of_the_form(language: str, subject: str) -> None:
    register(make_occurrence(), "Aino", language=language)
    mail = mail_of("events.confirmed")
    assert mail.subject == f"{subject}Avoin perhekahvila"
    assert f"{settings.BASE_URL}/{language}/ilmoittautuminen/" in mail.text


def test_a_mail_whose_reason_has_gone_does_not_leave() -> None:
    occurrence = make_occurrence()
    row = register(occurrence)
    cancel(row)
    assert mail_of("events.confirmed") is None
    assert mail_of("events.cancelled").subject == "Peruit ilmoittautumisesi: Avoin perhekahvila"


def test_the_calendar_entry_is_made_moved_and_cancelled_under_one_name() -> None:
    occurrence = make_occurrence()
    register(occurrence, "Aino")
    parts = [mail_of("events.confirmed").calendar]
    event = occurrence.event
    event.refresh_from_db()
    times = {"starts_at": at("2027-02-17T18:30"), "ends_at": at("2027-02-17T19:30")}
    event = programme.reschedule_event(HOUSE, event.uuid, version=event.version, **times)
    assert mail_of("events.moved").subject == "Siirtyi: Avoin perhekahvila"
    parts.append(mail_of("events.moved").calendar)
    programme.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Vetäjä sairastui."})
    assert "Vetäjä sairastui." in mail_of("events.event_cancelled").text
    parts.append(mail_of("events.event_cancelled").calendar)

    read = [icalendar.Calendar.from_ical(part.body) for part in parts]
    entries = [calendar.walk("VEVENT")[0] for calendar in read]
    assert [part.method for part in parts] == [str(calendar["METHOD"]) for calendar in read]
    assert [part.method for part in parts] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert [entry["SEQUENCE"] for entry in entries] == [0, 1, 2]
    assert [entry["DTSTART"].dt.strftime("%H:%M") for entry in entries] == ["17:30", "18:30", "18:30"]
    assert str(entries[2]["STATUS"]) == "CANCELLED"
    assert "/ilmoittautuminen/" in str(entries[0]["URL"])


def test_who_waits_gets_no_calendar_entry() -> None:
    fill(make_occurrence(capacity_in_person=1), 1, 1)
    assert mail_of("events.waiting").calendar is None


def test_the_way_in_is_in_no_calendar_entry(frozen: Any) -> None:
    occurrence = make_online()
    frozen.move_to(at("2027-02-17T16:40"))
    register(occurrence)
    mail = mail_of("events.confirmed")
    assert "zoom.example" in mail.text
    assert "zoom.example" not in mail.calendar.body


def test_reminders_go_once_to_who_attended_before_their_moment(frozen: Any) -> None:
    occurrence = make_occurrence(reminders=[{"minutes": 1440}, {"days": 0, "at": "09:00"}])
    register(occurrence, "Aino")
    frozen.move_to(before(occurrence, minutes=1440))
    register(occurrence, "Berit")
    frozen.shift(timedelta(minutes=1))
    register(occurrence, "Cecilia")
    assert (reminders.remind(), reminders.remind()) == (2, 0)
    assert mails_of("events.reminder") == ["aino", "berit"]
    frozen.move_to(at("2027-02-17T09:00"))
    assert reminders.remind() == 3


def test_a_reminder_of_an_event_that_moved_does_not_leave_and_one_of_the_new_time_does(frozen: Any) -> None:
    occurrence = make_occurrence(reminders=[{"minutes": 1440}])
    register(occurrence, "Aino")
    frozen.move_to(before(occurrence, minutes=1440))
    reminders.remind()
    event = occurrence.event
    event.refresh_from_db()
    times = {"starts_at": at("2027-02-19T17:30"), "ends_at": at("2027-02-19T18:30")}
    programme.reschedule_event(HOUSE, event.uuid, version=event.version, **times)
    assert mail_of("events.reminder") is None
    frozen.move_to(at("2027-02-18T17:30"))
    assert reminders.remind() == 1
    assert mail_of("events.reminder")


def test_the_day_after_who_came_is_asked_how_it_was(frozen: Any) -> None:
    occurrence = make_occurrence(ask_feedback=True)
    came, gone = register(occurrence, "Aino"), register(occurrence, "Berit")
    register(occurrence, "Cecilia")
    registration.mark_attendance(HOUSE, came.uuid, attended=True)
    registration.mark_attendance(HOUSE, gone.uuid, attended=False)
    frozen.move_to(occurrence.ends_at + timedelta(hours=18))
    assert (reminders.ask_feedback(), reminders.ask_feedback()) == (2, 0)
    assert mails_of("events.feedback") == ["aino", "cecilia"]
    assert "/palaute/anna/" in mail_of("events.feedback").text


def test_an_organiser_writes_to_all_and_sees_first_to_how_many() -> None:
    occurrence = make_occurrence()
    fill(occurrence, 1, 1)
    register(occurrence, "Puhelin", email="", phone="040 123 4567")
    event, editor = occurrence.event.uuid, cast.everybody().actor("editor")
    assert count_recipients(editor, event) == (2, 1)
    message = messages.send_message(
        editor, event, subject="{tapahtuma}", text="Hei {nimi}!\n\nTavataan {aika}, {paikka}.", recipients=2
    )
    assert (message.recipients, mails_of("events.message")) == (2, ["s1", "s2"])
    mail = mail_of("events.message")
    assert mail.subject == "Avoin perhekahvila"
    assert f"Tavataan ke 17.2.2027 {CLOCK}17.30–18.30, Alakerran sali." in mail.text


def test_an_unknown_placeholder_and_another_number_of_recipients_are_refused() -> None:
    occurrence = make_occurrence()
    register(occurrence)
    event = occurrence.event.uuid
    with pytest.raises(EventRefused, match=r"Merkintää {etunimi} ei ole. Käytä näitä: {nimi}, {tapahtuma}"):
        messages.send_message(HOUSE, event, subject="Hei", text="Hei {etunimi}", recipients=1)
    with pytest.raises(EventRefused, match=r"Heitä on nyt 1"):
        messages.send_message(HOUSE, event, subject="Hei", text="Hei", recipients=5)
    assert not Message.objects.exists()


def test_what_a_person_typed_is_never_read_as_a_placeholder() -> None:
    occurrence = make_occurrence()
    register(occurrence, "{linkki}")
    messages.send_message(HOUSE, occurrence.event.uuid, subject="Hei", text="Hei {nimi}", recipients=1)
    assert "Hei {linkki}" in mail_of("events.message").text


def due() -> list[deciding.Short]:
    return deciding.short(Event.objects.all(), clock.now(), clock.now())


def test_too_few_is_a_task_at_its_moment_and_who_comes_is_told_that_it_is_held(frozen: Any) -> None:
    occurrence = make_occurrence(min_participants=6, decide_by=at("2027-02-15T12:00"))
    fill(occurrence, 3, 2)
    editor = cast.everybody().actor("editor")
    assert due() == []
    frozen.move_to(at("2027-02-15T12:00"))
    assert [(one.people, one.least) for one in due()] == [(5, 6)]
    for _time in range(2):
        registration.hold_all_the_same(editor, occurrence.uuid)
    assert due() == []
    assert mails_of("events.runs") == ["s1", "s2"]


def test_it_is_cancelled_by_itself_only_where_the_organiser_wished_so(frozen: Any) -> None:
    decide = {"min_participants": 6, "decide_by": at("2027-02-15T12:00")}
    asked, wished = make_occurrence(**decide), make_occurrence(cancel_if_few=True, **decide)
    enough = make_occurrence(cancel_if_few=True, **decide)
    for occurrence, size in ((asked, 5), (wished, 5), (enough, 3), (enough, 3)):
        register(occurrence, f"S{Registration.objects.count()}", size)
    assert reminders.cancel_short() == 0
    frozen.move_to(at("2027-02-15T12:00"))
    assert (reminders.cancel_short(), reminders.cancel_short()) == (1, 0)
    assert mails_of("events.event_cancelled") == ["s1"]
    assert "Ilmoittautuneita oli liian vähän." in mail_of("events.event_cancelled").text


def test_trouble_makes_a_mail_wait_1_5_15_60_and_240_minutes() -> None:
    assert [pause.total_seconds() / 60 for pause in PAUSES] == [1, 5, 15, 60, 240]


def test_the_link_of_a_mail_opens_the_registration() -> None:
    row = register(make_occurrence())
    registration.cancel(ANONYMOUS, token(row))
    row.refresh_from_db()
    assert row.state == "cancelled_by_person"


def test_where_one_simply_comes_there_is_nobody_to_remind(frozen: Any) -> None:
    make_event(at("2027-02-11T09:00"))
    assert reminders.remind() == 0
