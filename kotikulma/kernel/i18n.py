"""Content in several languages: one JSON map per text, any language code, fallback shown and never stored."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACK = ("fi", "sv", "en")

LanguageMap = Mapping[str, str]


class Localised(NamedTuple):
    """A text and the language it is really in; `foreign` when that is not what was asked for."""

    text: str
    lang: str
    foreign: bool

    def __str__(self) -> str:
        return self.text


def localise(texts: LanguageMap | None, language: str | None = None) -> Localised:
    """The text for `language` (default: the active one), else fi, sv, en, else any; empty when there is none."""
    asked = (language or get_language() or "fi").partition("-")[0]
    if texts:
        for lang in (asked, *FALLBACK, *texts):
            if text := texts.get(lang):
                return Localised(text, lang, lang != asked)
    return Localised("", asked, False)


def clean_map(texts: Mapping[str, Any] | None) -> dict[str, str]:
    """Trimmed, without empty translations: an empty text is no translation."""
    return {str(lang): text.strip() for lang, text in (texts or {}).items() if isinstance(text, str) and text.strip()}


class TextIn(models.Func):
    """A map's text in one language, asked of the database: `TextIn("name", "fi")`; NULL when there is none.

    A transform of Django's reads the map once to learn of which type the value is, and then again. The language, a
    word of ours, stands in the statement itself: an index of this text is found by it, by a parameter it would not be.
    """

    output_field = models.TextField()

    def __init__(self, column: str, language: str) -> None:
        if not language.isalpha():
            raise ValueError(language)
        super().__init__(column, language=language)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$.%(language)s')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s ->> '%(language)s')")


class LanguageMapField(models.JSONField):
    """`{"fi": "…", "sv": "…"}`; unknown languages are kept, empty ones dropped."""

    def __init__(self, *args: Any, max_characters: int | None = None, **kwargs: Any) -> None:
        self.max_characters = max_characters
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.max_characters is not None:
            kwargs["max_characters"] = self.max_characters
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """As JSONField, four times as fast: lists and renewals read these maps by the thousand."""
        if isinstance(expression, KeyTransform) or not isinstance(value, (str, bytes)):
            return super().from_db_value(value, expression, connection)
        return orjson.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(clean_map(value) if isinstance(value, Mapping) else value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        for lang, text in (value or {}).items():
            if self.max_characters is not None and len(text) > self.max_characters:
                raise ValidationError(
                    _("Teksti (%(lang)s) on %(length)d merkkiä pitkä. Lyhennä se %(limit)d merkkiin."),
                    code="too_long",
                    params={"lang": lang, "length": len(text), "limit": self.max_characters},
                )
