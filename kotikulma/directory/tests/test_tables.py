"""Services and places through a table: preview, import, again, export and back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kotikulma.directory.commands.tables import (
    export_table,
    import_table,
    run_export_table,
    run_import_table,
    table_template,
)
from kotikulma.directory.commands.terms import load_terms
from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables import TableRefused, read_sheet
from kotikulma.directory.models import Place, Service, ServiceAt
from kotikulma.directory.types.imports import ImportReport
from kotikulma.kernel.types import ANONYMOUS
from tests import cast

pytestmark = pytest.mark.django_db
HOUSE = cast.HOUSE


@pytest.fixture(autouse=True)
def code_lists() -> None:
    load_terms()


def file_of(*rows: dict[str, str]) -> bytes:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    lines = [";".join(headings), *(";".join(f'"{row.get(heading, "")}"' for heading in headings) for row in rows)]
    return "\n".join(lines).encode()


def bring(kind: str, *rows: dict[str, str], actor: Any = HOUSE, **options: Any) -> ImportReport:
    return import_table(actor, kind, file_of(*rows), **options)


def outcomes(report: ImportReport) -> list[str]:
    return [str(line.outcome) for line in report.lines]


def service(**cells: str) -> dict[str, str]:
    own = next(iter(cast.own_organization().name.values()))
    return {
        "nimi_fi": "Asumisneuvonta",
        "tiivistelma_fi": "Apua asumisen pulmiin.",
        "vastuuorganisaatio": own,
        "kohderyhmat": "KR1",
        "palveluluokat": "Asuminen",
        "erityisryhmat": "homeless",
        "kunnat": "Jyväskylä",
        "puhelin": "014 000 0000",
        **cells,
    }


def place(**cells: str) -> dict[str, str]:
    return {
        "nimi_fi": "Esimerkkitalo",
        "tyyppi": "palvelupiste",
        "katuosoite_fi": "Esimerkkikatu 1",
        "kunta": "Jyväskylä",
        "leveysaste": "62,24",
        "pituusaste": "25,75",
        "aukiolo": "ma-pe 9-16",
        **cells,
    }


def test_a_row_becomes_a_draft_with_all_it_says() -> None:
    assert outcomes(bring(tables.SERVICES, service())) == ["added"]
    found = Service.objects.get()
    assert (found.status, found.municipalities) == ("draft", ["179"])
    assert found.responsible_id == cast.own_organization().id
    assert sorted(found.terms.values_list("code", flat=True)) == ["KR1", "P1", "homeless"]
    assert found.contacts == [{"type": "phone", "value": "014 000 0000"}]


@pytest.mark.parametrize("identity", [{}, {"ulkoinen_tunnus": "oma-1"}])
def test_the_same_file_again_changes_nothing(identity: dict[str, str]) -> None:
    rows = [service(paikka="Esimerkkitalo", aukiolo="ti 9-11 avoin", alkaa_paikassa="12.1.2027", **identity)]
    bring(tables.PLACES, place())
    assert outcomes(bring(tables.SERVICES, *rows)) == ["added"]
    assert outcomes(bring(tables.SERVICES, *rows)) == ["unchanged"]
    assert outcomes(bring(tables.PLACES, place())) == ["unchanged"]
    assert (Service.objects.count(), ServiceAt.objects.count()) == (1, 1)


def test_a_service_is_joined_to_its_place_with_its_own_days_and_hours() -> None:
    bring(tables.PLACES, place())
    bring(tables.SERVICES, service(paikka="Esimerkkitalo", alkaa_paikassa="12.1.2027", aukiolo="ti 9-11 avoin"))
    connection = ServiceAt.objects.get()
    assert (connection.place.name["fi"], connection.starts_on) == ("Esimerkkitalo", date(2027, 1, 12))
    assert [(row.kind, row.slots) for row in connection.periods.all()] == [("drop_in", [[1, "09:00", "11:00"]])]


def test_a_service_that_ends_before_its_place_opens_is_refused_and_the_rest_goes_in() -> None:
    bring(tables.PLACES, place(avattu="1.2.2027"))
    early = service(nimi_fi="Liian varhain", paikka="Esimerkkitalo", paattyy="31.1.2027")
    report = bring(tables.SERVICES, early, service())
    assert outcomes(report) == ["skipped", "added"]
    assert report.lines[0].source == "rivi 2"
    assert report.lines[0].problems[0].message == (
        "Palvelu päättyy ennen kuin paikka avataan. Korjaa päivät tai vaihda paikka."
    )
    assert not Service.objects.filter(name__fi="Liian varhain").exists()


def test_a_preview_tells_the_same_and_keeps_nothing() -> None:
    rows = [service(), service(nimi_fi="Toinen", vastuuorganisaatio="Olematon")]
    report = bring(tables.SERVICES, *rows, dry_run=True)
    assert (outcomes(report), Service.objects.count()) == (["added", "skipped"], 0)
    assert report.lines[1].problems[0].message == (
        "Organisaatiota ”Olematon” ei ole. Tarkista nimi tai lisää organisaatio ensin."
    )


def test_an_empty_cell_changes_nothing_and_one_language_leaves_the_others() -> None:
    bring(tables.SERVICES, service(nimi_sv="Boenderådgivning"))
    uuid = str(Service.objects.get().uuid)
    report = bring(tables.SERVICES, {"uuid": uuid, "nimi_fi": "Asumisen neuvonta", "tiivistelma_fi": ""})
    found = Service.objects.get()
    assert found.name == {"fi": "Asumisen neuvonta", "sv": "Boenderådgivning"}
    assert (found.summary, report.lines[0].changed) == ({"fi": "Apua asumisen pulmiin."}, ("name",))


def test_two_rows_that_tell_one_entry_otherwise_are_told_and_the_first_stays() -> None:
    rows = [place(ulkoinen_tunnus="talo-1"), place(ulkoinen_tunnus="talo-1", aukiolo="ma-pe 10-12")]
    report = bring(tables.PLACES, *rows, place(nimi_fi="Toinen talo"))
    assert outcomes(report) == ["added", "skipped", "added"]
    assert report.lines[1].problems[0].message == (
        "Sama kohde on jo rivillä 2 eri tiedoin. Yhdistä rivit tai anna niille eri tunnus."
    )
    assert Place.objects.get(name__fi="Esimerkkitalo").periods.get().slots[0] == [0, "09:00", "16:00"]


def test_rows_of_one_entry_may_add_to_each_other() -> None:
    bring(tables.PLACES, place(), place(nimi_fi="Toinen talo"))
    first = service(ulkoinen_tunnus="n-1", paikka="Esimerkkitalo", aukiolo="ti 9-11")
    second = {"ulkoinen_tunnus": "n-1", "nimi_sv": "Rådgivning", "paikka": "Toinen talo", "aukiolo": "ke 9-11"}
    assert outcomes(bring(tables.SERVICES, first, second)) == ["added", "changed"]
    assert (Service.objects.get().name["sv"], ServiceAt.objects.count()) == ("Rådgivning", 2)


def test_an_unknown_uuid_never_makes_a_new_entry() -> None:
    report = bring(tables.SERVICES, service(uuid="11111111-1111-4111-8111-111111111111"))
    assert (outcomes(report), report.lines[0].problems[0].code) == (["skipped"], "uuid_unknown")


def test_publishing_from_a_table_asks_what_publishing_by_hand_asks() -> None:
    report = bring(
        tables.SERVICES, service(tila="julkaistu", palveluluokat=""), service(nimi_fi="Valmis", tila="julkaistu")
    )
    assert [row.status for row in Service.objects.order_by("id")] == ["draft", "published"]
    assert report.lines[0].problems[0].message == (
        "Tietoja puuttuu, joten tätä ei voi vielä julkaista. Valitse vähintään yksi palveluluokka."
    )


def test_an_editor_brings_in_only_what_is_theirs() -> None:
    own, other = (next(iter(one.name.values())) for one in (cast.own_organization(), cast.other_organization()))
    rows = [service(vastuuorganisaatio=own), service(nimi_fi="Vieras", vastuuorganisaatio=other)]
    report = bring(tables.SERVICES, *rows, actor=cast.actor(cast.editor()))
    assert outcomes(report) == ["added", "skipped"]
    assert report.lines[1].problems[0].code == "not_yours"


def test_unknown_columns_are_told_and_a_table_without_known_ones_is_refused() -> None:
    report = bring(tables.SERVICES, service(outo="x"))
    assert report.notices[0].message == "Saraketta ”outo” ei tunneta, joten sitä ei tuotu."
    with pytest.raises(TableRefused):
        import_table(HOUSE, tables.SERVICES, b"a;b\n1;2\n")


def test_swapped_coordinates_go_in_when_the_offer_is_accepted() -> None:
    rows = place(leveysaste="25,75", pituusaste="62,24")
    assert bring(tables.PLACES, rows).lines[0].problems[0].code == "coordinates_swapped"
    assert Place.objects.get().latitude is None
    bring(tables.PLACES, rows, swap=True)
    assert Place.objects.get().latitude == 62.24


@pytest.mark.parametrize("form", [tables.CSV, tables.XLSX])
def test_what_is_exported_comes_back_without_change(form: str) -> None:
    bring(tables.PLACES, place(puhelin="+358 14 000 0000"))
    bring(tables.SERVICES, service(paikka="Esimerkkitalo", aukiolo="ti 9-11 avoin", kuvaus_fi="=1+1"))
    for kind in (tables.PLACES, tables.SERVICES):
        _name, data = export_table(HOUSE, kind, form)
        report = import_table(HOUSE, kind, data)
        assert (outcomes(report), report.lines[0].problems) == (["unchanged"], ())


def test_a_hidden_address_is_in_no_export() -> None:
    bring(tables.PLACES, place(osoitteen_nakyvyys="salainen", tila="luonnos"))
    [(_number, cells)] = read_sheet(export_table(HOUSE, tables.PLACES)[1]).rows
    assert [cells[name] for name in ("katuosoite_fi", "leveysaste", "pituusaste", "kunta")] == ["", "", "", ""]
    assert import_table(HOUSE, tables.PLACES, export_table(HOUSE, tables.PLACES)[1]).changes == 0
    assert Place.objects.get().street_address == {"fi": "Esimerkkikatu 1"}


def test_strangers_get_only_what_is_published() -> None:
    bring(tables.SERVICES, service(tila="julkaistu"), service(nimi_fi="Luonnos"))
    rows = read_sheet(export_table(ANONYMOUS, tables.SERVICES)[1]).rows
    assert [cells["nimi_fi"] for _number, cells in rows] == ["Asumisneuvonta"]


def test_the_template_has_a_name_people_recognise() -> None:
    assert table_template(tables.SERVICES, tables.XLSX)[0] == "palvelut-malli.xlsx"


@pytest.mark.parametrize("name", ["palvelut.csv", "palvelut.xlsx"])
def test_a_file_goes_out_and_in_by_path(tmp_path: Path, name: str) -> None:
    bring(tables.SERVICES, service())
    assert run_export_table(tables.SERVICES, tmp_path / name) == (tmp_path / name).stat().st_size
    report = run_import_table(tmp_path / name, tables.SERVICES)
    assert (outcomes(report), report.lines[0].source) == (["unchanged"], f"{name} rivi 2")


def test_a_path_that_does_not_do_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableRefused) as refused:
        run_export_table(tables.SERVICES, tmp_path / "palvelut.doc")
    assert str(refused.value) == "Anna tiedostolle pääte .csv tai .xlsx."
    with pytest.raises(TableRefused) as refused:
        run_import_table(tmp_path / "ei-ole.csv", tables.SERVICES)
    assert str(refused.value) == "Tiedostoa ei voi lukea: No such file or directory."
