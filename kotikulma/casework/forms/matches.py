"""What home a client needs, and why a home is offered out of order."""

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import SITUATIONS, day
from kotikulma.casework.forms.homes import number
from kotikulma.casework.types.matches import Need

AREAS = ("wished", "refused", "safety")


class NeedForm(forms.Form):
    """Areas are postal codes with commas between them."""

    since = day(
        _("Milloin asunnon tarve kirjattiin?"), help_text=_("Odottaminen lasketaan tästä päivästä."), required=False
    )
    household_size = number(_("Montako ihmistä muuttaa?"), initial=1)
    step_free = forms.BooleanField(label=_("Tarvitsee esteettömän kodin"), required=False)
    pets = forms.BooleanField(label=_("Mukana on lemmikki"), required=False)
    max_rent = number(_("Suurin vuokra, euroa kuukaudessa"), required=False, min_value=1)
    wished = forms.CharField(
        label=_("Toivotut alueet"),
        help_text=_("Postinumeroita, esimerkiksi 40520, 40630. Tyhjä: kaikki alueet käyvät."),
        max_length=200,
        required=False,
    )
    refused = forms.CharField(label=_("Alueet, joille hän ei muuta"), max_length=200, required=False)
    safety = forms.CharField(
        label=_("Alueet, joilla hän ei ole turvassa"),
        help_text=_("Kukaan muu ei näe, kumpi syy sulki alueen pois."),
        max_length=200,
        required=False,
    )
    situation = forms.ChoiceField(label=_("Missä hän nyt asuu?"), choices=SITUATIONS, required=False)
    violence = forms.BooleanField(label=_("Väkivalta tai sen uhka"), required=False)
    long_term = forms.BooleanField(
        label=_("Pitkään asunnoton"),
        help_text=_("Asunnottomuus on kestänyt yli vuoden tai toistunut kolmen vuoden aikana."),
        required=False,
    )
    deadline = day(_("Minä päivänä hän menettää kotinsa, jos se tiedetään?"), required=False)

    @staticmethod
    def begun(need: Need, since: date) -> dict[str, Any]:
        return asdict(need) | {"since": since} | {name: ", ".join(getattr(need, name)) for name in AREAS}

    def need(self) -> Need:
        data = {name: value for name, value in self.cleaned_data.items() if name != "since"}
        return Need(**{**data, **{name: tuple(filter(None, re.split(r"[\s,;]+", data[name]))) for name in AREAS}})


class OverrideForm(forms.Form):
    reason = forms.CharField(
        label=_("Miksi tarjoat kodin juuri hänelle?"),
        help_text=_("Joku muu on vuorossa. Syy jää hänen tietoihinsa, ja tarjous kirjataan lokiin."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
