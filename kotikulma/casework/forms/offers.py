"""What is written of an offer. Beside each choice of a no stands what it does: to the client, nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.offers import (
    LANDLORD_CONSEQUENCES,
    CheckFinding,
    ClientReason,
    Consequence,
    LandlordReason,
    Lease,
)
from kotikulma.casework.types.statistics import TenancyEnd
from kotikulma.kernel.clock import HELSINKI

WHEN = {"required": _("Kirjoita päivä ja kellonaika."), "invalid": _("Tarkista päivä ja kellonaika.")}


class OpenChoiceField(forms.ChoiceField):
    """Lets through what is not in the list: the rules refuse it in a sentence, and count a tried condition."""

    def valid_value(self, value: Any) -> bool:
        return True


class ViewingForm(forms.Form):
    viewing_at = forms.DateTimeField(
        label=_("Milloin koti näytetään?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages=WHEN,
    )

    def clean_viewing_at(self) -> Any:
        return self.cleaned_data["viewing_at"].astimezone(HELSINKI)


class NoForm(forms.Form):
    reason = OpenChoiceField(
        label=_("Miksi? Syyn saa jättää pois."),
        help_text=Consequence.NOTHING.label,
        choices=[("", _("Ei halua kertoa")), *ClientReason.choices],
        widget=forms.RadioSelect,
        required=False,
    )


class RefusalForm(forms.Form):
    reason = OpenChoiceField(
        label=_("Miksi vuokranantaja ei hyväksynyt?"),
        help_text=_("Asiakkaalle tämä ei maksa mitään. Paikka jonossa säilyy."),
        widget=forms.RadioSelect,
        error_messages=ONE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [
            (one.value, f"{one.label}. {LANDLORD_CONSEQUENCES[one].label}") for one in LandlordReason
        ]


class LeaseForm(forms.Form):
    lease = forms.ChoiceField(
        label=_("Millainen sopimus tehtiin?"), choices=Lease.choices, widget=forms.RadioSelect, error_messages=ONE
    )


class MoveForm(forms.Form):
    on = day(_("Minä päivänä hän sai avaimen ja muutti?"))


class HomeCheckForm(forms.Form):
    day = forms.IntegerField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Miten asuminen sujuu?"), choices=CheckFinding.choices, widget=forms.RadioSelect, error_messages=ONE
    )


class EndTenancyForm(forms.Form):
    """Lawful reasons alone. Treatment, relapse and sobriety end nobody's home."""

    tenancy = forms.UUIDField(widget=forms.HiddenInput)
    on = day(_("Minä päivänä asuminen päättyi?"))
    reason = OpenChoiceField(
        label=_("Miten asuminen päättyi?"),
        help_text=_("Hoidon päättyminen tai retkahdus ei ole syy päättää asumista."),
        choices=TenancyEnd.choices,
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
