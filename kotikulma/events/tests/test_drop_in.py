"""The Tuesday drop-in of 2026–2027, from the editor's commands to three programs that read the feed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Series
from kotikulma.events.tests.ics import GOLDEN, Khal, starts, starts_by_ical_js
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_series import MORNINGS, at_ten, make_series, morning, version
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def mornings(time_machine: Any) -> Series:
    """Cancelled once, moved once to the library; three days left out over Christmas."""
    time_machine.move_to(at("2026-09-20T12:00"), tick=False)
    series = make_series(title={"fi": "Avoin aamu: neuvontaa ilman ajanvarausta"})
    cancelled, moved = morning(series, "2026-11-17"), morning(series, "2027-02-09")
    reason = {"fi": "Henkilökunnan koulutus."}
    commands.cancel_occurrence(HOUSE, cancelled.uuid, version=version(series), reason=reason)
    times = {"starts_at": at("2027-02-10T10:00"), "ends_at": at("2027-02-10T12:00")}
    library = {"place": make_place("Kirjasto").uuid}
    commands.move_occurrence(HOUSE, moved.uuid, version=version(series), values=library, **times)
    return series


def test_three_programs_read_the_same_thirty_one_times(client: Client, mornings: Series, tmp_path: Path) -> None:
    body = client.get("/kalenteri.ics").content
    found = starts(body)
    assert (len(found), found[6], found[15]) == (
        31,
        ("2026-11-17T07:00Z", "CANCELLED"),
        ("2027-02-10T08:00Z", "CONFIRMED"),
    )
    khal = Khal(tmp_path)
    khal.imports(body)
    assert len(khal.entries("2026-10-01", "300d")) == 31
    assert starts_by_ical_js(body) == found


def test_they_are_the_times_of_the_golden_list(client: Client, mornings: Series) -> None:
    file = GOLDEN / "weekly-drop-in.expected.json"
    if not file.exists():
        pytest.skip("the golden calendars are not beside this checkout")
    rows = [(row["start_utc"], row["status"]) for row in json.loads(file.read_text())]
    assert starts(client.get("/kalenteri.ics").content) == rows


def test_the_spring_may_begin_an_hour_later(client: Client, mornings: Series) -> None:
    first = morning(mornings, "2027-04-06")
    rhythm = at_ten(MORNINGS, starts_on=first.starts_at.date())
    commands.change_following(HOUSE, first.uuid, version=version(mornings), rhythm=rhythm)
    found = [moment for moment, _status in starts(client.get("/kalenteri.ics").content)]
    assert len(found) == 31
    assert found[21:24] == ["2027-03-23T07:00Z", "2027-03-30T06:00Z", "2027-04-06T07:00Z"]
