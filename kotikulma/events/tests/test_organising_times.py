"""The organiser's page of times: a rhythm with its preview, exceptions, this and following, undo."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.events import commands
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.make import at, make_draft, make_event, make_series
from kotikulma.events.types import OccurrenceState
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"
RHYTHM = {"days": ["TU"], "begins": "09:00", "ends": "11:00", "starts_on": "2027-03-02", "until": "2027-04-06"}


@pytest.fixture
def inside(frozen: Any) -> Client:
    return cast.browser_of(cast.editor())


def words(response: Any) -> str:
    return str(response.content.decode())


def empty_draft() -> Event:
    return commands.create_event(HOUSE, organization=cast.own_organization().uuid, values={"title": {"fi": "Kahvila"}})


def rhythm(event: Event, **changes: Any) -> dict[str, Any]:
    event.refresh_from_db()
    return {"version": event.version, "frequency": "WEEKLY", "interval": 1, **RHYTHM, "teko": "sarja", **changes}


def starts(event: Event) -> list[str]:
    found = event.occurrences.filter(state=OccurrenceState.PLANNED).order_by("starts_at")
    return [f"{one.starts_at:%d.%m. %H:%M}" for one in found]


def time_of(event: Event, day: str) -> Occurrence:
    return event.occurrences.get(starts_at=at(f"{day}T09:00"))


def test_the_preview_shows_the_dates_and_asks_about_holidays_without_saving(inside: Client) -> None:
    event = empty_draft()
    data = rhythm(event, days=["FR"], teko="nayta")
    for page in (
        words(inside.post(f"{ROOM}{event.uuid}/ajat/", data)),
        words(inside.post(f"{ROOM}{event.uuid}/ajat/paivat/", data)),
    ):
        assert "4 kertaa" in page
        assert "pitkäperjantai" in page
        assert "Pyhät ja aatot jäävät väliin. Mitkä pidetään silti?" in page
    assert not event.occurrences.exists()


def test_a_rhythm_makes_the_times(inside: Client) -> None:
    event = empty_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/ajat/", rhythm(event))
    assert answer.status_code == 302
    assert len(starts(event)) == 6
    page = words(inside.get(answer["Location"]))
    assert "Joka tiistai klo\xa09–11" in page
    assert "Sarja on tallessa. Muuta tai peru yksittäinen kerta listasta." in page


def test_a_holiday_is_held_when_the_organiser_says_so(inside: Client) -> None:
    event = empty_draft()
    inside.post(f"{ROOM}{event.uuid}/ajat/", rhythm(event, days=["FR"], kept=["2027-03-26"]))
    assert "26.03. 07:00" in starts(event)


def test_the_second_friday_of_the_month(inside: Client) -> None:
    event = empty_draft()
    monthly = rhythm(event, days=["FR"], frequency="MONTHLY", nth="2", until="2027-05-31")
    inside.post(f"{ROOM}{event.uuid}/ajat/", monthly)
    assert [one[:6] for one in starts(event)] == ["12.03.", "09.04.", "14.05."]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": []}, "Valitse ainakin yksi viikonpäivä."),
        ({"until": "2027-02-01"}, "Viimeinen päivä on ennen ensimmäistä."),
        ({"count": 3}, "Anna joko viimeinen päivä tai kertojen määrä."),
        ({"begins": ""}, "Anna alkamisaika."),
    ],
)
def test_what_is_wrong_in_a_rhythm_is_said_and_the_rest_kept(inside: Client, changes: Any, sentence: str) -> None:
    event = empty_draft()
    answer = inside.post(f"{ROOM}{event.uuid}/ajat/", rhythm(event, **changes))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="11:00"' in words(answer)


def test_a_single_time_is_added(inside: Client) -> None:
    event = empty_draft()
    data = {"version": event.version, "day": "2027-03-03", "begins": "17:30", "ends": "18:30", "teko": "lisaa"}
    inside.post(f"{ROOM}{event.uuid}/ajat/", data)
    assert starts(event) == ["03.03. 15:30"]


def test_one_time_is_cancelled_with_a_reason_and_the_deed_taken_back(inside: Client) -> None:
    event = make_event()
    make_series(event)
    event.refresh_from_db()
    time = time_of(event, "2027-03-09")
    data = {"version": event.version, "reason_fi": "Sali on varattu.", "teko": "peru"}
    answer = inside.post(f"{ROOM}kerrat/{time.uuid}/", data)
    page = words(inside.get(answer["Location"]))
    assert "Sali on varattu." in page
    assert f"{ROOM}kerrat/{time.uuid}/ennalleen/" in page
    inside.post(f"{ROOM}kerrat/{time.uuid}/ennalleen/")
    time.refresh_from_db()
    assert time.state == OccurrenceState.PLANNED


def test_one_time_is_moved_with_a_word_and_put_back(inside: Client) -> None:
    event = make_draft()
    make_series(event)
    event.refresh_from_db()
    time = time_of(event, "2027-03-09")
    data = {"version": event.version, "day": "2027-03-10", "begins": "10:00", "ends": "12:00", "note": "Retki"}
    inside.post(f"{ROOM}kerrat/{time.uuid}/", {**data, "teko": "tallenna"})
    time.refresh_from_db()
    assert (time.starts_at, time.exception, time.note) == (at("2027-03-10T10:00"), "moved", {"fi": "Retki"})
    inside.post(f"{ROOM}kerrat/{time.uuid}/ennalleen/")
    time.refresh_from_db()
    assert (time.starts_at, time.exception, time.note) == (at("2027-03-09T09:00"), "", {})


def test_this_and_following_leave_earlier_times_as_they_were(inside: Client) -> None:
    event = make_draft()
    make_series(event, until="2027-04-13")
    event.refresh_from_db()
    first = time_of(event, "2027-04-06")
    page = words(inside.get(f"{ROOM}kerrat/{first.uuid}/seuraavat/"))
    assert 'value="2027-04-06"' in page
    data = rhythm(event, starts_on="2027-04-06", until="2027-04-13", begins="10:00", ends="12:00")
    inside.post(f"{ROOM}kerrat/{first.uuid}/seuraavat/", data)
    assert starts(event)[-3:] == ["30.03. 06:00", "06.04. 07:00", "13.04. 07:00"]


def test_all_times_to_come_follow_the_new_rhythm(inside: Client) -> None:
    event = make_draft()
    series = make_series(event, until="2027-03-16")
    inside.post(f"{ROOM}sarjat/{series.uuid}/", rhythm(event, until="2027-03-16", begins="12:00", ends="13:00"))
    assert starts(event)[-3:] == ["02.03. 10:00", "09.03. 10:00", "16.03. 10:00"]


def test_who_saves_second_is_told_and_keeps_what_was_typed(inside: Client) -> None:
    event = empty_draft()
    data = rhythm(event, version=event.version)
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Toisin"}})
    answer = inside.post(f"{ROOM}{event.uuid}/ajat/", data)
    assert answer.status_code == 422
    assert "Toinen järjestäjä ehti tallentaa tapahtuman." in words(answer)
    assert 'value="2027-03-02"' in words(answer)


def test_the_page_asks_as_often_for_thirty_times_as_for_three(inside: Client) -> None:
    counts = []
    for until in ("2027-03-16", "2027-09-28"):
        event = make_draft()
        make_series(event, until=until)
        with CaptureQueriesContext(connection) as queries:
            inside.get(f"{ROOM}{event.uuid}/ajat/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
