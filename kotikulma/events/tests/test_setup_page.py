"""The organiser's page of registering: when it opens, questions in three languages, what an answer means."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands import registration
from kotikulma.events.commands.retention import purge_old
from kotikulma.events.models import Event, Registration, RegistrationSetup
from kotikulma.events.tests.make import make_event, only_time
from kotikulma.events.types import EventRefused, NewRegistration, Question
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
SETTINGS = {
    "max_party": 5,
    "promotion": "by_time",
    "skip_oversized": "last_72_hours",
    "kysymys-TOTAL_FORMS": 0,
    "kysymys-INITIAL_FORMS": 0,
    "teko": "tallenna",
}
SOUP = {
    "kysymys-TOTAL_FORMS": 1,
    "kysymys-0-text_fi": "Kumpi keitto?",
    "kysymys-0-text_sv": "Vilken soppa?",
    "kysymys-0-text_en": "Which soup?",
    "kysymys-0-kind": "choice",
    "kysymys-0-days_kept": 3,
    "kysymys-0-choices_fi": "Lohi\nHerne",
    "kysymys-0-choices_sv": "Lax\nÄrt",
    "kysymys-0-choices_en": "Salmon\nPea",
}


@pytest.fixture
def inside(frozen: Any) -> Client:
    return cast.browser_of(cast.editor())


def words(response: Any) -> str:
    return str(response.content.decode())


def send(client: Client, event: Event, **data: Any) -> Any:
    return client.post(f"/tyotila/tapahtumat/{event.uuid}/ilmoittautuminen/", {**SETTINGS, **data})


def setup_of(event: Event) -> RegistrationSetup:
    return RegistrationSetup.objects.get(event=event)


def soup(*choices: str, key: str = "k1", kind: str = "choice") -> Question:
    return Question(key=key, text={"fi": "Kumpi keitto?"}, kind=kind, choices=tuple({"fi": one} for one in choices))


def asked(*choices: str, answer: int = 1) -> Event:
    """Registering with one question, which somebody has answered."""
    event = make_event()
    registration.set_up_registration(HOUSE, event.uuid, values={}, questions=[soup(*choices)])
    new = NewRegistration(contact_name="Aino", email="aino@example.org", answers={"k1": answer})
    registration.register(ANONYMOUS, only_time(event).uuid, new)
    return event


def test_registering_opens_and_closes_so_long_before_each_start(inside: Client) -> None:
    event = make_event()
    window = {"opens_before": 14, "opens_unit": "d", "closes_before": 30, "closes_unit": "m"}
    assert send(inside, event, **window).status_code == 302
    setup, time = setup_of(event), only_time(event)
    assert (setup.opens_minutes_before, setup.closes_minutes_before) == (14 * 1440, 30)
    assert time.registration_opens == time.starts_at - timedelta(days=14)
    assert time.registration_closes == time.starts_at - timedelta(minutes=30)


def test_whether_enough_have_registered_is_decided_so_long_before_each_start(inside: Client) -> None:
    event = make_event()
    assert send(inside, event, min_participants=6, decide_before=2, decide_unit="d").status_code == 302
    setup = setup_of(event)
    assert (setup.min_participants, setup.decide_by, setup.decide_minutes_before) == (6, None, 2880)
    page = words(inside.get(f"/tyotila/tapahtumat/{event.uuid}/ilmoittautuminen/"))
    assert 'name="decide_before" value="2"' in page
    copy = commands.copy_event(HOUSE, event.uuid)
    assert (setup_of(copy).min_participants, setup_of(copy).decide_minutes_before) == (6, 2880)


@pytest.mark.parametrize(("minutes", "shown"), [(2880, ("2", "d")), (180, ("3", "h")), (90, ("90", "m"))])
def test_minutes_are_shown_in_the_longest_unit_that_counts_them(inside: Client, minutes: int, shown: Any) -> None:
    event = make_event()
    registration.set_up_registration(HOUSE, event.uuid, values={"closes_minutes_before": minutes})
    page = words(inside.get(f"/tyotila/tapahtumat/{event.uuid}/ilmoittautuminen/"))
    assert f'name="closes_before" value="{shown[0]}"' in page
    assert f'<option value="{shown[1]}" selected' in page.partition('name="closes_unit"')[2]


def test_an_empty_field_takes_the_moment_away(inside: Client) -> None:
    event = make_event()
    registration.set_up_registration(HOUSE, event.uuid, values={"closes_minutes_before": 30})
    send(inside, event, closes_before="", closes_unit="h")
    assert setup_of(event).closes_minutes_before is None


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        (
            {"closes_at": "2027-02-10T12:00", "closes_before": 2, "closes_unit": "h"},
            "Anna joko hetki tai aika ennen alkua, ei molempia.",
        ),
        (
            {"min_participants": 6, "decide_by": "2027-02-10T12:00", "decide_before": 2, "decide_unit": "d"},
            "Anna joko hetki tai aika ennen alkua, ei molempia.",
        ),
        (
            {"opens_before": 1, "opens_unit": "h", "closes_before": 1, "closes_unit": "d"},
            "Ilmoittautumisen on alettava ennen kuin se päättyy.",
        ),
    ],
)
def test_a_window_that_cannot_be_is_told(inside: Client, window: Any, sentence: str) -> None:
    answer = send(inside, make_event(), **window)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_choices_are_asked_in_the_language_of_the_reader(inside: Client, client: Client) -> None:
    event = make_event()
    assert send(inside, event, **SOUP).status_code == 302
    assert setup_of(event).questions[0]["choices"] == [
        {"fi": "Lohi", "sv": "Lax", "en": "Salmon"},
        {"fi": "Herne", "sv": "Ärt", "en": "Pea"},
    ]
    path = f"/tapahtumat/{event.uuid}/{only_time(event).uuid}/ilmoittaudu/"
    for prefix, question, choice in (("", "Kumpi keitto?", "Herne"), ("/sv", "Vilken soppa?", "Ärt")):
        page = words(client.get(f"{prefix}{path}"))
        assert question in page
        assert f'<option value="1">{choice}</option>' in page


def test_the_list_and_the_file_show_a_choice_in_the_language_of_the_organiser(inside: Client) -> None:
    event = make_event()
    send(inside, event, **SOUP)
    new = NewRegistration(contact_name="Aino", email="aino@example.org", answers={"k1": 1})
    registration.register(ANONYMOUS, only_time(event).uuid, new)
    people = f"/tyotila/tapahtumat/kerrat/{only_time(event).uuid}/osallistujat/"
    inside.post(people)
    assert "<b>Ärt</b>" in words(inside.get(f"/sv{people}"))
    assert "Which soup?" in inside.get(f"/en{people}lista/?muoto=csv").content.decode("utf-8-sig")
    assert "Pea" in inside.get(f"/en{people}lista/?muoto=csv").content.decode("utf-8-sig")


def test_choices_missing_in_one_language_are_told_and_kept(inside: Client) -> None:
    answer = send(inside, make_event(), **{**SOUP, "kysymys-0-choices_sv": "Lax"})
    assert answer.status_code == 422
    assert "Vaihtoehtoja on oltava yhtä monta joka kielellä, tai ei yhtään." in words(answer)
    assert "Herne" in words(answer)


def test_answers_leave_after_their_own_days_and_health_like_ones_in_a_week(inside: Client, frozen: Any) -> None:
    event = make_event()
    health = {"kysymys-1-text_fi": "Ruoka-aineallergiat?", "kysymys-1-kind": "text", "kysymys-1-days_kept": 90}
    send(inside, event, **{**SOUP, **health, "kysymys-TOTAL_FORMS": 2})
    assert [one["days_kept"] for one in setup_of(event).questions] == [3, 7]
    new = NewRegistration(contact_name="Aino", email="aino@example.org", answers={"k1": 0, "k2": "Pähkinä"})
    registration.register(ANONYMOUS, only_time(event).uuid, new)
    frozen.move_to(only_time(event).ends_at + timedelta(days=3, minutes=1))
    purge_old(HOUSE)
    assert Registration.objects.get().answers == {"k2": "Pähkinä"}
    frozen.move_to(only_time(event).ends_at + timedelta(days=7, minutes=1))
    purge_old(HOUSE)
    assert Registration.objects.get().answers == {}


def test_choices_about_health_are_warned_about_too(inside: Client) -> None:
    data = {**SOUP, "kysymys-0-choices_fi": "Gluteeniton\nTavallinen", "teko": "kysymys"}
    assert "Tämä näyttää kysyvän terveydestä." in words(send(inside, make_event(), **data))


@pytest.mark.parametrize("after", [("Herne", "Lohi", "Kana"), ("Lohi", "Herne"), ("Liha", "Lohi", "Herne", "Kana")])
def test_a_given_answer_never_comes_to_mean_something_else(after: tuple[str, ...]) -> None:
    event = asked("Lohi", "Herne", "Kana", answer=2 if "Kana" not in after else 1)
    with pytest.raises(EventRefused, match="Kysymykseen on jo vastattu"):
        registration.set_up_registration(HOUSE, event.uuid, values={}, questions=[soup(*after)])


def test_a_question_that_was_answered_keeps_its_kind() -> None:
    event = asked("Lohi", "Herne")
    with pytest.raises(EventRefused, match="Kysymykseen on jo vastattu"):
        registration.set_up_registration(HOUSE, event.uuid, values={}, questions=[soup(kind="text")])


def test_words_are_mended_and_choices_added_at_the_end() -> None:
    event = asked("Lohi", "Hernne")
    again = [soup("Lohi", "Herne", "Kana")]
    registration.set_up_registration(HOUSE, event.uuid, values={}, questions=again)
    assert [one["fi"] for one in setup_of(event).questions[0]["choices"]] == ["Lohi", "Herne", "Kana"]
