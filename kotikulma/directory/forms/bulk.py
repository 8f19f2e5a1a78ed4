"""Many entries in one table: one row each, the chosen fields as inputs, what is wrong told at its row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.forms.entries import day
from kotikulma.directory.forms.own import KINDS
from kotikulma.directory.queries.editing import BulkEntry
from kotikulma.directory.rules.field_words import label as field_label
from kotikulma.directory.rules.ownership import owned_languages
from kotikulma.directory.types import AccessMode, Charge, ContactType, HolidayPolicy
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.ui.language_names import language_name

MOST = 100
LANGUAGES = ("fi", "sv", "en")
TEXTS = {"nimi": ("name", 100), "tiivistelma": ("summary", 150)}
PHONE, PHONE_2, VERIFIED, ACCESS = "puhelin", "puhelin_2", "vahvista", "tavat"
CHARGE, HOLIDAYS, ENDS = "hinta", "pyhat", "paattyy"
PHONES = (PHONE, PHONE_2)  # the first number of an entry and the second; further ones are left alone
COLUMNS: Mapping[str, Any] = {
    **{f"{word}_{language}": (word, language) for word in TEXTS for language in LANGUAGES},
    PHONE: _("Puhelin"),
    PHONE_2: _("Toinen puhelin"),
    ACCESS: _("Miten pääsee mukaan"),
    CHARGE: _("Hinta"),
    HOLIDAYS: _("Pyhäpäivinä"),
    ENDS: _("Viimeinen päivä"),
    VERIFIED: _("Ajan tasalla"),
}
FIELDS = {ACCESS: "access_modes", CHARGE: "charge", HOLIDAYS: "holiday_policy", ENDS: "ends_on"}
ONLY = {
    ACCESS: ("service",),
    CHARGE: ("service",),
    ENDS: ("service",),
    HOLIDAYS: ("place", "channel"),
}
DEFAULT = ("tiivistelma_fi", PHONE)


class RowForm(forms.Form):
    """`wrong`: what the command said of the row. What the entry has not, or the register owns, is left out."""

    data: Any
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, entry: BulkEntry, columns: Sequence[str], data: Any = None) -> None:
        self.entry, self.columns = entry, columns
        self.wrong: list[str] = []
        self.saved = False
        super().__init__(data, prefix=f"{entry.kind}-{entry.uuid}", initial=self._initial(), label_suffix="")
        for column in columns:
            field = self._field(column)
            if field is not None:
                self.fields[column] = field

    @property
    def cells(self) -> list[tuple[str, str, Any]]:
        """(column, its name, the field or None) in the order of the columns."""
        return [(each, column_label(each), self[each] if each in self.fields else None) for each in self.columns]

    @property
    def chosen(self) -> str:
        return f"{self.entry.kind}:{self.entry.uuid}"

    def changes(self) -> dict[str, Any]:
        """The fields of the entry as the command takes them."""
        found: dict[str, Any] = {}
        for column in (each for each in self.columns if each in self.cleaned_data):
            value = self.cleaned_data[column]
            if column in FIELDS:
                found[FIELDS[column]] = value
            elif column not in (*PHONES, VERIFIED):
                word, language = COLUMNS[column]
                field = TEXTS[word][0]
                found[field] = clean_map({**found.get(field, self.entry.state[field]), language: value})
        typed = {PHONES.index(column): self.cleaned_data[column] for column in PHONES if column in self.cleaned_data}
        return found | ({"contacts": with_phones(self.entry.state["contacts"], typed)} if typed else {})

    def begin_from(self, number: int) -> None:
        """The revision the next save of the row begins from."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(number)

    @property
    def verifies(self) -> bool:
        return bool(self.cleaned_data.get(VERIFIED))

    def _initial(self) -> dict[str, Any]:
        state = self.entry.state
        texts = {
            f"{word}_{language}": (state.get(field) or {}).get(language, "")
            for word, (field, _longest) in TEXTS.items()
            for language in LANGUAGES
        }
        phones = [row["value"] for row in state["contacts"] if row["type"] == ContactType.PHONE]
        own = {column: state[field] for column, field in FIELDS.items() if field in state}
        return {**texts, **own, **dict(zip(PHONES, phones, strict=False)), "seen": self.entry.number}

    def _field(self, column: str) -> forms.Field | None:
        if self.entry.kind not in ONLY.get(column, (self.entry.kind,)):
            return None
        name = field_of(column)
        if name in self.entry.owned and not self._may_add(column, name):
            return None
        return _input(column)

    def _may_add(self, column: str, name: str) -> bool:
        """A language that the register lacks."""
        told = COLUMNS[column]
        texts = self.entry.state.get(name)
        return isinstance(told, tuple) and told[1] not in owned_languages(name, texts, self.entry.locked)


