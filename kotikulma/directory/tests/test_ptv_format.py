"""The traps of PTV's open API, one test each, on bytes alone."""

import json
from datetime import date, time

import pytest

from kotikulma.directory.formats import ptv
from kotikulma.directory.formats.ptv.fragments import local_date
from kotikulma.directory.formats.ptv.service import draft_text
from kotikulma.directory.formats.ptv.values import PtvService
from kotikulma.directory.tests import make_ptv as make
from kotikulma.directory.types import ContactType, HoursKind, Slot, Status


def test_the_visiting_address_is_found_behind_a_postal_one() -> None:
    postal = {"type": "Postal", "subType": "PostOfficeBox", "streetAddress": None, "postOfficeBoxAddress": {}}
    thing = make.read_one(make.place(addresses=[postal, make.address()]))
    assert thing.address.street == {"fi": "Nevakatu 2"}


def test_a_place_without_a_visiting_address_is_told_and_kept() -> None:
    raw = make.place(addresses=[{"type": "Postal", "streetAddress": None}])
    assert make.read_one(raw).address.street == {}
    assert make.problems_of(raw) == [("addresses", "no_visiting_address")]


def test_metres_become_degrees() -> None:
    thing = make.read_one(make.place(addresses=[make.address(latitude="6834688", longitude="503879")]))
    assert thing.address.latitude == pytest.approx(61.64547, abs=1e-4)
    assert thing.address.longitude == pytest.approx(27.07321, abs=1e-4)


@pytest.mark.parametrize("empty", ["", None])
def test_missing_coordinates_are_no_problem(empty: str | None) -> None:
    raw = make.place(addresses=[make.address(latitude=empty, longitude=empty)])
    assert make.read_one(raw).address.latitude is None
    assert make.problems_of(raw) == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("503879", "6834688", "coordinates_swapped"),
        ("25.8", "62.27", "coordinates_swapped"),
        ("6834688", "5038790", "coordinates_outside_finland"),
        ("north", "east", "coordinates_not_numbers"),
    ],
)
def test_wrong_coordinates_are_left_out_and_told(latitude: str, longitude: str, code: str) -> None:
    raw = make.place(addresses=[make.address(latitude=latitude, longitude=longitude)])
    assert make.read_one(raw).address.latitude is None
    assert make.problems_of(raw) == [("addresses[0]", code)]


def test_a_municipality_nobody_can_name_is_left_out_and_told() -> None:
    raw = make.place(addresses=[make.address(municipality={"code": "999", "name": []})])
    assert make.read_one(raw).address.municipality_code == ""
    assert make.problems_of(raw) == [("addresses[0]", "municipality_unknown")]
    named = make.place(addresses=[make.address(municipality={"code": "491", "name": [make.text("Mikkeli")]})])
    assert make.read_one(named).address.municipality_code == "491"
    assert make.problems_of(named) == []


def test_municipality_codes_are_read_from_inside_the_area() -> None:
    areas = [{"type": "Municipality", "code": None, "municipalities": [{"code": "179"}, {"code": "992"}]}]
    assert make.read_one(make.service(areas=areas)).area.municipalities == ("179", "992")


def test_empty_and_null_texts_are_no_translations() -> None:
    names = [make.text("Neuvonta", "Name"), make.text(None, "Name", "sv"), make.text(" ", "Name", "en")]
    assert make.read_one(make.service(serviceNames=names)).name == {"fi": "Neuvonta"}


def test_languages_we_do_not_speak_are_kept() -> None:
    names = [make.text("Neuvonta", "Name"), make.text("Ráđđeaddin", "Name", "se"), make.text("x", "Name", "smn")]
    assert set(make.read_one(make.service(serviceNames=names)).name) == {"fi", "se", "smn"}


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-12-24T00:00:00", date(2026, 12, 24)),
        ("2026-12-24T00:00:00Z", date(2026, 12, 24)),
        ("2026-12-23T22:00:00", date(2026, 12, 24)),
        ("2026-12-23T22:00:00Z", date(2026, 12, 24)),
        ("2026-06-23T21:00:00Z", date(2026, 6, 24)),
        ("2026-12-24T10:30:00", date(2026, 12, 24)),
        ("2026-12-24T00:00:00.1234567", date(2026, 12, 24)),
        ("", None),
    ],
)
def test_a_midnight_is_its_own_date_and_a_utc_evening_the_next_one(told: str, meant: date | None) -> None:
    assert local_date(told) == meant


