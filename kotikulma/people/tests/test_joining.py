"""Asking to keep an organisation, and the coordinators' answers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction

from kotikulma.kernel import outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.people import access, commands, queries
from kotikulma.people.models import JoinRequest, Membership, Organization, Person
from kotikulma.people.tests.make import make_claim, make_organization, make_suggestion, newest_mail
from kotikulma.people.types import OrganizationNotFound, OrganizationRefused, OrganizationStatus, Role, TooMany
from kotikulma.people.types.joining import AlreadyDecided, RequestNotFound, RequestRefused, RequestState
from tests import cast

pytestmark = pytest.mark.django_db
SAID = {"name": "Uusi", "position": "sihteeri", "grounds": "Olen hallituksessa."}


def second_coordinator() -> Person:
    person = commands.create_person(cast.HOUSE, email="toinen@example.org", name="Toinen koordinaattori")
    commands.add_membership(cast.HOUSE, person, cast.city(), role=Role.COORDINATOR)
    return person


def test_who_claims_edits_nothing_before_the_approval() -> None:
    newcomer, own = cast.newcomer(), cast.own_organization()
    make_claim(newcomer, own)
    assert not access.may_edit_organization(cast.actor(newcomer), own.id)


def test_the_receipt_goes_out_by_mail_and_holds_no_words_of_the_request() -> None:
    make_claim(cast.newcomer(), cast.own_organization())
    row = OutboxMessage.objects.get(kind="people.request_received")
    assert set(row.object_ids) == {"person", "request"}
    assert "saimme pyyntösi. Organisaatio: Kotiseudun yhdistys." in newest_mail().text
    assert django_mail.outbox == []


def test_coordinators_are_told_of_a_request_as_long_as_it_waits() -> None:
    coordinator = cast.coordinator()
    claim = make_claim(cast.newcomer(), cast.own_organization())
    make_claim(cast.newcomer(), cast.own_organization())
    row = OutboxMessage.objects.get(kind="people.request_waits")
    assert row.recipient == coordinator.email
    mail = outbox.rendered(row)
    assert mail
    assert "joku haluaa hoitaa organisaation tietoja: Kotiseudun yhdistys." in mail.text
    assert f"/tyotila/hyvaksynnat/{claim.uuid}/" in mail.text
    commands.approve_request(cast.actor(coordinator), claim.uuid)
    assert outbox.rendered(row) is None


def test_asking_twice_is_one_request() -> None:
    newcomer, own = cast.newcomer(), cast.own_organization()
    assert make_claim(newcomer, own) == make_claim(newcomer, own)
    assert make_suggestion(newcomer) == make_suggestion(newcomer)
    assert JoinRequest.objects.count() == 2


def test_the_database_holds_one_waiting_claim_of_each() -> None:
    claim = make_claim(cast.newcomer(), cast.own_organization())
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(kind="claim", person=claim.person, organization=claim.organization)


def test_each_missing_answer_is_named() -> None:
    with pytest.raises(RequestRefused) as refusal:
        make_claim(cast.newcomer(), cast.own_organization(), name="", position=" ", grounds="")
    assert refusal.value.fields == {
        "name": "Kirjoita nimesi, jotta tiedämme kuka kysyy.",
        "position": "Kirjoita tehtäväsi, esimerkiksi sihteeri.",
        "grounds": "Kerro yhdellä lauseella, miten kuulut organisaatioon.",
    }


def test_an_editor_cannot_claim_what_she_keeps() -> None:
    with pytest.raises(RequestRefused, match=r"Hoidat jo tätä organisaatiota. Löydät sen työtilastasi."):
        make_claim(cast.editor(), cast.own_organization())


def test_an_archived_organization_is_not_found() -> None:
    own = cast.own_organization()
    Organization.objects.filter(id=own.id).update(status=OrganizationStatus.ARCHIVED)
    with pytest.raises(OrganizationNotFound):
        make_claim(cast.newcomer(), own)


def test_five_requests_may_wait_at_once_and_ten_be_sent_in_a_day() -> None:
    newcomer = cast.newcomer()
    sent = [make_suggestion(newcomer, f"Kerho {number}") for number in range(5)]
    with pytest.raises(RequestRefused, match=r"Sinulla on jo viisi pyyntöä odottamassa."):
        make_suggestion(newcomer, "Kuudes kerho")
    for request in sent:
        commands.withdraw_request(cast.actor(newcomer), request.uuid)
    for number in range(4):
        make_suggestion(newcomer, f"Uusi kerho {number}")
    with pytest.raises(TooMany):
        make_suggestion(newcomer, "Yhdestoista")


def test_a_name_is_taken_only_when_the_account_has_none() -> None:
    nameless = commands.create_person(cast.HOUSE, email="nimeton@example.org")
    make_claim(nameless, cast.own_organization())
    make_claim(cast.newcomer(), cast.own_organization())
    assert Person.objects.get(id=nameless.id).name == "Uusi Vapaaehtoinen"
    assert Person.objects.get(id=cast.newcomer().id).name == "newcomer"


def test_a_suggestion_with_a_wrong_business_id_or_page_is_refused() -> None:
    newcomer = cast.newcomer()
    with pytest.raises(OrganizationRefused, match=r"Y-tunnus 1234567-8 ei kelpaa."):
        make_suggestion(newcomer, business_id="1234567-8")
    with pytest.raises(OrganizationRefused, match=r"Kirjoita verkkosivun osoite kokonaan"):
        make_suggestion(newcomer, contacts=[{"type": "web", "value": "javascript:alert(1)"}])


def test_a_suggested_organization_is_nowhere_before_the_approval() -> None:
    make_suggestion(cast.newcomer(), "Uusi kerho")
    assert queries.search_by_name("Uusi kerho") == []
    assert not Organization.objects.filter(name__fi="Uusi kerho").exists()


def test_approving_a_claim_makes_an_editor_and_tells_her_in_her_language() -> None:
    newcomer, own = cast.newcomer(), cast.own_organization()
    Person.objects.filter(id=newcomer.id).update(language="sv")
    request = make_claim(newcomer, own)
    commands.approve_request(cast.actor(cast.coordinator()), request.uuid)
    assert Membership.objects.filter(person=newcomer, organization=own, role=Role.EDITOR).exists()
    assert newest_mail().subject == "Din begäran är godkänd"
    assert "/sv/tyotila/" in newest_mail().text


def test_approving_a_suggestion_publishes_the_organization() -> None:
    request = make_suggestion(cast.newcomer(), "Uusi kerho", municipality_code="179")
    commands.approve_request(cast.actor(cast.coordinator()), request.uuid)
    made = Organization.objects.get(name__fi="Uusi kerho")
    assert (made.status, made.municipality_code) == (OrganizationStatus.PUBLISHED, "179")
    assert access.may_edit_organization(cast.actor(cast.newcomer()), made.id)
    assert [each.uuid for each in queries.search_by_name("uusi kerho")] == [made.uuid]


def test_a_suggestion_may_be_approved_as_an_organization_that_exists() -> None:
    newcomer, own = cast.newcomer(), cast.own_organization()
    request = make_suggestion(newcomer, "Kotiseutuyhdistys")
    commands.approve_request(cast.actor(cast.coordinator()), request.uuid, organization=own.uuid)
    assert access.may_edit_organization(cast.actor(newcomer), own.id)
    assert not Organization.objects.filter(name__fi="Kotiseutuyhdistys").exists()


def test_an_organization_archived_meanwhile_cannot_be_given() -> None:
    own = cast.own_organization()
    request = make_claim(cast.newcomer(), own)
    Organization.objects.filter(id=own.id).update(status=OrganizationStatus.ARCHIVED)
    with pytest.raises(RequestRefused, match=r"Organisaatio ei ole enää luettelossa. Valitse toinen organisaatio."):
        commands.approve_request(cast.actor(cast.coordinator()), request.uuid)


def test_declining_needs_a_reason_that_reaches_the_asker() -> None:
    actor, request = cast.actor(cast.coordinator()), make_claim(cast.newcomer(), cast.own_organization())
    with pytest.raises(RequestRefused, match=r"Kirjoita lyhyt syy. Pyynnön lähettäjä saa sen sähköpostiinsa."):
        commands.decline_request(actor, request.uuid, answer="  ")
    commands.decline_request(actor, request.uuid, answer="Pyydä hallitukselta valtuutus.")
    assert "Koordinaattori kirjoitti: Pyydä hallitukselta valtuutus." in newest_mail().text
    assert not access.may_edit_organization(cast.actor(cast.newcomer()), cast.own_organization().id)


def test_pressing_twice_decides_once() -> None:
    actor, request = cast.actor(cast.coordinator()), make_suggestion(cast.newcomer())
    for _again in range(2):
        commands.approve_request(actor, request.uuid)
    assert OutboxMessage.objects.filter(kind="people.request_answered").count() == 1
    assert AuditEvent.objects.filter(action="people.request.approved").count() == 1


def test_the_second_coordinator_is_told_what_the_first_did(frozen: object) -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    commands.approve_request(cast.actor(cast.coordinator()), request.uuid)
    with pytest.raises(AlreadyDecided, match=r"coordinator hyväksyi pyynnön jo .* Sinun ei tarvitse tehdä mitään."):
        commands.decline_request(cast.actor(second_coordinator()), request.uuid, answer="Ei.")
    with pytest.raises(AlreadyDecided):
        commands.approve_request(cast.actor(second_coordinator()), request.uuid)
    assert JoinRequest.objects.get().state == RequestState.APPROVED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_decides() -> None:
    request, actors = (
        make_suggestion(cast.newcomer()),
        [cast.actor(cast.coordinator()), cast.actor(second_coordinator())],
    )

    def press(actor: Actor) -> str:
        try:
            return commands.approve_request(actor, request.uuid).state
        except AlreadyDecided:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, actors)) == ["approved", "told"]
    assert Organization.objects.filter(name__fi="Uusi kerho").count() == 1


def test_the_first_one_cannot_turn_her_own_decision_around() -> None:
    actor, request = cast.actor(cast.coordinator()), make_claim(cast.newcomer(), cast.own_organization())
    commands.decline_request(actor, request.uuid, answer="Ei vielä.")
    with pytest.raises(AlreadyDecided, match=r"coordinator vastasi jo kieltävästi"):
        commands.approve_request(actor, request.uuid)


def test_nobody_but_a_coordinator_decides() -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    for actor in (ANONYMOUS, cast.actor(cast.newcomer()), cast.actor(cast.editor())):
        with pytest.raises(RequestNotFound):
            commands.approve_request(actor, request.uuid)
        with pytest.raises(RequestNotFound):
            commands.decline_request(actor, request.uuid, answer="Ei.")
        assert (queries.waiting_requests(actor), queries.waiting_requests_count(actor)) == ([], 0)


def test_a_withdrawn_request_keeps_no_words_and_is_not_decided() -> None:
    newcomer, request = (
        cast.newcomer(),
        make_suggestion(cast.newcomer(), contacts=[{"type": "email", "value": "a@b.fi"}]),
    )
    commands.withdraw_request(cast.actor(newcomer), request.uuid)
    kept = JoinRequest.objects.get()
    assert (kept.state, kept.position, kept.grounds, "contacts" in kept.proposal) == ("withdrawn", "", "", False)
    with pytest.raises(AlreadyDecided, match=r"Lähettäjä perui pyynnön"):
        commands.approve_request(cast.actor(cast.coordinator()), request.uuid)


def test_a_decided_request_cannot_be_withdrawn_nor_anothers_at_all() -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    with pytest.raises(RequestNotFound):
        commands.withdraw_request(cast.actor(cast.other_editor()), request.uuid)
    commands.approve_request(cast.actor(cast.coordinator()), request.uuid)
    with pytest.raises(AlreadyDecided, match=r"Pyyntösi on jo käsitelty. Sitä ei voi enää perua."):
        commands.withdraw_request(cast.actor(cast.newcomer()), request.uuid)


def test_the_queue_is_oldest_first_with_duplicates_and_rivals() -> None:
    make_organization("Digikaverit ry")
    newcomer, editor = cast.newcomer(), cast.editor()
    first = make_suggestion(newcomer, "Jyväskylän Digikaverit")
    make_suggestion(editor, "Digikaverit Jyväskylä")
    make_claim(newcomer, cast.own_organization())
    queue = queries.waiting_requests(cast.actor(cast.coordinator()))
    assert queue[0].request.uuid == first.uuid
    assert [each.organization.name["fi"] for each in queue[0].duplicates] == ["Digikaverit ry"]
    assert [line.rivals for line in queue] == [1, 1, 0]
    assert [line.editors for line in queue] == [0, 0, 1]


def test_an_address_of_the_organizations_own_domain_is_pointed_out() -> None:
    house = make_organization("Talo", contacts=[{"type": "web", "value": "https://www.talo.fi/"}])
    person = commands.create_person(cast.HOUSE, email="sihteeri@talo.fi", name="Sihteeri")
    request = make_claim(person, house)
    assert queries.request_for_deciding(cast.actor(cast.coordinator()), request.uuid).known_address
