"""The organiser's pages: her events by state and time, a new one, the editor, publishing, pictures."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Event, RegistrationSetup
from kotikulma.events.tests.make import make_draft, make_event
from kotikulma.events.types import EventState
from kotikulma.kernel import clock, revisions
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"
KIND = {"type": "group", "mode": "in_person"}


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.editor())


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "pictures"


def words(response: Any) -> str:
    return str(response.content.decode())


def typed(event: Event, **changes: Any) -> dict[str, Any]:
    """The editor's form as its page shows it, with these changed."""
    found = {
        "seen": revisions.newest(event.uuid),
        "type": event.type,
        "mode": event.mode,
        "visibility": event.visibility,
        "municipality_code": event.municipality_code,
        "place": str(event.place.uuid) if event.place else "",
        "title_fi": event.title.get("fi", ""),
        "summary_fi": event.summary.get("fi", ""),
        "place_note_fi": event.place_note.get("fi", ""),
        "contact_role_fi": "Toiminnanohjaaja",
        "contact_email": "toiminta@example.org",
        "free": "on",
        "teko": "tallenna",
    }
    return {**found, **changes}


def drawing(size: tuple[int, int] = (40, 30), kind: str = "JPEG", **more: Any) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return SimpleUploadedFile("kuva.jpg", made.getvalue(), "image/jpeg")


def test_events_stand_in_lists_by_state_and_time(inside: Client) -> None:
    make_event(title={"fi": "Tuleva kahvila"})
    make_draft(title={"fi": "Keskeneräinen"})
    gone = make_event(title={"fi": "Pidetty ilta"})
    gone.occurrences.update(
        starts_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(days=2, hours=-1)
    )
    coming, drafts, past = (
        words(inside.get(f"{ROOM}{query}")) for query in ("", "?nayta=luonnokset", "?nayta=menneet")
    )
    assert "Tuleva kahvila" in coming
    assert "Keskeneräinen" not in coming
    assert "Keskeneräinen" in drafts
    assert "Pidetty ilta" in past
    assert "Tuleva kahvila" not in past


def test_too_few_participants_make_a_list_of_their_own(inside: Client) -> None:
    event = make_event(title={"fi": "Vajaa kurssi"})
    RegistrationSetup.objects.create(event=event, min_participants=6, decide_by=clock.now() + timedelta(days=2))
    event.intakes.create(occurrence=event.occurrences.get(), taken_in_person=2)
    make_event(title={"fi": "Muu ilta"})
    page = words(inside.get(f"{ROOM}?nayta=vajaat"))
    assert "Vajaa kurssi" in page
    assert "tarvitaan 6" in page
    assert "Muu ilta" not in page


def test_what_nobody_has_registered_to_is_in_that_list_too(inside: Client) -> None:
    event = make_event(title={"fi": "Tyhjä kurssi"})
    RegistrationSetup.objects.create(event=event, min_participants=6, decide_minutes_before=1440)
    assert "Tyhjä kurssi" in words(inside.get(f"{ROOM}?nayta=vajaat"))


def test_another_organisations_events_are_not_in_the_list() -> None:
    make_event(title={"fi": "Tuleva kahvila"})
    cast.other_organization()
    assert "Tuleva kahvila" not in words(cast.browser_of(cast.other_editor()).get(ROOM))


def test_a_part_of_the_name_finds_an_event(inside: Client) -> None:
    make_event(title={"fi": "Tuleva kahvila"})
    make_event(title={"fi": "Iltapiiri"})
    page = words(inside.get(f"{ROOM}?q=piir"))
    assert "Iltapiiri" in page
    assert "Tuleva kahvila" not in page


def test_the_list_asks_as_often_for_twenty_as_for_one(inside: Client) -> None:
    counts = []
    for number in (1, 19):
        for _ in range(number):
            make_event()
        with CaptureQueriesContext(connection) as queries:
            inside.get(ROOM)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_new_event_is_a_draft_that_goes_on_to_its_times(inside: Client) -> None:
    organization = cast.own_organization().uuid
    answer = inside.post(f"{ROOM}uusi/", {"organization": organization, "title": "Perhekahvila", **KIND})
    made = Event.objects.get()
    assert (made.state, made.title, made.type) == (EventState.DRAFT, {"fi": "Perhekahvila"}, "group")
    assert answer["Location"] == f"{ROOM}{made.uuid}/ajat/"


def test_a_new_event_without_a_name_says_so_and_keeps_what_was_typed(inside: Client) -> None:
    organization = cast.own_organization().uuid
    answer = inside.post(f"{ROOM}uusi/", {"organization": organization, "type": "course", "mode": "online"})
    assert answer.status_code == 422
    assert "Anna tapahtumalle nimi." in words(answer)
    assert '<option value="course" selected>' in words(answer)


