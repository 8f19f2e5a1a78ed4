"""What came by telephone, at the desk or on paper: written down by a member, then like any other."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands
from kotikulma.feedback.models import Contact, Feedback
from kotikulma.feedback.tests.make import make_feedback
from kotikulma.feedback.types import FeedbackNotFound, Kind, NewFeedback, Source
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "/tyotila/palaute/kirjaa/"


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.editor())


def said(**changes: Any) -> dict[str, Any]:
    return {
        "source": "phone",
        "kind": "wish",
        "text": "Penkki pysäkille.",
        "reply": "public",
        "language": "fi",
        "key": uuid4(),
        **changes,
    }


def words(response: Any) -> str:
    return str(response.content.decode())


def test_a_call_becomes_a_feedback_with_a_number_to_read_aloud(inside: Client) -> None:
    page = words(inside.post(PAGE, said()))
    assert Feedback.objects.get().source == Source.PHONE
    for sentence in ("P-2027-00001", "Lue se näin: P, 2027, 0 0 0 0 1.", "Viimeistään ke 24.2.2027."):
        assert sentence in page


def test_who_wrote_it_down_is_in_the_audit_log() -> None:
    editor = cast.editor()
    cast.browser_of(editor).post(PAGE, said())
    assert AuditEvent.objects.get(action="feedback.item.received").actor_id == editor.uuid


def test_the_same_form_sent_twice_is_one_feedback_and_one_number(inside: Client) -> None:
    form = said()
    first, second = words(inside.post(PAGE, form)), words(inside.post(PAGE, form))
    assert ("P-2027-00001" in first, "P-2027-00001" in second, Feedback.objects.count()) == (True, True, 1)


def test_a_contact_is_not_needed_and_an_address_gets_the_receipt_in_its_language(inside: Client) -> None:
    inside.post(PAGE, said())
    assert Contact.objects.count() == 0
    page = words(inside.post(PAGE, said(contact="aino@example.org", language="sv")))
    assert "Sinne lähti myös linkki" in page
    assert OutboxMessage.objects.get(kind="feedback.receipt").language == "sv"


def test_a_place_of_ones_own_organization_can_be_chosen(inside: Client) -> None:
    own, other = make_place("Tupa", organization=cast.own_organization()), make_place("Kirjasto")
    page = words(inside.get(PAGE))
    assert (str(own.uuid) in page, str(other.uuid) in page) == (True, False)
    assert "Avaa palaute" in words(inside.post(PAGE, said(place=own.uuid)))
    assert Feedback.objects.get().place == own


def test_one_may_write_down_what_others_answer(inside: Client) -> None:
    assert "Avaa palaute" not in words(inside.post(PAGE, said()))


def test_what_is_wrong_is_told_and_what_was_typed_stays(inside: Client) -> None:
    answer = inside.post(PAGE, said(source="", kind="initiative", text="Valot puistoon.", name="Aino"))
    assert (answer.status_code, "Valot puistoon." in words(answer)) == (422, True)
    answer = inside.post(PAGE, said(kind="initiative", name="Aino"))
    assert "Aloitteessa tarvitaan nimi ja yhteystieto." in words(answer)


def test_nobody_but_a_member_says_that_it_came_by_telephone() -> None:
    for actor in (ANONYMOUS, cast.actor(cast.newcomer())):
        with pytest.raises(FeedbackNotFound):
            commands.give(actor, NewFeedback(kind=Kind.WISH, text="Penkki.", source=Source.PHONE))
    assert cast.browser_of(cast.newcomer()).get(PAGE).status_code == 404


def test_the_case_and_the_numbers_tell_how_it_came() -> None:
    coordinator = cast.browser_of(cast.coordinator())
    coordinator.post(PAGE, said(source="letter"))
    make_feedback()
    assert "<span>Kirje</span>" in words(coordinator.get(f"/tyotila/palaute/{Feedback.objects.first().reference}/"))  # type: ignore[union-attr]
    numbers = words(coordinator.get("/tyotila/palaute/luvut/"))
    assert ("Miten palaute tuli" in numbers, "Verkkolomake" in numbers) == (True, True)


def test_the_form_asks_as_often_for_twenty_places_as_for_one(inside: Client) -> None:
    def statements(places: int) -> int:
        for number in range(places):
            make_place(f"Paikka {number}", organization=cast.own_organization())
        with CaptureQueriesContext(connection) as caught:
            inside.get(PAGE)
        return len(caught)

    assert statements(1) == statements(19)
