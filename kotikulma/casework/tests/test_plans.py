"""The shared plan: the client's own goals first, nobody's words lost, and a home that does not depend on it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from kotikulma.casework.commands import clients, erasing, network, plans
from kotikulma.casework.models import Client, PlanVersion
from kotikulma.casework.queries import plans as queries
from kotikulma.casework.rules import plans as rules
from kotikulma.casework.tests.make import make_client, make_plan, make_todo, make_visit
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.network import Near, NewMember
from kotikulma.casework.types.plans import (
    Goal,
    GoalState,
    NewContact,
    NewVisit,
    Plan,
    PlanChanged,
    PlanRefused,
    Profession,
    Step,
    VisitState,
)
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import system
from tests import cast

TODAY = date(2027, 2, 9)
NOW = clock.parse("2027-02-09T09:30:00")
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
KEY, SLEEP = Goal(ONE, "Haluan oman avaimen."), Goal(TWO, "Haluan nukkua yöni.")
CALL = Step(THREE, "Soitetaan vuokranantajalle", "client", "huomenna")
REVIEW = TODAY + timedelta(days=60)
NO_GOAL = "Suunnitelma tarvitsee asiakkaan oman tavoitteen. Kysy, mitä hän itse haluaa."


def faults(plan: Plan) -> dict[str, Any]:
    with pytest.raises(PlanRefused) as refused:
        rules.check_plan(plan, TODAY)
    return refused.value.fields


def test_a_plan_without_a_goal_of_the_client_is_refused() -> None:
    assert faults(Plan((), (CALL,), REVIEW)) == {"goals": NO_GOAL}
    typed = rules.typed(Plan(), [(ONE, "   ")], [CALL], REVIEW)
    assert faults(typed) == {"goals": NO_GOAL}


def test_a_plan_is_looked_at_again_within_400_days() -> None:
    sentence = "Valitse päivä, jolloin katsotte suunnitelmaa yhdessä, enintään 400 päivän päästä."
    for day in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=401)):
        assert faults(Plan((KEY,), (), day)) == {"review_on": sentence}


def test_nobody_unknown_does_anything() -> None:
    step = Step(THREE, "Siivotaan", "somebody")
    assert faults(Plan((KEY,), (step,), REVIEW)) == {"steps": "Valitse jokaiselle kohdalle, kuka sen tekee."}


def test_what_is_sealed_is_read_as_it_was() -> None:
    plan = Plan((KEY, Goal(TWO, "Uni", GoalState.REACHED, "Nukun!", TODAY)), (CALL,), REVIEW)
    assert rules.unpacked(rules.packed(plan)) == plan


def test_two_who_change_different_things_both_stay() -> None:
    before = Plan((KEY,), (CALL,), REVIEW)
    theirs = Plan((KEY, SLEEP), (CALL,), REVIEW)
    mine = Plan((KEY,), (Step(THREE, CALL.what, "client", "ensi viikolla"),), REVIEW)
    merged, clashes = rules.merged(before, theirs, mine)
    assert not clashes
    assert [goal.words for goal in merged.goals] == [KEY.words, SLEEP.words]
    assert merged.steps[0].when == "ensi viikolla"


def test_two_who_change_the_same_words_are_both_told() -> None:
    theirs, mine = (Plan((Goal(ONE, words),), (), REVIEW) for words in ("Avain ja rauha", "Oma ovi"))
    merged, [clash] = rules.merged(Plan((KEY,), (), REVIEW), theirs, mine)
    assert merged.goals[0].words == "Oma ovi"
    assert (clash.field, clash.theirs, clash.mine) == (f"goal/{ONE}/words", "Avain ja rauha", "Oma ovi")


def test_what_one_removed_and_another_changed_is_asked() -> None:
    _merged, clashes = rules.merged(
        Plan((KEY, SLEEP), (), REVIEW), Plan((KEY, Goal(TWO, "Nukun jo")), (), REVIEW), Plan((KEY,), (), REVIEW)
    )
    assert [(clash.theirs, clash.mine) for clash in clashes] == [("Nukun jo", "")]


@pytest.mark.parametrize("state", [GoalState.REACHED, GoalState.GIVEN_UP])
def test_a_goal_ends_with_a_word(state: str) -> None:
    plan = rules.ended_goal(Plan((KEY,), (), REVIEW), ONE, state=state, word=" Sain sen ", today=TODAY)
    assert plan.goals == (Goal(ONE, KEY.words, state, "Sain sen", TODAY),)
    with pytest.raises(PlanRefused, match="Tavoite on jo päätetty"):
        rules.ended_goal(plan, ONE, state=state, word="Taas", today=TODAY)


def test_a_changed_goal_asks_for_the_new_one() -> None:
    plan = Plan((KEY,), (), REVIEW)
    with pytest.raises(PlanRefused, match="Kirjoita uusi tavoite"):
        rules.ended_goal(plan, ONE, state=GoalState.CHANGED, word="Mieli muuttui", today=TODAY)
    changed = rules.ended_goal(plan, ONE, state=GoalState.CHANGED, word="Niin", today=TODAY, new=SLEEP)
    assert [goal.state for goal in changed.goals] == [GoalState.CHANGED, GoalState.OPEN]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (
            {"day": TODAY - timedelta(days=1)},
            "day",
            "Päivä on jo mennyt. Kirjaa tehty käynti yhteydenottona.",
        ),
        ({"day": TODAY + timedelta(days=401)}, "day", "Päivä on yli 400 päivän päässä. Tarkista päivä."),
        (
            {"starts_at": NOW - timedelta(minutes=1)},
            "time",
            "Kellonaika on jo mennyt. Valitse myöhempi, tai kirjaa käynti yhteydenottona.",
        ),
        ({"minutes": 4}, "minutes", "Käynti kestää 5–480 minuuttia."),
        ({"purpose": " "}, "purpose", "Kirjoita lyhyesti, miksi tavataan."),
        ({"municipality": "999"}, "municipality", "Valitse kunta luettelosta."),
        (
            {"starts_at": NOW + timedelta(minutes=30)},
            "time",
            "Työntekijällä on jo käynti klo 10.15–10.45. Valitse toinen aika.",
        ),
    ],
)
def test_a_visit_that_cannot_be_is_refused(values: dict[str, Any], field: str, sentence: str) -> None:
    new = NewVisit(**{"form_key": ONE, "day": TODAY, "worker": TWO, "purpose": "Kahvi", **values})
    taken = [rules.spell(NOW + timedelta(minutes=45), 30)]
    with pytest.raises(PlanRefused) as refused:
        rules.check_visit(new, NOW, taken)
    assert refused.value.fields == {field: sentence}


def test_a_visit_may_begin_when_another_ends() -> None:
    new = NewVisit(form_key=ONE, day=TODAY, worker=TWO, starts_at=NOW, minutes=45, purpose="Kahvi")
    rules.check_visit(new, NOW, [rules.spell(NOW + timedelta(minutes=45), 30)])


@pytest.mark.django_db
class TestKept:
    @pytest.fixture(autouse=True)
    def one_client(self, frozen: Any) -> None:
        self.client: Client = make_client()
        self.actor = cast.actor(cast.caseworker())

    def read(self) -> Any:
        return queries.plan(self.actor, self.client.uuid)[1]

    def test_every_version_is_kept_and_sealed(self) -> None:
        goal = uuid4()
        make_plan(self.client, goals=[(goal, "Haluan oman avaimen.")])
        make_plan(self.client, number=1, goals=[(goal, "Haluan oman oven.")])
        page = self.read()
        assert [version.number for version in page.versions] == [2, 1]
        assert page.own[0].words == "Haluan oman oven."
        _opened, old = queries.plan(self.actor, self.client.uuid, 1)
        assert old.own[0].words == "Haluan oman avaimen."
        assert b"avaimen" not in bytes(PlanVersion.objects.get(number=1).content)

    def test_the_database_keeps_no_plan_without_a_goal(self) -> None:
        version = make_plan(self.client)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanVersion.objects.filter(pk=version.pk).update(goals=0)

    def test_the_second_of_two_sees_both_and_loses_nothing(self) -> None:
        goal = uuid4()
        make_plan(self.client, goals=[(goal, "Avain")])
        make_plan(self.client, number=1, goals=[(goal, "Avain ja rauha")])
        with pytest.raises(PlanChanged) as changed:
            make_plan(self.client, number=1, goals=[(goal, "Oma ovi")])
        assert changed.value.plan.goals[0].words == "Oma ovi"
        assert [clash.theirs for clash in changed.value.clashes] == ["Avain ja rauha"]
        make_plan(self.client, number=changed.value.number, goals=[(goal, "Oma ovi ja rauha")])
        assert self.read().own[0].words == "Oma ovi ja rauha"

    def test_two_who_add_goals_at_once_both_stay(self) -> None:
        make_plan(self.client)
        base = [(goal.uuid, goal.words) for goal in self.read().own]
        make_plan(self.client, number=1, goals=[*base, (uuid4(), "Ensimmäisen")])
        make_plan(self.client, number=1, goals=[*base, (uuid4(), "Toisen")])
        assert [goal.words for goal in self.read().own] == ["Haluan oman avaimen.", "Ensimmäisen", "Toisen"]

    def test_only_those_of_the_client_do_anything(self) -> None:
        step = Step(uuid4(), "Käydään pankissa", f"worker/{cast.case_colleague().uuid}")
        with pytest.raises(PlanRefused, match="Valitse jokaiselle kohdalle"):
            make_plan(self.client, steps=[step])
        own = Step(uuid4(), "Käydään pankissa", f"worker/{cast.caseworker().uuid}")
        make_plan(self.client, steps=[own, Step(uuid4(), "Lääkkeet", f"role/{Profession.SUBSTANCE_NURSE}")])
        assert [line.who for line in self.read().steps] == ["caseworker", "Päihdesairaanhoitaja"]

    def test_a_name_leaves_old_versions_with_her_consent(self) -> None:
        sister = network.add_member(self.actor, self.client.uuid, NewMember(kind=Near.RELATIVE, relation="Sisko"))
        network.ask_consent(self.actor, self.client.uuid, sister.uuid, on=clock.today())
        network.give_consent(self.actor, self.client.uuid, sister.uuid, on=clock.today(), name="Testi Sisarus")
        make_plan(self.client, steps=[Step(uuid4(), "Sunnuntairuoka", f"near/{sister.uuid}")])
        assert self.read().steps[0].who == "Testi Sisarus"
        network.withdraw_consent(self.actor, self.client.uuid, sister.uuid, on=clock.today())
        assert self.read().steps[0].who == "Sisko"
        network.remove_member(self.actor, self.client.uuid, sister.uuid)
        assert self.read().steps[0].who == "Sisko"

    def test_one_worker_cannot_be_in_two_places(self) -> None:
        other = make_client()
        make_visit(self.client, hour=10)
        with pytest.raises(PlanRefused, match=r"Työntekijällä on jo käynti klo 10\.00–10\.30"):
            make_visit(other, hour=10)

    def test_a_contact_makes_its_visit_done(self) -> None:
        visit = make_visit(self.client, hour=10)
        new = NewContact(form_key=uuid4(), happened_at=clock.now(), channel="visit", reached=True, visit=visit.uuid)
        plans.record_contact(self.actor, self.client.uuid, new)
        visit.refresh_from_db()
        assert visit.state == VisitState.DONE

    def test_three_tries_by_two_channels_in_90_days_are_told(self, frozen: Any) -> None:
        for days, channel in ((40, "phone"), (30, "message"), (30, "visit")):
            frozen.shift(timedelta(days=days))
            new = NewContact(form_key=uuid4(), happened_at=clock.now(), channel=channel, reached=False)
            plans.record_contact(self.actor, self.client.uuid, new)
        _opened, page = queries.meetings(self.actor, self.client.uuid)
        assert (page.silence.attempts, page.silence.suggested) == (3, True)

    def test_the_place_of_a_protected_client_is_told_to_who_goes(self) -> None:
        hidden = make_client(protected=True)
        colleague = cast.case_colleague()
        clients.give_relationship(
            self.actor, hidden.uuid, worker=colleague.uuid, unit=cast.county().uuid, task="health_care"
        )
        make_visit(hidden, where="Salakuja 3")
        seen = {
            actor.id: queries.meetings(actor, hidden.uuid)[1].visits[0].where
            for actor in (self.actor, cast.actor(colleague))
        }
        assert list(seen.values()) == ["Salakuja 3", ""]

    def test_a_task_is_done_and_undone(self) -> None:
        todo = make_todo(self.client)
        for done in (True, True, False):
            plans.tick_todo(self.actor, self.client.uuid, todo.uuid, done=done)
        todo.refresh_from_db()
        assert todo.done_at is None
        assert AuditEvent.objects.filter(action="casework.todo.done").count() == 1

    def test_a_role_is_said_for_each_relationship(self) -> None:
        relationship = self.client.relationships.get()
        plans.give_role(self.actor, self.client.uuid, relationship.uuid, profession=Profession.PSYCHIATRIC_NURSE)
        relationship.refresh_from_db()
        assert relationship.get_profession_display() == "Psykiatrinen sairaanhoitaja"

    def test_all_of_it_goes_with_the_client(self) -> None:
        make_plan(self.client)
        make_visit(self.client)
        make_todo(self.client)
        network.add_member(self.actor, self.client.uuid, NewMember(kind=Near.FRIEND, relation="Naapuri"))
        clients.close_client(self.actor, self.client.uuid)
        erasing.erase_client(system("tests"), self.client)
        for rows in ("plan_versions", "visits", "todos", "network"):
            assert not getattr(self.client, rows).exists()

    def test_a_stranger_writes_nothing(self) -> None:
        with pytest.raises(ClientNotFound):
            make_plan(self.client, actor=cast.actor(cast.case_colleague()))
        assert not PlanVersion.objects.exists()
