"""Pages of residents: giving without an account, the answer first, one press a device, and no robot's rubbish."""

from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import access, commands
from kotikulma.feedback.forms import public as forms
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.tests.make import WORDS, make_answered, make_feedback, make_shown
from kotikulma.feedback.types import Kind, Reply
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
GIVE = "/palaute/anna/"


@pytest.fixture
def form(frozen: time_machine.Traveller) -> dict[str, Any]:
    """A form handed out ten seconds ago, filled in."""
    made = {"stamp": forms.stamp(), "kind": "wish", "text": WORDS, "reply": "public"}
    frozen.shift(10)
    return made


def words(response: Any) -> str:
    return str(response.content.decode())


def test_anybody_gives_feedback_and_comes_to_a_receipt_with_its_number_and_link(
    client: Client, form: dict[str, Any]
) -> None:
    response = client.post(GIVE, {**form, "contact": "aino@example.org"}, follow=True)
    feedback = Feedback.objects.get()
    assert "P-2027-00001" in words(response)
    assert "Vastaamme viimeistään ke 24.2.2027" in words(response)
    assert f"/palaute/seuranta/{access.follow_token(feedback.uuid)}/" in words(response)
    assert OutboxMessage.objects.get().kind == "feedback.receipt"


def test_the_form_knows_the_place_of_the_code_on_the_door(client: Client, form: dict[str, Any]) -> None:
    place = make_place()
    page = words(client.get(f"{GIVE}?paikka={place.uuid}"))
    assert f'name="place" value="{place.uuid}"' in page
    assert "Huhtasuon yhteistoimintapiste" in page
    client.post(GIVE, {**form, "place": str(place.uuid)})
    assert Feedback.objects.get().place_id == place.pk


def test_the_language_of_the_page_is_the_language_of_the_feedback(client: Client, form: dict[str, Any]) -> None:
    response = client.post(f"/sv{GIVE}", form)
    assert Feedback.objects.get().language == "sv"
    assert response.headers["Location"].startswith("/sv/palaute/seuranta/")


def test_a_refusal_keeps_what_was_typed(client: Client, form: dict[str, Any]) -> None:
    response = client.post(GIVE, {**form, "kind": "initiative", "contact": "aino@example.org"})
    assert response.status_code == 422
    assert "Aloitteessa tarvitaan nimi ja yhteystieto." in words(response)
    assert WORDS in words(response)
    assert 'value="aino@example.org"' in words(response)
    assert f'value="{form["stamp"]}"' in words(response)


