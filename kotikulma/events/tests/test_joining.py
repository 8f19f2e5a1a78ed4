"""The way in online: released on the wall clock, to each who attends, once; before it nobody but staff reads it."""

import logging
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kotikulma.events.commands import joining as commands
from kotikulma.events.commands import mails, registration
from kotikulma.events.commands.reminders import look_around
from kotikulma.events.models import JoinInfo, Occurrence, SentLink
from kotikulma.events.queries import joining
from kotikulma.events.queries import registration as registrations
from kotikulma.events.rules.joining import release_at
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import (
    LINK,
    cancel,
    mails_of,
    make_occurrence,
    make_online,
    register,
    token,
)
from kotikulma.events.types import EventNotFound, EventRefused
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NEW = "https://zoom.example/j/456?pwd=def"


def moment(text: str) -> Any:
    return at(f"2027-02-17T{text}")


def text_of(kind: str) -> str:
    mail = outbox.rendered(OutboxMessage.objects.filter(kind=kind).order_by("-id")[0])
    return mail.text + mail.html if mail else ""


def move(occurrence: Occurrence, starts: str) -> None:
    occurrence.starts_at, occurrence.ends_at = at(starts), at(starts) + timedelta(hours=1)
    occurrence.sequence += 1
    occurrence.save()
    registration.moved(HOUSE, occurrence)


def test_the_link_is_out_at_four_on_the_day_and_moves_with_the_clocks() -> None:
    for day, utc in (("2027-02-10", "14:00"), ("2027-03-28", "13:00")):
        released = release_at(at(f"{day}T17:30"), 0, time(16))
        assert released.strftime("%H:%M") == utc
    assert release_at(at("2027-02-10T17:30"), 1, time(16)) == at("2027-02-09T16:00")
    assert release_at(at("2027-02-10T10:00"), 0, time(16)) == at("2027-02-10T10:00"), "never after the start"


def test_a_confirmation_posted_before_the_release_has_no_link_even_if_it_leaves_after(frozen: Any) -> None:
    occurrence = make_online()
    frozen.move_to(moment("15:59:50"))
    register(occurrence, "B")
    assert "Lähetämme osallistumislinkin ke 17.2.2027 klo\N{NO-BREAK SPACE}16." in text_of("events.confirmed")
    frozen.move_to(moment("16:00:05"))
    assert LINK not in text_of("events.confirmed")


def test_who_waits_is_offered_a_seat_or_cancelled_gets_no_link_and_who_is_promoted_gets_it_at_once(frozen: Any) -> None:
    occurrence = make_online(capacity_online=1, promotion="direct")
    seated, waiting, gone = register(occurrence, "A"), register(occurrence, "B"), register(occurrence, "C")
    cancel(gone)
    frozen.move_to(moment("16:00"))
    look_around()
    assert mails_of("events.join_link") == ["a"]
    assert registrations.own(token(waiting)).way_in is None
    cancel(seated)
    assert registrations.own(token(seated)).way_in is None
    assert look_around() == 0
    assert LINK in text_of("events.promoted")


@pytest.mark.parametrize("kind", [mails.CONFIRMED, mails.PROMOTED])
def test_no_mail_to_who_has_no_seat_may_carry_it_whatever_its_kind(frozen: Any, kind: str) -> None:
    occurrence = make_online(capacity_online=1)
    register(occurrence, "A")
    waiting = register(occurrence, "B")
    frozen.move_to(moment("16:40"))
    with transaction.atomic():
        mails.post(kind, waiting)
    assert "way_in" not in OutboxMessage.objects.get(kind=kind, recipient="b@example.org").object_ids
    assert not SentLink.objects.filter(registration=waiting).exists()


def test_a_changed_link_is_told_once_to_each_and_the_old_one_never_shown_again(frozen: Any) -> None:
    occurrence = make_online()
    a = register(occurrence, "A")
    frozen.move_to(moment("16:10"))
    look_around()
    register(occurrence, "C")
    frozen.move_to(moment("16:20"))
    commands.set_join_info(HOUSE, occurrence.event.uuid, url=NEW, release_time=time(16))
    assert (look_around(), look_around()) == (2, 0)
    assert mails_of("events.link_changed") == ["a", "c"]
    assert NEW in text_of("events.link_changed")
    assert text_of("events.join_link") == "", "the older mail has a newer one behind it"
    assert LINK not in text_of("events.confirmed")
    way_in = registrations.own(token(a)).way_in
    assert way_in
    assert way_in.url == NEW


def test_the_same_link_saved_again_is_no_new_version(frozen: Any) -> None:
    occurrence = make_online()
    commands.set_join_info(HOUSE, occurrence.event.uuid, url=LINK, release_time=time(15))
    assert JoinInfo.objects.get().version == 1


def test_when_the_event_moves_the_release_moves_with_it(frozen: Any) -> None:
    occurrence = make_online()
    register(occurrence, "A")
    move(occurrence, "2027-02-18T17:30")
    frozen.move_to(moment("16:00"))
    assert look_around() == 0
    frozen.move_to(at("2027-02-18T16:00"))
    assert look_around() == 1
    assert mails_of("events.moved") == ["a"]


def test_moved_after_the_link_was_sent_it_is_sent_again_on_the_new_day(frozen: Any) -> None:
    occurrence = make_online()
    register(occurrence, "A")
    frozen.move_to(moment("16:00"))
    look_around()
    move(occurrence, "2027-02-18T17:30")
    assert text_of("events.join_link") == "", "what had not left yet does not"
    frozen.move_to(at("2027-02-18T16:00"))
    look_around()
    assert len(mails_of("events.join_link")) == 2


