"""One feedback in its handlers' hands: every deed has its button, and nobody writes over words she has not seen."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.tests.make import make_feedback, make_shown
from kotikulma.feedback.types import Outcome, Reply
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
QUEUE = "/tyotila/palaute/"


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.coordinator())


def words(response: Any) -> str:
    return str(response.content.decode())


def post(client: Client, feedback: Feedback, deed: str, **data: Any) -> Any:
    return client.post(f"{QUEUE}{feedback.reference}/{deed}/", {"version": feedback.version, **data})


def test_an_answer_is_public_at_once_and_shows_the_moderated_words(inside: Client, client: Client) -> None:
    feedback = make_feedback("Aino 050 123 4567: kahvia!")
    answer = {"text": "Keitetään.", "outcome": Outcome.DONE, "public_text": "Kahvia!", "act": "publish"}
    response = post(inside, feedback, "vastaa", **answer)
    assert response.status_code == 302
    assert "Vastaus on julkaistu." in words(inside.get(response["Location"]))
    page = words(client.get(f"/palaute/{feedback.reference}/"))
    assert "Keitetään." in page
    assert "Kahvia!" in page
    assert "050 123 4567" not in page


def test_the_promised_day_stands_in_the_form(inside: Client) -> None:
    feedback = make_feedback()
    assert f'type="date" name="due_on" value="{feedback.due_on}"' in words(inside.get(f"{QUEUE}{feedback.reference}/"))


def test_a_draft_is_saved_with_its_own_button(inside: Client, client: Client) -> None:
    feedback = make_shown()
    post(inside, feedback, "vastaa", text="Ehkä torstaisin.", act="draft")
    assert "Ehkä torstaisin." in words(inside.get(f"{QUEUE}{feedback.reference}/"))
    assert "Ehkä torstaisin." not in words(client.get(f"/palaute/{feedback.reference}/"))


def test_the_second_of_two_sees_both_texts_and_may_then_save(inside: Client) -> None:
    feedback = make_shown()
    commands.save_draft(HOUSE, feedback.reference, version=feedback.version, text="Ensimmäisen sanat.")
    mine = {"text": "Toisen sanat.", "outcome": Outcome.DONE, "act": "publish"}
    response = post(inside, feedback, "vastaa", **mine)
    assert response.status_code == 409
    assert "Ensimmäisen sanat." in words(response)
    assert "Toisen sanat." in words(response)
    feedback.refresh_from_db()
    assert f'name="version" value="{feedback.version}"' in words(response)
    assert post(inside, feedback, "vastaa", **mine).status_code == 302


def test_the_point_is_seen_before_publishing_and_can_be_left_out(inside: Client) -> None:
    make_place("Tupa", latitude=62.241, longitude=25.75)
    feedback = make_feedback(latitude=62.24, longitude=25.75, address="Kotikatu 1")
    page = words(inside.get(f"{QUEUE}{feedback.reference}/"))
    for sentence in ("62.24000, 25.75000", "Kotikatu 1", "111 m paikasta Tupa"):
        assert sentence in page
    assert page.count("Julkaise ilman sijaintia</button>") == 2  # showing it, and answering
    post(inside, feedback, "vastaa", outcome="done", text="Kyllä.", hide_point="1")
    assert "Kohta on piilotettu." in words(inside.get(f"{QUEUE}{feedback.reference}/"))
    assert Feedback.objects.get().point_hidden


def test_of_a_place_everybody_is_told_its_own_address_and_no_point(inside: Client) -> None:
    feedback = make_feedback(place=make_place().uuid, latitude=62.24, longitude=25.75)
    page = words(inside.get(f"{QUEUE}{feedback.reference}/"))
    assert ("Vain käsittelijät näkevät tämän." in page, "Julkaise ilman sijaintia" in page) == (True, False)


def test_a_refusal_keeps_the_version_its_writer_has_seen(inside: Client) -> None:
    feedback = make_shown()
    commands.save_draft(HOUSE, feedback.reference, version=feedback.version, text="Toisen sanat.")
    response = post(inside, feedback, "vastaa", text="", outcome="done", act="publish")
    assert f'name="version" value="{feedback.version}" id="answer_version"' in words(response)


def test_an_answer_without_an_outcome_keeps_its_words(inside: Client) -> None:
    response = post(inside, make_shown(), "vastaa", text="Kiitos viestistä.", act="publish")
    assert response.status_code == 422
    assert "Valitse, mitä asialle tapahtui." in words(response)
    assert "Kiitos viestistä." in words(response)


def test_a_template_begins_an_answer_in_the_senders_language(inside: Client) -> None:
    feedback = make_feedback(language="sv")
    texts = {"fi": "Kiitos viestistäsi.", "sv": "Tack för meddelandet."}
    uuid = None
    for language, text in texts.items():
        uuid = commands.save_template(HOUSE, name="Kiitos", text=text, language=language, uuid=uuid).uuid
    page = words(inside.get(f"{QUEUE}{feedback.reference}/?pohja={uuid}"))
    assert "Tack för meddelandet.</textarea>" in page


def test_the_contact_is_shown_on_pressing_and_not_before(inside: Client) -> None:
    feedback = make_feedback(contact="050 123 4567")
    assert "050 123 4567" not in words(inside.get(f"{QUEUE}{feedback.reference}/"))
    assert "050 123 4567" in words(inside.post(f"{QUEUE}{feedback.reference}/yhteystieto/"))


def test_every_deed_of_a_case_has_its_button(inside: Client) -> None:
    place, unit = make_place(), cast.own_organization()
    one, other = make_shown(), make_feedback("Sama asia")
    for deed, data in (
        ("kasittelija", {"unit": str(unit.uuid)}),
        ("nayta", {"public_text": "Toive"}),
        ("muistiinpano", {"text": "Kysytty talonmieheltä."}),
        ("seuraus", {"address": f"/paikat/{place.uuid}/"}),
        ("seuraus/poista", {"thing": f"place:{place.uuid}"}),
        ("vain-lahettajalle", {"reason": "Viestissä on nimi."}),
        ("yhdista", {"into": one.reference}),
    ):
        assert post(inside, other, deed, **data).status_code == 302, deed
        other.refresh_from_db()
    assert (other.state, other.unit_id, other.reply) == ("merged", unit.id, Reply.PRIVATE)
    assert "Kysytty talonmieheltä." in words(inside.get(f"{QUEUE}{other.reference}/"))
    third = make_feedback("Osta halpa kello")
    assert post(inside, third, "hylkaa").status_code == 302
