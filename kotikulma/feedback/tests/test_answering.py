"""Answers: public the moment they are saved, told to the sender, and tied to what came of them."""

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import access, commands
from kotikulma.feedback.models import Answer
from kotikulma.feedback.queries import board
from kotikulma.feedback.queries import case as cases
from kotikulma.feedback.tests.make import make_answered, make_feedback, make_shown
from kotikulma.feedback.types import FeedbackNotFound, FeedbackRefused, Outcome, Reply, State
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def the_mail() -> outbox.renderers.Mail:  # type: ignore[name-defined]
    mail = outbox.rendered(OutboxMessage.objects.get(kind="feedback.answer"))
    assert mail
    return mail


def test_saving_an_answer_publishes_it() -> None:
    feedback = make_answered(answer="Kokeilemme torstaisin.", outcome=Outcome.DONE)
    item = board.public_item(feedback.reference)
    assert item.answer
    assert (item.answer.text, item.outcome, item.state) == ("Kokeilemme torstaisin.", "done", "done")


def test_a_draft_is_seen_by_handlers_alone() -> None:
    feedback = make_shown()
    commands.save_draft(HOUSE, feedback.reference, version=feedback.version, text="Ehkä torstaisin.")
    assert board.public_item(feedback.reference).answer is None
    assert board.followed(access.follow_token(feedback.uuid)).item.answer is None
    draft = cases.case(HOUSE, feedback.reference).draft
    assert draft
    assert draft.text == "Ehkä torstaisin."


def test_an_answer_says_what_became_of_it_and_why() -> None:
    feedback = make_feedback()
    with pytest.raises(FeedbackRefused, match="Valitse, mitä asialle tapahtui"):
        commands.answer(HOUSE, feedback.reference, version=1, text="Kiitos.", outcome="hmm")
    with pytest.raises(FeedbackRefused, match="Kirjoita muutama sana"):
        commands.answer(HOUSE, feedback.reference, version=1, text=" ", outcome="done")
    assert not Answer.objects.exists()


def test_a_promised_deed_stays_open_until_a_new_answer_says_it_is_done() -> None:
    feedback = make_answered(outcome=Outcome.WILL_DO)
    assert (feedback.state, feedback.closed_at) == (State.ANSWERED, None)
    done = commands.answer(
        HOUSE, feedback.reference, version=feedback.version, text="Ovi on nyt auki.", outcome=Outcome.DONE
    )
    assert done.state == State.DONE
    assert done.closed_at
    assert [answer.text for answer in feedback.answers.order_by("id")] == ["Kokeilemme torstaisin.", "Ovi on nyt auki."]


def test_the_sender_gets_a_public_answer_by_mail_in_full() -> None:
    make_answered(answer="Kokeilemme torstaisin.", contact="aino@example.org")
    mail = the_mail()
    assert "Kokeilemme torstaisin." in mail.text
    assert "Kokeilemme torstaisin." in mail.html
    assert "/palaute/seuranta/" in mail.text


def test_a_private_answer_stays_behind_the_link_and_out_of_everything_public() -> None:
    feedback = make_answered(answer="Salainen neuvo.", reply=Reply.PRIVATE, contact="aino@example.org")
    mail = the_mail()
    assert "Salainen" not in mail.text + mail.html
    with pytest.raises(FeedbackNotFound):
        board.public_item(feedback.reference)
    assert not board.board(board.Filters()).items
    assert not board.recent()
    followed = board.followed(access.follow_token(feedback.uuid)).item.answer
    assert followed
    assert followed.text == "Salainen neuvo."


def test_an_answer_saved_twice_is_mailed_once_each() -> None:
    feedback = make_answered(contact="aino@example.org")
    commands.answer(HOUSE, feedback.reference, version=feedback.version, text="Korjattu.", outcome=Outcome.DONE)
    assert OutboxMessage.objects.filter(kind="feedback.answer").count() == 2


def test_what_came_of_it_is_a_page_of_this_house() -> None:
    feedback, place = make_answered(), make_place()
    commands.link_consequence(
        HOUSE, feedback.reference, address=f"https://kotikulma.example.org/sv/paikat/{place.uuid}/"
    )
    (link,) = board.public_item(feedback.reference).links
    assert (link.words, link.address) == (place.name, f"/paikat/{place.uuid}/")
    commands.unlink_consequence(HOUSE, feedback.reference, kind=link.kind, thing=link.thing)
    assert board.public_item(feedback.reference).links == ()


@pytest.mark.parametrize(
    "address", ["https://example.org/", "/ei/ole/", "/", "", "/paikat/9a52a3c6-0000-4000-8000-000000000000/"]
)
def test_other_addresses_cannot_be_tied_to_it(address: str) -> None:
    with pytest.raises(FeedbackRefused, match="Osoite ei ole tämän palvelun sivu"):
        commands.link_consequence(HOUSE, make_answered().reference, address=address)


def test_one_device_supports_once() -> None:
    feedback = make_shown()
    counts = [commands.support(ANONYMOUS, feedback.reference, device=device, source="192.0.2.1") for device in "aab"]
    assert counts == [1, 1, 2]
    assert board.public_item(feedback.reference).supports == 2


def test_one_device_may_change_its_mind_of_whether_the_answer_helped() -> None:
    feedback = make_answered()
    for device, helped in (("a", False), ("a", True), ("b", False)):
        commands.judge(ANONYMOUS, feedback.reference, device=device, source="192.0.2.1", helped=helped)
    assert board.helped(feedback.reference) == (1, 1)


def test_nobody_judges_an_answer_that_has_not_come() -> None:
    with pytest.raises(FeedbackRefused, match="ei ole vielä vastattu"):
        commands.judge(ANONYMOUS, make_shown().reference, device="a", source="192.0.2.1", helped=True)
