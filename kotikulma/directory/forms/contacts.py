"""Who to ask about what: rows of contacts, as many as are needed, without a script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types import ContactType
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.ui.texts import LANGUAGES

PREFIX = "yhteys"
MOST = 30
LONGEST = 300


class ContactForm(forms.Form):
    type = forms.ChoiceField(label=_("Laji"), choices=ContactType.choices, initial=ContactType.PHONE)
    value = forms.CharField(label=_("Numero, osoite tai lisätieto"), max_length=LONGEST, required=False)
    topic_fi = forms.CharField(label=_("Mistä asiasta, suomeksi"), max_length=LONGEST, required=False)
    topic_sv = forms.CharField(label=_("Mistä asiasta, ruotsiksi"), max_length=LONGEST, required=False)
    topic_en = forms.CharField(label=_("Mistä asiasta, englanniksi"), max_length=LONGEST, required=False)
    charge = forms.CharField(label=_("Hinta, jos maksaa"), max_length=100, required=False)
    icon = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        value, kind = data.get("value", ""), data.get("type")
        if value and kind == ContactType.NOTE:
            data["value"], data["topic_fi"] = "", data.get("topic_fi") or value
        if value and kind == ContactType.EMAIL:
            self._validate(EmailValidator(_("Kirjoita sähköpostiosoite, esimerkiksi nimi@example.org.")), value)
        elif value and kind == ContactType.WEB:
            data["value"] = value = value if "://" in value else f"https://{value}"
            self._validate(
                URLValidator(["http", "https"], message=_("Kirjoita verkko-osoite, esimerkiksi www.example.org.")),
                value,
            )
        elif value and kind == ContactType.PHONE and sum(sign.isdigit() for sign in value) < 3:
            self.add_error("value", _("Kirjoita puhelinnumero, esimerkiksi 014 123 4567."))
        return data

    def _validate(self, validator: Any, value: str) -> None:
        try:
            validator(value)
        except forms.ValidationError as error:
            self.add_error("value", error)


ContactFormSet = forms.formset_factory(ContactForm, extra=0, can_delete=True, max_num=MOST, validate_max=True)


def contact_initial(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, **{f"topic_{language}": (row.get("topic") or {}).get(language, "") for language in LANGUAGES}}
        for row in rows
    ]


def contact_rows(formset: Any, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are stored; empty and deleted ones are gone, other languages of a topic are kept."""
    topics = {(row["type"], row["value"]): row.get("topic") or {} for row in stored}
    rows = []
    for form in formset.forms:
        data = getattr(form, "cleaned_data", {})
        noted = data.get("type") == ContactType.NOTE and any(data.get(f"topic_{each}") for each in LANGUAGES)
        if not (data.get("value") or noted) or data.get("DELETE"):
            continue
        topic = {**topics.get((data["type"], data["value"]), {})}
        topic |= {language: data.get(f"topic_{language}", "") for language in LANGUAGES}
        extra = {"topic": clean_map(topic), "charge": data.get("charge", ""), "icon": data.get("icon", "")}
        rows.append(
            {"type": data["type"], "value": data["value"]} | {key: value for key, value in extra.items() if value}
        )
    return rows


def with_one_more(data: Any, prefix: str) -> Any:
    """The posted rows and an empty one after them."""
    data = data.copy()
    count = data.get(f"{prefix}-TOTAL_FORMS", "0")
    data[f"{prefix}-TOTAL_FORMS"] = str(min(int(count) + 1 if count.isdecimal() else 1, MOST))
    return data
