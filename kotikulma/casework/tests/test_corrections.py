"""What was written down wrong: corrected with a word about why, its earlier words kept, counted as it stands now."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kotikulma.casework.commands import clients, corrections, erasing
from kotikulma.casework.models import Client, Contact, EarlierContact, Visit
from kotikulma.casework.queries import plans as queries
from kotikulma.casework.tests.make import make_client, make_contact, make_visit
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.plans import Correction, PlanNotFound, PlanRefused, VisitState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor, system
from tests import cast

pytestmark = pytest.mark.django_db
CORRECTED = "casework.contact.corrected"


@pytest.fixture(autouse=True)
def at_nine(frozen: Any) -> None:
    cast.caseworker()


@pytest.fixture
def client() -> Client:
    return make_client()


@pytest.fixture
def worker() -> Actor:
    return cast.actor(cast.caseworker())


def of(contact: Contact, **values: Any) -> Correction:
    said = {"happened_at": contact.happened_at, "channel": contact.channel, "reached": contact.reached}
    return Correction(**{"number": 0, "reason": "Väärä päivä", **said, **values})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_earlier_words_stay_sealed_and_readable(client: Client, worker: Actor) -> None:
    contact = make_contact(client, words="Retkahdus", next_step="Soita")
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Hyvää kuuluu"))
    _opened, page = queries.meetings(worker, client.uuid)
    [line] = page.contacts
    assert (line.words, line.next_step) == ("Hyvää kuuluu", "")
    [before] = line.earlier
    assert (before.words, before.next_step, before.reason) == ("Retkahdus", "Soita", "Väärä päivä")
    assert b"Retkahdus" not in bytes(EarlierContact.objects.get().told)


def test_a_correction_is_one_row_in_the_log_with_names_of_fields(client: Client, worker: Actor) -> None:
    contact = make_contact(client, words="Ennen")
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Jälkeen", reached=False))
    row = AuditEvent.objects.get(action=CORRECTED)
    assert (row.changed, row.subjects) == (["reached", "words"], [str(client.uuid)])


def test_a_colleague_who_works_with_the_client_may_correct_and_is_named(client: Client, worker: Actor) -> None:
    colleague, unit = cast.case_colleague(), cast.county().uuid
    clients.give_relationship(worker, client.uuid, worker=colleague.uuid, unit=unit, task="health_care")
    contact = make_contact(client)
    corrections.correct_contact(cast.actor(colleague), client.uuid, contact.uuid, of(contact, reached=False))
    [line] = queries.meetings(worker, client.uuid)[1].contacts
    assert line.earlier[0].corrected_by == (colleague.name or colleague.email)
    assert line.worker != line.earlier[0].corrected_by


def test_who_corrects_second_reads_the_first_correction_before(client: Client, worker: Actor) -> None:
    contact = make_contact(client)
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Ensin"))
    with pytest.raises(PlanRefused, match="Toinen työntekijä korjasi tätä juuri"):
        corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Sitten"))
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Sitten", number=1))
    [line] = queries.meetings(worker, client.uuid)[1].contacts
    assert [before.words for before in line.earlier] == ["Ensin", ""]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": " ", "words": "x"}, "Kerro lyhyesti, mikä oli väärin."),
        ({}, "Mikään ei muuttunut. Korjaa se kohta, joka oli väärin."),
        ({"channel": "pigeon"}, "Valitse, miten otit yhteyttä."),
    ],
)
def test_what_corrects_nothing_is_refused(client: Client, worker: Actor, values: Any, sentence: str) -> None:
    contact = make_contact(client)
    with pytest.raises(PlanRefused, match=re.escape(sentence)):
        corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, **values))
    assert not EarlierContact.objects.exists()


def test_an_old_contact_is_corrected_and_its_time_may_stay(client: Client, worker: Actor, frozen: Any) -> None:
    contact = make_contact(client)
    frozen.shift(timedelta(days=500))
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="Muistiin"))
    early = contact.happened_at - timedelta(days=1)
    with pytest.raises(PlanRefused, match="yli 400 päivää"):
        corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, number=1, happened_at=early))


def test_a_struck_contact_is_no_contact_and_stays_to_be_read(client: Client, worker: Actor, frozen: Any) -> None:
    frozen.shift(timedelta(days=10))
    contact = make_contact(client, words="Väärän ihmisen sanat")
    opened, _page = queries.meetings(worker, client.uuid)
    assert queries.attempts_of(opened)[0] == clock.today()
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, struck=True))
    opened, page = queries.meetings(worker, client.uuid)
    assert queries.attempts_of(opened)[0] == clock.today() - timedelta(days=10)
    assert page.contacts[0].struck


def test_a_visit_written_down_as_done_by_mistake_is_still_to_come(client: Client, worker: Actor) -> None:
    visit = make_visit(client, day=clock.today())
    contact = make_contact(client, visit=visit.uuid)
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, struck=True))
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


def test_nobody_else_corrects_and_another_clients_contact_is_not_found(client: Client, worker: Actor) -> None:
    contact, stranger = make_contact(client), cast.actor(cast.case_colleague())
    with pytest.raises(ClientNotFound):
        corrections.correct_contact(stranger, client.uuid, contact.uuid, of(contact, words="x"))
    other = make_client()
    with pytest.raises(PlanNotFound):
        corrections.correct_contact(worker, other.uuid, contact.uuid, of(contact, words="x"))


def test_earlier_words_go_with_the_client(client: Client, worker: Actor) -> None:
    contact = make_contact(client)
    corrections.correct_contact(worker, client.uuid, contact.uuid, of(contact, words="x"))
    clients.close_client(worker, client.uuid)
    erasing.erase_client(system("tests"), client)
    assert not EarlierContact.objects.exists()


def test_the_page_keeps_what_was_typed_and_shows_the_words_before(client: Client) -> None:
    browser = cast.browser_of(cast.caseworker())
    contact = make_contact(client, words="Ensimmäiset sanat")
    at = reverse("casework:contact_correct", kwargs={"uuid": client.uuid, "contact": contact.uuid})
    assert "Ensimmäiset sanat" in browser.get(at).content.decode()
    form = {"key": str(contact.uuid), "number": 0, "channel": "visit", "reached": "yes", "words": "Oikeat sanat"}
    form |= {"happened_at": f"{clock.today():%Y-%m-%d}", "time": f"{clock.local_now():%H:%M}"}
    refused = browser.post(at, form)
    assert refused.status_code == 422
    assert "Oikeat sanat" in refused.content.decode()
    assert "Kerro lyhyesti, mikä oli väärin." in text(refused)
    assert browser.post(at, {**form, "reason": "Kirjasin väärin"}).status_code == 302
    words = text(browser.get(reverse("casework:meetings", kwargs={"uuid": client.uuid})))
    assert words.index("Oikeat sanat") < words.index("Korjattu kerran") < words.index("Ensimmäiset sanat")
    assert "Kirjasin väärin" in words
    contact.refresh_from_db()
    assert EarlierContact.objects.get().happened_at == contact.happened_at


def test_a_planned_visit_gets_another_day_and_its_own_time_stands_in_nobodys_way(client: Client) -> None:
    browser = cast.browser_of(cast.caseworker())
    visit = make_visit(client, hour=10)
    at = reverse("casework:visit_change", kwargs={"uuid": client.uuid, "visit": visit.uuid})
    assert 'value="10:00"' in browser.get(at).content.decode()
    worker = str(cast.caseworker().uuid)
    form = {"key": str(visit.uuid), "purpose": "Avaimet", "day": f"{visit.day:%Y-%m-%d}", "time": "10:15"}
    form |= {"minutes": 30, "worker": worker}
    assert browser.post(at, {**form, "day": "2020-01-01"}).status_code == 422
    assert browser.post(at, form).status_code == 302
    assert "klo 10.15–10.45" in text(browser.get(reverse("casework:meetings", kwargs={"uuid": client.uuid})))
    assert AuditEvent.objects.get(action="casework.visit.changed").changed == ["starts_at", "told"]
    Visit.objects.update(state=VisitState.DONE)
    assert browser.get(at).status_code == 404


def test_the_visit_of_a_protected_client_is_changed_by_who_goes(worker: Actor) -> None:
    hidden, colleague = make_client(protected=True), cast.case_colleague()
    unit = cast.county().uuid
    clients.give_relationship(worker, hidden.uuid, worker=colleague.uuid, unit=unit, task="health_care")
    visit = make_visit(hidden, day=date(2027, 3, 1), where="Salakuja 3")
    at = reverse("casework:visit_change", kwargs={"uuid": hidden.uuid, "visit": visit.uuid})
    assert cast.browser_of(colleague).get(at).status_code == 404
    assert "Salakuja 3" in cast.browser_of(cast.caseworker()).get(at).content.decode()
