"""What handlers type of one feedback. Most forms carry the version their writer has seen."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback import rules
from kotikulma.feedback.forms.public import WRITE, uuid_from
from kotikulma.feedback.types import Outcome


class CaseForm(forms.Form):
    """The version goes along, so that nobody writes over words she has not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def seen(self, version: int) -> None:
        """After a collision the writer is shown what the other wrote: the next save counts as having seen it."""
        self.data: Any = self.data.copy()
        self.data["version"] = str(version)


class AnswerForm(CaseForm):
    outcome = forms.ChoiceField(
        label=_("Mitä asialle tapahtui?"), choices=Outcome.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=_("Vastaus ja sen syy"),
        help_text=_("Kirjoita ihmiselle, sinä-muodossa. Kerro myös, mitä tapahtuu seuraavaksi."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=rules.LONGEST,
        error_messages=WRITE,
    )
    public_text = forms.CharField(
        label=_("Näin muut näkevät palautteen"),
        help_text=_("Poista nimet, puhelinnumerot ja muut tiedot, joista ihmisen tunnistaa."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.LONGEST,
        required=False,
    )
    hide_point = forms.BooleanField(required=False, widget=forms.HiddenInput)  # the value of a button


class AssignForm(CaseForm):
    unit = forms.ChoiceField(label=_("Kuka vastaa?"), error_messages={"required": _("Valitse, kuka vastaa.")})
    owner = forms.ChoiceField(label=_("Henkilö"), required=False)
    due_on = forms.DateField(
        label=_("Vastaus luvattu viimeistään"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "–"), *units]
        self.fields["owner"].choices = [("", _("Kuka tahansa heistä")), *owners]

    def clean_unit(self) -> UUID | None:
        return uuid_from(self.cleaned_data["unit"])

    def clean_owner(self) -> UUID | None:
        return uuid_from(self.cleaned_data["owner"])


class ShowForm(CaseForm):
    public_text = AnswerForm.base_fields["public_text"]
    hide_point = AnswerForm.base_fields["hide_point"]


class PrivateForm(CaseForm):
    reason = forms.CharField(
        label=_("Miksi palautetta ei näytetä muille?"),
        help_text=_("Lähettäjä näkee tämän. Esimerkiksi: Viestissä on toisen ihmisen tietoja."),
        max_length=300,
        error_messages={"required": _("Kerro lähettäjälle, miksi palautetta ei näytetä muille.")},
    )


class MergeForm(CaseForm):
    into = forms.CharField(
        label=_("Sama kuin palaute numero"), help_text="P-2027-00012", max_length=20, error_messages=WRITE
    )


class RejectForm(CaseForm):
    """Only the version: the button says the rest."""


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Uusi muistiinpano"),
        help_text=_("Näkyy vain käsittelijöille."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.LONGEST,
        error_messages=WRITE,
    )


class LinkForm(forms.Form):
    address = forms.CharField(
        label=_("Sivun osoite"),
        help_text=_("Kopioi tästä palvelusta sen paikan, palvelun tai tapahtuman osoite, joka tästä syntyi."),
        max_length=300,
        error_messages=WRITE,
    )