def column_label(column: str) -> str:
    """ "Tiivistelmä, suomi"."""
    told = COLUMNS[column]
    return f"{field_label(TEXTS[told[0]][0])}, {language_name(told[1])}" if isinstance(told, tuple) else str(told)


def field_of(column: str) -> str:
    told = COLUMNS[column]
    if isinstance(told, tuple):
        return TEXTS[told[0]][0]
    return "contacts" if column in PHONES else FIELDS.get(column, "")


def column_choices() -> list[tuple[str, str]]:
    return [(column, column_label(column)) for column in COLUMNS]


def columns_from(values: Iterable[str]) -> list[str]:
    wanted = set(values)
    return [column for column in COLUMNS if column in wanted] or list(DEFAULT)


def chosen_from(values: Iterable[str]) -> list[tuple[str, UUID]]:
    """ "palvelu:uuid" or "service:uuid"; what is neither is ignored."""
    found: dict[tuple[str, UUID], None] = {}
    for value in values:
        kind, _colon, uuid = value.partition(":")
        kind = KINDS.get(kind, kind)
        try:
            found[(kind, UUID(uuid))] = None
        except ValueError:
            continue
    return [each for each in found if each[0] in KINDS.values()][:MOST]


def filled(data: Any, rows: Sequence[RowForm], columns: Sequence[str]) -> Any:
    """The posted rows with the value above each column put into every ticked row."""
    data = data.copy()
    ticked = set(data.getlist("valittu"))
    for row in rows:
        for column in columns:
            values = [value for value in data.getlist(f"kaikille-{column}") if value]
            if values and column in row.fields and row.chosen in ticked:
                data.setlist(f"{row.prefix}-{column}", values)
    return data


def above(columns: Sequence[str], data: Any = None) -> forms.Form:
    """One input for each column, whose value can be put into every ticked row."""
    form = forms.Form(
        initial={
            name: data.getlist(f"kaikille-{name}") if name == ACCESS else data.get(f"kaikille-{name}")
            for name in columns
        }
        if data
        else None,
        prefix="kaikille",
    )
    for column in columns:
        form.fields[column] = _input(column, empty=True)
    return form


def with_phones(rows: Sequence[Mapping[str, Any]], typed: Mapping[int, str]) -> list[dict[str, Any]]:
    """`typed`: which telephone number -> what it is now: replaced, added or, when empty, taken away. Others stay."""
    found, left = [dict(row) for row in rows], dict(typed)
    phones = [row for row in found if row["type"] == ContactType.PHONE]
    for number, row in enumerate(phones):
        row["value"] = left.pop(number, row["value"])
    kept = [row for row in found if row["value"] or row["type"] != ContactType.PHONE]
    return kept + [{"type": "phone", "value": value} for _number, value in sorted(left.items()) if value]


def _input(column: str, *, empty: bool = False) -> forms.Field:
    told = COLUMNS[column]
    name = column_label(column)
    if isinstance(told, tuple):
        widget = (
            forms.Textarea({"rows": 2, "lang": told[1]})
            if told[0] == "tiivistelma"
            else forms.TextInput({"lang": told[1]})
        )
        return forms.CharField(label=name, max_length=TEXTS[told[0]][1], required=False, widget=widget)
    if column in PHONES:
        return forms.CharField(label=name, max_length=60, required=False, widget=forms.TextInput({"inputmode": "tel"}))
    if column == ACCESS:
        return forms.MultipleChoiceField(
            label=name, choices=AccessMode.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    if column in (CHARGE, HOLIDAYS):
        choices = Charge.choices if column == CHARGE else HolidayPolicy.choices
        return forms.ChoiceField(
            label=name,
            choices=[("", "–"), *(c for c in choices if c[0])] if empty or column == CHARGE else choices,
            required=False,
        )
    return day(name) if column == ENDS else forms.BooleanField(label=name, required=False)
