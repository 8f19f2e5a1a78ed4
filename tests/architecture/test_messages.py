"""Strings are gathered from code and templates, merged without loss, checked and compiled."""

import gettext
from pathlib import Path

import polib
import pytest

from kotikulma.config import messages

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Auki nyt")
ngettext("%(n)d paikka", "%(n)d paikkaa", n)
pgettext("viikonpäivä", "ma")
_("Hei " "sinä")
_(variable)
"""
TEMPLATE = """
{% trans "Hae" %} {{ _("Kartta") }} {% blocktrans trimmed with name=x %}
  Paikka {{ name }}
{% endblocktrans %} {% include "x" with label=_("Lista") %}
{% blocktrans count n=n %}{{ n }} tulos{% plural %}{{ n }} tulosta{% endblocktrans %}
<c-field :label="_('Nimi')" />
"""


@pytest.fixture
def gathered(tmp_path: Path) -> dict[messages.Key, messages.Message]:
    (tmp_path / "kotikulma/x/templates").mkdir(parents=True)
    (tmp_path / "kotikulma/x/views.py").write_text(CODE)
    (tmp_path / "kotikulma/x/templates/x.html").write_text(TEMPLATE)
    return messages.gather(tmp_path)


def test_strings_of_code_and_templates_are_found(gathered: dict[messages.Key, messages.Message]) -> None:
    assert {text for _, text in gathered} == {
        *("Auki nyt", "%(n)d paikka", "ma", "Hei sinä"),
        *("Hae", "Kartta", "Paikka %(name)s", "Lista", "%(n)s tulos", "Nimi"),
    }
    assert gathered[None, "%(n)s tulos"].plural == "%(n)s tulosta"
    assert ("viikonpäivä", "ma") in gathered


def test_merging_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    messages.merge(_texts("Hae", "Pois"), "sv", tmp_path)
    _translate(tmp_path, {"Hae": "Sök", "Pois": "Bort"})

    assert messages.merge(_texts("Hae", "Uusi"), "sv", tmp_path) == 1
    assert [(entry.msgid, entry.msgstr) for entry in _read(tmp_path)] == [("Hae", "Sök"), ("Uusi", "")]


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "sv: not translated: 'Hei %(name)s'"),
        ("Hej %(namn)s", "sv: placeholders differ: 'Hei %(name)s' -> 'Hej %(namn)s'"),
        ("Hej", "sv: placeholders differ: 'Hei %(name)s' -> 'Hej'"),
    ],
)
def test_a_faulty_translation_is_named(translation: str, fault: str, tmp_path: Path) -> None:
    wanted = _texts("Hei %(name)s")
    messages.merge(wanted, "sv", tmp_path)
    _translate(tmp_path, {"Hei %(name)s": translation})

    assert messages.faults(wanted, "sv", tmp_path) == [fault]


def test_a_string_missing_from_or_left_in_the_catalogue_is_named(tmp_path: Path) -> None:
    messages.merge(_texts("Vanha"), "sv", tmp_path)

    assert messages.faults(_texts("Uusi"), "sv", tmp_path) == [
        "sv: no longer in the code (make messages): 'Vanha'",
        "sv: not in the catalogue (make messages): 'Uusi'",
    ]


def test_a_compiled_catalogue_answers_and_is_not_compiled_twice(tmp_path: Path) -> None:
    messages.merge(_texts("Hae"), "sv", tmp_path)
    _translate(tmp_path, {"Hae": "Sök"})

    written = messages.compile_all(tmp_path)

    with written[0].open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Hae") == "Sök"
    assert messages.compile_all(tmp_path) == []


def _texts(*texts: str) -> dict[messages.Key, messages.Message]:
    return {(None, text): messages.Message(None, text) for text in texts}


def _read(locale: Path) -> polib.POFile:
    return polib.pofile(str(messages.catalogue("sv", locale)))


def _translate(locale: Path, translations: dict[str, str]) -> None:
    catalogue = _read(locale)
    for entry in catalogue:
        entry.msgstr = translations[entry.msgid]
    catalogue.save()
