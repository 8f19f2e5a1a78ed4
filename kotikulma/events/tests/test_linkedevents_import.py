"""Events of other cities' services: shapes as Helsinki and Turku have them, again without a change, bad rows told."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events.commands.importing import PLACES, import_events
from kotikulma.events.commands.linkedevents_client import rows_of
from kotikulma.events.formats.linkedevents import reading
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.make import at
from kotikulma.events.types import EventNotFound
from kotikulma.kernel import external_ids
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE, own_organization

pytestmark = pytest.mark.django_db
_DATA = os.environ.get("KOTIKULMA_SAMPLES", Path(__file__).parents[4] / "shared" / "data")
SAMPLES = Path(_DATA) / "events" / "linkedevents"
ROW: dict[str, Any] = {
    "id": "naapuri:abc1",
    "name": {"fi": "Kielikahvila", "sv": "Språkcafé", "en": ""},
    "short_description": {"fi": "Jutellaan suomeksi."},
    "description": {"fi": "<p>Tule mukaan.</p><p>Kahvia &amp; pullaa.<br>Ei maksua.</p>"},
    "start_time": "2027-03-01T15:00:00Z",
    "end_time": "2027-03-01T16:30:00Z",
    "location": {
        "id": "tprek:15417",
        "name": {"fi": "Pääkirjasto"},
        "street_address": {"fi": "Kirjastokuja 1"},
        "divisions": [{"type": "muni", "name": {"fi": "Jyväskylä"}}],
    },
    "keywords": [{"@id": "https://naapuri.example.org/v1/keyword/yso:p6165/"}, {"id": "yso:p99999999"}],
    "in_language": [{"@id": "https://naapuri.example.org/v1/language/fi/"}],
    "offers": [{"is_free": True}],
    "event_status": "EventScheduled",
    "super_event": None,
    "super_event_type": None,
    "hobby_categories": ["unknown to us"],
}


def bring(*rows: Any, **options: Any) -> Any:
    return import_events(HOUSE, rows, organization=own_organization().uuid, source="naapuri", **options)


def outcomes(report: Any) -> list[str]:
    return [str(line.outcome) for line in report.lines]


def test_a_row_becomes_a_published_event_with_plain_words() -> None:
    assert outcomes(bring(ROW)) == ["added"]
    event, time = Event.objects.get(), Occurrence.objects.get()
    assert event.title == {"fi": "Kielikahvila", "sv": "Språkcafé"}
    assert event.description == {"fi": "Tule mukaan.\nKahvia & pullaa.\nEi maksua."}
    assert (event.state, event.source, event.themes, event.languages) == (
        "published",
        "naapuri",
        ["immigrants"],
        ["fi"],
    )
    assert (event.place_note, event.municipality_code) == ({"fi": "Pääkirjasto, Kirjastokuja 1"}, "179")
    assert (time.starts_at, time.ends_at, time.listed) == (at("2027-03-01T17:00"), at("2027-03-01T18:30"), True)


def test_the_same_again_changes_nothing() -> None:
    bring(ROW)
    before = Event.objects.values().get()
    assert outcomes(bring(ROW)) == ["unchanged"]
    assert Event.objects.values().get() == before


def test_a_moved_time_is_told_to_calendars_and_a_mended_word_is_not() -> None:
    bring(ROW)
    assert outcomes(bring(ROW | {"short_description": {"fi": "Jutellaan."}})) == ["changed"]
    assert Occurrence.objects.get().sequence == 0
    moved = {"start_time": "2027-03-02T15:00:00Z", "end_time": "2027-03-02T16:30:00Z"}
    assert bring(ROW | moved).lines[0].changed == ("summary", "starts_at", "ends_at")
    time = Occurrence.objects.get()
    assert (time.starts_at, time.sequence, time.exception) == (at("2027-03-02T17:00"), 1, "moved")


@pytest.mark.parametrize("gone", [{"deleted": True}, {"event_status": "EventCancelled"}])
def test_what_goes_there_is_cancelled_here(gone: dict[str, Any]) -> None:
    bring(ROW)
    assert outcomes(bring(ROW | gone)) == ["changed"]
    assert Occurrence.objects.get().state == "cancelled"
    assert outcomes(bring(ROW | gone)) == ["unchanged"]


def test_a_row_that_was_gone_before_we_knew_it_adds_nothing() -> None:
    assert outcomes(bring(ROW | {"deleted": True})) == ["unchanged"]
    assert not Event.objects.exists()


def test_the_times_of_a_series_become_one_event() -> None:
    head = {"@id": "https://naapuri.example.org/v1/event/naapuri:sarja/"}
    first = ROW | {"id": "naapuri:1", "super_event": head}
    other = {"start_time": "2027-03-08T15:00:00Z", "end_time": "2027-03-08T16:30:00Z"}
    second = first | {"id": "naapuri:2", "location": {"id": "x", "name": {"fi": "Torikeskus"}}} | other
    series = ROW | {"id": "naapuri:sarja", "super_event_type": "recurring"}
    assert outcomes(bring(series, first, second)) == ["added", "added"]
    event = Event.objects.get()
    assert [time.place_note for time in event.occurrences.order_by("starts_at")] == [{}, {"fi": "Torikeskus"}]
    assert outcomes(bring(series, first, second)) == ["unchanged", "unchanged"]


def test_a_place_we_know_by_its_number_is_our_place() -> None:
    place = make_place(municipality_code="179")
    external_ids.link(PLACES, "tprek:15417", place.uuid)
    bring(ROW)
    event = Event.objects.get()
    assert (event.place_id, event.place_note, Occurrence.objects.get().place_here_id) == (place.pk, {}, place.pk)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("words", "Rivi ei ole tapahtuma."),
        ({"name": {"fi": "x"}}, "Tapahtumalta puuttuu tunniste."),
        ({**ROW, "name": None}, "Tapahtumalta puuttuu nimi."),
        ({**ROW, "start_time": None}, "Tapahtumalta puuttuu alkamisaika."),
        ({**ROW, "start_time": "maanantaina"}, "Tapahtumalta puuttuu alkamisaika."),
        ({**ROW, "start_time": "2027-03-01T15:00:00"}, "Tapahtumalta puuttuu alkamisaika."),
    ],
)
def test_a_bad_row_is_told_and_the_next_one_goes_in(row: Any, sentence: str) -> None:
    report = bring(row, ROW)
    assert outcomes(report) == ["skipped", "added"]
    assert [problem.message for problem in report.lines[0].problems] == [sentence]


def test_what_cannot_be_used_of_a_row_is_told_and_the_rest_goes_in() -> None:
    odd = {
        "end_time": "2027-03-01T14:00:00Z",
        "audience_min_age": 20,
        "audience_max_age": 3,
        "description": {"fi": "pitkä " * 6000},
    }
    report = bring(ROW | odd)
    assert {problem.path: problem.message for problem in report.lines[0].problems} == {
        "end_time": "Tapahtuma päättyy ennen alkuaan. Loppuaika jäi pois.",
        "audience_min_age": "Ikärajat ovat ristissä. Ne jäivät pois.",
        "description.fi": "Teksti lyhennettiin.",
    }
    assert Occurrence.objects.get().ends_at == at("2027-03-01T18:00")
    assert len(Event.objects.get().description["fi"]) <= 5000


def test_a_dry_run_tells_the_same_and_leaves_nothing() -> None:
    assert outcomes(bring(ROW, dry_run=True)) == ["added"]
    assert not Event.objects.exists()


def test_nobody_imports_for_an_organisation_of_others() -> None:
    with pytest.raises(EventNotFound):
        import_events(ANONYMOUS, [ROW], organization=own_organization().uuid, source="x")


def test_a_file_with_a_byte_order_mark_is_read_and_what_is_no_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps([ROW]).encode())
    assert [row["id"] for row in rows_of(str(file))] == ["naapuri:abc1"]
    file.write_text("<html>")
    with pytest.raises(Refused, match=r"a\.json ei ole Linked Events -muotoista JSONia"):
        list(rows_of(str(file)))


class Pages(BaseHTTPRequestHandler):
    """Two pages of a service; the second names another host, which is not followed."""

    def do_GET(self) -> None:
        host = self.headers["Host"]
        second = "page=2" in self.path
        following = "http://elsewhere.example.org/v1/event/" if second else f"http://{host}/v1/event/?page=2"
        row = ROW | {"id": "naapuri:2" if second else "naapuri:1"}
        body = json.dumps({"meta": {"next": following}, "data": [row]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/event/"
    server.shutdown()
    server.server_close()


def test_a_live_service_is_read_page_by_page_politely_on_its_own_host(service: str) -> None:
    waited: list[float] = []
    assert [row["id"] for row in rows_of(service, sleep=waited.append)] == ["naapuri:1", "naapuri:2"]
    assert waited == [0.2]


@pytest.mark.parametrize("name", ["events_data", "event_data", "created_event_data", "draft_event_data"])
def test_samples_of_real_services_go_in_or_say_why(name: str) -> None:
    file = SAMPLES / f"{name}.json"
    if not file.exists():
        pytest.skip("the samples are not beside this checkout")
    report = bring(*reading.rows(file.read_bytes())[0])
    assert report.lines
    assert all(line.outcome == "added" or line.problems for line in report.lines if line.outcome != "unchanged")