def test_a_cancelled_event_sends_and_shows_no_link_ever(frozen: Any) -> None:
    occurrence = make_online()
    a, _b = register(occurrence, "A"), register(occurrence, "B")
    frozen.move_to(moment("16:00"))
    look_around()
    type(occurrence.event).objects.update(state="cancelled", cancelled_at=moment("16:00"))
    registration.cancel_all(HOUSE, occurrence.event)
    assert text_of("events.join_link") == ""
    assert look_around() == 0
    assert registrations.own(token(a)).way_in is None


def test_a_postponed_event_sends_and_shows_no_link_though_all_stay_registered(frozen: Any) -> None:
    occurrence = make_online()
    row = register(occurrence, "A")
    frozen.move_to(moment("16:00"))
    look_around()
    type(occurrence.event).objects.update(state="postponed")
    assert text_of("events.join_link") == "", "what is in line does not leave"
    assert text_of("events.confirmed") == ""
    assert registrations.own(token(row)).way_in is None
    assert look_around() == 0


def test_one_time_cancelled_of_many_one_registered_to_shows_and_sends_no_link(frozen: Any) -> None:
    occurrence = make_online(whole_event=True)
    later = {"starts_at": at("2027-02-24T17:30"), "ends_at": at("2027-02-24T18:30")}
    Occurrence.objects.create(event=occurrence.event, changed_at=occurrence.changed_at, **later)
    row = register(occurrence, "A")
    frozen.move_to(moment("16:00"))
    assert look_around() == 1
    Occurrence.objects.filter(pk=occurrence.pk).update(state="cancelled")
    assert registrations.own(token(row)).state == "attending"
    assert registrations.own(token(row)).way_in is None
    assert text_of("events.join_link") == ""


def test_a_worker_that_was_down_sends_when_it_is_back_until_the_end(frozen: Any) -> None:
    occurrence = make_online()
    register(occurrence, "A")
    frozen.move_to(moment("18:29"))
    assert look_around() == 1
    frozen.move_to(moment("18:30"))
    assert text_of("events.join_link") == ""
    register_late = joining.released(moment("18:30"))
    assert register_late == []


def test_who_registers_once_to_a_whole_event_gets_the_link_of_each_time(frozen: Any) -> None:
    occurrence = make_online(whole_event=True)
    Occurrence.objects.create(
        event=occurrence.event,
        starts_at=at("2027-02-24T17:30"),
        ends_at=at("2027-02-24T18:30"),
        changed_at=occurrence.changed_at,
    )
    register(occurrence, "A")
    for day in ("2027-02-17", "2027-02-24"):
        frozen.move_to(at(f"{day}T16:00"))
        assert look_around() == 1
    assert len(mails_of("events.join_link")) == 2


def test_one_time_may_have_a_link_of_its_own(frozen: Any) -> None:
    occurrence = make_online()
    single = {"url": NEW, "release_time": time(17), "occurrence": occurrence.uuid}
    commands.set_join_info(HOUSE, occurrence.event.uuid, **single)
    register(occurrence, "A")
    frozen.move_to(moment("16:00"))
    assert look_around() == 0
    frozen.move_to(moment("17:00"))
    look_around()
    assert NEW in text_of("events.join_link")


def test_staff_sees_who_has_not_got_the_link(frozen: Any) -> None:
    occurrence = make_online()
    register(occurrence, "A")
    register(occurrence, "Puhelin", email="", phone="040 123 4567")
    frozen.move_to(moment("16:00"))
    assert [one.reason for one in joining.without_link(HOUSE, occurrence.uuid)] == ["not_posted", "no_email"]
    look_around()
    assert [one.reason for one in joining.without_link(HOUSE, occurrence.uuid)] == ["waiting", "no_email"]
    OutboxMessage.objects.filter(kind="events.join_link").update(state="failed")
    assert [one.reason for one in joining.without_link(HOUSE, occurrence.uuid)] == ["failed", "no_email"]
    OutboxMessage.objects.filter(kind="events.join_link").update(state="sent")
    missing = joining.without_link(HOUSE, occurrence.uuid)
    assert [(one.contact_name, one.phone) for one in missing] == [("Puhelin", "040 123 4567")]


def test_only_editors_read_and_set_it() -> None:
    occurrence, people = make_online(), cast.everybody()
    found = joining.for_staff(people.actor("editor"), occurrence.uuid)
    assert found
    assert found.url == LINK
    for actor in (ANONYMOUS, people.actor("other editor")):
        with pytest.raises(EventNotFound):
            joining.for_staff(actor, occurrence.uuid)
        with pytest.raises(EventNotFound):
            commands.set_join_info(actor, occurrence.event.uuid, url=NEW, release_time=time(16))


@pytest.mark.parametrize("url", ["", "zoom.example/j/1", "javascript:alert(1)", "https://", "https://a b"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(EventRefused, match=r"Osoite ei kelpaa. Kopioi se kokousohjelmasta, se alkaa https://."):
        commands.set_join_info(HOUSE, make_occurrence().event.uuid, url=url, release_time=time(16))


def test_before_the_release_the_address_is_in_no_table_and_no_log(
    frozen: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    occurrence = make_online()
    register(occurrence, "A")
    frozen.move_to(moment("16:00"))
    look_around()
    assert "zoom.example" not in everything()
    assert "zoom.example" not in caplog.text


def everything() -> str:
    """Every table as text, sealed columns as the bytes they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
                    for value in row
                ]
    return "\n".join(found)