def test_the_same_form_sent_again_leads_to_the_same_receipt(client: Client, form: dict[str, Any]) -> None:
    first, second = client.post(GIVE, form), client.post(GIVE, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Feedback.objects.count() == 1


def test_other_words_in_the_same_form_are_another_feedback(client: Client, form: dict[str, Any]) -> None:
    for text in (WORDS, "Entä kahvi?"):
        client.post(GIVE, {**form, "text": text})
    assert Feedback.objects.count() == 2


def test_what_a_robot_sends_at_once_is_asked_to_be_sent_again(client: Client) -> None:
    filled = {"stamp": forms.stamp(), "kind": "wish", "text": WORDS, "reply": "public"}
    response = client.post(GIVE, filled)
    assert response.status_code == 422
    assert "Lomake lähti hyvin nopeasti." in words(response)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("stamp", ["", "x", "0f1e:1abcde:forged"])
def test_a_form_that_is_not_ours_is_refused_with_a_new_stamp(client: Client, form: dict[str, Any], stamp: str) -> None:
    response = client.post(GIVE, {**form, "stamp": stamp})
    assert "Lomake ei ole meiltä." in words(response)
    assert not Feedback.objects.exists()


def test_a_form_a_day_old_is_sent_again_with_nothing_lost(client: Client, form: dict[str, Any], frozen: Any) -> None:
    frozen.shift(25 * 3600)
    response = client.post(GIVE, form)
    assert "Lomake oli auki yli vuorokauden." in words(response)
    assert WORDS in words(response)


def test_a_field_no_person_sees_stays_empty(client: Client, form: dict[str, Any]) -> None:
    response = client.post(GIVE, {**form, "website": "https://example.org"})
    assert "Jätä tämä kohta tyhjäksi ja lähetä uudelleen." in words(response)
    assert not Feedback.objects.exists()


def test_too_many_from_one_network_wait_with_their_words_kept(client: Client, form: dict[str, Any]) -> None:
    for number in range(20):
        client.post(GIVE, {**form, "text": f"Toive {number}"})
    response = client.post(GIVE, {**form, "text": "Vielä yksi"})
    assert response.status_code == 429
    assert "Yrityksiä on ollut liian monta." in words(response)
    assert "Vielä yksi" in words(response)


def test_a_robot_that_opens_every_link_changes_nothing(client: Client) -> None:
    feedback = make_answered(contact="aino@example.org")
    link = f"/palaute/seuranta/{access.follow_token(feedback.uuid)}/"
    before = Feedback.objects.filter(pk=feedback.pk).values().get()
    for path in (link, f"{link}kiitos/", f"{link}unohda/", f"/palaute/{feedback.reference}/tue/"):
        client.get(path)
        client.head(path)
    assert Feedback.objects.filter(pk=feedback.pk).values().get() == before
    assert hasattr(feedback, "contact")


def test_the_senders_page_is_kept_nowhere_and_tells_no_other_site(client: Client) -> None:
    response = client.get(f"/palaute/seuranta/{access.follow_token(make_feedback().uuid)}/")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_report_of_an_error_does_not_carry_the_senders_link_on(client: Client) -> None:
    token = access.follow_token(make_feedback().uuid)
    page = words(client.get(f"/palaute/seuranta/{token}/"))
    assert f"sivu=%2Fpalaute%2Fseuranta%2F{token}" not in page
    assert "sivu=%2Fpalaute%2Fseuranta%2F%2A%2A%2A%2F" in page


def test_a_wrong_link_a_private_number_and_no_number_look_the_same(client: Client) -> None:
    private = make_answered(reply=Reply.PRIVATE)
    token = access.follow_token(private.uuid)
    paths = (f"/palaute/{private.reference}/", "/palaute/P-2027-99999/", f"/palaute/seuranta/{token[:-2]}xx/")
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} == {404}
    assert len({words(page).partition("<main")[2].partition("</main>")[0] for page in pages}) == 1


def test_the_answer_comes_first_on_the_page(client: Client) -> None:
    feedback = make_answered(answer="Kokeilemme torstaisin.")
    page = words(client.get(f"/palaute/{feedback.reference}/"))
    assert page.index("Kokeilemme torstaisin.") < page.index("<blockquote")


def test_a_promise_that_was_not_kept_is_said_aloud(client: Client, frozen: Any) -> None:
    feedback = make_shown()
    frozen.shift(15 * 24 * 3600)
    assert "Vastaus on myöhässä, luvattiin" in words(client.get(f"/palaute/{feedback.reference}/"))
    assert "Vastaus on myöhässä" in words(client.get("/palaute/"))


