"""Personal data leaves when its time is over, and not before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from kotikulma.feedback import access, commands, rules
from kotikulma.feedback.models import Contact, Feedback
from kotikulma.feedback.queries import board, statistics
from kotikulma.feedback.tests.make import make_answered, make_feedback, make_shown
from kotikulma.feedback.types import Erased, Outcome, Reply
from kotikulma.kernel import clock
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
Later = Callable[[int], None]


@pytest.fixture
def later(frozen) -> Later:
    return lambda days: frozen.shift(timedelta(days=days))


def test_the_contact_goes_30_days_after_the_answer(later: Later) -> None:
    make_answered(contact="aino@example.org", outcome=Outcome.WILL_DO)
    later(30)
    assert not commands.erase_old(HOUSE)
    later(1)
    assert commands.erase_old(HOUSE).contacts == 1
    assert not Contact.objects.exists()


def test_who_asked_to_be_told_is_remembered_until_it_is_done(later: Later) -> None:
    feedback = make_answered(contact="aino@example.org", keep_informed=True, outcome=Outcome.WILL_DO)
    later(100)
    commands.erase_old(HOUSE)
    assert Contact.objects.exists()
    commands.answer(HOUSE, feedback.reference, version=feedback.version, text="Tehty.", outcome=Outcome.DONE)
    later(31)
    commands.erase_old(HOUSE)
    assert not Contact.objects.exists()


def test_who_still_waits_for_an_answer_is_not_forgotten(later: Later) -> None:
    waiting = make_feedback(contact="aino@example.org")
    again = make_answered(contact="anna@example.org")
    commands.reopen(ANONYMOUS, access.follow_token(again.uuid), text="Entä lauantai?")
    later(400)
    commands.erase_old(HOUSE)
    assert {contact.feedback_id for contact in Contact.objects.all()} == {waiting.pk, again.pk}


def test_rejected_words_go_in_30_days(later: Later) -> None:
    feedback = make_feedback("Osta halpa kello!", contact="kello@example.org")
    commands.reject(HOUSE, feedback.reference, version=1)
    later(31)
    report = commands.erase_old(HOUSE)
    feedback.refresh_from_db()
    assert (report.rejected, report.contacts, feedback.text) == (1, 1, "")


def test_the_senders_own_words_go_where_others_were_shown(later: Later) -> None:
    feedback = make_feedback("Aino, 050 123 4567: kahvia!")
    commands.answer(HOUSE, feedback.reference, version=1, text="Keitetään.", outcome="done", public_text="Kahvia!")
    later(91)
    assert commands.erase_old(HOUSE).originals == 1
    feedback.refresh_from_db()
    assert (feedback.text, feedback.public_text) == ("Kahvia!", "Kahvia!")


def test_where_it_was_about_goes_even_when_the_words_were_shown_as_they_are(later: Later) -> None:
    answered = make_answered(address="Kotikatu 1", latitude=62.24, longitude=25.75)
    later(rules.ORIGINAL_DAYS + 1)
    assert commands.erase_old(HOUSE).originals == 1
    answered.refresh_from_db()
    assert (answered.address, answered.latitude, answered.longitude) == ("", None, None)
    assert not commands.erase_old(HOUSE)


def test_the_reason_for_keeping_it_private_goes_with_it(later: Later) -> None:
    feedback = make_feedback()
    commands.keep_private(HOUSE, feedback.reference, version=1, reason="Nimeää Maijan.")
    commands.answer(HOUSE, feedback.reference, version=2, text="Soitamme.", outcome=Outcome.DONE)
    later(rules.PRIVATE_DAYS + 1)
    commands.erase_old(HOUSE)
    assert Feedback.objects.get().private_reason == ""


def test_a_private_matter_is_forgotten_a_year_after_closing_and_still_counted(later: Later) -> None:
    feedback = make_answered("Olen yksin.", answer="Soitamme sinulle.", reply=Reply.PRIVATE)
    commands.add_note(HOUSE, feedback.reference, text="Soitettu.")
    later(366)
    report = commands.erase_old(HOUSE)
    assert (report.private, report.notes) == (1, 1)
    assert not feedback.answers.exists()
    today = clock.today()
    assert statistics.statistics(HOUSE, today - timedelta(days=400), today).total == 1


def test_a_public_answer_stays(later: Later) -> None:
    feedback = make_answered(answer="Kokeilemme torstaisin.")
    later(3000)
    commands.erase_old(HOUSE)
    item = board.public_item(feedback.reference)
    assert item.answer
    assert item.answer.text == "Kokeilemme torstaisin."


def test_a_dry_run_counts_the_same_and_changes_nothing(later: Later) -> None:
    make_answered("Olen yksin.", reply=Reply.PRIVATE, contact="aino@example.org")
    later(366)
    planned = commands.erase_old(HOUSE, dry_run=True)
    assert Contact.objects.exists()
    assert planned == commands.erase_old(HOUSE)
    assert commands.erase_old(HOUSE) == Erased(0, 0, 0, 0, 0, 0)


def test_the_report_of_the_latest_run_is_kept(later: Later) -> None:
    make_answered(contact="aino@example.org")
    later(31)
    commands.erase_old(HOUSE)
    found = statistics.latest_erasing(HOUSE)
    assert found
    assert found == (clock.now(), Erased(1, 0, 0, 0, 0, 0))


def test_no_erased_word_is_left_in_any_table(later: Later) -> None:
    feedback = make_feedback("Olen Aino Esimerkki, sanalla qwertz.", reply=Reply.PRIVATE, contact="qwertz@example.org")
    commands.add_note(HOUSE, feedback.reference, text="Soitin: qwertz.")
    commands.answer(HOUSE, feedback.reference, version=1, text="Neuvo qwertz.", outcome="done")
    later(400)
    commands.erase_old(HOUSE)
    assert "qwertz" not in everything_but_the_outbox()


def everything_but_the_outbox() -> str:
    """The outbox empties its addresses by a job of its own."""
    found = []
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - {"outbox_outboxmessage"}:
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_shown_and_unanswered_ones_are_left_alone(later: Later) -> None:
    make_shown(contact="aino@example.org")
    later(3000)
    assert not commands.erase_old(HOUSE)
    assert Feedback.objects.get().text
