"""The pages of plan, network, visits and the day: what they tell and keep, and that no name stands in an address."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.commands import network as network_commands
from kotikulma.casework.models import Client, Contact, NetworkMember, PlanVersion, Todo, Visit
from kotikulma.casework.rules.plans import HOUSING_STANDS
from kotikulma.casework.tests.make import AINO, make_client, make_plan, make_todo, make_visit
from kotikulma.casework.types.network import Near, NewMember
from kotikulma.casework.types.plans import GoalState
from kotikulma.kernel import clock
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(frozen: Any) -> Browser:
    return cast.browser_of(cast.caseworker())


@pytest.fixture
def client(mine: Browser) -> Client:
    return make_client()


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def at(name: str, client: Client | None = None, **kwargs: Any) -> str:
    return reverse(f"casework:{name}", kwargs={**({"uuid": client.uuid} if client else {}), **kwargs})


def typed(number: int, *goals: tuple[Any, str], **values: Any) -> dict[str, Any]:
    review = (clock.today() + timedelta(days=30)).isoformat()
    return {"number": number, "review_on": review, **{f"goal-{uuid}": words for uuid, words in goals}, **values}


def test_a_plan_is_made_and_its_own_words_come_first(mine: Browser, client: Client) -> None:
    assert "Suunnitelmaa ei ole vielä" in text(mine.get(at("plan", client)))
    step = uuid4()
    rows = {f"what-{step}": "Soitetaan", f"who-{step}": "client", f"when-{step}": "huomenna"}
    response = mine.post(at("plan_edit", client), typed(0, (uuid4(), "Haluan oman oven."), **rows))
    assert response.status_code == 302
    words = text(mine.get(at("plan", client)))
    assert words.index("Haluan oman oven.") < words.index("Soitetaan")
    assert "Asiakas itse" in words


def test_a_plan_without_an_own_goal_keeps_what_was_typed(mine: Browser, client: Client) -> None:
    step = uuid4()
    response = mine.post(at("plan_edit", client), typed(0, (uuid4(), " "), **{f"what-{step}": "Soitetaan pankkiin"}))
    assert response.status_code == 422
    assert "Suunnitelma tarvitsee asiakkaan oman tavoitteen. Kysy, mitä hän itse haluaa." in text(response)
    assert 'value="Soitetaan pankkiin"' in response.content.decode()
    assert not PlanVersion.objects.exists()


def test_the_second_sees_both_versions_and_saves_them_together(mine: Browser, client: Client) -> None:
    goal = uuid4()
    make_plan(client, goals=[(goal, "Avain")])
    make_plan(client, number=1, goals=[(goal, "Avain ja rauha")])
    response = mine.post(at("plan_edit", client), typed(1, (goal, "Oma ovi")))
    assert response.status_code == 409
    assert "Oma ovi" in response.content.decode()
    assert "Toisen sanat: Avain ja rauha" in text(response)
    assert 'name="number" value="2"' in response.content.decode()
    assert mine.post(at("plan_edit", client), typed(2, (goal, "Oma ovi ja rauha"))).status_code == 302
    assert "Oma ovi ja rauha" in text(mine.get(at("plan", client)))
    assert "Avain ja rauha" in text(mine.get(at("plan_version", client, number=2)))
    assert mine.get(at("plan_version", client, number=9)).status_code == 404


@pytest.mark.parametrize("name", ["plan", "plan_edit", "plan_paper"])
def test_each_page_of_the_plan_says_that_a_home_does_not_depend_on_it(mine: Browser, client: Client, name: str) -> None:
    make_plan(client)
    assert str(HOUSING_STANDS) in text(mine.get(at(name, client)))


def test_a_goal_is_closed_with_a_word(mine: Browser, client: Client) -> None:
    goal = uuid4()
    make_plan(client, goals=[(goal, "Haluan oman oven.")])
    where = at("goal", client, goal=goal)
    assert "Kirjoita sana tai kaksi" in text(mine.post(where, {"state": GoalState.REACHED}))
    mine.post(where, {"state": GoalState.REACHED, "word": "Sain sen!"})
    assert "Toteutui 10.2.2027: Sain sen!" in text(mine.get(at("plan", client)))
    assert mine.get(where).status_code == 404


def test_the_same_form_of_a_contact_sent_twice_is_one(mine: Browser, client: Client) -> None:
    form = {"key": uuid4(), "channel": "phone", "reached": "yes", "words": "Hyvää", "happened_at": "2027-02-09"}
    for _each in range(2):
        assert mine.post(at("contact", client), {**form, "time": "10:00"}).status_code == 302
    assert Contact.objects.count() == 1
    assert "ti 9.2.2027 10.00, Puhelu" in text(mine.get(at("meetings", client)))
    late = mine.post(at("contact", client), {**form, "key": uuid4(), "time": "10:00", "happened_at": "2027-03-01"})
    assert "Aika on vasta tulossa" in text(late)


def test_a_visit_is_planned_shown_and_cancelled(mine: Browser, client: Client) -> None:
    form = {
        "key": uuid4(),
        "purpose": "Posti",
        "day": "2027-02-11",
        "time": "10:00",
        "minutes": 30,
        "worker": cast.caseworker().uuid,
        "where": "Kotona",
    }
    assert mine.post(at("visit", client), form).status_code == 302
    words = text(mine.get(at("meetings", client)))
    assert "to 11.2. klo 10.00–10.30" in words
    assert "Kotona" in words
    again = mine.post(at("visit", client), {**form, "key": uuid4()})
    assert "Työntekijällä on jo käynti klo 10.00–10.30. Valitse toinen aika." in text(again)
    mine.post(at("visit_cancel", client, visit=Visit.objects.get().uuid))
    assert "Käyntejä ei ole suunniteltu." in text(mine.get(at("meetings", client)))


def test_a_task_is_written_and_done_from_the_day_list(mine: Browser, client: Client) -> None:
    form = {"key": uuid4(), "words": "Soita Kelaan", "due_on": "2027-02-10", "owner": cast.caseworker().uuid}
    assert mine.post(at("todo", client), form).status_code == 302
    todo = Todo.objects.get()
    assert "Soita Kelaan" in text(mine.get(at("day")))
    response = mine.post(at("todo_tick", client, todo=todo.uuid), {"done": "1", "from": "day"})
    assert response.headers["Location"] == at("day")
    assert "Soita Kelaan" not in text(mine.get(at("day")))


def test_late_tasks_come_first(client: Client, frozen: Any) -> None:
    make_todo(client, words="Vanha")
    frozen.shift(timedelta(days=2))
    make_todo(client, words="Uusi")
    words = text(cast.browser_of(cast.caseworker()).get(at("meetings", client)))
    assert words.index("Vanha") < words.index("Uusi")
    assert "Myöhässä, piti tehdä 10.2.2027" in words


def test_consent_brings_a_name_and_its_withdrawal_takes_it_away(mine: Browser, client: Client) -> None:
    form = {"kind": Near.RELATIVE, "relation": "Sisko", "ring": 1}
    where = mine.post(at("near", client), form).headers["Location"]
    early = mine.post(where, {"act": "given", "on": "2027-02-10", "name": "Testi Sisarus"})
    assert "Kysy lupa ensin. Nimen voi kirjata vasta luvan jälkeen." in text(early)
    mine.post(where, {"act": "asked", "on": "2027-02-10"})
    mine.post(where, {"act": "given", "on": "2027-02-10", "name": "Testi Sisarus"})
    assert "Testi Sisarus" in text(mine.get(at("network", client)))
    mine.post(where, {"act": "withdrawn", "on": "2027-02-10"})
    assert "Testi Sisarus" not in text(mine.get(at("network", client)))
    assert "Lupa on peruttu" in text(mine.get(where))
    row = NetworkMember.objects.get()
    assert (bytes(row.named), b"Sisarus" in bytes(row.put_away), bool(row.put_away)) == (b"", False, True)
    mine.post(where, {"act": "remove"})
    assert mine.get(where).status_code == 404


def test_what_was_written_of_somebody_near_is_corrected_and_her_name_stays(mine: Browser, client: Client) -> None:
    where = mine.post(at("near", client), {"kind": Near.RELATIVE, "relation": "Sisko", "ring": 1}).headers["Location"]
    mine.post(where, {"act": "asked", "on": "2027-02-10"})
    mine.post(where, {"act": "given", "on": "2027-02-10", "name": "Testi Sisarus"})
    refused = mine.post(where, {"act": "change", "relation": "", "ring": 3, "words": "Soittaa"})
    assert refused.status_code == 422
    assert 'value="Soittaa"' in refused.content.decode()
    assert mine.post(where, {"act": "change", "relation": "Serkku", "ring": 3, "words": "Soittaa"}).status_code == 302
    words = text(mine.get(where))
    assert "Testi Sisarus" in words
    assert "Serkku" in words
    assert "Sisko" not in words


def test_the_picture_has_a_number_for_each_line_of_the_lists(mine: Browser, client: Client) -> None:
    actor = cast.actor(cast.caseworker())
    for relation in ("Sisko", "Veli"):
        network_commands.add_member(actor, client.uuid, NewMember(kind=Near.RELATIVE, ring=1, relation=relation))
    page = mine.get(at("network", client)).content.decode()
    assert re.findall(r'<text y="6">(\d)</text>', page) == ["1", "2", "3"]
    assert "Asiakkaan ympärillä on 3 auttajaa." in page
    assert "<style" not in page


def test_a_role_is_shown_in_the_team(mine: Browser, client: Client) -> None:
    relationship = client.relationships.get().uuid
    mine.post(at("role", client, relationship=relationship), {"profession": "substance_nurse"})
    for name in ("network", "client", "workers"):
        assert "Päihdesairaanhoitaja" in text(mine.get(at(name, client)))


def test_the_day_takes_another_day_and_hides_nothing_in_its_address(mine: Browser, client: Client) -> None:
    make_visit(client, hour=10)
    assert "Ei käyntejä tänä päivänä" in text(mine.get(at("day")))
    assert AINO.given_name in text(mine.get(at("day") + "?paiva=2027-02-11"))
    assert "Tänään" in text(mine.get(at("day") + "?paiva=nonsense"))


def test_the_place_of_a_protected_client_is_not_printed(mine: Browser) -> None:
    make_visit(make_client(protected=True), day=clock.today(), where="Salakuja 3")
    page = mine.get(at("day")).content.decode()
    assert re.search(r'<li class="k-noprint">(?:(?!</li>).)*Salakuja 3', page, re.DOTALL)
    assert "Turvakielto: paikka ei tulostu" in page


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize(("name", "statements"), [("plan", 21), ("meetings", 19), ("network", 16), ("day", 17)])
def test_a_page_takes_as_many_statements_however_much_there_is(
    mine: Browser, client: Client, count: int, name: str, statements: int, django_assert_num_queries: Any
) -> None:
    actor = cast.actor(cast.caseworker())
    make_plan(client, goals=[(uuid4(), f"Tavoite {number}") for number in range(min(count, 12))])
    for number in range(count):
        make_visit(client, day=clock.today())
        make_todo(client)
        network_commands.add_member(actor, client.uuid, NewMember(kind=Near.FRIEND, relation=f"Naapuri {number}"))
    address = at(name, None if name == "day" else client)
    with django_assert_num_queries(statements):
        mine.get(address)
