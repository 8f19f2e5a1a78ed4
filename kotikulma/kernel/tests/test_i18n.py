"""Content in several languages: fallback shown, never stored."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from kotikulma.kernel.i18n import LanguageMapField, Localised, clean_map, localise

NAME = {"fi": "Talo", "sv": "Huset", "so": "Guri"}


@pytest.mark.parametrize(
    ("texts", "language", "shown"),
    [
        (NAME, "sv", Localised("Huset", "sv", False)),
        (NAME, "so", Localised("Guri", "so", False)),
        (NAME, "en", Localised("Talo", "fi", True)),
        ({"sv": "Huset", "en": "House"}, "fi", Localised("Huset", "sv", True)),
        ({"en": "House", "so": "Guri"}, "sv", Localised("House", "en", True)),
        ({"so": "Guri"}, "fi", Localised("Guri", "so", True)),
        ({"fi": ""}, "fi", Localised("", "fi", False)),
        (None, "sv", Localised("", "sv", False)),
    ],
)
def test_what_is_missing_is_shown_in_finnish_swedish_english_or_any(texts, language: str, shown: Localised) -> None:
    assert localise(texts, language) == shown


def test_the_active_language_is_the_default() -> None:
    with translation.override("sv"):
        assert str(localise(NAME)) == "Huset"


def test_showing_a_fallback_stores_nothing() -> None:
    texts = {"fi": "Talo"}
    localise(texts, "sv")
    assert LanguageMapField().get_prep_value(texts) == {"fi": "Talo"}
    assert texts == {"fi": "Talo"}


def test_empty_translations_are_dropped_and_unknown_languages_kept() -> None:
    assert clean_map({"fi": " Talo ", "sv": "  ", "en": None, "smn": "Táálu"}) == {"fi": "Talo", "smn": "Táálu"}
    assert LanguageMapField().get_prep_value({"fi": "Talo", "sv": ""}) == {"fi": "Talo"}


def test_a_text_too_long_is_refused_with_its_length() -> None:
    field = LanguageMapField(max_characters=5)
    with pytest.raises(ValidationError) as refused:
        field.validate({"fi": "Talo", "sv": "Huset!"}, None)
    assert refused.value.params == {"lang": "sv", "length": 6, "limit": 5}
    field.validate({"fi": "Talo"}, None)


def test_the_limit_is_part_of_the_migration() -> None:
    assert LanguageMapField(max_characters=100).deconstruct()[3]["max_characters"] == 100
    assert "max_characters" not in LanguageMapField().deconstruct()[3]
