"""The Tuesday drop-in of 2026–2027, from the editor's commands to four programs that read the feed."""

import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.test import Client

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Series
from kotikulma.events.tests.ics import Khal, golden, starts, starts_by_ical_js
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import register
from kotikulma.events.tests.make_series import MORNINGS, at_ten, make_series, morning, open_registration, version
from kotikulma.kernel import clock
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


def test_icalendar_recurring_ical_events_ical_js_and_khal_read_the_thirty_one_times_of_the_golden_list(
    client: Client, mornings: Series, tmp_path: Path
) -> None:
    rows = json.loads(golden("weekly-drop-in.expected.json"))
    expected = [(row["start_utc"], row["status"]) for row in rows]
    told = dict(expected)
    assert len(expected) == 31
    assert {"2026-10-20T06:00Z", "2026-10-27T07:00Z", "2027-03-23T07:00Z", "2027-03-30T06:00Z"} <= told.keys()
    assert (told["2026-11-17T07:00Z"], "2027-02-10T08:00Z" in told) == ("CANCELLED", True)

    body = client.get("/kalenteri.ics").content
    assert starts(body) == expected
    assert starts_by_ical_js(body) == expected
    khal = Khal(tmp_path)
    khal.imports(body)
    local = [f"{at(moment).astimezone(clock.HELSINKI):%Y-%m-%d %H:%M}" for moment, _status in expected]
    assert [line[:16] for line in khal.entries("2026-10-01", "300d")] == local


def test_from_april_an_hour_later_the_old_series_ends_the_new_points_to_it_and_who_registered_stays(
    client: Client, mornings: Series
) -> None:
    open_registration(mornings)
    first = morning(mornings, "2027-04-06")
    row = register(first)
    rhythm = at_ten(MORNINGS, starts_on=first.starts_at.date())
    commands.change_following(HOUSE, first.uuid, version=version(mornings), rhythm=rhythm)

    body = client.get("/kalenteri.ics").content
    found = [moment for moment, _status in starts(body)]
    assert len(found) == 31
    assert found[21:24] == ["2027-03-23T07:00Z", "2027-03-30T06:00Z", "2027-04-06T07:00Z"]
    assert [moment for moment, _status in starts_by_ical_js(body)] == found
    old, new = [one for one in icalendar.Calendar.from_ical(body).walk("VEVENT") if "RRULE" in one]
    assert old["RRULE"]["UNTIL"] == [at("2027-03-30T09:00")]
    assert (str(new["RELATED-TO"]), new["UID"] != old["UID"]) == (str(old["UID"]), True)

    row.refresh_from_db()
    assert row.state == "attending"
    assert row.intake.occurrence.starts_at == at("2027-04-06T10:00")
