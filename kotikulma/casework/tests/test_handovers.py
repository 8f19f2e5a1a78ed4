"""Clients without a worker, one person found by two units, a referral that becomes a client."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.access.handovers import PERMISSIONS
from kotikulma.casework.commands import arrivals, clients, referrals
from kotikulma.casework.commands import handovers as commands
from kotikulma.casework.models import Client, Pair, Referral, Relationship
from kotikulma.casework.queries import arrivals as arriving
from kotikulma.casework.queries import checks as loops
from kotikulma.casework.queries import clients as client_queries
from kotikulma.casework.queries import handovers as queries
from kotikulma.casework.tests.encounters import VEERA, make_check, make_referral
from kotikulma.casework.tests.make import AINO, SAMPLES, make_client
from kotikulma.casework.types.checks import Somebody
from kotikulma.casework.types.clients import Basis, ClientNotFound, ClientRefused, Identity, Task
from kotikulma.casework.types.doubles import Verdict
from kotikulma.casework.types.referrals import ReferralNotFound
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people_commands
from kotikulma.people.models import Membership, Person
from tests import cast

pytestmark = pytest.mark.django_db
VEERA_CLIENT = Identity("Veera", "Olematon", phone="040 765 4321")


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def lead() -> Actor:
    return cast.actor(cast.case_lead())


def leave(person: Person) -> None:
    """Somebody's work in her unit ends."""
    Membership.objects.filter(person=person).delete()


def name_for(client: Client, person: Person, **values: Any) -> Relationship:
    fallen = client.relationships.get(ends_at=None)
    chosen = {"worker": person.uuid, "unit": cast.county().uuid, "task": Task.SOCIAL_WORK, "basis": Basis.LAW, **values}
    return commands.name_worker(lead(), fallen.uuid, **chosen)


