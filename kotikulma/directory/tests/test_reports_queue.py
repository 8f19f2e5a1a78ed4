"""The queue of residents' reports: who sees which, handling, the answer, and that the words go."""

from datetime import timedelta
from typing import Any

import pytest

from kotikulma.directory.commands import reports
from kotikulma.directory.commands.reports import handle_report, report_error
from kotikulma.directory.models import Report
from kotikulma.directory.queries.reports import queue
from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.directory.types import ReportAlreadyHandled, ReportRefused
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people.commands import erase_person
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
QUEUE = "/tyotila/ilmoitukset/"


def make_report(text: str = "Ovi on kiinni.", **fields: Any) -> Report:
    """About a place of the editor's organisation, unless told otherwise."""
    if "object_uuid" not in fields:
        fields |= {"object_kind": "place", "object_uuid": make_place(organization=cast.own_organization()).uuid}
    return report_error(ANONYMOUS, text=text, **fields)


def seen_by(person: Any) -> set[str]:
    return {line.text for line in queue(cast.actor(person))}


def answers() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=reports.ANSWER))


def test_an_editor_sees_reports_of_what_she_keeps_and_a_coordinator_all() -> None:
    make_report("Paikka.")
    service = make_service(responsible=cast.own_organization())
    make_report("Palvelu.", object_kind="service", object_uuid=service.uuid)
    make_report("Organisaatio.", object_kind="organization", object_uuid=cast.own_organization().uuid)
    make_report("Sivu.", object_uuid=None, path="/haku/")
    assert seen_by(cast.editor()) == {"Paikka.", "Palvelu.", "Organisaatio."}
    assert seen_by(cast.other_editor()) == set()
    assert seen_by(cast.coordinator()) == {"Paikka.", "Palvelu.", "Organisaatio.", "Sivu."}


def test_a_strangers_hand_meets_nothing() -> None:
    with pytest.raises(NotFound):
        handle_report(cast.actor(cast.other_editor()), make_report().uuid)


def test_handling_keeps_the_note_who_and_when() -> None:
    report = make_report()
    handle_report(cast.actor(cast.editor()), report.uuid, note="Korjasin oven.")
    report.refresh_from_db()
    assert (report.status, report.note, report.handled_by) == ("done", "Korjasin oven.", cast.editor().uuid)
    assert report.handled_at == clock.now()
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.changed) == ("directory.report.handled", ["status"])
    assert not answers()


def test_what_somebody_else_handled_is_not_handled_again() -> None:
    report = make_report()
    handle_report(HOUSE, report.uuid)
    with pytest.raises(ReportAlreadyHandled, match="Joku muu ehti käsitellä tämän"):
        handle_report(HOUSE, report.uuid)


def test_an_answer_leaves_in_the_language_of_the_report() -> None:
    report = make_report(contact=" asukas@example.org ", language="sv", path="/paikat/x/")
    handle_report(HOUSE, report.uuid, answer="Dörren är öppen nu.")
    [message] = answers()
    assert (message.recipient, message.object_ids) == ("asukas@example.org", {"report": str(report.uuid)})
    mail = outbox.rendered(message)
    assert mail
    assert mail.subject == "Svar på ditt meddelande"
    assert "Dörren är öppen nu." in mail.text
    assert "/paikat/x/" in mail.text


def test_an_answer_to_a_telephone_number_is_refused_and_nothing_is_lost() -> None:
    report = make_report(contact="040 123 4567")
    with pytest.raises(ReportRefused, match="ei jättänyt sähköpostiosoitetta"):
        handle_report(HOUSE, report.uuid, answer="Kiitos.")
    report.refresh_from_db()
    assert report.status == "new"


def test_a_report_opened_again_waits_and_its_answer_is_not_sent() -> None:
    report = make_report(contact="asukas@example.org")
    handle_report(HOUSE, report.uuid, answer="Kiitos.")
    reports.reopen_report(HOUSE, report.uuid)
    assert outbox.rendered(answers()[0]) is None
    handle_report(HOUSE, report.uuid)
    report.refresh_from_db()
    assert report.status == "done"


def test_every_word_goes_90_days_after_handling(frozen: Any) -> None:
    report = make_report(contact="asukas@example.org")
    handle_report(HOUSE, report.uuid, note="Korjattu.", answer="Kiitos.")
    frozen.shift(timedelta(days=90))
    assert reports.erase_old_reports() == 0
    frozen.shift(timedelta(seconds=1))
    assert [reports.erase_old_reports(), reports.erase_old_reports()] == [1, 0]
    report.refresh_from_db()
    assert (report.text, report.contact, report.note, report.answer) == ("", "", "", "")


def test_a_report_that_waits_keeps_its_words(frozen: Any) -> None:
    make_report()
    frozen.shift(timedelta(days=400))
    assert reports.erase_old_reports() == 0


def test_an_erased_person_is_forgotten_as_the_handler() -> None:
    report = make_report()
    editor = cast.editor()
    handle_report(cast.actor(editor), report.uuid)
    erase_person(HOUSE, editor)
    report.refresh_from_db()
    assert report.handled_by is None


# Pages


def test_the_queue_shows_the_oldest_first_with_how_long_it_waited(frozen: Any) -> None:
    make_report("Vanha.")
    frozen.shift(timedelta(days=3))
    make_report("Uusi.")
    html = cast.browser_of(cast.editor()).get(QUEUE).content.decode()
    assert html.index("Vanha.") < html.index("Uusi.")
    assert "Odottanut 3 päivää" in html
    assert "Saapui tänään" in html


def test_a_report_is_read_handled_and_opened_again_on_its_page() -> None:
    report, inside = make_report(contact="asukas@example.org"), cast.browser_of(cast.editor())
    page = f"{QUEUE}{report.uuid}/"
    assert "Ovi on kiinni." in inside.get(page).content.decode()
    answer = inside.post(page, {"note": "Korjasin.", "answer": "Kiitos."})
    assert answer["Location"] == QUEUE
    html = inside.get(QUEUE).content.decode()
    assert "Ilmoitus on käsitelty ja vastaus lähtee." in html
    assert f'action="{page}avaa/"' in html
    assert "Korjasin." in inside.get(page).content.decode()
    inside.post(f"{page}avaa/")
    assert Report.objects.get().status == "new"


def test_a_refused_answer_keeps_what_was_typed() -> None:
    report, inside = make_report(contact="040 123 4567"), cast.browser_of(cast.editor())
    answer = inside.post(f"{QUEUE}{report.uuid}/", {"note": "Soitin hänelle.", "answer": "Kiitos."})
    assert answer.status_code == 422
    assert "Soitin hänelle." in answer.content.decode()


def test_the_page_offers_no_answer_when_there_is_nowhere_to_send_it() -> None:
    html = cast.browser_of(cast.editor()).get(f"{QUEUE}{make_report().uuid}/").content.decode()
    assert 'name="note"' in html
    assert 'name="answer"' not in html


def test_the_file_holds_no_words_of_the_resident() -> None:
    make_report("Naapuri on Matti.", contact="asukas@example.org")
    text = cast.browser_of(cast.coordinator()).get(f"{QUEUE}?muoto=csv").content.decode()
    assert "Huhtasuon yhteistoimintapiste" in text
    assert "Matti" not in text
    assert "asukas@example.org" not in text


def test_an_address_of_another_house_is_no_link() -> None:
    report = make_report(path="//evil.example/")
    html = cast.browser_of(cast.editor()).get(f"{QUEUE}{report.uuid}/").content.decode()
    assert "evil.example" not in html