def test_an_exception_without_an_end_is_one_day_and_its_weekdays_mean_nothing() -> None:
    row = make.exception("2026-12-24T00:00:00", openingHour=[make.opening("Monday", "10:00", "12:00", "Sunday")])
    [found] = make.read_one(make.place(serviceHours=[row])).hours.exceptions
    assert (found.starts_on, found.ends_on) == (date(2026, 12, 24), date(2026, 12, 24))
    assert found.slots == ((time(10), time(12)),)


def test_a_closed_exception_has_no_hours() -> None:
    row = make.exception("2026-12-21T00:00:00", "2027-01-06T00:00:00", isClosed=True)
    [found] = make.read_one(make.place(serviceHours=[row])).hours.exceptions
    assert found.closed
    assert (found.starts_on, found.ends_on) == (date(2026, 12, 21), date(2027, 1, 6))


def test_an_exception_of_many_days_with_hours_repeats_daily_and_is_told() -> None:
    row = make.exception("2026-06-01T00:00:00", "2026-06-05T00:00:00", openingHour=[make.opening("", "10:00", "12:00")])
    raw = make.place(serviceHours=[row])
    assert make.read_one(raw).hours.exceptions[0].slots == ((time(10), time(12)),)
    assert make.problems_of(raw) == [("serviceHours[0]", "exception_daily_assumed")]


def test_a_lunch_break_makes_two_slots_in_order() -> None:
    openings = [make.opening("Monday", "12:00", "15:00"), make.opening("Monday", "09:00", "11:00")]
    [period] = make.read_one(make.place(serviceHours=[make.hours(openingHour=openings)])).hours.periods
    assert period.slots == (Slot(0, time(9), time(11)), Slot(0, time(12), time(15)))


def test_closing_at_midnight_is_the_end_of_that_day() -> None:
    row = make.hours(openingHour=[make.opening("Friday", "18:00", "00:00:00")])
    [period] = make.read_one(make.place(serviceHours=[row])).hours.periods
    assert period.slots == (Slot(4, time(18), time(0)),)


def test_a_row_that_ends_before_it_starts_is_told_and_the_rest_goes_in() -> None:
    row = make.hours(openingHour=[make.opening("Monday", "16:00", "09:00"), make.opening("Tuesday")])
    raw = make.place(serviceHours=[row])
    assert [slot.weekday for slot in make.read_one(raw).hours.periods[0].slots] == [1]
    assert make.problems_of(raw) == [("serviceHours[0].openingHour[0]", "hours_end_before_start")]


def test_one_night_is_one_slot() -> None:
    row = make.hours(serviceHourType="OverMidnight", openingHour=[make.opening("Saturday", "22:00", "06:00", "Sunday")])
    [period] = make.read_one(make.place(serviceHours=[row])).hours.periods
    assert period.slots == (Slot(5, time(22), time(6)),)


def test_a_weekend_without_closing_is_split_by_day() -> None:
    row = make.hours(serviceHourType="OverMidnight", openingHour=[make.opening("Friday", "22:00", "06:00", "Sunday")])
    [period] = make.read_one(make.place(serviceHours=[row])).hours.periods
    assert period.slots == (Slot(4, time(22), time(0)), Slot(5, time(0), time(0)), Slot(6, time(0), time(6)))


def test_reservation_only_is_not_open() -> None:
    row = make.hours(isReservation=True, openingHour=[])
    [period] = make.read_one(make.place(serviceHours=[row])).hours.periods
    assert (period.kind, period.slots, period.always_open) == (HoursKind.BY_APPOINTMENT, (), False)


def test_hours_that_are_only_text_stay_text() -> None:
    row = make.hours(openingHour=[], additionalInformation=[make.text("Soita ensin")])
    [period] = make.read_one(make.place(serviceHours=[row])).hours.periods
    assert (period.slots, period.note) == ((), {"fi": "Soita ensin"})


