"""The front page and the calm notes: complete in every language, right for the words of a person in distress."""

import re
import tomllib
from typing import Any

import pytest

from kotikulma.directory.queries import guidance
from kotikulma.directory.rules.guidance import fits, words_of
from kotikulma.kernel.ui.icons import ICONS

LANGUAGES = {"fi", "sv", "en"}
VERIFIED_NUMBERS = {"112", "09 2525 0111", "0800 005 005"}


def stored(name: str) -> dict[str, Any]:
    return tomllib.loads((guidance.DATA / name).read_text(encoding="utf-8"))


NOTES = stored("guidance.toml")["note"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("häätö", "Saitko kirjeen häädöstä?"),
        ("sain häätökirjeen", "Saitko kirjeen häädöstä?"),
        ("vräkning", "Saitko kirjeen häädöstä?"),
        ("eviction letter", "Saitko kirjeen häädöstä?"),
        ("Ei paikkaa ensi yöksi", "Ei paikkaa ensi yöksi?"),
        ("nowhere to sleep", "Ei paikkaa ensi yöksi?"),
        ("kotona ei ole turvallista", "Eikö kotona ole turvallista?"),
        ("mies löi minua", "Eikö kotona ole turvallista?"),
        ("haluan kuolla", "Onko sinulla nyt todella vaikeaa?"),
        ("raha ei riitä", "Loppuivatko rahat?"),
        ("VELAT", "Painaako velka?"),
        ("olen yksinäinen", "Tuntuuko yksinäiseltä?"),
    ],
)
def test_distress_gets_a_note_first(query: str, title: str) -> None:
    assert guidance.matching(query, "fi")[0].title == title


@pytest.mark.parametrize(
    "query", ["", "!?", "kirjasto", "mistä vauvalle kerho", "ensamförälder", "broken lift", "lyömäsoitin"]
)
def test_other_words_get_none(query: str) -> None:
    assert guidance.matching(query, "fi") == ()


def test_the_most_urgent_note_comes_first_and_two_are_enough() -> None:
    found = guidance.matching("häätö velka väkivalta yksinäisyys", "fi")
    assert [note.title for note in found] == ["Eikö kotona ole turvallista?", "Saitko kirjeen häädöstä?"]


def test_a_note_speaks_the_language_of_the_page() -> None:
    assert guidance.matching("häätö", "en")[0].title == "Did you get a letter about eviction?"
    assert guidance.matching("häätö", "sv")[0].links[0].title == "Boenderådgivning"
    assert guidance.matching("häätö", "fi", plain=True)[0].body.startswith("Älä pelkää.")


def test_links_dial_or_search_in_the_readers_words() -> None:
    [note] = guidance.matching("self harm", "en")
    assert (note.links[0].url, note.links[0].phone) == ("tel:112", "112")
    assert note.links[2].url.endswith("?q=crisis+chat")


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["key"])
def test_every_note_is_whole(note: dict[str, Any]) -> None:
    for field in ("triggers", "title", "body"):
        assert set(note[field]) == LANGUAGES
    assert set(note["selko"]) == {"title", "body"}
    assert note["icon"] in ICONS
    assert note["links"]
    for link in note["links"]:
        assert set(link["title"]) == LANGUAGES
        assert link.get("phone") in VERIFIED_NUMBERS or set(link["query"]) == LANGUAGES


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note["key"])
def test_a_tired_reader_meets_short_sentences(note: dict[str, Any]) -> None:
    for text, most in ((note["body"]["fi"], 15), (note["selko"]["body"], 10)):
        assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.!?])\s+", text)) <= most


@pytest.mark.parametrize(("language", "plain"), [("fi", False), ("sv", False), ("en", False), ("fi", True)])
def test_the_front_page_is_filled_in_each_language(language: str, plain: bool) -> None:
    home = guidance.home(language, plain=plain)
    assert (len(home.words), len(home.help_now), len(home.situations)) == (5, 3, 6)
    assert home.help_now[-1].phone == "112"
    assert all(link.query or link.phone for link in home.help_now)
    assert all(one.query.startswith("q=") and one.icon in ICONS and one.subtitle for one in home.situations)


def test_front_page_words_are_written_in_each_language() -> None:
    raw = stored("home.toml")
    for row in [*raw["help_now"], *raw["situation"]]:
        assert set(row["title"]) == {*LANGUAGES, "selko"}
        assert "phone" in row or set(row["query"]) == LANGUAGES


def test_a_trigger_meets_beginnings_of_words_or_the_very_word() -> None:
    assert fits("ei rahaa", words_of("minulla ei ole rahaa"))
    assert not fits("ei rahaa", words_of("rahaa"))
    assert fits("=broke", words_of("I am broke!"))
    assert not fits("=broke", words_of("broken"))
