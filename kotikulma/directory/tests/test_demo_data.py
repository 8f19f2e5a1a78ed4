"""The demo's words and dates, checked without a database: complete, true to the tables' limits, safe to publish."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from itertools import chain
from typing import Any

import pytest

from kotikulma.directory.commands.terms import bundled_terms
from kotikulma.directory.demo import content, hours
from kotikulma.directory.rules.entries import life_within
from kotikulma.directory.rules.hours import problems
from kotikulma.directory.rules.quality import text_hints
from kotikulma.directory.types import (
    MEETING_PLACE_TYPES,
    Accessibility,
    AccessMode,
    AddressVisibility,
    ChannelType,
    Charge,
    HolidayPolicy,
    HoursKind,
    PlaceType,
    Recurrence,
    Schedule,
    ServiceKind,
    Slot,
)
from kotikulma.kernel import municipalities
from kotikulma.kernel.ui.icons import ICONS
from kotikulma.people.types import Sector

LANGUAGES = {"fi", "sv", "en"}
VERIFIED_NUMBERS = {"112", "116 117", "116 111", "0800 005 005", "09 2525 0111"}
MONDAY = date(2026, 11, 16)
ALL = content.read()
KEYS = {
    "organization": {row["key"] for row in ALL.organizations},
    "place": {row["key"] for row in ALL.places},
    "channel": {row["key"] for row in ALL.channels},
    "service": {row["key"] for row in ALL.services},
}
FULL = [row for row in ALL.services if "description" in row]
ENTRIES = [*ALL.organizations, *ALL.places, *ALL.channels, *ALL.services]


def texts(value: Any) -> Iterator[str]:
    """Every string below a row."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(texts(one) for one in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(texts(one) for one in value)


def test_there_is_as_much_as_promised() -> None:
    assert len(ALL.organizations) >= 60
    assert len(ALL.services) >= 150
    assert len(FULL) >= 40


def test_keys_are_used_once() -> None:
    for rows in (ALL.organizations, ALL.places, ALL.channels, ALL.services):
        assert [key for key, times in Counter(row["key"] for row in rows).items() if times > 1] == []


def test_a_service_is_at_one_door_once() -> None:
    keys = Counter(content.connection_key(row) for row in ALL.connections)
    assert [key for key, times in keys.items() if times > 1] == []
    assert [row for row in ALL.connections if ("place" in row) == ("channel" in row)] == []


def test_every_name_and_summary_is_in_three_languages_and_fits() -> None:
    for row in ENTRIES:
        for field, limit in (("name", 100), ("summary", 150)):
            assert set(row[field]) == LANGUAGES, row["key"]
            assert max(len(text) for text in row[field].values()) <= limit, row["key"]


@pytest.mark.parametrize("row", FULL, ids=lambda row: row["key"])
def test_a_full_service_is_written_in_three_languages(row: dict[str, Any]) -> None:
    for field in ("description", "instruction", "words"):
        assert set(row[field]) == LANGUAGES, field
    for text in row["description"].values():
        assert 2 <= text.strip().count("\n\n") + 1 <= 4
        assert len(text) <= 2500


@pytest.mark.parametrize("row", [*FULL, ALL.places[0]], ids=lambda row: row["key"])
def test_our_own_texts_get_no_quality_hint(row: dict[str, Any]) -> None:
    assert text_hints(row["summary"], row["description"], MONDAY) == ()


def test_everything_named_exists() -> None:
    for row in ENTRIES:
        keepers = {row[field] for field in ("by", "parent") if field in row}
        assert keepers <= KEYS["organization"], row["key"]
    for row in ALL.connections:
        for kind in ("service", "place", "channel"):
            assert kind not in row or row[kind] in KEYS[kind], row


def test_a_unit_stands_after_its_parent_and_in_its_sector() -> None:
    seen: dict[str, str] = {}
    for row in ALL.organizations:
        seen[row["key"]] = row["sector"]
        if "parent" in row:
            assert seen[row["parent"]] == row["sector"], row["key"]


