"""Hints about published records: each rule by one text it catches, and one it leaves alone."""

from datetime import date

import pytest

from kotikulma.directory.rules.quality import SENTENCES, names_one_town, text_hints

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Katso www.example.org lisää.", "url_in_text"),
        ("Kirjoita neuvonta@example.org.", "email_in_text"),
        ("Soita 014 123 4567.", "phone_in_text"),
        ("Soita +358 50 123 4567.", "phone_in_text"),
        ("Tule osoitteeseen Nevakatu 2.", "address_in_text"),
        ("Avoinna klo 9–11.", "hours_in_text"),
        ("Avoinna ma–pe 8–16.", "hours_in_text"),
        ("Sosiaalihuoltolain 14 § mukaan.", "law_in_text"),
        ("Maksut vuonna 2023 olivat samat.", "year_in_text"),
    ],
)
def test_what_belongs_elsewhere_is_found_in_a_description(text: str, code: str) -> None:
    assert [hint.code for hint in text_hints({}, {"fi": text}, TODAY)] == [code]
    assert str(SENTENCES[code]).endswith(".")


def test_plain_words_raise_nothing() -> None:
    text = "Autamme 18–29-vuotiaita kotona ja koulussa. Palvelu alkaa vuonna 2027, ryhmässä on 8 paikkaa."
    assert text_hints({"fi": "Lyhyt."}, {"fi": text}, TODAY) == ()


def test_a_long_summary_in_another_language_is_told() -> None:
    [hint] = text_hints({"en": "x" * 151}, {}, TODAY)
    assert (hint.code, hint.language) == ("summary_too_long", "en")


def test_a_service_for_all_finland_that_speaks_of_one_town_is_noticed() -> None:
    names = ("Jyväskylä", "Laukaa", "Äänekoski")
    assert names_one_town([{"fi": "Tietoa jyväskyläläisten palveluista"}], names)
    assert not names_one_town([{"fi": "Jyväskylässä ja Äänekoskella"}], names)
    assert not names_one_town([{"fi": "Kaikille Suomessa"}], names)
