"""Who comes, for the organiser: settings, the link's moment, names on purpose, check-in, messages, files, today."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.events.commands import joining, registration
from kotikulma.events.models import Event, JoinInfo, Message, Registration, RegistrationSetup
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.events.tests.make_registrations import make_online
from kotikulma.events.types import NewRegistration, RegistrationState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"
SETTINGS = {
    "max_party": 5,
    "promotion": "by_time",
    "skip_oversized": "last_72_hours",
    "kysymys-TOTAL_FORMS": 1,
    "kysymys-INITIAL_FORMS": 0,
    "kysymys-0-kind": "text",
    "kysymys-0-days_kept": 30,
    "teko": "tallenna",
}
TEXT = {"to": "all", "subject": "Muista eväät", "text": "Hei {nimi}!"}


@pytest.fixture
def inside(frozen: Any) -> Client:
    return cast.browser_of(cast.editor())


def words(response: Any) -> str:
    return str(response.content.decode())


def open_event(capacity: int = 2, **values: Any) -> Event:
    event = make_event()
    registration.set_up_registration(HOUSE, event.uuid, values={"capacity_in_person": capacity, **values})
    return event


def come(event: Event, name: str = "Aino Virta", size: int = 1) -> Registration:
    email = f"{uuid4().hex}@example.org"
    new = NewRegistration(contact_name=name, email=email, party_size=size, answers={}, source="phone")
    registration.register(HOUSE, only_time(event).uuid, new)
    return Registration.objects.latest("id")


def page_of(event: Event) -> str:
    return f"{ROOM}kerrat/{only_time(event).uuid}/osallistujat/"


def deed(client: Client, row: Registration, name: str) -> Any:
    client.post(f"{ROOM}ilmoittautumiset/{row.uuid}/{name}/")
    row.refresh_from_db()
    return row.state


def test_settings_are_saved_with_questions_and_reminders(inside: Client) -> None:
    event = make_event()
    asked = {"kysymys-0-text_fi": "Mikä on äidinkielesi?", "kysymys-0-required": "on", "reminders": ["eve"]}
    answer = inside.post(f"{ROOM}{event.uuid}/ilmoittautuminen/", {**SETTINGS, **asked, "capacity_in_person": 20})
    assert answer.status_code == 302
    setup = RegistrationSetup.objects.get(event=event)
    assert (setup.capacity_in_person, setup.reminders) == (20, [{"days": 1, "at": "16:00"}])
    assert [(one["key"], one["text"], one["required"]) for one in setup.questions] == [
        ("k1", {"fi": "Mikä on äidinkielesi?"}, True)
    ]


def test_a_minimum_without_a_day_is_asked_about(inside: Client) -> None:
    event = make_event()
    answer = inside.post(f"{ROOM}{event.uuid}/ilmoittautuminen/", {**SETTINGS, "min_participants": 6})
    assert answer.status_code == 422
    assert "Kerro, milloin toteutuminen päätetään." in words(answer)


def test_a_question_about_health_is_warned_about(inside: Client) -> None:
    event = make_event()
    asked = {**SETTINGS, "kysymys-0-text_fi": "Onko sinulla allergioita tai sairauksia?", "teko": "kysymys"}
    page = words(inside.post(f"{ROOM}{event.uuid}/ilmoittautuminen/", asked))
    assert "Tämä näyttää kysyvän terveydestä." in page
    assert 'name="kysymys-1-text_fi"' in page


def test_the_page_says_when_the_link_leaves(inside: Client) -> None:
    event = make_draft(at("2027-02-10T17:30"), mode="online")
    data = {"url": "https://video.example/j/1", "release_time": "16:00", "days_before": 0, "teko": "linkki"}
    answer = inside.post(f"{ROOM}{event.uuid}/ilmoittautuminen/", data)
    assert JoinInfo.objects.filter(event=event).exists()
    assert "Linkki lähtee ke\xa010.2. klo\xa016 niille, joilla on paikka." in words(inside.get(answer["Location"]))


def test_the_link_is_shown_to_editors_alone(inside: Client) -> None:
    event = make_draft(at("2027-02-10T17:30"), mode="online")
    joining.set_join_info(
        HOUSE, event.uuid, url="https://video.example/j/1", release_time=at("2027-02-10T16:00").time()
    )
    address = f"{ROOM}{event.uuid}/ilmoittautuminen/"
    assert "https://video.example/j/1" in words(inside.get(address))
    cast.other_organization()
    assert cast.browser_of(cast.other_editor()).get(address).status_code == 404


def test_names_open_on_purpose_for_an_evening_and_the_log_says_who(inside: Client, frozen: Any) -> None:
    event = open_event()
    come(event)
    assert "Aino Virta" not in words(inside.get(page_of(event)))
    answer = inside.post(page_of(event))
    assert "Aino Virta" in words(inside.get(answer["Location"]))
    assert AuditEvent.objects.filter(action="events.registration.read", object_uuid=only_time(event).uuid).count() == 1
    frozen.shift(4 * 3600 + 1)
    assert "Aino Virta" not in words(inside.get(page_of(event)))


def test_the_queue_says_who_is_next_and_why(inside: Client) -> None:
    event = open_event(capacity=1)
    come(event)
    come(event)
    come(event)
    page = words(inside.get(page_of(event)))
    assert "Jonossa 1." in page
    assert "Saa seuraavan vapautuvan paikan." in page
    assert "Jonossa 2." in page


def test_presses_at_the_door(inside: Client) -> None:
    row = come(open_event())
    assert deed(inside, row, "tuli") == RegistrationState.ATTENDED
    assert deed(inside, row, "kumoa") == RegistrationState.ATTENDING
    assert deed(inside, row, "ei-tullut") == RegistrationState.NO_SHOW


def test_a_registration_that_waits_is_approved_or_not(inside: Client) -> None:
    event = open_event(approval=True)
    first, second = come(event), come(event)
    assert first.state == RegistrationState.PENDING
    assert deed(inside, first, "hyvaksy") == RegistrationState.ATTENDING
    assert deed(inside, second, "hylkaa") == RegistrationState.DECLINED


def test_one_of_the_queue_gets_a_seat_past_the_others(inside: Client) -> None:
    event = open_event(capacity=1)
    come(event)
    waiting = come(event)
    assert deed(inside, waiting, "ohi-jonon") == RegistrationState.ATTENDING


def test_who_called_is_registered_by_the_organiser(inside: Client) -> None:
    event = open_event()
    page = f"{page_of(event)}uusi/"
    data = {"contact_name": "Eino Salo", "phone": "040 123 4567", "party_size": 2, "source": "phone"}
    assert inside.post(page, {**data, "form_key": uuid4()}).status_code == 302
    row = Registration.objects.get()
    assert (row.contact_name, row.party_size, row.source) == ("Eino Salo", 2, "phone")


def test_a_message_is_looked_at_before_it_is_sent(inside: Client) -> None:
    event = open_event()
    come(event)
    address = f"{ROOM}kerrat/{only_time(event).uuid}/viesti/"
    page = words(inside.post(address, {**TEXT, "teko": "katso"}))
    assert "1 vastaanottaja" in page
    assert "Hei Etunimi Sukunimi!" in page
    assert not Message.objects.exists()
    inside.post(address, {**TEXT, "teko": "laheta", "recipients": 1})
    assert Message.objects.get().recipients == 1


def test_a_message_counts_those_of_this_time_alone(inside: Client) -> None:
    event, other = open_event(), open_event()
    come(event)
    new = NewRegistration(contact_name="Ilman", phone="040 123 4567", answers={}, source="phone")
    registration.register(HOUSE, only_time(event).uuid, new)
    come(other)
    page = words(inside.post(f"{ROOM}kerrat/{only_time(event).uuid}/viesti/", {**TEXT, "teko": "katso"}))
    assert "1 vastaanottaja" in page
    assert "Ilman sähköpostia 1. Soita heille." in page


def test_a_message_is_not_sent_when_others_have_come_meanwhile(inside: Client) -> None:
    event = open_event()
    come(event)
    address = f"{ROOM}kerrat/{only_time(event).uuid}/viesti/"
    come(event)
    answer = inside.post(address, {**TEXT, "teko": "laheta", "recipients": 1})
    assert "Vastaanottajien määrä muuttui. Heitä on nyt 2." in words(answer)
    assert not Message.objects.exists()


def test_an_unknown_placeholder_is_told(inside: Client) -> None:
    event = open_event()
    come(event)
    data = {**TEXT, "text": "Hei {etunimi}!", "teko": "katso"}
    answer = inside.post(f"{ROOM}kerrat/{only_time(event).uuid}/viesti/", data)
    assert answer.status_code == 422
    assert "Merkintää {etunimi} ei ole." in words(answer)


def test_a_file_of_participants_starts_no_formula(inside: Client) -> None:
    event = open_event()
    come(event, name="=cmd|calc")
    address = f"{page_of(event)}lista/"
    assert inside.get(f"{address}?muoto=csv").status_code == 302
    inside.post(page_of(event))
    assert "'=cmd|calc" in inside.get(f"{address}?muoto=csv").content.decode("utf-8-sig")
    assert inside.get(f"{address}?muoto=xlsx").content.startswith(b"PK")
    assert AuditEvent.objects.filter(action="events.registration.exported").count() == 2


def test_today_tells_of_times_approvals_and_too_few(inside: Client) -> None:
    soon = clock.now() + timedelta(hours=2)
    event = make_event(soon, title={"fi": "Iltakahvila"})
    values = {"approval": True, "min_participants": 6, "decide_by": soon}
    registration.set_up_registration(HOUSE, event.uuid, values=values)
    come(event)
    page = words(inside.get("/tyotila/"))
    assert "Iltakahvila: osallistujia 1, tarvitaan 6" in page
    assert "1 odottaa hyväksyntää" in page
    inside.post(f"{ROOM}kerrat/{only_time(event).uuid}/toteutuu/")
    assert "tarvitaan 6" not in words(inside.get("/tyotila/"))


def test_a_mail_that_did_not_leave_is_sent_again(inside: Client) -> None:
    come(open_event())
    message = OutboxMessage.objects.get(kind="events.confirmed")
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.FAILED)
    assert "1 viesti ei lähtenyt" in words(inside.get("/tyotila/"))
    assert f'value="{message.uuid}"' in words(inside.get(f"{ROOM}viestit/"))
    answer = inside.post(f"{ROOM}viestit/", {"viesti": message.uuid})
    assert "Viesti lähtee uudelleen." in words(inside.get(answer["Location"]))
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def test_a_failed_mail_of_others_is_not_there(inside: Client) -> None:
    come(open_event())
    OutboxMessage.objects.update(state=MessageState.FAILED)
    cast.other_organization()
    stranger = cast.browser_of(cast.other_editor())
    assert "Kaikki viestit ovat lähteneet" in words(stranger.get(f"{ROOM}viestit/"))
    stranger.post(f"{ROOM}viestit/", {"viesti": OutboxMessage.objects.get().uuid})
    assert OutboxMessage.objects.get().state == MessageState.FAILED


def test_who_has_not_got_the_link_is_listed_with_the_reason(inside: Client, frozen: Any) -> None:
    occurrence = make_online(at("2027-02-10T17:30"))
    for name, how in (("Aino Virta", {"email": "aino@example.org"}), ("Eino Salo", {"phone": "040 123 4567"})):
        new = NewRegistration(contact_name=name, answers={}, source="phone", channel="online", **how)
        registration.register(HOUSE, occurrence.uuid, new)
    frozen.move_to(at("2027-02-10T16:01"))
    joining.post_links()
    OutboxMessage.objects.filter(kind="events.join_link").update(state=MessageState.FAILED)
    address = f"{ROOM}kerrat/{occurrence.uuid}/osallistujat/"
    inside.post(address)
    page = words(inside.get(address)).partition("Ei ole saanut linkkiä")[2]
    assert "viesti ei mennyt perille" in page
    assert "ei sähköpostia, soita hänelle" in page
    assert "Lähetä epäonnistuneet uudelleen" in page


def test_the_queue_says_why_a_small_party_may_pass(inside: Client) -> None:
    event = open_event(capacity=3, skip_oversized="always")
    come(event, size=2)
    come(event, size=2)
    page = words(inside.get(page_of(event)))
    assert "Vapaana on 1, seurueessa 2. Pienempi seurue voi mennä ohi, sija säilyy." in page


def test_the_report_says_when_names_leave(inside: Client) -> None:
    event = make_event(at("2027-02-10T17:30"), hours=1)
    registration.set_up_registration(HOUSE, event.uuid, values={})
    come(event)
    assert "pe\xa012.3. klo\xa018.30" in words(inside.get(f"{ROOM}poistuvat/"))


def test_the_list_asks_as_often_for_ten_people_as_for_one(inside: Client) -> None:
    event, counts = open_event(capacity=5), []
    for number in (1, 9):
        for _ in range(number):
            come(event)
        inside.post(page_of(event))
        with CaptureQueriesContext(connection) as queries:
            inside.get(page_of(event))
        counts.append(len(queries))
    assert counts[0] == counts[1]