def test_every_service_can_be_published_with_known_codes() -> None:
    known = {(term["scheme"], term["code"]) for term in bundled_terms()}
    for row in ALL.services:
        keys = content.term_keys(row)
        assert set(keys) <= known, row["key"]
        assert {"target_group", "service_class"} <= {scheme for scheme, _code in keys}, row["key"]


def test_words_of_the_tables_are_known() -> None:
    assert {row["sector"] for row in ALL.organizations} == set(Sector.values)
    assert {row["type"] for row in ALL.places} <= set(PlaceType.values)
    assert {row["type"] for row in ALL.channels} <= set(ChannelType.values)
    assert {row.get("kind", "service") for row in ALL.services} <= set(ServiceKind.values)
    assert {row.get("charge", "free") for row in ALL.services} <= set(Charge.values)
    assert {row.get("holiday", "ask") for row in [*ALL.places, *ALL.channels]} <= set(HolidayPolicy.values)
    modes = set(chain.from_iterable(row.get("access", "").split() for row in [*ALL.services, *ALL.connections]))
    assert modes == set(AccessMode.values)
    assert set(chain.from_iterable(row["accessibility"].split() for row in ALL.places)) <= set(Accessibility.values)


def test_ages_and_areas_can_be_read() -> None:
    for row in ALL.services:
        low, high = content.ages(row.get("ages", ""))
        assert low is None or high is None or low <= high, row["key"]
        assert set(content.area(row["area"])) <= set(municipalities.by_code()), row["key"]


def test_each_municipality_has_meeting_places_and_jyvaskyla_eight() -> None:
    found = Counter(row["municipality"] for row in ALL.places if row["type"] in MEETING_PLACE_TYPES)
    assert {one.code for one in municipalities.in_project()} == set(found)
    assert min(found.values()) >= 2
    assert found["179"] >= 8


def test_every_door_lies_in_its_municipality() -> None:
    for row in ALL.places:
        assert municipalities.nearest(row["lat"], row["lon"]).code == row["municipality"], row["key"]
        assert re.fullmatch(r"\d{5}", row["postal"]), row["key"]


def test_one_address_is_hidden_and_one_shows_its_municipality_only() -> None:
    kinds = Counter(row.get("visibility", "public") for row in ALL.places)
    assert (kinds[AddressVisibility.HIDDEN], kinds[AddressVisibility.MUNICIPALITY_ONLY]) == (1, 1)
    [shelter] = [row for row in ALL.places if row.get("visibility") == AddressVisibility.HIDDEN]
    assert shelter["street"]["fi"] not in set(texts([row for row in ENTRIES if row is not shelter]))


def test_no_phone_rings_a_stranger() -> None:
    assert {row["phone"] for row in ALL.channels if "phone" in row} == VERIFIED_NUMBERS
    for text in texts([{**row, "area": ""} for row in [*ENTRIES, *ALL.connections]]):
        digits = re.sub(r"(?<=\d) (?=\d)", "", text)
        numbers = set(re.findall(r"\+?\d{6,}", digits))
        assert numbers <= {number.replace(" ", "") for number in VERIFIED_NUMBERS}, text


def test_mail_and_web_lead_to_example_org() -> None:
    for text in texts([*ENTRIES, *ALL.connections]):
        for host in re.findall(r"(?:@|https?://)([\w.-]+)", text):
            assert host == "example.org"


def test_contacts_at_the_service_point_carry_a_topic_and_a_known_icon() -> None:
    rows = [one for row in [*ALL.places, *ALL.connections] for one in row.get("contacts", ())]
    assert rows
    for row in rows:
        assert set(row["topic"]) == LANGUAGES
        assert row["icon"] in ICONS


def schedule(row: content.Row, parent: Schedule | None = None) -> Schedule:
    periods, exceptions = content.times(row, MONDAY)
    return Schedule(periods=periods, exceptions=exceptions, parent=parent)


def test_hours_have_no_problem_not_even_outside_their_place() -> None:
    doors = {row["key"]: schedule(row) for row in ALL.places}
    for row in ALL.connections:
        found = problems(schedule(row, doors.get(row.get("place", ""))))
        assert found == (), content.connection_key(row)


