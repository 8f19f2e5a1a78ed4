"""Codes, names and places of municipalities."""

import json

import pytest

from kotikulma.kernel import municipalities


def test_the_project_has_fourteen_municipalities_in_finnish_order() -> None:
    names = [one.name["fi"] for one in municipalities.in_project()]
    assert len(names) == 14
    assert (names[0], names[1], names[2], names[-1]) == ("Joutsa", "Jyväskylä", "Jämsä", "Äänekoski")


def test_central_finland_is_whole() -> None:
    assert len(municipalities.by_code()) == 22
    assert municipalities.name("077", "fi") == "Hankasalmi"


@pytest.mark.parametrize(("language", "name"), [("fi", "Laukaa"), ("sv", "Laukas"), ("en", "Laukaa"), ("so", "Laukaa")])
def test_a_name_in_the_language_asked_for(language: str, name: str) -> None:
    assert municipalities.name("410", language) == name


def test_an_unknown_code_is_its_own_name() -> None:
    assert municipalities.name("999") == "999"
    assert municipalities.where("999", "sv") == "999"
    assert municipalities.get("999") is None


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "Pihtiputaalla"), ("sv", "i Pihtipudas"), ("en", "in Pihtipudas")]
)
def test_where_something_is(language: str, words: str) -> None:
    assert municipalities.where("601", language) == words


@pytest.mark.parametrize("text", ["Äänekoski", " äänekoski ", "ÄÄNEKOSKELLA"])
def test_a_municipality_is_found_by_its_name(text: str) -> None:
    found = municipalities.find_by_name(text)
    assert found is not None
    assert found.code == "992"


def test_no_municipality_is_found_by_another_word() -> None:
    assert municipalities.find_by_name("Lintukoto") is None


def test_the_nearest_municipality_is_the_one_whose_outline_holds_the_point() -> None:
    for one in municipalities.in_project():
        assert municipalities.nearest(*one.centre).code == one.code, one.name["fi"]


def test_outside_all_outlines_the_nearest_centre_decides() -> None:
    assert municipalities.nearest(61.50, 23.76).code == "182"


def test_distance_is_in_kilometres() -> None:
    jyvaskyla, aanekoski = (municipalities.by_code()[code].centre for code in ("179", "992"))
    assert municipalities.kilometres(jyvaskyla, aanekoski) == pytest.approx(40, abs=1)


def test_data_files_name_source_and_licence_and_stay_small() -> None:
    outlines = json.loads(municipalities.OUTLINES.read_text(encoding="utf-8"))
    assert (outlines["licence"], "Maanmittauslaitos" in outlines["source"]) == ("CC BY 4.0", True)
    assert municipalities.OUTLINES.stat().st_size < 20_000
    codes = {feature["properties"]["code"] for feature in outlines["features"]}
    assert codes == {one.code for one in municipalities.in_project()}