def test_always_open_is_always_open() -> None:
    [period] = make.read_one(make.place(serviceHours=[make.hours(isAlwaysOpen=True, openingHour=[])])).hours.periods
    assert period.always_open


def test_summer_hours_keep_their_dates_and_standing_hours_have_none() -> None:
    summer = make.hours(validForNow=False, validFrom="2026-06-01T00:00:00", validTo="2026-08-31T00:00:00")
    standing = make.hours(validFrom="2026-01-01T00:00:00", openingHour=[make.opening("Monday")])
    first, second = make.read_one(make.place(serviceHours=[summer, standing])).hours.periods
    assert (first.valid_from, first.valid_to) == (date(2026, 6, 1), date(2026, 8, 31))
    assert (second.valid_from, second.valid_to) == (None, None)


def test_modified_is_utc_with_any_number_of_decimals() -> None:
    thing = make.read_one(make.service(modified="2020-04-22T09:45:14.1547951"))
    assert thing.modified.isoformat() == "2020-04-22T09:45:14.154795+00:00"


def test_a_service_number_has_no_prefix() -> None:
    numbers = [make.phone("116117", isFinnishServiceNumber=True, prefixNumber=None), make.phone("0447943552")]
    values = [contact.value for contact in make.read_one(make.place(phoneNumbers=numbers)).contacts]
    assert values == ["116117", "+358447943552"]


def test_a_fax_number_is_not_a_way_to_ask() -> None:
    raw = make.place(phoneNumbers=[make.phone("447943552", type="Fax")])
    assert make.read_one(raw).contacts == ()
    assert make.problems_of(raw) == [("phoneNumbers[0]", "fax_left_out")]


def test_one_number_in_two_languages_is_one_contact() -> None:
    numbers = [
        make.phone("447943552", additionalInformation="Neuvonta"),
        make.phone("447943552", additionalInformation="Rådgivning", language="sv"),
    ]
    [contact] = make.read_one(make.place(phoneNumbers=numbers)).contacts
    assert contact.topic == {"fi": "Neuvonta", "sv": "Rådgivning"}


def test_support_contacts_of_other_channels_are_read_too() -> None:
    raw = make.phone_channel(phoneNumbers=[], supportEmails=[make.text("neuvonta@example.org")])
    [contact] = make.read_one(raw).contacts
    assert (contact.type, contact.value) == (ContactType.EMAIL, "neuvonta@example.org")


def test_an_address_that_is_no_web_page_never_becomes_a_link() -> None:
    raw = make.place(webPages=[{"url": "javascript:alert(1)", "value": "Sivu", "language": "fi"}])
    assert make.read_one(raw).contacts == ()
    assert make.problems_of(raw) == [("webPages[0]", "url_bad")]


def test_the_statutory_text_comes_before_the_own_one() -> None:
    told = [make.text("Lain mukainen.", "GD_Description"), make.text("Meillä näin.", "Description")]
    assert make.read_one(make.service(serviceDescriptions=told)).description == {"fi": "Lain mukainen.\n\nMeillä näin."}


def test_a_renumbered_class_gets_its_new_code() -> None:
    uri = "http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P7.13"
    [term] = make.read_one(make.service(serviceClasses=[{"uri": uri, "code": "P7.13"}], targetGroups=[])).terms
    assert term.uri == "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P7.12"


def test_the_responsible_one_is_told_from_the_others() -> None:
    parties = [
        make.party("Kaupunki", "OtherResponsible"),
        make.party("Liikelaitos"),
        make.party("Yritys", "Producer", "ProcuredServices"),
    ]
    thing = make.read_one(make.service(organizations=parties))
    assert thing.responsible.name == "Liikelaitos"
    assert [(each.name, each.provision) for each in thing.producers] == [("Kaupunki", "other"), ("Yritys", "procured")]


@pytest.mark.parametrize(
    ("status", "ours"),
    [("Published", Status.PUBLISHED), ("Draft", Status.DRAFT), ("Modified", None), ("Deleted", Status.ARCHIVED)],
)
def test_publishing_states_are_ours(status: str, ours: Status | None) -> None:
    assert make.read_one(make.service(publishingStatus=status)).status == ours


