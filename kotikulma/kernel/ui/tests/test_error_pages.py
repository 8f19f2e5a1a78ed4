"""A refusal is a page that says what happened and what to do; a machine gets problem+json."""

import pytest
from django.test import Client

from kotikulma.kernel.ui import error_pages

pytestmark = [pytest.mark.urls("kotikulma.kernel.ui.tests.urls")]


@pytest.mark.parametrize(
    ("status", "title", "text"),
    [
        (404, "Sivua ei löytynyt", "Paikkaa ei ole."),
        (403, "Tämä ei ole sallittu sinulle", "Vain ylläpitäjä voi poistaa."),
        (409, "Tilanne ehti muuttua", "Joku muutti tietoja ennen sinua."),
        (422, "Tämä ei onnistunut", "Paikka ei voi sulkeutua ennen kuin se aukeaa."),
    ],
)
def test_a_refusal_is_a_page_with_its_own_status(client: Client, status: int, title: str, text: str) -> None:
    response = client.get(f"/refuse/{status}/")

    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.text
    assert text in response.text
    assert response["Cache-Control"] == "no-store"


def test_a_refusal_names_the_fields(client: Client) -> None:
    assert "<li>Nimi on muuttunut.</li>" in client.get("/refuse/409/").text


def test_a_program_gets_a_problem(client: Client) -> None:
    response = client.get("/api/refuse/422")

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "hours.order"


def test_an_unknown_address_of_people_is_a_page(client: Client) -> None:
    response = client.get("/en/nowhere/")

    assert response.status_code == 404
    assert 'lang="en"' in response.text
    assert 'href="/en/apua/"' in response.text


def test_an_unknown_address_of_machines_is_a_problem(client: Client) -> None:
    response = client.get("/api/nowhere")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_an_error_page_sets_no_cookie(client: Client) -> None:
    assert not client.get("/nowhere/").cookies


def test_a_breakdown_has_a_page_in_each_language() -> None:
    client = Client(raise_request_exception=False)

    assert "<h1>Jokin meni rikki</h1>" in client.get("/break/").text
    assert "<h1>Något gick sönder</h1>" in client.get("/sv/break/").text
    assert client.get("/en/break/").status_code == 500


def test_a_breakdown_of_templates_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_pages, "get_template", lambda name: 1 / 0)

    response = Client(raise_request_exception=False).get("/break/")

    assert response.status_code == 500
    assert "Jokin meni rikki" in response.text


def test_an_old_form_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/form/")

    assert response.status_code == 403
    assert "<h1>Lomaketta ei lähetetty</h1>" in response.text
    assert "lataa sivu uudelleen" in response.text
