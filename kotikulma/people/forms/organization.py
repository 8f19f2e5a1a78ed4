"""The details of an organisation as its editor types them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.people.rules import joining as rules
from kotikulma.people.types import OrganizationValue

LANGUAGES = {"fi": _("suomeksi"), "sv": _("ruotsiksi"), "en": _("englanniksi")}
TEXTS = {"name": _("Nimi"), "summary": _("Yhdellä lauseella"), "description": _("Kuvaus")}
LIMITS = {"name": 100, "summary": 150, "description": 2500}
CONTACTS = ("email", "phone", "web")
OWNED = _("Tieto tulee kansallisesta palvelutietovarannosta (PTV). Muuta se siellä.")


class DetailsForm(forms.Form):
    """Texts in three languages and the general contacts. `owned` fields are read-only, with the reason."""

    data: Any
    version = forms.CharField(widget=forms.HiddenInput)
    email = forms.EmailField(label=_("Sähköposti"), max_length=254, required=False)
    phone = forms.CharField(
        label=_("Puhelin"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    web = forms.URLField(
        label=_("Verkkosivu"), max_length=300, required=False, assume_scheme="https", widget=forms.TextInput
    )

    def __init__(self, *args: Any, owned: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owned = owned
        for language, in_language in LANGUAGES.items():
            for text, label in TEXTS.items():
                area = forms.Textarea(attrs={"rows": 8 if text == "description" else 2})
                self.fields[f"{text}_{language}"] = forms.CharField(
                    label=_("%(label)s %(language)s") % {"label": label, "language": in_language},
                    max_length=LIMITS[text],
                    required=text == "name" and language == "fi" and "name" not in owned,
                    widget=forms.TextInput() if text == "name" else area,
                )
        for name, field in self.fields.items():
            if owner_of(name) in owned:
                field.disabled, field.help_text = True, OWNED

    def changes(self, stored: OrganizationValue) -> dict[str, Any]:
        """Fields of the organisation as typed; texts in other languages and contacts about a topic stay."""
        found: dict[str, Any] = {
            text: self._texts(text, getattr(stored, text)) for text in TEXTS if text not in self.owned
        }
        if "contacts" not in self.owned:
            told = {kind: self.cleaned_data[kind] for kind in CONTACTS}
            found["contacts"] = rules.contacts_with(stored.contacts, told)
        return found

    def _texts(self, text: str, stored: Mapping[str, str]) -> dict[str, str]:
        typed = {language: self.cleaned_data[f"{text}_{language}"] for language in LANGUAGES}
        return {language: words for language, words in {**stored, **typed}.items() if words}

    def finnish(self) -> list[forms.BoundField]:
        return self._fields_in("fi")

    def other_languages(self) -> list[dict[str, Any]]:
        """The fields of each language that stands folded, and how many of them are filled."""
        groups = []
        for language in ("sv", "en"):
            fields = self._fields_in(language)
            filled = sum(bool(field.value()) for field in fields)
            opened = any(field.errors for field in fields)
            groups.append({"words": LANGUAGES[language], "fields": fields, "filled": filled, "open": opened})
        return groups

    def _fields_in(self, language: str) -> list[forms.BoundField]:
        return [self[f"{text}_{language}"] for text in TEXTS]

    def contact_fields(self) -> list[forms.BoundField]:
        return [self[kind] for kind in CONTACTS]

    def differing(self, theirs: OrganizationValue) -> list[tuple[Any, str, str]]:
        """(label, theirs, mine) of each field that somebody else stored otherwise than I typed."""
        stored = start(theirs, "")
        rows = ((self.fields[name].label, stored[name], str(self[name].value() or "")) for name in self._compared())
        return [row for row in rows if _plain(row[1]) != _plain(row[2])]

    def over(self, version: str) -> None:
        """What was typed, to be saved over what is stored now."""
        data = self.data.copy()
        data["version"] = version
        self.data = data

    def _compared(self) -> list[str]:
        return [name for name in self.fields if name != "version" and owner_of(name) not in self.owned]


def owner_of(name: str) -> str:
    """The organisation's field behind a field of the form."""
    return "contacts" if name in CONTACTS else name.partition("_")[0]


def start(stored: OrganizationValue, version: str) -> dict[str, str]:
    """What the form shows of what is stored."""
    general = rules.general_contacts(stored.contacts)
    texts = {f"{text}_{language}": getattr(stored, text).get(language, "") for text in TEXTS for language in LANGUAGES}
    return {**texts, **{kind: general.get(kind, "") for kind in CONTACTS}, "version": version}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