def test_one_press_is_one_support_and_only_pressing_leaves_a_cookie(client: Client) -> None:
    feedback = make_shown()
    page = f"/palaute/{feedback.reference}/"
    assert not client.get(page).cookies
    for _ in range(2):
        response = client.post(f"{page}tue/")
        assert response.headers["Location"] == f"{page}?kiitos=tuki#kiitos"
    cookie = response.cookies["laite"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    feedback.refresh_from_db()
    assert feedback.supports == 1
    assert "1 ihminen toivoo samaa." in words(client.get(page))


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_press_from_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    feedback = make_shown()
    assert client.post(f"/palaute/{feedback.reference}/tue/", headers=headers).status_code == 403
    feedback.refresh_from_db()
    assert feedback.supports == 0


def test_a_merged_one_leads_to_the_one_it_was_merged_into(client: Client) -> None:
    one, other = make_shown(), make_shown("Sama toive")
    commands.merge(HOUSE, other.reference, version=other.version, into=one.reference)
    response = client.get(f"/palaute/{other.reference}/")
    assert (response.status_code, response.headers["Location"]) == (301, f"/palaute/{one.reference}/")


def test_public_pages_are_the_same_for_everyone_until_something_changes(client: Client) -> None:
    feedback = make_shown()
    for path in ("/palaute/", f"/palaute/{feedback.reference}/"):
        tag = client.get(path).headers["ETag"]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert len(queries) == 1
    feedback.refresh_from_db()
    commands.answer(HOUSE, feedback.reference, version=feedback.version, text="Kyllä.", outcome="done")
    assert client.get("/palaute/", headers={"If-None-Match": tag}).status_code == 200


def test_a_places_page_shows_its_latest_answers_and_is_renewed_by_a_new_one(client: Client) -> None:
    place = make_place()
    path = f"/paikat/{place.uuid}/"
    first = client.get(path)
    assert f'href="{GIVE}?paikka={place.uuid}"' in words(first)
    make_answered(answer="Kokeilemme torstaisin.", place=place.uuid)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert "Kokeilemme torstaisin." in words(again)


def test_the_sheet_for_the_door_has_a_code_that_opens_the_form(client: Client) -> None:
    place = make_place()
    assert f"/palaute/paikat/{place.uuid}/qr.svg" in words(client.get(f"/paikat/{place.uuid}/ovi/"))
    code = client.get(f"/palaute/paikat/{place.uuid}/qr.svg")
    assert f"{settings.BASE_URL}{GIVE}?paikka={place.uuid}" in words(code)


def test_the_board_narrows_and_goes_on_from_the_last_row(client: Client) -> None:
    references = [make_shown(f"Toive {number}", kind=Kind.IDEA).reference for number in range(21)]
    make_answered("Valmis toive")
    page = words(client.get("/palaute/?laji=idea"))
    assert "Valmis toive" not in page
    assert references[0] not in page
    assert f"ennen={references[1]}" in page
    assert references[0] in words(client.get(f"/palaute/?laji=idea&ennen={references[1]}"))
    assert "Valmis toive" in words(client.get("/palaute/?nayta=done"))
    assert references[20] not in words(client.get("/palaute/?nayta=done"))


@pytest.mark.parametrize("path", ["/palaute/?nayta=x&laji=y&kunta=z&ennen=hm", "/palaute/?ennen=P-1999-00001"])
def test_an_address_the_board_does_not_know_is_no_error(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_board_asks_as_often_for_twenty_as_for_one(client: Client) -> None:
    counts = []
    for number in (1, 20):
        place = make_place(f"Paikka {number}")
        for _ in range(number):
            make_answered(place=place.uuid)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/palaute/paikat/{place.uuid}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_every_mail_waits_when_it_cannot_leave_and_goes_once(client: Client, form: dict[str, Any]) -> None:
    client.post(GIVE, {**form, "contact": "aino@example.org"})
    message = OutboxMessage.objects.get()
    assert message.state == "waiting"
    assert outbox.rendered(message)


def test_the_sender_reopens_and_takes_her_contact_away_on_her_own_page(client: Client) -> None:
    feedback = make_answered(contact="aino@example.org")
    link = f"/palaute/seuranta/{access.follow_token(feedback.uuid)}/"
    assert "Eikö vastaus auttanut?" in words(client.get(link))
    assert client.post(link, {"text": " "}).status_code == 422
    client.post(link, {"text": "Entä lauantai?"})
    feedback.refresh_from_db()
    assert feedback.state == "in_hand"
    client.post(f"{link}unohda/")
    assert "Yhteystietosi" not in words(client.get(link))