def test_a_copy_is_a_draft_with_the_same_words(inside: Client) -> None:
    event = make_event()
    inside.post(f"{ROOM}{event.uuid}/kopioi/")
    copied = Event.objects.exclude(pk=event.pk).get()
    assert (copied.title, copied.state, copied.template, copied.occurrences.count()) == (event.title, "draft", False, 0)


def test_a_template_is_offered_to_begin_from(inside: Client) -> None:
    event = make_event(title={"fi": "Mallikahvila"})
    inside.post(f"{ROOM}{event.uuid}/kopioi/", {"teko": "pohjaksi"})
    page = words(inside.get(f"{ROOM}uusi/"))
    assert "Aloita pohjasta" in page
    assert Event.objects.filter(template=True, title__fi="Mallikahvila").exists()


def test_what_is_typed_is_saved(inside: Client) -> None:
    event, place = make_draft(), make_place("Kylätalo")
    data = typed(event, title_sv="Öppet kafé", place=place.uuid, themes=["family"], languages=["fi", "sv"], min_age=3)
    assert inside.post(f"{ROOM}{event.uuid}/", data).status_code == 302
    event.refresh_from_db()
    assert (event.title["sv"], event.place, event.themes, event.min_age) == ("Öppet kafé", place, ["family"], 3)
    assert event.contacts[0]["role"] == {"fi": "Toiminnanohjaaja"}


def test_a_place_is_found_by_its_name_without_script(inside: Client) -> None:
    event, place = make_draft(), make_place("Kylätalo")
    page = words(inside.post(f"{ROOM}{event.uuid}/", typed(event, place_text="kylä", teko="etsi-paikka")))
    assert f'value="{place.uuid}"' in page
    assert "Kylätalo" in page
    event.refresh_from_db()
    assert event.place is None


def test_nothing_changed_is_said_so(inside: Client) -> None:
    event = make_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/", typed(event))
    assert "Mikään ei muuttunut." in words(inside.get(answer["Location"]))


def test_two_who_change_different_words_both_keep_theirs(inside: Client) -> None:
    event = make_draft()
    mine = typed(event, summary_fi="Minun lauseeni.")
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Toisen nimi"}})
    assert inside.post(f"{ROOM}{event.uuid}/", mine).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.summary) == ({"fi": "Toisen nimi"}, {"fi": "Minun lauseeni."})


def test_two_who_change_the_same_words_see_both_and_choose(inside: Client) -> None:
    event = make_draft()
    mine = typed(event, summary_fi="Minun lauseeni.")
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": "Toisen lause."}})
    answer = inside.post(f"{ROOM}{event.uuid}/", mine)
    page = words(answer)
    assert answer.status_code == 409
    assert "Joku muu muutti samoja kohtia" in page
    assert "Minun lauseeni." in page
    assert "Toisen lause." in page
    event.refresh_from_db()
    again = {**mine, "seen": revisions.newest(event.uuid), "valinta-summary.fi": "toisen"}
    assert inside.post(f"{ROOM}{event.uuid}/", again).status_code == 302
    event.refresh_from_db()
    assert event.summary == {"fi": "Toisen lause."}


def test_the_page_says_why_an_event_cannot_be_published(inside: Client) -> None:
    event = make_draft(contacts=[])
    page = words(inside.get(f"{ROOM}{event.uuid}/"))
    assert "Ei voi vielä julkaista, koska" in page
    assert "Kerro, keneltä voi kysyä." in page


def test_save_and_publish_saves_even_when_publishing_must_wait(inside: Client) -> None:
    event = make_draft(contacts=[])
    data = typed(event, contact_role_fi="", contact_email="", summary_fi="Uusi lause.", teko="julkaise")
    answer = inside.post(f"{ROOM}{event.uuid}/", data)
    assert answer.status_code == 422
    assert "Kerro, keneltä voi kysyä." in words(answer)
    event.refresh_from_db()
    assert (event.state, event.summary) == (EventState.DRAFT, {"fi": "Uusi lause."})


def test_save_and_publish_shows_it_to_everybody(inside: Client) -> None:
    event = make_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/", typed(event, teko="julkaise"))
    assert "Julkaistu. Asukkaat näkevät tämän nyt." in words(inside.get(answer["Location"]))
    event.refresh_from_db()
    assert event.state == EventState.PUBLISHED


def test_the_preview_shows_what_is_typed_and_saves_nothing(inside: Client) -> None:
    event = make_draft()
    page = words(inside.post(f"{ROOM}{event.uuid}/esikatselu/", typed(event, title_fi="Kesken oleva nimi")))
    assert "Kesken oleva nimi" in page
    event.refresh_from_db()
    assert event.title == {"fi": "Avoin perhekahvila"}


