"""What is given to another register, what the client forbids, and decisions about her log report."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kotikulma.casework.access.disclosures import PERMISSIONS
from kotikulma.casework.commands import clients, ledger
from kotikulma.casework.commands import disclosures as commands
from kotikulma.casework.models import Client, Disclosure, Pair, Relationship
from kotikulma.casework.queries import clients as client_queries
from kotikulma.casework.queries import disclosures as queries
from kotikulma.casework.rules import clients as client_rules
from kotikulma.casework.rules import disclosures as rules
from kotikulma.casework.tests.make import AINO, SAMPLES, make_client, new_disclosure
from kotikulma.casework.types.clients import Basis, ClientNotFound, DataClass, Key
from kotikulma.casework.types.disclosures import (
    DecisionKind,
    DisclosureNotFound,
    DisclosureRefused,
    NewDisclosure,
    WithholdingGround,
)
from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor
from kotikulma.people import commands as people
from kotikulma.people.types import Role
from tests import cast

TODAY = date(2027, 2, 9)
REASON = "Rivit kertoisivat, missä hänen läheisensä asuu turvassa."


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def city() -> Actor:
    return cast.actor(cast.city_worker())


def given(client: Client, **values: Any) -> Disclosure:
    return commands.disclose(worker(), client.uuid, new_disclosure(**values))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"basis": Basis.CLIENT_RELATIONSHIP}, "basis"),
        ({"basis": Basis.CONSENT}, "agreed_on"),
        ({"basis": Basis.CONSENT, "agreed_on": date(2027, 2, 10)}, "agreed_on"),
        ({"basis": Basis.LAW, "law": " "}, "law"),
        ({"basis": Basis.CONTACT, "scope": []}, "scope"),
        ({"basis": Basis.CONTACT, "scope": ["log"]}, "scope"),
        ({"basis": Basis.CONTACT, "outside": ""}, "recipient"),
        ({"basis": Basis.CONTACT, "until": date(2027, 2, 8)}, "until"),
    ],
)
def test_a_disclosure_tells_ground_scope_and_recipient(values: dict[str, Any], field: str) -> None:
    new = NewDisclosure(**{"outside": "Kela", "scope": ["identity"], **values})
    with pytest.raises(DisclosureRefused) as refused:
        rules.check_new(new, prohibited=False, today=TODAY)
    assert list(refused.value.fields) == [field]


def test_a_prohibition_stands_against_consent_and_not_against_the_law() -> None:
    law = NewDisclosure(outside="Kela", basis=Basis.LAW, law="Laki 1 §", scope=["identity"])
    rules.check_new(law, prohibited=True, today=TODAY)
    consent = NewDisclosure(outside="Kela", basis=Basis.CONSENT, agreed_on=TODAY, scope=["identity"])
    with pytest.raises(DisclosureRefused, match=r"^Asiakas on kieltänyt tietojensa antamisen\."):
        rules.check_new(consent, prohibited=True, today=TODAY)


@pytest.mark.django_db
class TestBetweenRegisters:
    def test_the_receiver_sees_what_was_disclosed_and_the_log_says_on_what_ground(self) -> None:
        client = make_client()
        row = given(client)
        page = queries.received_one(city(), row.uuid)
        assert page.identity == AINO
        assert page.workers is None
        assert page.situation is None
        event = AuditEvent.objects.get(action="casework.disclosure.viewed")
        assert (event.chain, event.basis) == (f"case:{cast.city().uuid.hex}", Basis.CONSENT)
        assert event.changed == [DataClass.IDENTITY]

    def test_two_registers_that_know_one_person_hear_nothing_of_each_other(self) -> None:
        make_client()
        own = make_client(worker=cast.city_worker(), unit=cast.city())
        assert not Pair.objects.exists()
        found = client_queries.find(city(), Key.PHONE, client_rules.phone_key(AINO.phone))
        assert [hit.uuid for hit in found] == [own.uuid]

    def test_who_was_told_who_she_is_hears_that_she_may_be_a_client_already(self) -> None:
        client, own = make_client(), make_client(worker=cast.city_worker(), unit=cast.city())
        housing = given(client, scope=[DataClass.HOUSING])
        assert queries.received_one(city(), housing.uuid).known == ()
        before = Relationship.objects.count()
        row = given(client)
        assert [(hit.uuid, hit.own) for hit in queries.received_one(city(), row.uuid).known] == [(own.uuid, True)]
        assert (Relationship.objects.count(), Pair.objects.count()) == (before, 0)
        event = AuditEvent.objects.get(action="casework.client.found")
        assert (event.subjects, event.chain) == ([str(own.uuid)], f"case:{cast.city().uuid.hex}")
        browser = cast.browser_of(cast.city_worker())
        page = browser.get(reverse("casework:received_one", kwargs={"uuid": row.uuid})).content.decode()
        assert "Hän voi olla jo asiakas" in page
        assert "Mitään ei ole yhdistetty." in page

    def test_a_protected_client_of_a_colleague_is_suggested_to_nobody(self) -> None:
        make_client(worker=cast.city_worker(), unit=cast.city(), protected=True)
        colleague = people.create_person(cast.HOUSE, email="city-colleague@example.org", name="city-colleague")
        people.add_membership(cast.HOUSE, colleague, cast.city(), role=Role.CASEWORKER)
        row = given(make_client())
        assert queries.received_one(cast.actor(colleague), row.uuid).known == []

    def test_each_data_class_is_given_by_itself(self) -> None:
        client = make_client()
        ledger.enter_list(worker(), client.uuid, clock.today(), situation=SituationCode.FRIENDS)
        page = queries.received_one(city(), given(client, scope=[DataClass.HOUSING]).uuid)
        assert (page.identity, page.workers) == (None, None)
        assert page.situation == "Tilapäisesti tuttavien luona"
        page = queries.received_one(city(), given(client, scope=[DataClass.NETWORK]).uuid)
        assert page.identity is None
        assert [line.worker for line in page.workers or ()] == ["caseworker"]

    def test_everything_else_of_the_client_stays_closed(self) -> None:
        client = make_client()
        given(client)
        with pytest.raises(ClientNotFound):
            queries.opened(city(), client.uuid)
        assert AuditEvent.objects.filter(action="casework.client.refused").count() == 1

    def test_nobody_else_reads_it_not_even_its_giver(self) -> None:
        row = given(make_client())
        for person in (cast.caseworker(), cast.case_colleague(), cast.administrator(), cast.newcomer()):
            with pytest.raises(DisclosureNotFound):
                queries.received_one(cast.actor(person), row.uuid)
        assert AuditEvent.objects.filter(action="casework.client.refused").count() == 4

    def test_it_ends_when_revoked_over_or_the_case_closes(self, frozen: Any) -> None:
        client = make_client()
        revoked, over, closed = given(client), given(client, until=clock.today()), given(client)
        commands.revoke(worker(), client.uuid, revoked.uuid)
        assert [line.uuid for line in queries.received(city())] == [over.uuid, closed.uuid]
        frozen.shift(86_400)
        assert [line.uuid for line in queries.received(city())] == [closed.uuid]
        clients.close_client(worker(), client.uuid)
        for row in (revoked, over, closed):
            with pytest.raises(DisclosureNotFound):
                queries.received_one(city(), row.uuid)

    def test_a_list_of_what_was_received_names_its_clients_in_one_row(self) -> None:
        client = make_client()
        given(client)
        given(client, scope=[DataClass.HOUSING])
        assert [line.name for line in queries.received(city())] == [AINO.name, ""]
        assert AuditEvent.objects.get(action="casework.disclosure.listed").subjects == [str(client.uuid)]

    def test_within_one_register_nothing_is_disclosed(self) -> None:
        client = make_client()
        with pytest.raises(DisclosureRefused, match="Valitse yksikkö toisesta rekisteristä"):
            given(client, recipient=cast.county().uuid)

    def test_a_prohibition_ends_consent_at_once_and_is_evaluated_at_the_time_of_the_act(self) -> None:
        client = make_client()
        consent = given(client)
        law = given(client, basis=Basis.LAW, law="Sosiaalihuoltolaki 35 §")
        prohibition = commands.forbid(worker(), client.uuid)
        assert [line.uuid for line in queries.received(city())] == [law.uuid]
        with pytest.raises(DisclosureRefused, match="Asiakas on kieltänyt"):
            given(client)
        commands.allow(worker(), client.uuid, prohibition.uuid)
        assert given(client).uuid != consent.uuid

    def test_a_prohibition_against_one_unit_leaves_the_others(self) -> None:
        client = make_client()
        new_disclosure()
        commands.forbid(worker(), client.uuid, recipient=cast.city().uuid)
        with pytest.raises(DisclosureRefused):
            given(client)
        assert given(client, recipient=None, outside="Kela").recipient is None

    def test_names_and_laws_lie_sealed(self) -> None:
        row = given(make_client(), recipient=None, outside="Pelastusarmeija", basis=Basis.LAW, law="Laki 1 §")
        assert b"Pelastusarmeija" not in bytes(row.outside)
        assert b"Laki" not in bytes(row.law)


@pytest.mark.django_db
class TestLogReport:
    def test_it_names_the_disclosures_and_who_read_them(self, frozen: Any) -> None:
        client = make_client()
        queries.received_one(city(), given(client).uuid)
        frozen.shift(60)
        opened, lines = queries.log_report(worker(), client.uuid)
        assert "Katsoi tietoja, jotka toinen rekisteri oli antanut" in [line.deed for line in lines]
        [told] = queries.of_client(opened)
        assert (told.recipient["fi"], told.scope, told.active) == ("Esimerkin kaupunki", "Henkilötiedot", True)

    def test_a_written_decision_withholds_its_days_and_says_so(self, frozen: Any) -> None:
        client = make_client()
        today = clock.today()
        frozen.shift(2 * 86_400)
        kind, ground = DecisionKind.WITHHELD, WithholdingGround.RIGHTS
        days = {"from_on": today, "until_on": today}
        row = commands.decide_on_log(worker(), client.uuid, kind, ground=ground, reason=REASON, **days)
        frozen.shift(60)
        opened, lines = queries.log_report(worker(), client.uuid)
        assert "Kirjasi uuden asiakkaan" not in [line.deed for line in lines]
        assert [one.reason for one in queries.decisions(opened)] == [REASON]
        assert AuditEvent.objects.filter(action="casework.log.withheld").count() == 1
        commands.end_log_decision(worker(), client.uuid, row.uuid)
        assert "Kirjasi uuden asiakkaan" in [line.deed for line in queries.log_report(worker(), client.uuid)[1]]

    def test_rows_older_than_two_years_are_given_for_a_special_reason_on_that_day(self, frozen: Any) -> None:
        client = make_client()
        begun = clock.today()
        frozen.shift(1000 * 86_400)
        assert "Kirjasi uuden asiakkaan" not in [line.deed for line in queries.log_report(worker(), client.uuid)[1]]
        commands.decide_on_log(worker(), client.uuid, DecisionKind.OLDER, reason=REASON, from_on=begun)
        assert "Kirjasi uuden asiakkaan" in [line.deed for line in queries.log_report(worker(), client.uuid)[1]]
        frozen.shift(86_400)
        assert "Kirjasi uuden asiakkaan" not in [line.deed for line in queries.log_report(worker(), client.uuid)[1]]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "withheld", "until_on": TODAY}, "ground"),
            ({"kind": "withheld", "ground": "health"}, "until_on"),
            ({"kind": "older", "from_on": TODAY - timedelta(days=30)}, "from_on"),
            ({"kind": "older", "from_on": date(2020, 1, 1), "reason": "Pyysi."}, "reason"),
        ],
    )
    def test_a_decision_is_whole(self, values: dict[str, Any], field: str) -> None:
        whole = {"ground": "", "reason": REASON, "from_on": TODAY, "until_on": None, "today": TODAY, **values}
        with pytest.raises(DisclosureRefused) as refused:
            rules.check_decision(whole.pop("kind"), **whole)
        assert list(refused.value.fields) == [field]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_nobody_without_a_relationship_or_a_disclosure_reaches_them(name: str) -> None:
    people = cast.everybody()
    kwargs = dict(SAMPLES[name](people)) if name in SAMPLES else {}
    for person in (cast.case_colleague(), cast.administrator(), cast.coordinator(), cast.editor()):
        browser = cast.browser_of(person)
        for method in ("get", "post"):
            if PERMISSIONS[name].allowed(method.upper()) is not None:
                response = getattr(browser, method)(reverse(name, kwargs=kwargs))
                own_room = name == "casework:received" and person == cast.case_colleague()
                assert response.status_code == (200 if own_room else 404)
                assert AINO.family_name not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_a_list_takes_as_many_statements_however_much_was_given(count: int, django_assert_num_queries: Any) -> None:
    client = make_client()
    for _each in range(count):
        given(client)
    browser = cast.browser_of(cast.city_worker())
    with django_assert_num_queries(17):
        browser.get(reverse("casework:received"))


@pytest.mark.django_db
def test_the_page_gives_refuses_and_ends() -> None:
    client = make_client()
    cast.city_worker()
    browser = cast.browser_of(cast.caseworker())
    address = reverse("casework:disclosures", kwargs={"uuid": client.uuid})
    chosen = {"recipient": str(cast.city().uuid), "basis": "consent", "scope": ["identity"]}
    refused = browser.post(address, chosen)
    assert refused.status_code == 422
    assert "Kirjaa päivä, jona asiakas antoi suostumuksen." in refused.content.decode()
    browser.post(address, {**chosen, "agreed_on": clock.today().isoformat()})
    assert "Lopeta antaminen" in browser.get(address).content.decode()
    row = Disclosure.objects.get()
    assert (
        AINO.name
        in cast.browser_of(cast.city_worker())
        .get(reverse("casework:received_one", kwargs={"uuid": row.uuid}))
        .content.decode()
    )
    browser.post(reverse("casework:revoke", kwargs={"uuid": client.uuid, "disclosure": row.uuid}))
    assert "Lopetettu" in browser.get(address).content.decode()
