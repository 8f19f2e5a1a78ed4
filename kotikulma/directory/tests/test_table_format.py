"""Tables on bytes alone: what programs do to a file, and what people do to a cell."""

import io
from datetime import date, time
from typing import Any

import openpyxl
import pytest

from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables.hours_text import parse_hours, write_hours
from kotikulma.directory.formats.tables.reading import MAX_BYTES, TableRefused, read_sheet
from kotikulma.directory.formats.tables.rows import read_row
from kotikulma.directory.formats.tables.writing import write_table
from kotikulma.directory.types import HoursKind, Recurrence, Slot
from kotikulma.kernel.sheets import guard

TEXT = "nimi_fi;kuvaus_fi\nÄlä jää yksin;Ryhmä\n"


def row(kind: str = tables.SERVICES, **cells: str) -> Any:
    return read_row(kind, 2, {"nimi_fi": "Neuvonta", **cells})


def told(found: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in found.problems]


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("cp1252"), ["encoding_cp1252"]),
        (TEXT.encode("utf-16"), ["encoding_utf16"]),
        (TEXT.replace(";", ",").encode(), []),
        (TEXT.replace(";", "\t").replace("\n", "\r\n").encode(), []),
    ],
)
def test_any_common_way_to_save_a_csv_is_read(data: bytes, notice: list[str]) -> None:
    sheet = read_sheet(data)
    assert sheet.rows == ((2, {"nimi_fi": "Älä jää yksin", "kuvaus_fi": "Ryhmä"}),)
    assert [problem.code for problem in sheet.notices] == notice


def test_a_wrong_encoding_is_told_in_a_sentence() -> None:
    [notice] = read_sheet(TEXT.encode("cp1252")).notices
    assert notice.message == (
        "Tiedosto ei ollut UTF-8-muodossa. Se luettiin Windows-merkistöllä: tarkista, että ä ja ö ovat oikein."
    )


def test_row_numbers_are_those_of_the_program_even_after_line_breaks_in_cells() -> None:
    sheet = read_sheet(b'nimi_fi;kuvaus_fi\n"A";"kaksi\nrivia"\n\n"B";x\n')
    assert [number for number, _cells in sheet.rows] == [2, 5]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b" " * (MAX_BYTES + 1), "Tiedosto on yli 50 megatavua. Jaa se osiin."),
        (b"", "Tiedosto on tyhjä. Lataa mallipohja ja täytä se."),
        (b"\x89PNG\x00\x00\xff", "Tämä ei ole CSV- eikä XLSX-tiedosto. Tallenna taulukko jompaankumpaan muotoon."),
        (b"PK\x03\x04rikki", "XLSX-tiedostoa ei voi lukea. Avaa se taulukko-ohjelmassa ja tallenna uudelleen."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_remedy(data: bytes, sentence: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_sheet(data)
    assert str(refused.value) == sentence


def test_an_xlsx_is_read_with_dates_and_numbers_as_people_see_them() -> None:
    book = openpyxl.Workbook()
    book.active.append(["nimi_fi", "alkaa", "ika_alin"])
    book.active.append(["Neuvonta", date(2027, 1, 12), 18.0])
    target = io.BytesIO()
    book.save(target)
    assert read_sheet(target.getvalue()).rows == (
        (2, {"nimi_fi": "Neuvonta", "alkaa": "2027-01-12", "ika_alin": "18"}),
    )


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r"])
def test_an_export_never_starts_a_formula(opening: str) -> None:
    cell = f"{opening}cmd|' /C calc'!A0"
    assert guard(cell) == f"'{cell}"
    for form in (tables.CSV, tables.XLSX):
        data = write_table(tables.SERVICES, [{"nimi_fi": f"{opening}1+1"}], form)
        if form == tables.XLSX:
            cells = [cell for line in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in line]
            assert not [cell for cell in cells if cell.data_type == "f"]
        assert read_sheet(data).rows[0][1]["nimi_fi"].endswith("1+1")


def test_a_template_can_be_filled_in_and_read_back() -> None:
    for kind in (tables.SERVICES, tables.PLACES):
        for form in (tables.CSV, tables.XLSX):
            [(number, cells)] = read_sheet(tables.template(kind, form)).rows
            assert (number, told(read_row(kind, number, cells))) == (2, [])


def test_hours_are_read_as_people_write_them() -> None:
    periods, problems = parse_hours("ma-to 9-16; Ti klo 9–11 avoin; pe 8.30-12, 13-24; la suljettu")
    assert problems == ()
    assert [(period.kind, len(period.slots)) for period in periods] == [(HoursKind.OPEN, 6), (HoursKind.DROP_IN, 1)]
    assert periods[0].slots[-2:] == (Slot(4, time(8, 30), time(12)), Slot(4, time(13), time(0)))
    assert periods[1].slots == (Slot(1, time(9), time(11)),)


def test_every_other_week_nights_and_always_are_read_too() -> None:
    [always, even] = parse_hours("24/7; parilliset viikot ke 17-19")[0]
    assert (always.always_open, even.recurrence) == (True, Recurrence.EVEN_WEEKS)
    assert parse_hours("la 22-06")[0][0].slots == (Slot(5, time(22), time(6)),)


@pytest.mark.parametrize("text", ["ma-to 9-16; ti 9-11 avoin", "24/7", "parittomat viikot ke 8.30-24 puhelin"])
def test_hours_are_written_as_they_are_read(text: str) -> None:
    periods, _problems = parse_hours(text)
    assert parse_hours(write_hours(periods))[0] == periods


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ma 16-9", "Aukiolo ”ma 16-9” päättyy ennen kuin se alkaa. Korjaa kellonajat."),
        ("joskus", "Aukioloa ”joskus” ei ymmärretty. Kirjoita esimerkiksi: ma-pe 9-16; ti 9-11 avoin."),
        ("ma 9-25", "Aukioloa ”ma 9-25” ei ymmärretty. Kirjoita esimerkiksi: ma-pe 9-16; ti 9-11 avoin."),
        ("ma", "Aukioloa ”ma” ei ymmärretty. Kirjoita esimerkiksi: ma-pe 9-16; ti 9-11 avoin."),
    ],
)
def test_hours_that_make_no_sense_are_told_and_the_rest_goes_in(text: str, sentence: str) -> None:
    periods, problems = parse_hours(f"{text}; ti 9-11")
    assert [problem.message for problem in problems] == [sentence]
    assert periods[0].slots == (Slot(1, time(9), time(11)),)