def test_cancelling_asks_why_and_tells_how_many_hear_of_it(inside: Client) -> None:
    event = make_event()
    page = words(inside.get(f"{ROOM}{event.uuid}/peru/"))
    assert "Kukaan ei ole ilmoittautunut. Muutos näkyy kalenterissa." in page
    version = {"version": event.version}
    assert "Kerro syy yhdellä lauseella." in words(inside.post(f"{ROOM}{event.uuid}/peru/", version))
    inside.post(f"{ROOM}{event.uuid}/peru/", {**version, "reason_fi": "Vetäjä on sairas."})
    event.refresh_from_db()
    assert (event.state, event.state_reason) == (EventState.CANCELLED, {"fi": "Vetäjä on sairas."})


def test_a_postponed_event_gets_a_new_time(inside: Client) -> None:
    event = make_event()
    inside.post(f"{ROOM}{event.uuid}/lykkaa/", {"version": event.version, "reason_fi": "Sali on remontissa."})
    event.refresh_from_db()
    assert event.state == EventState.POSTPONED
    data = {"version": event.version, "day": "2027-05-04", "begins": "17:00", "ends": "18:30"}
    inside.post(f"{ROOM}{event.uuid}/uusi-aika/", data)
    event.refresh_from_db()
    assert event.state == EventState.PUBLISHED
    assert event.occurrences.get().starts_at == clock.parse("2027-05-04T17:00")


def test_a_draft_is_removed_and_a_published_event_is_not(inside: Client) -> None:
    draft, event = make_draft(), make_event()
    inside.post(f"{ROOM}{draft.uuid}/poista/")
    answer = inside.post(f"{ROOM}{event.uuid}/poista/")
    assert not Event.objects.filter(pk=draft.pk).exists()
    assert "Julkaistua tapahtumaa ei voi poistaa. Peru se." in words(inside.get(answer["Location"]))


def test_history_tells_who_changed_what(inside: Client) -> None:
    event = make_draft()
    inside.post(f"{ROOM}{event.uuid}/", typed(event, summary_fi="Uusi lause."))
    page = words(inside.get(f"{ROOM}{event.uuid}/historia/"))
    assert "Muutti tapahtumaa" in page
    assert "Kahvia, leikkiä ja muita perheitä." in page
    assert "Uusi lause." in page


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(inside: Client, folder: Path) -> None:
    event = make_draft()
    place = Image.Exif()
    place[0x010E] = "Salainen paikka"
    data = {
        "version": event.version,
        "picture": drawing((2400, 1800), exif=place),
        "image_alt_fi": "Perheitä pöydän ääressä",
    }
    assert inside.post(f"{ROOM}{event.uuid}/kuva/", data).status_code == 302
    event.refresh_from_db()
    stored = folder / event.image
    assert event.image_alt == {"fi": "Perheitä pöydän ääressä"}
    assert b"Salainen" not in stored.read_bytes()
    with Image.open(stored) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (1600, 1200), {})


def test_a_picture_needs_words_for_those_who_do_not_see_it(inside: Client, folder: Path) -> None:
    event = make_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/kuva/", {"version": event.version, "picture": drawing()})
    assert "Kerro sanoin, mitä kuvassa on." in words(answer)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"<svg/>", "Kuvaa ei voitu lukea. Valitse JPEG-, PNG- tai WebP-kuva.", id="words"),
        pytest.param(b"x" * 8_000_001, "Kuva on liian suuri. Valitse enintään 8 megatavun kuva.", id="huge"),
    ],
)
def test_what_is_no_picture_is_refused(inside: Client, folder: Path, content: bytes, sentence: str) -> None:
    event = make_draft()
    sent = SimpleUploadedFile("kuva.jpg", content, "image/jpeg")
    data = {"version": event.version, "picture": sent, "image_alt_fi": "Kuva"}
    answer = inside.post(f"{ROOM}{event.uuid}/kuva/", data)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_picture_of_too_many_dots_is_refused_before_it_is_drawn(inside: Client, folder: Path) -> None:
    event = make_draft()
    data = {"version": event.version, "picture": drawing((8000, 5001), "PNG"), "image_alt_fi": "Kuva"}
    answer = inside.post(f"{ROOM}{event.uuid}/kuva/", data)
    assert "Kuvassa on liikaa kuvapisteitä. Pienennä kuva ja yritä uudelleen." in words(answer)


def test_a_picture_leaves_with_the_last_event_that_shows_it(
    inside: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    event = make_draft()
    data = {"version": event.version, "picture": drawing(), "image_alt_fi": "Kuva"}
    inside.post(f"{ROOM}{event.uuid}/kuva/", data)
    copied = commands.copy_event(HOUSE, event.uuid)
    stored = folder / copied.image
    with django_capture_on_commit_callbacks(execute=True):
        inside.post(f"{ROOM}{event.uuid}/poista/")
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        inside.post(f"{ROOM}{copied.uuid}/poista/")
    assert not list(folder.iterdir())
