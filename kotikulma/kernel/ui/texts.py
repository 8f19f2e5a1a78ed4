"""Texts in three languages as form fields: `name_fi`, `name_sv`, `name_en`, each language a pane of its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.ui.context import NAMES

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its field, label, length and how many rows it gets (1: a line)."""

    field: str
    label: Any
    longest: int
    rows: int = 1
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Something the register tells: shown, not edited."""

    label: Any
    value: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One language: its inputs, and what the register tells in it. `empty`: nothing is written yet."""

    language: str
    name: Any
    items: tuple[BoundField | Told, ...]
    empty: bool
    wrong: bool


def add_text_fields(form: forms.Form, texts: Iterable[Text], told: Mapping[str, Collection[str]]) -> None:
    """`told`: languages of each field that the register owns."""
    for text in texts:
        for language in LANGUAGES:
            if language in told.get(text.field, ()):
                continue
            attrs: dict[str, Any] = {"lang": language}
            widget = forms.TextInput(attrs) if text.rows == 1 else forms.Textarea({**attrs, "rows": text.rows})
            form.fields[f"{text.field}_{language}"] = forms.CharField(
                label=text.label,
                help_text=text.hint,
                max_length=text.longest,
                required=False,
                widget=widget,
            )


def text_initial(texts: Iterable[Text], state: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{text.field}_{language}": (state.get(text.field) or {}).get(language, "")
        for text in texts
        for language in LANGUAGES
    }


def text_changes(form: forms.Form, texts: Iterable[Text], state: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Each text with the languages of the form set and the others kept."""
    found = {}
    for text in texts:
        written = {
            language: form.cleaned_data[f"{text.field}_{language}"]
            for language in LANGUAGES
            if f"{text.field}_{language}" in form.cleaned_data
        }
        found[text.field] = clean_map({**(state.get(text.field) or {}), **written})
    return found


def panes(form: forms.Form, texts: Iterable[Text], state: Mapping[str, Any]) -> list[Pane]:
    texts = list(texts)
    return [_pane(form, texts, state, language) for language in LANGUAGES]


def _pane(form: forms.Form, texts: list[Text], state: Mapping[str, Any], language: str) -> Pane:
    items: list[BoundField | Told] = []
    for text in texts:
        name = f"{text.field}_{language}"
        if name in form.fields:
            items.append(form[name])
        else:
            items.append(Told(text.label, (state.get(text.field) or {}).get(language, "")))
    fields = [item for item in items if isinstance(item, BoundField)]
    return Pane(
        language=language,
        name=NAMES[language],
        items=tuple(items),
        empty=not any(item.value if isinstance(item, Told) else item.value() for item in items),
        wrong=any(field.errors for field in fields),
    )
