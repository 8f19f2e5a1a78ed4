"""What is found, and in which order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kotikulma.kernel import search
from kotikulma.kernel.search import plan, synonyms
from kotikulma.kernel.search.tests.make import document, names_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["auto", "off"])
def voikko(request: pytest.FixtureRequest, settings: Any) -> None:
    settings.VOIKKO = request.param
    synonyms.forget()


@pytest.fixture
def town() -> None:
    search.index(
        [
            document("Asumisneuvonta", place_words=["Nevakatu", "Huhtasuo", "Jyväskylä"], tags={"m:179", "free"}),
            document("Talous- ja velkaneuvonta", bodies={"fi": "Apua laskuihin."}, tags={"m:179"}),
            document("Hyvinvointitupa", place_words=["Viitasaari"], tags={"m:931", "free"}),
            document("Tupakkatuotteiden myyntilupa"),
            document(
                "Äitiysneuvola",
                names={"fi": "Äitiysneuvola", "sv": "Mödrarådgivningen", "en": "Maternity clinic"},
                summaries={"sv": "Rådgivning för gravida", "en": "Advice during pregnancy"},
            ),
            document("Päihdepalvelut", place_words=["Jyväskylä"]),
            document("Kirjasto", place_words=["Viitasaari"]),
            document("Kirjasto Jyväskylä", place_words=["Jyväskylä"]),
        ]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asumisneuvontaa", "Asumisneuvonta"),
        ("hyvinvointituvat", "Hyvinvointitupa"),
        ("neuvolaan", "Äitiysneuvola"),
        ("talousneuvonta", "Talous- ja velkaneuvonta"),
        ("velkoja", "Talous- ja velkaneuvonta"),
        ("häätö", "Asumisneuvonta"),
        ("vräkning", "Asumisneuvonta"),
        ("mödrarådgivning", "Äitiysneuvola"),
        ("maternity", "Äitiysneuvola"),
        ("pregnant", "Äitiysneuvola"),
        ("raha ei riitä", "Talous- ja velkaneuvonta"),
        ("asumisneuv", "Asumisneuvonta"),
        ("LASKUIHIN", "Talous- ja velkaneuvonta"),
    ],
)
def test_a_need_in_ones_own_words_finds_the_service(town: None, text: str, expected: str) -> None:
    assert names_of(search.find(text))[0] == expected


def test_a_part_of_a_compound_never_begins_another_word(town: None) -> None:
    assert "Tupakkatuotteiden myyntilupa" not in names_of(search.find("hyvinvointituvat"))


@pytest.mark.parametrize("text", ["kirjasto Viitasaarella", "Viitasaaren kirjasto", "kirjasto viitasaari"])
def test_a_place_name_moves_its_own_up(town: None, text: str) -> None:
    assert names_of(search.find(text))[:2] == ["Kirjasto", "Kirjasto Jyväskylä"]


def test_a_place_alone_finds_what_is_there(town: None) -> None:
    assert set(names_of(search.find("Huhtasuolla"))) == {"Asumisneuvonta"}


def test_the_very_name_comes_before_a_longer_one() -> None:
    search.index([document("Kotihoidon tuki ja ohjaus"), document("Kotihoito"), document("Kotihoidon palvelut")])
    assert names_of(search.find("kotihoito"))[0] == "Kotihoito"


def test_all_words_together_come_before_some() -> None:
    search.index([document("Nuorten kerho"), document("Vanhusten kerho"), document("Nuorten työpaja")])
    found = search.find("kerho nuorille")
    assert names_of(found)[0] == "Nuorten kerho"
    assert [hit.complete for hit in found.hits] == [True, False, False]


def test_equals_are_ordered_by_weight_then_age() -> None:
    search.index(
        [
            document("Kerho", uuid=document("a").uuid),
            document("Kerho", uuid=document("b").uuid, weight=1.0),
            document("Kerho", uuid=document("c").uuid),
        ]
    )
    hits = search.find("kerho").hits
    assert search.uuids([hit.id for hit in hits]) == [document(name).uuid for name in ("b", "a", "c")]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("paihdepalvelut", "päihdepalvelut"), ("asumisneuvnta", "asumisneuvonta"), ("kirjatso", "kirjasto")],
)
def test_a_typing_error_is_repaired_and_said(town: None, text: str, suggestion: str) -> None:
    found = search.find(text)
    assert (found.suggestion, found.fuzzy) == (suggestion, True)
    assert names_of(found)[0].lower().startswith(suggestion)


def test_a_word_that_is_used_is_no_typing_error(town: None) -> None:
    found = search.find("laskuihin")
    assert (found.suggestion, found.fuzzy) == (None, False)


def test_nothing_is_found_where_nothing_fits(town: None) -> None:
    assert search.find("avaruusraketti").hits == []


def test_tags_narrow_all_and_any(town: None) -> None:
    assert names_of(search.find("neuvonta", tags_all=["free"])) == ["Asumisneuvonta"]
    both = search.find("neuvonta", tags_any=[["free", "m:179"], ["m:179"]])
    assert set(names_of(both)) == {"Asumisneuvonta", "Talous- ja velkaneuvonta"}
    assert search.find("neuvonta", tags_all=["m:179", "m:931"]).hits == []


def test_what_is_not_public_is_not_found() -> None:
    search.index([document("Turvakoti")])
    search.index([document("Turvakoti", public=False)])
    assert (search.find("turvakoti").hits, search.browse().hits) == ([], [])


def test_more_than_the_limit_is_said_to_be_more() -> None:
    search.index([document(f"Kerho {number}") for number in range(7)])
    assert (len(search.find("kerho", limit_candidates=5).hits), search.find("kerho", limit_candidates=5).exact) == (
        5,
        False,
    )
    assert (len(search.find("kerho", limit_candidates=7).hits), search.find("kerho", limit_candidates=7).exact) == (
        7,
        True,
    )


def test_what_has_only_some_of_the_words_is_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "APART_CAP", 3)
    search.index([document(f"Kerho {number}") for number in range(5)])
    found = search.find("kerho avaruusraketti")
    assert (len(found.hits), found.exact) == (3, False)


def test_a_repaired_word_that_finds_enough_is_not_taken_apart() -> None:
    search.index([*(document(f"Asumisneuvonta {number}") for number in range(3)), document("Velkaneuvonta")])
    found = search.find("asumisneuvnta")
    assert {name.split()[0] for name in names_of(found)} == {"Asumisneuvonta"}


def test_synonyms_are_data_that_coordinators_edit() -> None:
    search.index([document("Kumppanuuspöytä")])
    assert search.find("hilavitkutin").hits == []
    synonyms.Synonym.objects.create(key="own", words=["hilavitkutin"], find=["kumppanuuspöytä"])
    synonyms.forget()
    assert names_of(search.find("hilavitkutin")) == ["Kumppanuuspöytä"]


def test_a_synonym_switched_off_stays_off() -> None:
    synonyms.ensure()
    synonyms.Synonym.objects.update(active=False)
    assert synonyms.ensure() == 0
    search.index([document("Asumisneuvonta")])
    assert search.find("vräkning").hits == []


@pytest.mark.parametrize("count", [1, 30])
def test_words_found_together_cost_two_statements(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    search.index([document(f"Kerho {number}") for number in range(count + 3)])
    search.find("lämmittely")
    with django_assert_num_queries(2):
        search.find("kerho")


def test_who_orders_them_herself_gets_the_same_ones_for_a_statement_less(
    town: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    judged = {hit.id for hit in search.find("neuvola kirjasto").hits}
    with django_assert_num_queries(2):
        found = search.find("neuvola kirjasto", in_order=False)
    assert {hit.id for hit in found.hits} == judged


def test_words_found_apart_cost_three_and_a_repair_two_more(
    town: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search.find("lämmittely")
    with django_assert_num_queries(3):
        search.find("kirjasto hyvinvointitupa")
    with django_assert_num_queries(5):
        search.find("paihdepalvelut")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        "'; DROP TABLE search_searchdocument; --",
        'name:"x" OR NEAR(a b) AND NOT * ^ - + ( {body}',
        "AND OR NOT NEAR",
        "kirjasto\x00\ud800",
        "😀🏠",
        "a" * 10_000,
        "kirjasto " * 2_000,
        "%_\\",
        "' | & ! :* <->",
        "İıﬁ²½",
        "t_free",
    ],
)
def test_any_text_gives_results_or_none(town: None, text: str) -> None:
    assert isinstance(search.find(text).hits, list)


@given(text=st.text(max_size=60))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_whatever_breaks_the_search(town: None, text: str) -> None:
    search.find(text)


def test_a_long_text_counts_by_its_first_words(town: None) -> None:
    assert names_of(search.find("kirjasto " + "x" * 9_000))[0] == "Kirjasto"
