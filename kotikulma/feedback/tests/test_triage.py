"""Who handles what, what everybody sees, whose it is and by when, and two who are the same."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import access, commands
from kotikulma.feedback.models import Feedback, Support
from kotikulma.feedback.queries import board
from kotikulma.feedback.queries import case as cases
from kotikulma.feedback.queries import queue as queues
from kotikulma.feedback.tests.make import assign_to, make_answered, make_feedback, make_shown
from kotikulma.feedback.types import Changed, FeedbackNotFound, FeedbackRefused, Kind, Outcome, Reply
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def test_nothing_is_public_before_somebody_has_read_it() -> None:
    feedback = make_feedback()
    with pytest.raises(FeedbackNotFound):
        board.public_item(feedback.reference)
    commands.show(HOUSE, feedback.reference, version=1, public_text="Voisiko ovi olla auki illalla?")
    assert board.public_item(feedback.reference).text == "Voisiko ovi olla auki illalla?"


def test_a_moderator_shows_it_without_the_point_and_may_change_her_mind() -> None:
    feedback = make_feedback(latitude=62.24, longitude=25.75)
    for hide_point, told in ((True, None), (False, 62.24)):
        version = Feedback.objects.get().version
        commands.show(HOUSE, feedback.reference, version=version, public_text="Penkki.", hide_point=hide_point)
        assert board.public_item(feedback.reference).latitude == told
        assert cases.case(HOUSE, feedback.reference).item.latitude == 62.24


def test_an_answer_that_shows_it_first_can_leave_the_point_out() -> None:
    feedback = make_feedback(latitude=62.24, longitude=25.75)
    said = {"version": 1, "text": "Kyllä.", "outcome": Outcome.DONE}
    commands.answer(HOUSE, feedback.reference, **said, hide_point=True)
    assert board.public_item(feedback.reference).latitude is None


def test_the_address_a_sender_wrote_is_in_no_public_item() -> None:
    assert board.public_item(make_shown(address="Kotikatu 1 A 3").reference).address == ""


def test_what_is_meant_for_the_sender_alone_is_never_shown() -> None:
    feedback = make_feedback(reply=Reply.PRIVATE)
    with pytest.raises(FeedbackRefused, match="Lähettäjä haluaa vastauksen vain itselleen"):
        commands.show(HOUSE, feedback.reference, version=1, public_text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=feedback.pk).update(shown_at=feedback.received_at, public_text="x")


def test_a_moderator_keeps_it_private_with_a_reason_the_sender_reads() -> None:
    feedback = make_shown()
    with pytest.raises(FeedbackRefused, match="Kerro lähettäjälle, miksi"):
        commands.keep_private(HOUSE, feedback.reference, version=feedback.version, reason=" ")
    commands.keep_private(HOUSE, feedback.reference, version=feedback.version, reason="Viestissä on toisen tietoja.")
    with pytest.raises(FeedbackNotFound):
        board.public_item(feedback.reference)
    assert board.followed(access.follow_token(feedback.uuid)).private_reason == "Viestissä on toisen tietoja."


def test_rubbish_is_rejected_and_its_link_is_as_gone_as_a_wrong_one() -> None:
    feedback = make_feedback()
    commands.reject(HOUSE, feedback.reference, version=1)
    with pytest.raises(FeedbackNotFound):
        board.followed(access.follow_token(feedback.uuid))
    with pytest.raises(FeedbackRefused, match="Vastattua tai yhdistettyä"):
        commands.reject(HOUSE, make_answered().reference, version=2)


def test_an_editor_handles_what_is_hers_and_a_coordinator_everything() -> None:
    people = cast.everybody()
    of_place = make_feedback(place=make_place(organization=people.own).uuid)
    of_unit = assign_to(make_feedback(), people.own.uuid)
    nobodys = make_feedback()

    def seen(audience: str) -> set[str]:
        rows = queues.queue(people.actor(audience), queues.QueueFilters()).rows
        return {row.item.reference for row in rows}

    assert seen("editor") == {of_place.reference, of_unit.reference}
    assert seen("other editor") == set()
    assert seen("coordinator") == {of_place.reference, of_unit.reference, nobodys.reference}


@pytest.mark.parametrize("audience", ["anonymous", "other editor"])
def test_a_stranger_is_told_the_same_of_another_ones_and_of_a_wrong_number(audience: str) -> None:
    people = cast.everybody()
    feedback = make_feedback(place=make_place(organization=people.own).uuid, reply=Reply.PRIVATE)
    actor = ANONYMOUS if audience == "anonymous" else people.actor(audience)
    for reference in (feedback.reference, "P-2027-99999"):
        with pytest.raises(FeedbackNotFound, match="Palautetta ei löydy"):
            commands.reject(actor, reference, version=1)
        with pytest.raises(FeedbackNotFound, match="Palautetta ei löydy"):
            cases.case(actor, reference)
        with pytest.raises(FeedbackNotFound, match="Palautetta ei löydy"):
            board.public_item(reference)


def test_the_editor_of_the_place_still_sees_what_was_given_to_another_unit() -> None:
    people = cast.everybody()
    feedback = assign_to(make_feedback(place=make_place(organization=people.own).uuid), people.other.uuid)
    assert cases.may_handle(people.actor("editor"), feedback.reference)
    assert cases.may_handle(people.actor("other editor"), feedback.reference)


@pytest.mark.usefixtures("frozen")
def test_the_promised_day_may_be_moved_but_not_that_of_accessibility() -> None:
    unit = cast.own_organization().uuid
    assert assign_to(make_feedback(), unit, due_on=date(2027, 3, 10)).due_on == date(2027, 3, 10)
    accessibility = make_feedback(kind=Kind.ACCESSIBILITY)
    with pytest.raises(FeedbackRefused, match="vastataan aina 14 päivässä"):
        assign_to(accessibility, unit, due_on=date(2027, 3, 10))
    with pytest.raises(FeedbackRefused, match="palautteen saapumisen jälkeen"):
        assign_to(make_feedback(), unit, due_on=date(2027, 2, 9))


def test_the_owner_is_a_member_of_the_unit_and_gets_a_word_by_mail() -> None:
    people = cast.everybody()
    feedback = make_feedback()
    with pytest.raises(FeedbackRefused, match="Valitse henkilö"):
        assign_to(feedback, people.own.uuid, owner=people.people["other editor"].uuid)
    assign_to(feedback, people.own.uuid, owner=people.people["editor"].uuid)
    assert [message.recipient for message in OutboxMessage.objects.all()] == ["editor@example.org"]


def test_two_who_save_the_same_case_the_second_is_told_and_loses_nothing() -> None:
    feedback = make_feedback()
    commands.save_draft(HOUSE, feedback.reference, version=1, text="Ensimmäisen sanat.")
    with pytest.raises(Changed, match="Toinen käsittelijä ehti tallentaa"):
        commands.answer(HOUSE, feedback.reference, version=1, text="Toisen sanat.", outcome="done")
    case = cases.case(HOUSE, feedback.reference)
    assert case.draft
    assert (case.draft.text, case.version) == ("Ensimmäisen sanat.", 2)


def test_a_duplicate_follows_the_answer_of_the_other_and_counts_its_supporters_once() -> None:
    one, other = make_shown("Ovi auki illalla?"), make_shown("Iltaovi, kiitos.", contact="aino@example.org")
    for feedback, device in ((one, "a"), (other, "a"), (other, "b")):
        commands.support(ANONYMOUS, feedback.reference, device=device, source="192.0.2.1")
    other.refresh_from_db()
    commands.merge(HOUSE, other.reference, version=other.version, into=one.reference.lower())
    one.refresh_from_db()
    assert (one.supports, Support.objects.filter(feedback=one).count()) == (2, 2)
    assert board.points_to(other.reference) == one.reference
    commands.answer(HOUSE, one.reference, version=one.version, text="Kokeilemme.", outcome="will_do")
    followed = board.followed(access.follow_token(other.uuid))
    assert followed.item.answer
    assert (followed.item.answer.text, followed.item.text) == ("Kokeilemme.", "Iltaovi, kiitos.")
    assert OutboxMessage.objects.filter(kind="feedback.answer").get().recipient == "aino@example.org"


@pytest.mark.parametrize("target", ["itself", "private", "missing"])
def test_one_merges_only_into_another_that_everybody_may_read(target: str) -> None:
    feedback = make_shown()
    into = {
        "itself": feedback.reference,
        "private": make_feedback(reply=Reply.PRIVATE).reference,
        "missing": "P-2027-99999",
    }[target]
    with pytest.raises(FeedbackRefused):
        commands.merge(HOUSE, feedback.reference, version=feedback.version, into=into)


def test_a_private_one_merged_into_a_public_one_does_not_tell_that_it_exists() -> None:
    public, private = make_shown(), make_feedback(reply=Reply.PRIVATE)
    commands.merge(HOUSE, private.reference, version=1, into=public.reference)
    with pytest.raises(FeedbackNotFound):
        board.points_to(private.reference)


def test_reading_the_senders_contact_is_written_down() -> None:
    feedback = make_feedback(contact="050 123 4567")
    coordinator = cast.actor(cast.coordinator())
    assert commands.read_contact(coordinator, feedback.reference).phone == "050 123 4567"
    event = AuditEvent.objects.get(action="feedback.contact.read")
    assert (event.actor_id, event.object_uuid) == (coordinator.id, feedback.uuid)