def test_no_service_runs_outside_the_life_of_its_place() -> None:
    places = {row["key"]: content.place_fields(row, MONDAY) for row in ALL.places}
    for row in ALL.connections:
        life, place = content.connection_fields(row, MONDAY), places.get(row.get("place", ""), {})
        inside = life_within(life["starts_on"], life["ends_on"], place.get("opened_on"), place.get("closed_on"))
        assert inside, content.connection_key(row)


def test_services_of_the_joint_point_start_one_after_another() -> None:
    here = [content.connection_fields(row, MONDAY) for row in ALL.connections if row.get("place") == "huhtasuo"]
    coming = sorted(one["starts_on"] for one in here if one["starts_on"] and one["starts_on"] > MONDAY)
    assert coming == [date(2026, 11, 30), date(2026, 12, 22), date(2027, 1, 20)]
    [paused] = [one for one in here if one["paused_from"]]
    assert paused["pause_reason"]["fi"].startswith("Työntekijä vaihtuu")


@pytest.mark.parametrize(("monday", "start"), [("2027-02-08", "2027-03-23"), ("2027-02-15", "2027-03-23")])
def test_who_comes_on_even_weeks_starts_on_one(monday: str, start: str) -> None:
    [row] = [row for row in ALL.connections if content.connection_key(row) == "velkaneuvonta@huhtasuo"]
    assert content.connection_fields(row, date.fromisoformat(monday))["starts_on"] == date.fromisoformat(start)


def test_the_compass_drops_in_on_tuesdays_from_nine_to_eleven() -> None:
    [row] = [row for row in ALL.connections if content.connection_key(row) == "perhekompassi@huhtasuo"]
    [period] = content.times(row, MONDAY)[0]
    assert (period.kind, period.slots) == (HoursKind.DROP_IN, (Slot(1, time(9), time(11)),))


def test_dates_count_from_the_monday() -> None:
    assert hours.day("+2w ti", MONDAY) == date(2026, 12, 1)
    assert hours.day("-1w su", MONDAY) == date(2026, 11, 15)
    with pytest.raises(ValueError, match=r"A date is written"):
        hours.day("2 weeks", MONDAY)


def test_a_yearly_stretch_is_the_first_one_not_over() -> None:
    assert hours.span("12-24", "01-01", MONDAY) == (date(2026, 12, 24), date(2027, 1, 1))
    assert hours.span("12-24", "01-01", date(2026, 12, 28)) == (date(2026, 12, 24), date(2027, 1, 1))
    assert hours.span("12-24", "01-01", date(2027, 1, 1)) == (date(2026, 12, 24), date(2027, 1, 1))
    assert hours.span("06-24", "07-28", MONDAY) == (date(2027, 6, 24), date(2027, 7, 28))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("open odd: ti 9-11", {"recurrence": Recurrence.ODD_WEEKS}),
        ("open every 3: su 13-16", {"recurrence": Recurrence.EVERY_N_WEEKS, "interval": 3, "anchor": MONDAY}),
        ("open nth 1,-1: la 10-13", {"recurrence": Recurrence.NTH_WEEKDAY, "nth": (1, -1)}),
        ("self_service: always", {"always_open": True, "kind": HoursKind.SELF_SERVICE}),
        ("open: pe 22-24", {"slots": (Slot(4, time(22), time(0)),)}),
    ],
)
def test_a_line_of_hours_is_read(line: str, expected: dict[str, Any]) -> None:
    [period] = hours.periods([line], MONDAY)
    assert {name: getattr(period, name) for name in expected} == expected


def test_winter_and_summer_are_dated() -> None:
    winter, next_winter = hours.periods(["open winter: ma-pe 9-20"], MONDAY)
    assert (winter.valid_from, winter.valid_to) == (date(2026, 9, 1), date(2027, 5, 31))
    assert (next_winter.valid_from, next_winter.valid_to) == (date(2027, 9, 1), date(2028, 5, 31))


@pytest.mark.parametrize("line", ["open ti 9-11", "open: tii 9-11", "open rarely: ti 9-11", "shut: ti 9-11"])
def test_a_line_nobody_understands_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours.periods([line], MONDAY)
