"""A home that is free. What it may ask is a list to tick; nothing else."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.homes import HomeFacts, NewVacancy, Requirement

NUMBER = {"required": _("Kirjoita luku."), "invalid": _("Kirjoita luku.")}


def number(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput({"inputmode": "numeric"})
    return forms.IntegerField(label=label, widget=widget, error_messages=NUMBER, **more)


class RequirementsField(forms.MultipleChoiceField):
    """Lets through what is not in the list: the rules refuse it in a sentence, and count a tried condition."""

    def valid_value(self, value: Any) -> bool:
        return True


class VacancyForm(forms.Form):
    unit = forms.ChoiceField(label=_("Yksikkö, joka hoitaa kotia"), error_messages=ONE)
    landlord = forms.ChoiceField(label=_("Vuokranantaja"), required=False)
    landlord_name = forms.CharField(label=_("Uuden vuokranantajan nimi"), max_length=120, required=False)
    landlord_email = forms.EmailField(
        label=_("Vuokranantajan sähköposti"), required=False, error_messages={"invalid": _("Tarkista osoite.")}
    )
    label = forms.CharField(
        label=_("Kodin nimi listoilla"),
        help_text=_("Esimerkiksi: Yksiö, Kuokkala. Ei katuosoitetta."),
        max_length=80,
        error_messages={"required": _("Anna kodille nimi, esimerkiksi Yksiö, Kuokkala.")},
    )
    address = forms.CharField(
        label=_("Osoite"),
        help_text=_("Osoitteen näkee vain asiakastyö."),
        max_length=200,
        error_messages={"required": _("Kirjoita osoite.")},
    )
    area = forms.CharField(
        label=_("Postinumero"),
        max_length=5,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"required": _("Kirjoita postinumero, esimerkiksi 40520.")},
    )
    rooms = number(_("Huoneita"), min_value=1, max_value=9, initial=1)
    persons_max = number(_("Montako ihmistä kotiin mahtuu?"), initial=1)
    rent = number(_("Vuokra, euroa kuukaudessa"))
    available_on = day(_("Milloin koti on vapaa?"))
    step_free = forms.BooleanField(label=_("Esteetön"), required=False)
    requirements = RequirementsField(
        label=_("Mitä koti vaatii?"),
        help_text=_("Muita vaatimuksia ei ole. Kenenkään ei tarvitse olla valmis asumaan."),
        choices=Requirement.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("Muuta tietoa kodista"),
        help_text=_("Esimerkiksi: näyttö iltaisin, avain huoltoyhtiöltä."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], landlords: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["landlord"].choices = [("", _("Uusi vuokranantaja")), *landlords]
        self.fields["unit"].choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    @property
    def new_landlord_open(self) -> bool:
        return bool(self.errors.get("landlord_name") or self["landlord_name"].value() or not self["landlord"].value())

    def new(self) -> NewVacancy:
        data = self.cleaned_data
        return NewVacancy(
            unit=UUID(data["unit"]),
            landlord=UUID(data["landlord"]) if data["landlord"] else None,
            landlord_name=data["landlord_name"],
            landlord_email=data["landlord_email"],
            label=data["label"],
            address=data["address"],
            facts=HomeFacts(data["area"], data["persons_max"], data["rent"], data["step_free"]),
            rooms=data["rooms"],
            available_on=data["available_on"],
            requirements=tuple(data["requirements"]),
            words=data["words"],
        )
