"""Texts and queries to tokens."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotikulma.kernel.text.analysis import analyse_document, analyse_names, analyse_query, expand_ellipses
from kotikulma.kernel.text.stems import stem
from kotikulma.kernel.text.words import clean, words


@pytest.fixture(autouse=True, params=["auto", "off"])
def voikko(request: pytest.FixtureRequest, settings: Any) -> None:
    settings.VOIKKO = request.param


def test_an_elliptic_compound_is_spelt_out() -> None:
    assert expand_ellipses("talous- ja velkaneuvonta") == ["talousneuvonta"]
    assert expand_ellipses("selviämis-, katkaisu- ja vieroitushoito") == ["selviämishoito", "katkaisuhoito"]


def test_an_elliptic_compound_is_indexed_whole() -> None:
    assert "talousneuvonta" in analyse_document("Talous- ja velkaneuvonta", "fi").full


def test_a_hyphenated_word_is_indexed_in_pieces_and_whole() -> None:
    assert {"keski", "suomi", "keskisuomi"} <= analyse_document("Keski-Suomi", "fi").full


def test_swedish_and_english_are_stemmed_under_their_own_mark() -> None:
    assert "s_skuld" in analyse_document("skulder", "sv").full
    assert "e_debt" in analyse_document("debts", "en").full
    assert "skuld" not in analyse_document("skulder", "sv").full


def test_a_language_without_an_analyser_is_indexed_as_written() -> None:
    assert analyse_document("Дом", "ru") == ({"дом"}, set(), set())


def test_what_a_text_says_three_times_is_marked() -> None:
    assert analyse_document("velka, velan, velka velka", "fi").often >= {"velka"}
    assert analyse_document("velka ja velka", "fi").often == set()


def test_a_query_word_is_analysed_in_three_languages() -> None:
    (word,) = analyse_query("Velkoja").words
    assert {"velkoja", stem("velkoja", "sv"), stem("velkoja", "en")} <= set(word.full)


def test_generic_parts_stand_apart_from_telling_ones() -> None:
    (word,) = analyse_query("päihdepalveluihin").words
    assert (word.atoms, word.generic_parts) == (("päihde",), ("palvelu",))


def test_stop_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert [word.surface for word in analyse_query("mistä vauvalle kerho").telling] == ["vauvalle", "kerho"]
    assert [word.surface for word in analyse_query("mitä").telling] == ["mitä"]


def test_names_of_places_meet_in_their_stem() -> None:
    assert set(analyse_names(["Palokka"])) & set(analyse_query("Palokassa").words[0].full)


def test_threads_may_share_the_analyser() -> None:
    texts = [f"asumisneuvontaa ja {word}ille" for word in ("nuor", "laps", "vanhuks", "asunnottom")] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: analyse_document(text, "fi"), texts))
    assert found == [analyse_document(text, "fi") for text in texts]


@given(st.text())
def test_any_text_becomes_tokens_of_letters_and_digits(text: str) -> None:
    for word in words(clean(text)):
        assert word.isalnum()
        assert word == word.lower()
