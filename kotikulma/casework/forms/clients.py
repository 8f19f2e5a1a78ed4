"""What is asked of a client, whom one looks for, why one opens. Everything about a person may be left empty."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.rules import clients as rules
from kotikulma.casework.types.clients import Finding, Identity, Key, Task

LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"), ("", _("Muu kieli, tulkki tarvitaan"))]


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class IdentityForm(forms.Form):
    """A person's own details. `version`: what the worker read."""

    given_name = forms.CharField(label=_("Etunimi"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Sukunimi"), max_length=100, required=False)
    birth_date = _date(_("Syntymäaika"), required=False)
    phone = forms.CharField(label=_("Puhelin"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"}))
    contact_wishes = forms.CharField(
        label=_("Miten saa ottaa yhteyttä?"),
        max_length=300,
        required=False,
        help_text=_("Esimerkiksi: tekstiviesti, ei soittoja iltaisin."),
    )
    hetu = forms.CharField(
        label=_("Henkilötunnus"),
        max_length=11,
        required=False,
        help_text=_("Vain jos tehtävä sitä vaatii."),
    )
    email = forms.EmailField(
        label=_("Sähköposti"), max_length=200, required=False, error_messages={"invalid": _("Tarkista osoite.")}
    )
    address = forms.CharField(label=_("Osoite tai mistä tavoittaa"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Asiointikieli"), choices=LANGUAGES, required=False, initial="fi")
    protected = forms.BooleanField(
        label=_("Turvakielto"),
        required=False,
        help_text=_("Asiakas ei näy kenenkään muun haussa, eikä häntä voi avata poikkeuksellisesti."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    folded = ("hetu", "email", "address", "language", "protected")

    @property
    def first(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded]

    @property
    def more_open(self) -> bool:
        return any(self.errors.get(name) or self[name].value() for name in self.folded if name != "language")

    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(**{name: data[name] for name in Identity.__slots__})

    def about(self) -> dict[str, Any]:
        return {"language": self.cleaned_data["language"], "protected": self.cleaned_data["protected"]}


class NewClientForm(IdentityForm):
    """The same, with the work and the unit it belongs to."""

    task = forms.ChoiceField(label=_("Mitä työtä teet asiakkaan kanssa?"), choices=Task.choices)
    unit = forms.ChoiceField(label=_("Yksikkö"))

    field_order = ("task", "unit")

    def __init__(self, *args: Any, units: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]


class FindForm(forms.Form):
    """One whole key: a phone number, an identity code, or both names and the day of birth."""

    number = forms.CharField(
        label=_("Puhelinnumero tai henkilötunnus"), max_length=30, required=False, widget=forms.TextInput()
    )
    given_name = forms.CharField(label=_("Etunimi"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Sukunimi"), max_length=100, required=False)
    birth_date = _date(_("Syntymäaika"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [data.get(name) for name in ("given_name", "family_name", "birth_date")]
        if not data.get("number") and not all(names):
            raise forms.ValidationError(_("Kirjoita numero, tai molemmat nimet ja syntymäaika. Osa nimestä ei riitä."))
        return data

    def key(self) -> tuple[str, str]:
        data = self.cleaned_data
        if not data["number"]:
            return Key.NAME, rules.name_key(data["given_name"], data["family_name"], data["birth_date"])
        if rules.born_of(data["number"]):
            return Key.HETU, rules.hetu_key(data["number"])
        return Key.PHONE, rules.phone_key(data["number"])


class ReasonForm(forms.Form):
    """Why a client is opened without a relationship."""

    reason = forms.CharField(
        label=_("Miksi tiedot on avattava juuri nyt?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Kerro, miksi tiedot on avattava juuri nyt.")},
    )


class WorkerForm(forms.Form):
    """A colleague and what she does with the client."""

    worker = forms.ChoiceField(label=_("Työntekijä"))
    task = forms.ChoiceField(label=_("Tehtävä"), choices=Task.choices)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = colleagues

    def chosen(self) -> dict[str, Any]:
        worker, unit = self.cleaned_data["worker"].split("/")
        return {"worker": UUID(worker), "unit": UUID(unit), "task": self.cleaned_data["task"]}


class FindingForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("Oliko avaaminen perusteltu?"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse yksi.")},
    )
