"""Registering: without an account, once however often the form is sent, never more than there are seats."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kotikulma.events import access
from kotikulma.events.commands import registration
from kotikulma.events.models import Intake, Occurrence, Participant, Registration
from kotikulma.events.tests.make_registrations import (
    before,
    fill,
    intake,
    mails_of,
    make_occurrence,
    register,
    token,
)
from kotikulma.events.types import (
    Closed,
    EventNotFound,
    EventRefused,
    Full,
    NewRegistration,
    Question,
    RegistrationState,
    Source,
)
from kotikulma.events.types.registration import Receipt, RegistrationNotFound
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people.types import TooMany
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def send(occurrence: Occurrence, name: str = "Aino", **changes: Any) -> Receipt:
    values: dict[str, Any] = {
        "contact_name": name,
        "email": f"{name.lower()}@example.org",
        "answers": {},
        "form_key": uuid4(),
        **changes,
    }
    return registration.register(ANONYMOUS, occurrence.uuid, NewRegistration(**values))


def test_a_party_gets_its_seats_and_a_mail() -> None:
    occurrence = make_occurrence()
    assert send(occurrence, party_size=3) == Receipt("attending", 0, "in_person", 3, True)
    assert intake(occurrence).taken_in_person == 3
    assert mails_of("events.confirmed") == ["aino"]


def test_who_comes_when_it_is_full_waits_in_order_and_then_is_refused() -> None:
    occurrence = make_occurrence(capacity_in_person=2, waiting_capacity=2)
    fill(occurrence, 2)
    assert [send(occurrence, name).place for name in ("Anna", "Berit")] == [1, 2]
    with pytest.raises(Full, match=r"Tapahtuma ja sen jono ovat täynnä"):
        send(occurrence, "Cecilia")
    assert mails_of("events.waiting") == ["anna", "berit"]
    assert (intake(occurrence).taken_in_person, intake(occurrence).waiting) == (2, 2)


def test_a_row_too_many_is_refused_by_the_table_itself() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    fill(occurrence, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.update(taken_in_person=2)


def test_the_same_form_sent_five_times_is_one_registration_and_one_mail() -> None:
    occurrence, key = make_occurrence(), uuid4()
    receipts = [send(occurrence, form_key=key) for _time in range(5)]
    assert len(set(receipts)) == 1
    assert Registration.objects.count() == OutboxMessage.objects.count() == 1


def test_the_same_person_next_day_sees_what_a_newcomer_would_and_the_mail_says_she_had_registered(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    send(occurrence, "Aino")
    frozen.shift(timedelta(days=1))
    again, newcomer = send(occurrence, " AINO ", email="aino@EXAMPLE.org"), send(occurrence, "Berit")
    assert again == newcomer == Receipt("waiting", 1, "in_person", 1, True)
    assert mails_of("events.already") == ["aino"]
    assert Registration.objects.count() == 2


def test_where_a_newcomer_is_refused_so_is_who_has_registered_but_her_mail_leaves() -> None:
    occurrence = make_occurrence(capacity_in_person=1, waiting_capacity=0)
    send(occurrence, "Aino")
    with pytest.raises(Full):
        send(occurrence, "Aino")
    assert mails_of("events.already") == ["aino"]


def test_a_family_registers_several_people_with_one_address() -> None:
    occurrence = make_occurrence()
    for name in ("Aino", "Eino"):
        send(occurrence, name, email="koti@example.org")
    assert Registration.objects.count() == 2


def test_who_cancelled_may_register_again() -> None:
    occurrence = make_occurrence()
    registration.cancel(ANONYMOUS, token(register(occurrence, "Aino")))
    assert send(occurrence, "Aino").state == "attending"
    assert mails_of("events.already") == []


def test_who_has_no_address_gets_her_link_on_the_page() -> None:
    receipt = send(make_occurrence(), email="", phone="040 123 4567")
    assert not receipt.mailed
    assert access.get_own_registration(receipt.token).contact_name == "Aino"
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"contact_name": "  "}, "contact_name", "Kirjoita nimesi."),
        ({"email": "aino@"}, "email", "Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org."),
        ({"email": ""}, "email", "Kirjoita sähköpostiosoite tai puhelinnumero. Kerromme siihen, jos jokin muuttuu."),
        ({"phone": "ei ole"}, "phone", "Puhelinnumero ei kelpaa. Kirjoita se numeroin, esimerkiksi 040 123 4567."),
        ({"party_size": 0}, "party_size", "Kerro, montako teitä tulee."),
        ({"party_size": 6}, "party_size", "Yhdellä lomakkeella voi ilmoittaa enintään 5 henkeä."),
    ],
)
def test_what_cannot_be_is_named_with_its_field(change: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(EventRefused) as refused:
        send(make_occurrence(), **change)
    assert refused.value.fields == {field: sentence}
    assert not Registration.objects.exists()


def test_a_party_greater_than_the_event_is_told_at_once() -> None:
    with pytest.raises(EventRefused, match="Näin monelle ei ole paikkoja"):
        send(make_occurrence(capacity_in_person=3), party_size=4)


def test_one_registers_between_the_opening_and_the_closing(frozen: Any) -> None:
    occurrence = make_occurrence(opens_minutes_before=2880, closes_minutes_before=30)
    with pytest.raises(Closed, match=r"Ilmoittautuminen alkaa ma 15.2.2027 klo\s17.30."):
        send(occurrence)
    frozen.move_to(before(occurrence, minutes=31))
    send(occurrence)
    frozen.move_to(before(occurrence, minutes=30))
    with pytest.raises(Closed, match="Ilmoittautuminen on päättynyt"):
        send(occurrence, "Berit")


def test_without_a_closing_one_registers_until_the_start(frozen: Any) -> None:
    occurrence = make_occurrence()
    frozen.move_to(occurrence.starts_at)
    with pytest.raises(Closed):
        send(occurrence)


def test_to_an_event_without_registration_one_simply_comes() -> None:
    occurrence = make_occurrence()
    registration.end_registration(HOUSE, occurrence.event.uuid)
    with pytest.raises(EventRefused, match="voit tulla ilmoittautumatta"):
        send(occurrence)


def test_answers_are_kept_as_the_questions_ask() -> None:
    questions = [
        Question("age", {"fi": "Lapsen ikä?"}, kind="number", required=True),
        Question("day", {"fi": "Mikä päivä?"}, kind="choice", choices=({"fi": "Ma"}, {"fi": "Ti"})),
    ]
    occurrence = make_occurrence(questions=questions)
    send(occurrence, answers={"age": 4, "day": 1, "unknown": "x"})
    assert Registration.objects.get().answers == {"age": 4, "day": 1}
    with pytest.raises(EventRefused) as refused:
        send(occurrence, "Berit", answers={"day": 2})
    assert refused.value.fields == {
        "age": "Vastaa tähän kysymykseen.",
        "day": "Vastaus ei kelpaa tähän kysymykseen. Tarkista se.",
    }


def test_names_of_the_party_are_kept_apart() -> None:
    send(make_occurrence(ask_names=True), party_size=2, names=("Aino", " Eino  Esimerkki "))
    assert list(Participant.objects.values_list("ordinal", "name")) == [(1, "Aino"), (2, "Eino Esimerkki")]


def test_address_and_number_are_sealed_and_bound_to_their_row() -> None:
    occurrence = make_occurrence()
    send(occurrence, email="salaisuus@example.org", phone="040 555 1234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM events_registration")
        row = cursor.fetchall()[0]
    told = b"|".join(bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() for value in row)
    assert b"salaisuus" not in told
    assert b"5551234" not in told.replace(b" ", b"")


def test_one_network_and_one_address_have_their_limits() -> None:
    occurrence = make_occurrence(capacity_in_person=None)
    for number in range(20):
        send(occurrence, f"S{number}", email="koti@example.org")
    with pytest.raises(TooMany):
        send(occurrence, "S20", email="koti@example.org")


def test_staff_registers_on_behalf_without_limits_and_after_the_closing(frozen: Any) -> None:
    occurrence = make_occurrence(closes_minutes_before=60)
    people = cast.everybody()
    frozen.move_to(before(occurrence, minutes=20))
    new = NewRegistration(contact_name="Aino", answers={}, source=Source.PHONE)
    receipt = registration.register(people.actor("editor"), occurrence.uuid, new)
    assert receipt.state == "attending"
    with pytest.raises(EventNotFound):
        registration.register(people.actor("other editor"), occurrence.uuid, new)
    with pytest.raises(EventNotFound):
        registration.register(ANONYMOUS, occurrence.uuid, new)


def test_one_registers_once_to_a_whole_event() -> None:
    occurrence = make_occurrence(whole_event=True)
    send(occurrence)
    made = Intake.objects.get()
    assert (made.occurrence, made.taken_in_person) == (None, 1)


def test_the_link_opens_ones_own_until_30_days_after_the_end(frozen: Any) -> None:
    occurrence = make_occurrence()
    mine, other = register(occurrence, "Aino"), register(occurrence, "Berit")
    link = token(mine)
    assert access.get_own_registration(link) == mine
    for wrong in (link[:-1], link[:-2] + "éé", "1" + link[1:], token(other)[:40] + link[40:], "x", ""):
        with pytest.raises(RegistrationNotFound):
            access.get_own_registration(wrong)
    frozen.move_to(occurrence.ends_at + timedelta(days=30, seconds=1))
    with pytest.raises(RegistrationNotFound):
        access.get_own_registration(link)


def test_a_link_signed_with_the_key_before_still_opens(settings: Any) -> None:
    mine = register(make_occurrence())
    link = token(mine)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 10, [settings.SECRET_KEY]
    assert access.get_own_registration(link) == mine


def test_my_links_come_by_mail_the_old_ones_open_no_more_and_the_answer_is_the_same_for_all() -> None:
    mine = register(make_occurrence(), "Aino")
    old = token(mine)
    for email in ("aino@example.org", "nobody@example.org"):
        registration.send_my_links(ANONYMOUS, email)
    message = OutboxMessage.objects.get(kind="events.my_links")
    mail = outbox.rendered(message)
    assert mail
    assert mail.subject == "Omat ilmoittautumisesi"
    assert access.manage_url(Registration.objects.get()) in mail.text
    with pytest.raises(RegistrationNotFound):
        access.get_own_registration(old)


def test_of_my_links_there_are_five_an_hour() -> None:
    for _time in range(5):
        registration.send_my_links(ANONYMOUS, "aino@example.org")
    with pytest.raises(TooMany):
        registration.send_my_links(ANONYMOUS, "aino@example.org")


def test_where_the_organiser_approves_one_waits_for_her() -> None:
    occurrence = make_occurrence(approval=True, capacity_in_person=2)
    first, second = register(occurrence, "Aino"), register(occurrence, "Berit")
    assert send(occurrence, "Cecilia").state == "waiting"
    registration.approve(HOUSE, first.uuid)
    registration.decline_registration(HOUSE, second.uuid)
    assert list(Registration.objects.order_by("number").values_list("state", flat=True)) == [
        "attending",
        "declined",
        "pending",
    ]
    assert (mails_of("events.confirmed"), mails_of("events.declined")) == (["aino"], ["berit"])
    assert mails_of("events.pending") == ["aino", "berit", "cecilia"]


def test_who_came_is_marked_for_the_party_or_one_by_one() -> None:
    row = register(make_occurrence(), "Aino", 3)
    registration.mark_attendance(HOUSE, row.uuid, attended=True, ordinals=[1, 3])
    row.refresh_from_db()
    assert row.state == RegistrationState.ATTENDED
    assert list(row.participants.order_by("ordinal").values_list("attended", flat=True)) == [True, False, True]
    registration.mark_attendance(HOUSE, row.uuid, attended=None)
    row.refresh_from_db()
    assert (row.state, intake(row.intake.occurrence).taken_in_person) == ("attending", 3)


def test_only_editors_of_the_event_touch_its_registrations() -> None:
    row, people = register(make_occurrence()), cast.everybody()
    for actor in (ANONYMOUS, people.actor("other editor")):
        for command in (registration.approve, registration.override, registration.cancel_for):
            with pytest.raises(RegistrationNotFound):
                command(actor, row.uuid)