class TestWithoutAWorker:
    def test_a_client_whose_only_worker_leaves_is_told_to_the_lead_without_her_name(self) -> None:
        make_client()
        assert queries.orphans(lead()) == []
        leave(cast.caseworker())
        [line] = queries.orphans(lead())
        assert (line.worker, line.unit["fi"]) == ("caseworker", "Esimerkin hyvinvointialue")
        page = cast.browser_of(cast.case_lead()).get(reverse("casework:orphans")).content.decode()
        assert "Työntekijänä oli caseworker" in page
        assert AINO.family_name not in page

    def test_a_client_with_another_worker_is_not_in_the_list(self) -> None:
        client = make_client()
        colleague = {"worker": cast.case_colleague().uuid, "unit": cast.county().uuid, "task": Task.HEALTH_CARE}
        clients.give_relationship(worker(), client.uuid, **colleague)
        leave(cast.caseworker())
        assert queries.orphans(lead()) == []
        leave(cast.case_colleague())
        assert len(queries.orphans(lead())) == 1

    def test_a_worker_who_changes_unit_in_the_morning_leaves_her_clients_to_the_lead(self) -> None:
        client = make_client()
        person = cast.caseworker()
        leave(person)
        people_commands.add_membership(cast.HOUSE, person, cast.city(), role="caseworker")
        assert client_queries.own_clients(cast.actor(person)) == []
        assert len(queries.orphans(lead())) == 1
        row = name_for(client, cast.case_colleague())
        assert client_queries.client(cast.actor(cast.case_colleague()), client.uuid).identity == AINO
        assert (row.task, row.basis) == (Task.SOCIAL_WORK, Basis.LAW)
        assert queries.orphans(lead()) == []

    def test_naming_is_logged_with_the_client_and_the_task(self) -> None:
        client = make_client()
        leave(cast.caseworker())
        name_for(client, cast.case_colleague())
        event = AuditEvent.objects.get(action="casework.relationship.handed_on")
        assert (event.basis, event.changed) == (Basis.SUPERVISION, [Basis.LAW, Task.SOCIAL_WORK])

    def test_the_lead_names_only_workers_of_units_she_answers_for(self) -> None:
        client = make_client()
        leave(cast.caseworker())
        with pytest.raises(ClientRefused, match=r"^Valitse työntekijä yksiköstä, josta vastaat\.$"):
            name_for(client, cast.city_worker(), unit=cast.city().uuid)

    def test_only_who_answers_for_the_unit_may(self) -> None:
        row = make_client().relationships.get()
        leave(cast.caseworker())
        for person in (cast.case_colleague(), cast.city_worker(), cast.administrator()):
            with pytest.raises(ClientNotFound):
                queries.orphan(cast.actor(person), row.uuid)

    def test_a_client_under_non_disclosure_is_not_forgotten(self) -> None:
        make_client(protected=True)
        leave(cast.caseworker())
        assert len(queries.orphans(lead())) == 1

    def test_today_says_so_and_the_page_names_a_worker(self) -> None:
        client = make_client()
        leave(cast.caseworker())
        browser = cast.browser_of(cast.case_lead())
        assert "1 asiakas on ilman työntekijää" in browser.get("/tyotila/").content.decode()
        address = reverse("casework:orphan", kwargs={"uuid": client.relationships.get().uuid})
        chosen = f"{cast.case_lead().uuid}/{cast.county().uuid}"
        browser.post(address, {"worker": chosen, "task": "mobile_team", "basis": "client_relationship"})
        assert browser.get(reverse("casework:client", kwargs={"uuid": client.uuid})).status_code == 200

    @pytest.mark.parametrize("count", [1, 20])
    def test_the_list_takes_as_many_statements_however_many_wait(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(count):
            make_client(Identity(f"Testi{number}", "Olematon"))
        leave(cast.caseworker())
        viewer = lead()
        with django_assert_num_queries(8):
            assert len(queries.orphans(viewer)) == count


class TestSamePerson:
    def test_a_whole_key_found_twice_is_suggested_to_both_and_tells_only_whom_to_call(self) -> None:
        make_client()
        make_client(replace(AINO, given_name="Aino"), worker=cast.case_colleague())
        for person in (cast.caseworker(), cast.case_colleague()):
            [line] = queries.pairs(cast.actor(person))
            assert [name["fi"] for name in line.units] == ["Esimerkin hyvinvointialue"]
        [line] = queries.pairs(worker())
        assert line.own == AINO.name

    def test_keys_that_become_the_same_are_suggested_too_and_once(self) -> None:
        make_client()
        other = make_client(Identity("Joku", "Muu"))
        same = Identity("Joku", "Muu", phone=AINO.phone)
        clients.save_identity(worker(), other.uuid, same, version=1)
        clients.save_identity(worker(), other.uuid, replace(same, address="Torilla"), version=2)
        assert Pair.objects.count() == 1

    @pytest.mark.parametrize("which", ["first", "second"])
    def test_never_when_either_is_under_non_disclosure(self, which: str) -> None:
        make_client(protected=which == "first")
        make_client(worker=cast.case_colleague(), protected=which == "second")
        assert not Pair.objects.exists()

    def test_a_pair_disappears_when_one_comes_under_non_disclosure(self) -> None:
        make_client()
        other = make_client(worker=cast.case_colleague())
        clients.save_identity(cast.actor(cast.case_colleague()), other.uuid, AINO, version=1, protected=True)
        assert queries.pairs(worker()) == []
        assert queries.pairs_waiting(worker()) == 0

    def test_two_registers_are_never_compared(self) -> None:
        make_client()
        make_client(worker=cast.city_worker(), unit=cast.city())
        assert not Pair.objects.exists()

    def test_the_same_person_is_worked_with_by_both_teams_and_it_can_be_taken_back(self) -> None:
        mine = make_client()
        other = make_client(worker=cast.case_colleague())
        pair = Pair.objects.get()
        commands.decide_pair(lead(), pair.uuid, Verdict.SAME)
        assert client_queries.client(worker(), other.uuid).identity == AINO
        assert client_queries.client(cast.actor(cast.case_colleague()), mine.uuid).identity == AINO
        assert Client.objects.filter(closed_at=None).count() == 2
        commands.decide_pair(lead(), pair.uuid, "")
        with pytest.raises(ClientNotFound):
            client_queries.client(worker(), other.uuid)
        assert client_queries.client(worker(), mine.uuid).identity == AINO
        assert [line.verdict for line in queries.pairs(worker())] == [""]

    def test_different_persons_are_never_suggested_again(self) -> None:
        client = make_client()
        make_client(worker=cast.case_colleague())
        commands.decide_pair(lead(), Pair.objects.get().uuid, Verdict.DIFFERENT)
        clients.save_identity(worker(), client.uuid, replace(AINO, address="Torilla"), version=1)
        assert queries.pairs(worker()) == []
        assert Pair.objects.get().verdict == Verdict.DIFFERENT

    def test_a_worker_does_not_decide(self) -> None:
        make_client()
        make_client(worker=cast.case_colleague())
        with pytest.raises(ClientNotFound):
            commands.decide_pair(worker(), Pair.objects.get().uuid, Verdict.SAME)

    def test_the_page_tells_the_lead_no_name(self) -> None:
        make_client()
        make_client(worker=cast.case_colleague())
        browser = cast.browser_of(cast.case_lead())
        page = browser.get(reverse("casework:doubles")).content.decode()
        assert AINO.family_name not in page
        browser.post(reverse("casework:double", kwargs={"uuid": Pair.objects.get().uuid}), {"verdict": "different"})
        assert "Selvitettävää ei ole" in browser.get(reverse("casework:doubles")).content.decode()

    @pytest.mark.parametrize("count", [1, 10])
    def test_the_list_takes_as_many_statements_however_many_pairs(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(count):
            identity = Identity(phone=f"040 123 45{number:02}")
            make_client(identity)
            make_client(identity, worker=cast.case_colleague())
        viewer = worker()
        with django_assert_num_queries(12):
            assert len(queries.pairs(viewer)) == count


def accepted(**values: Any) -> Referral:
    referral = make_referral(**values)
    referrals.receive(worker(), referral.uuid)
    referrals.accept(worker(), referral.uuid)
    return referral


def become(referral: Referral, actor: Actor | None = None, **values: Any) -> Client:
    chosen = {"task": Task.MOBILE_TEAM, "basis": Basis.CONSENT, **values}
    return arrivals.make_client_of(actor or worker(), referral.uuid, **chosen)


class TestReferralBecomesAClient:
    def test_in_one_press_with_what_it_told(self) -> None:
        referral = accepted()
        client = become(referral)
        identity = client_queries.client(worker(), client.uuid).identity
        assert identity == replace(VEERA_CLIENT, contact_wishes=VEERA.reach)
        referral.refresh_from_db()
        assert referral.client == client
        assert client.relationships.get().basis == Basis.CONSENT
        event = AuditEvent.objects.get(action="casework.referral.made_client")
        assert set(event.subjects or ()) == {str(client.uuid), str(referral.uuid)}

    def test_twice_is_the_same_client(self) -> None:
        referral = accepted()
        assert become(referral) == become(referral)
        assert Client.objects.count() == 1

    def test_somebody_known_by_number_and_name_is_linked(self) -> None:
        known = make_client(VEERA_CLIENT, worker=cast.case_colleague())
        referral = accepted()
        assert become(referral, existing=known.uuid) == known
        assert client_queries.client(worker(), known.uuid).identity.name == "Veera Olematon"
        assert Client.objects.count() == 1

    def test_a_number_alone_or_a_client_under_non_disclosure_is_not_offered(self) -> None:
        other = make_client(replace(VEERA_CLIENT, given_name="Oskari"), worker=cast.case_colleague())
        make_client(VEERA_CLIENT, worker=cast.case_colleague(), protected=True)
        referral = accepted()
        assert arriving.to_receive(worker(), referral.uuid)[1] == []
        with pytest.raises(ClientRefused, match="Kirjaa uusi asiakas"):
            become(referral, existing=other.uuid)

    def test_the_sender_and_strangers_cannot(self) -> None:
        referral = accepted()
        for person in (cast.editor(), cast.city_worker(), cast.administrator()):
            with pytest.raises(ReferralNotFound):
                become(referral, cast.actor(person))

    def test_before_it_is_accepted_it_is_nobodys_client(self) -> None:
        referral = make_referral()
        referrals.receive(worker(), referral.uuid)
        with pytest.raises(ClientRefused, match="Ohjaus ei ole enää auki"):
            become(referral)

    def test_what_is_no_number_is_kept_in_words(self) -> None:
        check = make_check(somebody=Somebody("Veera", "ei puhelinta", "torilla"))
        assert check.follow_up
        given = {"receiver": cast.county().uuid, "permission": True}
        cast.caseworker()
        volunteer = cast.actor(cast.editor())
        referral = referrals.refer_onward(volunteer, check.follow_up.uuid, form_key=check.uuid, **given)
        referrals.receive(worker(), referral.uuid)
        referrals.accept(worker(), referral.uuid)
        identity = client_queries.client(worker(), become(referral).uuid).identity
        assert identity == Identity("Veera", contact_wishes="ei puhelinta, torilla")

    def test_the_figures_of_the_loop_stay_as_they_were(self) -> None:
        referral = accepted()
        viewer = cast.actor(cast.editor())
        days = clock.today(), clock.today() + timedelta(days=1)
        before = loops.loops(viewer, *days)
        become(referral)
        assert loops.loops(viewer, *days) == before
        referral.refresh_from_db()
        assert referral.state == "accepted"

    def test_the_page_offers_it_and_then_the_client(self) -> None:
        referral = accepted()
        browser = cast.browser_of(cast.caseworker())
        address = reverse("casework:make_client", kwargs={"uuid": referral.uuid})
        page = reverse("casework:referral", kwargs={"uuid": referral.uuid})
        assert address in browser.get(page).content.decode()
        assert "Veera Olematon" in browser.get(address).content.decode()
        browser.post(address, {"task": "mobile_team", "basis": "consent"})
        assert (
            reverse("casework:client", kwargs={"uuid": Client.objects.get().uuid}) in browser.get(page).content.decode()
        )


@pytest.mark.parametrize("name", sorted({*PERMISSIONS, "casework:make_client"}))
def test_strangers_meet_a_wrong_address(name: str) -> None:
    people = cast.everybody()
    kwargs = dict(SAMPLES[name](people)) if name in SAMPLES else {}
    for person in (cast.administrator(), cast.coordinator(), cast.newcomer()):
        browser: Browser = cast.browser_of(person)
        assert browser.get(reverse(name, kwargs=kwargs)).status_code in (404, 405)
        assert browser.post(reverse(name, kwargs=kwargs)).status_code in (404, 405)
