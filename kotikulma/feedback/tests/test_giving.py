"""Giving feedback: without an account, once however often it is sent, with a receipt and a link of one's own."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections

from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.feedback import access, commands
from kotikulma.feedback.models import Contact, Feedback, YearCount
from kotikulma.feedback.queries import board
from kotikulma.feedback.tests.make import make_answered, make_feedback
from kotikulma.feedback.types import FeedbackNotFound, FeedbackRefused, Kind, NewFeedback, Reply
from kotikulma.kernel import outbox
from kotikulma.kernel.logging import mask_path
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people.types import TooMany

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("frozen")
def test_a_feedback_gets_the_next_reference_of_the_year_and_an_answer_is_promised_in_14_days() -> None:
    first, second = make_feedback(), make_feedback()
    assert [first.reference, second.reference] == ["P-2027-00001", "P-2027-00002"]
    assert (first.state, first.due_on) == ("received", date(2027, 2, 24))


def test_what_is_about_a_place_goes_to_those_who_keep_it() -> None:
    place = make_place()
    feedback = make_feedback(place=place.uuid)
    assert (feedback.keeper_id, feedback.unit_id) == (place.organization_id, place.organization_id)
    assert feedback.municipality_code == "179"


def test_what_is_about_a_service_goes_to_those_who_answer_for_it() -> None:
    service = make_service()
    assert make_feedback(service=service.uuid).unit_id == service.responsible_id


def test_a_place_that_is_gone_does_not_stop_anybody_from_speaking() -> None:
    assert make_feedback(place=uuid4()).place_id is None


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_without_words_there_is_no_feedback(text: str) -> None:
    with pytest.raises(FeedbackRefused, match="Kirjoita muutama sana"):
        make_feedback(text)
    assert not Feedback.objects.exists()


def test_an_initiative_needs_a_name_and_a_contact() -> None:
    with pytest.raises(FeedbackRefused, match="Aloitteessa tarvitaan nimi ja yhteystieto"):
        make_feedback(kind=Kind.INITIATIVE, contact="minä@example.org")
    made = make_feedback(kind=Kind.INITIATIVE, name="Aino Esimerkki", contact="aino@example.org")
    assert (made.contact.name, made.contact.email) == ("Aino Esimerkki", "aino@example.org")


def test_one_field_takes_an_address_or_a_number() -> None:
    assert make_feedback(contact=" aino@example.org ").contact.email == "aino@example.org"
    assert make_feedback(contact="050 123 4567").contact.phone == "050 123 4567"
    with pytest.raises(FeedbackRefused, match="Sähköpostiosoite ei kelpaa"):
        make_feedback(contact="aino@")
    with pytest.raises(FeedbackRefused, match="Sähköpostiosoite ei kelpaa"):
        make_feedback(contact=f"aino@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example.org")
    with pytest.raises(FeedbackRefused, match="Kirjoita sähköpostiosoite tai puhelinnumero"):
        make_feedback(contact="Aino")


def test_who_leaves_an_address_gets_one_receipt_whose_row_holds_ids_alone() -> None:
    feedback = make_feedback(contact="aino@example.org")
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.object_ids) == ("aino@example.org", {"feedback": str(feedback.uuid)})
    mail = outbox.rendered(message)
    assert mail
    assert mail.subject == f"Palautteesi {feedback.reference} on perillä"
    link = f"{settings.BASE_URL}/palaute/seuranta/{access.follow_token(feedback.uuid)}/"
    assert link in mail.text
    assert link in mail.html


def test_the_receipt_speaks_the_senders_language() -> None:
    make_feedback(contact="anna@example.org", language="sv")
    mail = outbox.rendered(OutboxMessage.objects.get())
    assert mail
    assert "/sv/palaute/seuranta/" in mail.text
    assert mail.subject.startswith("Din respons P-")


def test_the_same_form_sent_again_is_the_same_feedback_and_sends_no_second_receipt() -> None:
    key = uuid4()
    made = {make_feedback(form_key=key, contact="aino@example.org").pk for _ in range(5)}
    assert len(made) == Feedback.objects.count() == OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_five_times_at_once_is_one_feedback_and_one_receipt() -> None:
    new = NewFeedback(kind=Kind.WISH, text="Kahvia", contact="aino@example.org", form_key=uuid4())
    references: list[str] = []
    barrier = threading.Barrier(5)

    def send() -> None:
        barrier.wait()
        references.append(commands.give(ANONYMOUS, new).reference)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 5
    assert len(set(references)) == Feedback.objects.count() == OutboxMessage.objects.count() == 1
    assert YearCount.objects.get().last == 1


def test_one_source_and_one_address_have_their_limits() -> None:
    def give(number: int, contact: str) -> None:
        new = NewFeedback(kind=Kind.WISH, text="Kahvia", contact=contact, form_key=uuid4())
        commands.give(ANONYMOUS, new, source=f"192.0.2.{number}")

    for number in range(10):
        give(number, "aino@example.org")
    with pytest.raises(TooMany):
        give(10, "aino@example.org")
    for number in range(11, 20):
        give(number, "")
    with pytest.raises(TooMany):
        give(20, "")
    assert Feedback.objects.count() == 19


def test_the_link_opens_the_senders_own_and_nothing_else() -> None:
    mine, other = make_feedback(reply=Reply.PRIVATE), make_feedback()
    token = access.follow_token(mine.uuid)
    assert board.followed(token).item.reference == mine.reference
    for wrong in (
        token[:-1],
        token[:-1] + "é",
        "2" + token[1:],
        access.follow_token(other.uuid)[:40] + token[40:],
        "x",
    ):
        with pytest.raises(FeedbackNotFound):
            board.followed(wrong)


def test_a_link_signed_with_the_key_before_still_opens(settings) -> None:
    feedback = make_feedback()
    token = access.follow_token(feedback.uuid)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 10, [settings.SECRET_KEY]
    assert board.followed(token).item.reference == feedback.reference


def test_the_link_is_masked_in_logs() -> None:
    token = access.follow_token(uuid4())
    assert mask_path(f"/palaute/seuranta/{token}/") == "/palaute/seuranta/***/"


@pytest.mark.usefixtures("frozen")
def test_the_sender_may_say_that_the_matter_is_still_open_and_gets_a_new_promise() -> None:
    feedback = make_answered()
    commands.reopen(ANONYMOUS, access.follow_token(feedback.uuid), text="Entä lauantai?")
    feedback.refresh_from_db()
    assert (feedback.state, feedback.closed_at, feedback.due_on) == ("in_hand", None, date(2027, 2, 24))
    assert feedback.notes.get().from_sender


def test_after_30_days_one_gives_a_new_one_instead(frozen) -> None:
    feedback = make_answered()
    frozen.shift(31 * 24 * 3600)
    with pytest.raises(FeedbackRefused, match="Anna uusi palaute"):
        commands.reopen(ANONYMOUS, access.follow_token(feedback.uuid), text="Entä lauantai?")


def test_the_sender_takes_her_contact_away_and_nothing_more_is_mailed() -> None:
    feedback = make_feedback(contact="aino@example.org")
    commands.forget_contact(ANONYMOUS, access.follow_token(feedback.uuid))
    assert not Contact.objects.exists()
    assert outbox.rendered(OutboxMessage.objects.get()) is None
