"""Feedback in our own JSON API: what Open311 has no words for, and nothing that is not for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands
from kotikulma.feedback.api import shapes
from kotikulma.feedback.queries import listing
from kotikulma.feedback.tests.make import make_answered, make_feedback, make_shown
from kotikulma.feedback.types import Kind, Outcome
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def get(client: Client, path: str = "", **query: Any) -> Any:
    response = client.get(f"/api/v1/feedback{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def references(page: Any) -> list[str]:
    return [row["reference"] for row in page["items"]]


def test_rows_and_wholes_have_the_shapes_the_document_declares(client: Client) -> None:
    answered = make_answered(place=make_place("Piste").uuid, municipality_code="179")
    shapes.FeedbackPage.model_validate(get(client))
    shapes.FeedbackDetail.model_validate(get(client, f"/{answered.reference}"))
    shapes.CodePage.model_validate(get(client, "-codes"))


def test_the_answer_comes_with_its_outcome_and_its_way(client: Client, frozen: Any) -> None:
    answered = make_answered(answer="Penkki tulee keväällä.", outcome=Outcome.WILL_DO)
    found = get(client, f"/{answered.reference}")
    assert (found["state"], found["answer"]["outcome"]) == ("answered", "will_do")
    assert found["answer"]["text"] == "Penkki tulee keväällä."
    assert [(step["key"], step["state"]) for step in found["steps"]] == [
        ("received", "past"),
        ("with_whom", "past"),
        ("answered", "past"),
        ("promised", "now"),
    ]


def test_supporters_and_those_it_helped_are_counted(client: Client) -> None:
    answered = make_answered()
    for device in ("a", "b"):
        commands.support(ANONYMOUS, answered.reference, device=device, source="")
    commands.judge(ANONYMOUS, answered.reference, device="a", source="", helped=True)
    found = get(client, f"/{answered.reference}")
    assert (found["supporters"], found["helped"], found["did_not_help"]) == (2, 1, 0)


def test_what_came_of_it_is_linked(client: Client) -> None:
    answered, place = make_answered(), make_place("Uusi tupa")
    commands.link_consequence(HOUSE, answered.reference, address=f"/paikat/{place.uuid}/")
    assert get(client, f"/{answered.reference}")["links"] == [
        {"kind": "place", "id": str(place.uuid), "name": {"fi": "Uusi tupa"}, "url": f"/paikat/{place.uuid}/"}
    ]


def test_a_merged_one_names_the_one_that_answers_it(client: Client) -> None:
    shown, target = make_shown("Lisää penkkejä"), make_shown("Penkkejä")
    commands.merge(HOUSE, shown.reference, version=shown.version, into=target.reference)
    found = get(client, f"/{shown.reference}")
    assert (found["state"], found["merged_into"]) == ("merged", target.reference)
    shapes.FeedbackDetail.model_validate(found)


def test_a_late_one_says_so(client: Client, frozen: Any) -> None:
    shown = make_shown()
    frozen.shift(timedelta(days=15))
    found = get(client, f"/{shown.reference}")
    assert (found["late"], found["answer_due"]) == (True, "2027-02-24")


def test_a_list_is_walked_by_its_cursor(client: Client) -> None:
    made = [make_shown(f"Toive {number}").reference for number in range(5)]
    first = get(client, limit=2)
    second = get(client, limit=2, cursor=first["next"])
    last = get(client, limit=2, cursor=second["next"])
    assert references(first) + references(second) + references(last) == made[::-1]
    assert (first["count"], first["count_exact"], "next" in last) == (5, True, False)


def test_a_total_beyond_the_cap_is_said_to_be_at_least(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "CAP", 2)
    for _number in range(3):
        make_shown()
    page = get(client, limit=1)
    assert (page["count"], page["count_exact"]) == (2, False)


def test_filters_narrow_the_list(client: Client) -> None:
    place = make_place("Piste").uuid
    idea = make_shown(kind=Kind.IDEA, topic="hours", place=place).reference
    done = make_answered(municipality_code="179").reference
    asked: dict[str, Any] = {"kind": "idea", "topic": "hours", "place": place, "state": "received"}
    assert [references(get(client, **{name: value})) for name, value in asked.items()] == [[idea]] * 4
    for name, value in {"outcome": "done", "municipality": "179", "state": "done"}.items():
        assert done in references(get(client, **{name: value}))
    assert references(get(client, kind="thanks")) == []


def test_what_is_not_for_everybody_is_not_there(client: Client) -> None:
    hidden = [make_feedback(), make_answered("Salaa", answer="Vain sinulle", reply="private")]
    assert get(client)["count"] == 0
    for feedback in hidden:
        response = client.get(f"/api/v1/feedback/{feedback.reference}")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_no_contact_and_no_address_of_a_sender_is_told(client: Client) -> None:
    told = {"name": "Maija Esimerkki", "contact": "maija@example.org", "address": "Kotikatu 1"}
    shown = make_shown(kind=Kind.INITIATIVE, **told)
    for path in ("", f"/{shown.reference}"):
        content = str(get(client, path))
        assert [word for word in ("Maija", "maija@", "Kotikatu") if word in content] == []


def test_codes_have_their_words_in_three_languages(client: Client) -> None:
    rows = {(row["scheme"], row["code"]): row["name"] for row in get(client, "-codes")["items"]}
    assert rows["kind", "wish"] == {"fi": "Toive", "sv": "Önskemål", "en": "Wish"}
    assert ("state", "rejected") not in rows


def test_an_answer_one_has_is_304_until_something_changes(client: Client) -> None:
    shown = make_shown()
    path = f"/api/v1/feedback/{shown.reference}"
    tag = {"If-None-Match": client.get(path)["ETag"]}
    assert client.get(path, headers=tag).status_code == 304
    commands.answer(HOUSE, shown.reference, version=shown.version, text="Kyllä.", outcome="done")
    assert client.get(path, headers=tag).json()["state"] == "done"


def test_statements_do_not_grow_with_what_there_is(client: Client) -> None:
    counts, made, place = {}, 0, make_place("Piste").uuid
    for total in (1, 20, 100):
        while made < total:
            make_answered(place=place)
            made += 1
        with CaptureQueriesContext(connection) as captured:
            assert len(get(client, limit=100)["items"]) == total
        counts[total] = len(captured)
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= 10
