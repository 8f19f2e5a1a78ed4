"""The pages of clients: what they tell, to whom, and that nothing of a client stands in an address."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.commands import clients as commands
from kotikulma.casework.models import BreakGlass, Client, Relationship
from kotikulma.casework.tests.make import AINO, make_client
from kotikulma.casework.types.clients import Finding, Identity, Task
from tests import cast

pytestmark = pytest.mark.django_db
REASON = "Asiakas soitti päivystykseen, eikä oma työntekijä ole paikalla."
NEW = {"given_name": "Testi", "family_name": "Olematon", "task": "mobile_team", "language": "fi"}


@pytest.fixture
def mine() -> Browser:
    return cast.browser_of(cast.caseworker())


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def at(name: str, **kwargs: Any) -> str:
    return reverse(f"casework:{name}", kwargs=kwargs)


def test_a_worker_without_her_second_factor_is_sent_to_show_it() -> None:
    browser = cast.browser_of(cast.caseworker(), second_factor=False)
    assert "/tili/toinen-tunniste/tarvitaan/" in browser.get(at("clients")).headers["Location"]


def test_the_room_is_in_the_menu_of_caseworkers_only(mine: Browser) -> None:
    assert "Asiakastyö" in text(mine.get("/tyotila/"))
    assert "Asiakastyö" not in text(cast.browser_of(cast.coordinator()).get("/tyotila/"))


def test_every_page_says_confidential_who_sees_it_and_is_not_kept(mine: Browser) -> None:
    response = mine.get(at("client", uuid=make_client().uuid))
    words = text(response)
    assert "Luottamuksellinen" in words
    assert "Näkee: 1 työntekijä. Katselusi kirjataan." in words
    assert "no-store" in response.headers["Cache-Control"]


def test_a_new_client_is_written_down_with_what_is_known(mine: Browser) -> None:
    unit = str(cast.county().uuid)
    response = mine.post(at("new"), {**NEW, "unit": unit})
    client = Client.objects.get()
    assert response.headers["Location"] == at("client", uuid=client.uuid)
    assert "Testi Olematon" in text(mine.get(at("client", uuid=client.uuid)))


def test_a_mistake_keeps_what_was_typed(mine: Browser) -> None:
    response = mine.post(at("new"), {**NEW, "unit": str(cast.county().uuid), "hetu": "010101-1"})
    assert response.status_code == 422
    assert "Henkilötunnus ei ole oikein. Tarkista se, tai jätä kenttä tyhjäksi." in text(response)
    assert 'value="Olematon"' in response.content.decode()
    assert not Client.objects.exists()


def test_the_search_travels_in_the_body_and_finds_a_whole_number(mine: Browser) -> None:
    client = make_client()
    found = mine.post(at("clients"), {"number": "+358 40 123 4567"})
    assert at("client", uuid=client.uuid) in found.content.decode()
    assert "Näillä tiedoilla ei löytynyt asiakasta" in text(mine.post(at("clients"), {"number": "040 123 456"}))
    assert "Osa nimestä ei riitä" in text(mine.post(at("clients"), {"given_name": "Aino"}))


def test_a_colleague_opens_with_a_reason_and_the_page_says_so() -> None:
    client = make_client()
    browser = cast.browser_of(cast.case_colleague())
    found = browser.post(at("clients"), {"number": AINO.phone}).content.decode()
    assert at("open_anyway", uuid=client.uuid) in found
    assert AINO.family_name not in found
    assert browser.post(at("open_anyway", uuid=client.uuid), {"reason": "kiire"}).status_code == 422
    browser.post(at("open_anyway", uuid=client.uuid), {"reason": REASON})
    assert "Avasit tiedot poikkeuksellisesti" in text(browser.get(at("client", uuid=client.uuid)))


def test_the_lead_reviews_from_her_list_of_today() -> None:
    client = make_client()
    row = commands.break_glass(cast.actor(cast.case_colleague()), client.uuid, reason=REASON)
    lead = cast.browser_of(cast.case_lead())
    assert "1 poikkeuksellinen avaaminen odottaa tarkistusta" in text(lead.get("/tyotila/"))
    page = lead.get(at("reviews"))
    assert REASON in text(page)
    assert AINO.family_name not in text(page)
    lead.post(at("review", uuid=row.uuid), {"finding": "justified"})
    assert BreakGlass.objects.get().finding == Finding.JUSTIFIED
    assert "Tarkistettavaa ei ole" in text(lead.get(at("reviews")))


def test_who_saves_second_sees_both(mine: Browser) -> None:
    client = make_client()
    commands.save_identity(cast.actor(cast.caseworker()), client.uuid, Identity("Ensin", "Ehtinyt"), version=1)
    typed = {"given_name": "Sitten", "family_name": "Tullut", "language": "fi", "version": 1}
    response = mine.post(at("edit", uuid=client.uuid), typed)
    assert response.status_code == 409
    assert "Ensin Ehtinyt" in text(response)
    assert 'value="Sitten"' in response.content.decode()
    assert mine.post(at("edit", uuid=client.uuid), {**typed, "version": 2}).status_code == 302
    assert "Sitten Tullut" in text(mine.get(at("client", uuid=client.uuid)))


def test_a_colleague_is_added_and_leaves(mine: Browser) -> None:
    client, colleague = make_client(), cast.case_colleague()
    chosen = {"worker": f"{colleague.uuid}/{cast.county().uuid}", "task": Task.HEALTH_CARE}
    mine.post(at("workers", uuid=client.uuid), chosen)
    assert "Näkee: 2 työntekijää" in text(mine.get(at("workers", uuid=client.uuid)))
    given = Relationship.objects.get(worker=colleague)
    mine.post(at("end_work", uuid=client.uuid, relationship=given.uuid))
    assert "Aiemmat työntekijät" in text(mine.get(at("workers", uuid=client.uuid)))


def test_a_closed_case_opens_no_more(mine: Browser) -> None:
    client = make_client()
    assert "Kun asiakkuus päättyy" in text(mine.get(at("close", uuid=client.uuid)))
    mine.post(at("close", uuid=client.uuid))
    assert mine.get(at("client", uuid=client.uuid)).status_code == 404


def test_the_log_report_reads_in_words(frozen: Any, mine: Browser) -> None:
    client = make_client()
    frozen.shift(60)
    mine.get(at("client", uuid=client.uuid))
    words = text(mine.get(at("log", uuid=client.uuid)))
    assert "Katsoi asiakkaan tietoja Henkilötiedot, Työntekijät" in words
    assert "Liikkuva tuki Asiakassuhde" in words


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize(("name", "statements"), [("clients", 18), ("workers", 17)])
def test_a_page_takes_as_many_statements_however_many_clients(
    mine: Browser, count: int, name: str, statements: int, django_assert_num_queries: Any
) -> None:
    made = [make_client(Identity(f"Testi{number}", "Olematon")) for number in range(count)]
    address = at(name, **({"uuid": made[0].uuid} if name == "workers" else {}))
    with django_assert_num_queries(statements):
        mine.get(address)
