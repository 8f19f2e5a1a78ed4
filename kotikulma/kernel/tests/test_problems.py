"""The one shape of every error a machine gets."""

import json

import pytest
from django.utils.functional import lazy

from kotikulma.kernel import problems
from kotikulma.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, Refused


@pytest.mark.parametrize(
    ("error", "status", "code", "title"),
    [
        (DomainError("x"), 400, "error", "Error"),
        (NotFound("x"), 404, "not_found", "Not found"),
        (NotAllowed("x"), 403, "not_allowed", "Not allowed"),
        (Refused("x"), 422, "refused", "Refused"),
        (Conflict("x"), 409, "conflict", "Conflict"),
    ],
)
def test_each_refusal_has_its_status_and_code(error: DomainError, status: int, code: str, title: str) -> None:
    assert problems.problem(error) == {
        "type": f"urn:kotikulma:problem:{code}",
        "title": title,
        "status": status,
        "detail": "x",
        "code": code,
    }


def test_fields_and_lazy_sentences_become_text() -> None:
    sentence = lazy(lambda: "Kirjoita nimi.", str)()
    body = problems.problem(Refused(sentence, code="x.y", fields={"name": sentence}))
    assert (body["code"], body["detail"], body["fields"]) == ("x.y", "Kirjoita nimi.", {"name": "Kirjoita nimi."})


def test_the_answer_is_problem_json_and_not_cached() -> None:
    response = problems.response(Conflict("Täynnä.", code="events.full"))
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content)["detail"] == "Täynnä."


def test_what_is_no_refusal_gets_the_same_shape() -> None:
    assert problems.describe(404, "no_such_path") == {
        "type": "urn:kotikulma:problem:no_such_path",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
        "code": "no_such_path",
    }


def test_a_refusal_is_its_sentence() -> None:
    assert str(Refused("Valitse päivä.")) == "Valitse päivä."
    assert issubclass(Conflict, Refused)