def test_swapped_coordinates_are_offered_back_the_right_way() -> None:
    cells = {"nimi_fi": "Talo", "leveysaste": "25,75", "pituusaste": "62,24"}
    found = read_row(tables.PLACES, 2, cells)
    assert "latitude" not in found.values
    assert found.problems[0].message == (
        "Koordinaatit ovat vaihtaneet paikkaa: leveysaste on 62,24, pituusaste 25,75. Vaihda ne."
    )
    assert read_row(tables.PLACES, 2, cells, swap=True).values["latitude"] == 62.24


@pytest.mark.parametrize(
    ("latitude", "longitude", "sentence"),
    [
        ("48,8", "2,3", "Koordinaatit eivät ole Suomessa, joten ne jäivät pois."),
        ("abc", "25,75", "Koordinaatit eivät ole lukuja, joten ne jäivät pois."),
        ("62,24", "", "Toinen koordinaateista puuttuu, joten ne jäivät pois. Kirjoita molemmat."),
    ],
)
def test_coordinates_that_are_no_place_here_are_left_out_and_told(latitude: str, longitude: str, sentence: str) -> None:
    found = row(tables.PLACES, leveysaste=latitude, pituusaste=longitude)
    assert "latitude" not in found.values
    [problem] = found.problems
    assert (problem.path, problem.message[: len(sentence)]) == ("leveysaste", sentence)


def test_an_unknown_municipality_is_told_and_the_known_ones_stay() -> None:
    found = row(kunnat="Jyväskylä; Laukas; Atlantis; 999")
    assert found.values["municipalities"] == ["179", "410"]
    assert [problem.message[:18] for problem in found.problems] == ["Kuntaa ”Atlantis” ", "Kuntaa ”999” ei tu"]


@pytest.mark.parametrize(
    ("kind", "cells", "sentence"),
    [
        (
            tables.SERVICES,
            {"alkaa": "1.2.2027", "paattyy": "31.1.2027"},
            "Palvelu päättyy ennen kuin se alkaa. Korjaa päivät.",
        ),
        (
            tables.PLACES,
            {"avattu": "1.2.2027", "suljettu": "2027-01-31"},
            "Paikka sulkeutuu ennen kuin se avataan. Korjaa päivät.",
        ),
        (tables.SERVICES, {"ika_alin": "18", "ika_ylin": "13"}, "Yläikäraja on alaikärajaa pienempi. Korjaa iät."),
        (tables.SERVICES, {"alkaa": "31.2.2027"}, "Päivää ”31.2.2027” ei ymmärretty. Kirjoita esimerkiksi 12.1.2027."),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(kind: str, cells: dict[str, str], sentence: str) -> None:
    found = row(kind, **cells)
    assert (found.refused, [problem.message for problem in found.problems]) == (True, [sentence])


def test_a_word_that_is_no_choice_names_the_choices() -> None:
    [problem] = row(maksu="ilmainen").problems
    assert problem.message == "”ilmainen” ei ole vaihtoehto. Valitse jokin näistä: maksuton, maksullinen, muu."


def test_a_postal_code_gets_its_zeros_back() -> None:
    assert row(tables.PLACES, postinumero="100").values["postal_code"] == "00100"


def test_a_text_that_is_too_long_is_left_out_and_told() -> None:
    found = row(tiivistelma_fi="x" * 151)
    assert told(found) == [("tiivistelma_fi", "too_long")]
    assert "summary" not in found.values