def test_a_page_a_list_and_a_single_object_are_the_same_to_us() -> None:
    one = make.service()
    page = {"pageNumber": 1, "pageSize": 100, "pageCount": 1, "itemList": [one]}
    for document in (one, [one], page):
        [row] = ptv.read(b"\xef\xbb\xbf" + json.dumps(document).encode(), "sivu.json")
        assert isinstance(row.thing, PtvService)


def test_missing_fields_do_not_stop_an_object() -> None:
    [row] = make.rows({"id": make.guid("x"), "serviceNames": [make.text("Neuvonta", "Name")]})
    assert row.thing.name == {"fi": "Neuvonta"}
    assert [problem.code for problem in row.problems] == ["status_unknown"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"id": "1",', "broken_json"),
        (b"nimi_fi;kunta\nTalo;Laukaa\n", "not_json"),
        (b"", "not_json"),
        ("Äänekoski".encode("cp1252"), "encoding"),
        ("{}".encode("utf-16"), "encoding"),
        (b'"word"', "not_an_object"),
        (b"{}", "unknown_shape"),
        (b"[" * 100_000, "broken_json"),
        (b'{"serviceNames": [{"language": "fi", "value": "X", "type": "Name"}]}', "no_id"),
        (b'{"serviceNames": 5, "id": "11111111-1111-1111-1111-111111111111"}', "no_name"),
    ],
)
def test_bad_input_is_a_row_with_its_reason(data: bytes, code: str) -> None:
    [row] = ptv.read(data, "a.json")
    assert row.thing is None
    assert row.problems[0].code == code


def test_fifty_megabytes_are_refused_with_the_remedy() -> None:
    [row] = ptv.read(b" " * (ptv.MAX_BYTES + 1), "iso.json")
    assert row.problems[0].message == "Tiedosto on yli 50 megatavua. Jaa se osiin."


def test_broken_json_names_its_line() -> None:
    [row] = ptv.read(b'{\n "id": \n}', "rikki.json")
    assert row.problems[0].message == "JSON on rikki rivillä 3, merkissä 1. Korjaa tiedosto tai hae se uudelleen."


def test_draft_js_becomes_paragraphs() -> None:
    blocks = [
        ("unstyled", "Ensin."),
        ("unstyled", ""),
        ("unordered-list-item", "yksi"),
        ("unordered-list-item", "kaksi"),
    ]
    told = json.dumps({"blocks": [{"type": kind, "text": words} for kind, words in blocks]})
    assert draft_text(told) == "Ensin.\n– yksi\n– kaksi"
    assert draft_text("Pelkkä teksti.") == "Pelkkä teksti."
    assert draft_text('{"blocks": 5}') is None


def test_the_real_general_descriptions_are_all_understood() -> None:
    rows = list(ptv.read(make.sample("general_descriptions_250.json"), "gd"))
    assert len(rows) == 250
    assert all(isinstance(row.thing, PtvService) and row.thing.general_description for row in rows)
    assert [row.source for row in rows if row.problems] == []


def test_every_skeleton_is_told_as_one() -> None:
    make.sample("v11_samples/V11VmOpenApiService.json")
    files = sorted((make.SAMPLES / "v11_samples").iterdir())
    found = [(row.thing, row.problems[0].code) for path in files for row in ptv.read(path.read_bytes(), path.name)]
    assert found == [(None, "skeleton")] * len(files)


def test_the_real_place_reads_as_the_acceptance_case_says() -> None:
    [row] = ptv.read(make.sample("otava_service_channel.json"), "otava")
    kinds = [contact.type for contact in row.thing.contacts]
    assert (kinds.count(ContactType.EMAIL), kinds.count(ContactType.PHONE)) == (7, 2)
    assert len(row.thing.connections) == 8
    assert row.thing.area.municipalities == ("491",)
    assert {slot.weekday for slot in row.thing.hours.periods[0].slots} == {0, 1, 2, 3, 4}
    assert len(row.thing.address.accessibility_sentences) == 3
