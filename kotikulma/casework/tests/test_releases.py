"""Home before release: consent first, steps counted back from the day, nobody out without a place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kotikulma.casework.access.releases import PERMISSIONS
from kotikulma.casework.commands import ledger
from kotikulma.casework.commands import releases as commands
from kotikulma.casework.commands.erasing import erase_client
from kotikulma.casework.models import Client, ListEvent, Release
from kotikulma.casework.queries import releases as queries
from kotikulma.casework.queries.statistics import count
from kotikulma.casework.rules import releases as rules
from kotikulma.casework.tests.make import AINO, SAMPLES, make_client
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.releases import Ending, Home, NewRelease, ReleasePage, ReleaseRefused, Step, Turn
from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor, system
from tests import cast

TODAY = date(2027, 2, 9)
PRISON = "Olematon vankila"


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def plan(client: Client, days: int = 100, **values: Any) -> Release:
    new = {"release_on": in_days(days), "institution": PRISON, "consent_on": clock.today(), **values}
    return commands.plan_release(worker(), client.uuid, NewRelease(**new))


def page_of(client: Client) -> ReleasePage | None:
    return queries.release(queries.opened(worker(), client.uuid))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"consent_on": None}, "consent_on"),
        ({"consent_on": TODAY + timedelta(days=1)}, "consent_on"),
        ({"release_on": None}, "release_on"),
        ({"release_on": TODAY - timedelta(days=1)}, "release_on"),
        ({"home": "perhaps"}, "home"),
        ({"turn": "nobody"}, "turn"),
    ],
)
def test_nothing_is_saved_without_consent_day_home_and_turn(values: dict[str, Any], field: str) -> None:
    whole = {"release_on": TODAY, "consent_on": TODAY, "home": Home.NO, "turn": Turn.PRISON, **values}
    with pytest.raises(ReleaseRefused) as refused:
        rules.check_new(NewRelease(**whole), TODAY)
    assert list(refused.value.fields) == [field]


def test_steps_are_counted_back_from_the_release_and_move_with_it() -> None:
    release_on = TODAY + timedelta(days=100)
    due = {line.step: line.due for line in rules.steps(release_on, TODAY, (), TODAY)}
    assert [(release_on - due[step]).days for step in Step] == [90, 60, 30, 14, 7]
    moved = {line.step: line.due for line in rules.steps(release_on + timedelta(days=5), TODAY, (), TODAY)}
    assert all(moved[step] - due[step] == timedelta(days=5) for step in Step)


def test_a_step_that_would_be_past_is_due_on_the_day_of_planning() -> None:
    lines = rules.steps(TODAY + timedelta(days=20), TODAY, (), TODAY)
    assert [(line.due - TODAY).days for line in lines] == [0, 0, 0, 6, 13]
    assert not any(line.late for line in lines)
    assert sum(line.late for line in rules.steps(TODAY + timedelta(days=20), TODAY, {Step.PLAN}, in_a_week())) == 3


def in_a_week() -> date:
    return TODAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("home", "days", "alarm"), [("no", 0, True), ("unknown", -1, True), ("yes", 0, False), ("no", 1, False)]
)
def test_who_comes_out_today_without_a_home_is_an_alarm(home: str, days: int, alarm: bool) -> None:
    assert rules.alarm(TODAY + timedelta(days=days), home, TODAY) is alarm


@pytest.mark.parametrize(
    ("home", "days", "situation", "proposed"),
    [("no", 90, "", True), ("no", 91, "", False), ("no", 30, "prison", False), ("yes", 30, "", False)],
)
def test_the_list_is_proposed_once_no_home_is_known(home: str, days: int, situation: str, proposed: bool) -> None:
    assert rules.proposed(TODAY + timedelta(days=days), home, situation, TODAY) is proposed


@pytest.mark.django_db
class TestPlan:
    def test_it_is_kept_under_seal_logged_and_names_no_reason(self) -> None:
        client = make_client()
        row = plan(client)
        assert PRISON.encode() not in bytes(row.institution)
        page = page_of(client)
        assert page is not None
        assert (page.institution, page.days, page.consent_on) == (PRISON, 100, clock.today())
        assert AuditEvent.objects.filter(action="casework.release.planned").count() == 1
        kept = {field.name for field in Release._meta.get_fields()}
        assert not kept & {"offence", "sentence", "crime", "reason", "verdict"}

    def test_there_is_one_plan_and_its_day_moves(self) -> None:
        client = make_client()
        plan(client)
        plan(client, days=40)
        assert Release.objects.count() == 1
        assert AuditEvent.objects.get(action="casework.release.changed").changed == ["release_on"]

    def test_a_home_that_is_found_ends_the_alarm(self, frozen: Any) -> None:
        client = make_client()
        plan(client, days=1, home=Home.NO)
        frozen.shift(86_400)
        assert queries.waiting(worker())[0] == 1
        commands.do_step(worker(), client.uuid, Step.HOME)
        assert queries.waiting(worker())[0] == 0

    def test_nobody_without_a_home_is_ended_as_gone_home(self, frozen: Any) -> None:
        client = make_client()
        plan(client, days=1, home=Home.NO)
        with pytest.raises(ReleaseRefused, match="vasta tulossa"):
            commands.end_release(worker(), client.uuid, Ending.TEMPORARY)
        frozen.shift(86_400)
        with pytest.raises(ReleaseRefused, match=r"^Kirjaa ensin, että koti on tiedossa\.$"):
            commands.end_release(worker(), client.uuid, Ending.HOME)
        commands.end_release(worker(), client.uuid, Ending.TEMPORARY)
        assert queries.releases(worker()) == []

    def test_consent_taken_back_deletes_every_plan(self) -> None:
        client = make_client()
        plan(client)
        commands.end_release(worker(), client.uuid, Ending.NOT_NOW)
        plan(client)
        commands.withdraw_consent(worker(), client.uuid)
        assert not Release.objects.exists()

    def test_an_erased_client_was_never_in_prison(self) -> None:
        client = make_client()
        plan(client)
        erase_client(system("retention"), client)
        assert not Release.objects.exists()

    def test_the_list_gets_a_prisoner_without_a_home_by_a_press_only(self) -> None:
        client = make_client()
        plan(client, days=60, home=Home.NO)
        page = page_of(client)
        assert page is not None
        assert page.proposed
        assert not ListEvent.objects.exists()
        commands.put_on_list(worker(), client.uuid)
        assert count(clock.today()).by_class["A3v"] == 1
        page = page_of(client)
        assert page is not None
        assert not page.proposed

    def test_who_is_on_the_list_already_changes_her_place_there(self) -> None:
        client = make_client()
        ledger.enter_list(worker(), client.uuid, in_days(-10), situation=SituationCode.FRIENDS)
        plan(client, days=60)
        commands.put_on_list(worker(), client.uuid)
        told = count(clock.today())
        assert (told.total, told.by_class["A3v"]) == (1, 1)

    def test_the_lead_sees_days_without_names_and_strangers_nothing(self) -> None:
        client = make_client()
        plan(client)
        [line] = queries.releases(cast.actor(cast.case_lead()))
        assert (line.name, line.client) == ("", None)
        assert queries.releases(cast.actor(cast.case_colleague())) == []
        with pytest.raises(ClientNotFound):
            commands.do_step(cast.actor(cast.case_lead()), client.uuid, Step.PLAN)

    def test_a_client_under_non_disclosure_is_in_no_list_of_others(self) -> None:
        plan(make_client(protected=True))
        assert queries.releases(cast.actor(cast.case_lead())) == []
        assert [line.name for line in queries.releases(worker())] == [AINO.name]

    @pytest.mark.parametrize("clients", [1, 20])
    def test_the_list_takes_as_many_statements_however_many_come_out(
        self, clients: int, django_assert_num_queries: Any
    ) -> None:
        for _each in range(clients):
            plan(make_client())
        viewer = worker()
        with django_assert_num_queries(12):
            assert len(queries.releases(viewer)) == clients


@pytest.mark.django_db
def test_the_page_plans_marks_and_warns_today(frozen: Any) -> None:
    client = make_client()
    browser = cast.browser_of(cast.caseworker())
    address, deed = (reverse(f"casework:{name}", kwargs={"uuid": client.uuid}) for name in ("release", "release_deed"))
    typed = {"release_on": in_days(0).isoformat(), "home": "no", "turn": "team"}
    refused = browser.post(address, typed)
    assert refused.status_code == 422
    assert "Ilman sitä tietoa ei tallenneta." in refused.content.decode()
    browser.post(address, {**typed, "consent_on": clock.today().isoformat()})
    assert "Järjestä paikka ensi yöksi tänään" in browser.get(address).content.decode()
    assert "1 ihminen vapautuu ilman kotia" in browser.get("/tyotila/").content.decode()
    browser.post(deed, {"act": "done", "value": "plan"})
    assert "Ei vielä tehty" in browser.get(address).content.decode()
    assert browser.post(deed, {"act": "other"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_nobody_without_a_relationship_reaches_a_release(name: str) -> None:
    people = cast.everybody()
    kwargs = dict(SAMPLES[name](people)) if name in SAMPLES else {}
    for person in (cast.case_colleague(), cast.administrator(), cast.editor()):
        response = cast.browser_of(person).post(reverse(name, kwargs=kwargs), {"act": "done", "value": "plan"})
        assert response.status_code in (404, 405)
        assert AINO.family_name not in response.content.decode()
