"""The pages of joining: a new address, the search, sending, following, the queue and the members."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.people import commands
from kotikulma.people.commands.sign_in import code_of
from kotikulma.people.models import Invitation, JoinRequest, Person, SignInCode
from kotikulma.people.tests.make import CODE, SIGN_IN, make_claim, make_organization, make_suggestion
from kotikulma.people.types import Role
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
START, SEARCH, NEW = "/liity/aloita/", "/liity/organisaatio/", "/liity/uusi/"
EMAIL = "uusi@example.org"
ASKED = {"name": "Uusi Vapaaehtoinen", "position": "sihteeri", "grounds": "Olen hallituksessa."}
SUGGESTED = {"name_fi": "Jyväskylän Digikaverit", "sector": "association", "municipality_code": "", **ASKED}


def latest_code() -> str:
    return code_of(SignInCode.objects.latest("id"))


def joined(client: Client, email: str = EMAIL) -> Client:
    client.post(START, {"email": email})
    client.post(CODE + "?next=" + SEARCH, {"code": latest_code()})
    return client


def test_the_start_page_is_public_sets_no_cookie_and_has_one_way_on(client: Client) -> None:
    answer = client.get("/liity/")
    assert answer.cookies == {}
    assert re.findall(r'<a class="ds-button"[^>]*href="([^"]+)"', answer.content.decode()) == [START]


def test_a_new_address_gets_a_code_and_its_account_when_the_code_is_given(client: Client) -> None:
    client.post(f"/sv{START}", {"email": " Uusi@Example.org"})
    assert not Person.objects.filter(email=EMAIL).exists()
    answer = client.post(f"/sv{CODE}?next=/sv{SEARCH}", {"code": latest_code()})
    assert answer.headers["Location"] == f"/sv{SEARCH}"
    assert Person.objects.get(email=EMAIL).language == "sv"
    assert OutboxMessage.objects.get(recipient=EMAIL).language == "sv"


def test_known_and_unknown_addresses_meet_the_same_answer() -> None:
    cast.editor()
    Person.objects.filter(id=cast.newcomer().id).update(is_active=False)
    for address in (START, SIGN_IN):
        seen = set()
        for email in ("editor@example.org", "outo@example.org", "newcomer@example.org"):
            visitor = Client()
            answer = visitor.post(address, {"email": email})
            html = visitor.get(answer.headers["Location"]).content.decode()
            seen.add((answer.status_code, answer.headers["Location"], re.sub(r'value="\w{64}"', "", html)))
        assert len(seen) == 1


def test_signing_in_makes_no_account_and_a_closed_one_stays_closed(client: Client) -> None:
    Person.objects.filter(id=cast.newcomer().id).update(is_active=False)
    client.post(SIGN_IN, {"email": EMAIL})
    client.post(START, {"email": "newcomer@example.org"})
    assert not OutboxMessage.objects.exists()
    assert set(SignInCode.objects.values_list("email", flat=True)) == {""}


def test_two_codes_of_one_new_address_make_one_account(client: Client) -> None:
    joined(client)
    joined(Client())
    assert Person.objects.filter(email=EMAIL).count() == 1


def test_a_claim_is_sent_and_followed(client: Client) -> None:
    own = cast.own_organization()
    joined(client)
    page = client.get(SEARCH, {"q": "kotiseudn yhdstys"}).content.decode()
    assert f'href="/liity/organisaatio/{own.uuid}/"' in page
    answer = client.post(f"/liity/organisaatio/{own.uuid}/", ASKED)
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert "Pyyntösi on perillä" in receipt
    assert receipt.count("<li><b>") == 3
    assert answer.headers["Location"] in client.get("/tili/").content.decode()
    assert answer.headers["Location"] in client.get("/tyotila/").content.decode()


def test_what_was_typed_stays_when_something_is_missing(client: Client) -> None:
    own = cast.own_organization()
    answer = joined(client).post(f"/liity/organisaatio/{own.uuid}/", ASKED | {"grounds": ""})
    html = answer.content.decode()
    assert (answer.status_code, 'value="sihteeri"' in html) == (422, True)
    assert "Kerro yhdellä lauseella, miten kuulut organisaatioon." in html


def test_likely_duplicates_are_shown_before_a_suggestion_is_sent(client: Client) -> None:
    make_organization("Digikaverit ry")
    joined(client)
    page = client.post(NEW, SUGGESTED).content.decode()
    assert "Onko organisaatiosi jokin näistä?" in page
    assert "Digikaverit ry" in page
    assert 'value="sihteeri"' in page
    assert not JoinRequest.objects.exists()
    answer = client.post(NEW, SUGGESTED | {"seen": "1"})
    assert answer.headers["Location"] == f"/liity/pyynnot/{JoinRequest.objects.get().uuid}/"


def test_a_suggestion_like_no_other_is_sent_at_once(client: Client) -> None:
    joined(client).post(NEW, SUGGESTED | {"email": "digi@example.org", "web": "digi.example.org"})
    assert JoinRequest.objects.get().proposal["contacts"] == [
        {"type": "email", "value": "digi@example.org"},
        {"type": "web", "value": "https://digi.example.org"},
    ]


def test_a_wrong_business_id_is_told_at_its_field(client: Client) -> None:
    answer = joined(client).post(NEW, SUGGESTED | {"business_id": "1234567-2"})
    assert answer.status_code == 422
    assert "Y-tunnus 1234567-2 ei kelpaa." in answer.content.decode()


def test_the_status_page_is_the_senders_alone(client: Client) -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    for person in (cast.editor(), cast.coordinator()):
        assert cast.browser_of(person).get(f"/liity/pyynnot/{request.uuid}/").status_code == 404


def test_a_coordinator_approves_from_the_queue_and_the_second_reads_what_happened() -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    first = cast.browser_of(cast.coordinator())
    assert f"/tyotila/hyvaksynnat/{request.uuid}/" in first.get("/tyotila/hyvaksynnat/").content.decode()
    answer = first.post(f"/tyotila/hyvaksynnat/{request.uuid}/hyvaksy/")
    assert "Hyväksytty. Pyytäjä saa viestin" in first.get(answer.headers["Location"]).content.decode()
    late = cast.browser_of(cast.administrator()).post(
        f"/tyotila/hyvaksynnat/{request.uuid}/hylkaa/", {"answer": "Ei käy."}
    )
    assert (late.status_code, "coordinator hyväksyi pyynnön jo" in late.content.decode()) == (409, True)


def test_a_refusal_without_a_reason_is_told_at_its_field() -> None:
    request = make_claim(cast.newcomer(), cast.own_organization())
    answer = cast.browser_of(cast.coordinator()).post(f"/tyotila/hyvaksynnat/{request.uuid}/hylkaa/", {"answer": ""})
    assert answer.status_code == 422
    assert answer.content.decode().count("Kirjoita lyhyt syy.") == 2  # summary and field


def test_today_tells_coordinators_what_waits() -> None:
    make_claim(cast.newcomer(), cast.own_organization())
    make_suggestion(cast.newcomer())
    assert "2 pyyntöä odottaa" in cast.browser_of(cast.coordinator()).get("/tyotila/").content.decode()
    assert "pyyntöä odottaa" not in cast.browser_of(cast.editor()).get("/tyotila/").content.decode()


def test_the_members_page_invites_sends_again_and_withdraws() -> None:
    inside, own = cast.browser_of(cast.editor()), cast.own_organization()
    page = f"/tyotila/organisaatiot/{own.uuid}/jasenet/"
    inside.post(page, {"email": EMAIL, "language": "en"})
    offer = Invitation.objects.get()
    assert (offer.role, offer.language) == (Role.EDITOR, "en")
    assert EMAIL in inside.get(page).content.decode()
    inside.post(f"{page}kutsut/{offer.uuid}/laheta/")
    inside.post(f"{page}kutsut/{offer.uuid}/peru/")
    assert not Invitation.objects.exists()


def test_the_members_page_refuses_with_the_address_kept() -> None:
    page = f"/tyotila/organisaatiot/{cast.own_organization().uuid}/jasenet/"
    answer = cast.browser_of(cast.editor()).post(page, {"email": "editor@example.org", "language": "fi"})
    assert (answer.status_code, 'value="editor@example.org"' in answer.content.decode()) == (422, True)


def test_only_administrators_are_offered_other_roles() -> None:
    page = f"/tyotila/organisaatiot/{cast.own_organization().uuid}/jasenet/"
    cast.editor()
    assert 'name="role"' in cast.browser_of(cast.administrator()).get(page).content.decode()
    assert 'name="role"' not in cast.browser_of(cast.editor()).get(page).content.decode()


def test_the_last_editor_confirms_that_she_leaves_and_one_of_two_only_presses() -> None:
    inside, editor = cast.browser_of(cast.editor()), cast.editor()
    page = f"/tyotila/organisaatiot/{cast.own_organization().uuid}/jasenet/{editor.memberships.get().id}/poista/"
    assert "Lopeta rooli ilman seuraajaa" in inside.get(page).content.decode()
    assert inside.post(page).status_code == 422
    commands.add_membership(HOUSE, cast.newcomer(), cast.own_organization(), role=Role.EDITOR)
    assert inside.post(page).headers["Location"] == "/tyotila/organisaatiot/"


def test_a_task_is_handed_over_on_its_page() -> None:
    editor = cast.editor()
    page = f"/tyotila/organisaatiot/{cast.own_organization().uuid}/jasenet/{editor.memberships.get().id}/luovuta/"
    cast.browser_of(editor).post(page, {"email": EMAIL, "ends": "then"})
    assert Invitation.objects.get().replaces == editor.memberships.get()


def test_the_queue_is_a_file_too_with_what_the_page_shows() -> None:
    asker = commands.create_person(HOUSE, email=EMAIL, name="=Pyytäjä")
    make_suggestion(asker, "Uusi kerho")
    inside = cast.browser_of(cast.coordinator())
    answer = inside.get("/tyotila/hyvaksynnat/?muoto=csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="pyynnot-')
    head, line = answer.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[:4] == ["Organisaatio", "Pyyntö", "Nimi", "Tehtävä"]
    assert line.split(";")[:3] == ["Uusi kerho", "Uusi organisaatio", "'=Pyytäjä"]
    assert EMAIL not in line
    assert inside.get("/tyotila/hyvaksynnat/?muoto=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("lay", ["queue", "queue file", "members"])
def test_one_or_twenty_rows_cost_the_same(lay: str) -> None:
    own, inside = cast.own_organization(), cast.browser_of(cast.coordinator())
    page, row = {
        "queue": ("/tyotila/hyvaksynnat/", _queued),
        "queue file": ("/tyotila/hyvaksynnat/?muoto=csv", _queued),
        "members": (f"/tyotila/organisaatiot/{own.uuid}/jasenet/", _member),
    }[lay]
    row(0)
    inside.get(page)
    few = _statements(inside, page)
    for number in range(1, 20):
        row(number)
    inside.get(page)
    assert _statements(inside, page) == few


def _queued(number: int) -> None:
    person = commands.create_person(HOUSE, email=f"p{number}@example.org", name="Pyytäjä")
    make_claim(person, cast.own_organization())
    make_suggestion(person, f"Kerho {number}")


def _member(number: int) -> None:
    person = commands.create_person(HOUSE, email=f"m{number}@example.org", name="Jäsen")
    commands.add_membership(HOUSE, person, cast.own_organization(), role=Role.EDITOR)
    commands.invite(HOUSE, cast.own_organization(), email=f"k{number}@example.org")


def _statements(inside: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert inside.get(page).status_code == 200
    return len(caught)
