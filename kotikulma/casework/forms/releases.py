"""What is planned of a release. Nothing of why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.releases import Ending, Home, NewRelease, Turn


class ReleaseForm(forms.Form):
    consent_on = day(
        _("Milloin asiakas antoi suostumuksen?"),
        asked=_("Kirjaa päivä, jona asiakas antoi suostumuksen. Ilman sitä tietoa ei tallenneta."),
        help_text=_("Tieto vapautumisesta tallennetaan vain hänen suostumuksellaan. Hän voi perua sen."),
    )
    release_on = day(_("Milloin hän vapautuu?"), asked=_("Kirjaa vapautumispäivä."))
    institution = forms.CharField(
        label=_("Mistä hän vapautuu?"),
        help_text=_("Vain laitoksen nimi. Älä kirjaa syytä tai tuomiota."),
        max_length=120,
        required=False,
    )
    home = forms.ChoiceField(
        label=_("Onko hänellä koti?"), choices=Home.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    turn = forms.ChoiceField(
        label=_("Kenen vuoro on?"), choices=Turn.choices, widget=forms.RadioSelect, error_messages=ONE
    )

    def new(self) -> NewRelease:
        data: dict[str, Any] = self.cleaned_data
        return NewRelease(**data)


class EndingForm(forms.Form):
    ending = forms.ChoiceField(
        label=_("Miten vapautuminen meni?"), choices=Ending.choices, widget=forms.RadioSelect, error_messages=ONE
    )
