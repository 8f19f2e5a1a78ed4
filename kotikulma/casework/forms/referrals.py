"""What is written of a referral: where to, with what permission, how it went."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, KeyedForm, SomebodyForm
from kotikulma.casework.types.checks import Outcome, Urgency
from kotikulma.casework.types.referrals import Content, DeclineReason, NewReferral


class OnwardForm(KeyedForm):
    """Where somebody is referred to. A service that is not in the list gets a secret link by mail."""

    receiver = forms.ChoiceField(label=_("Kenelle ohjaat?"), required=False)
    outside_name = forms.CharField(label=_("Palvelun nimi"), max_length=120, required=False)
    outside_email = forms.EmailField(
        label=_("Palvelun sähköposti"),
        help_text=_("Lähetämme sinne linkin. Viestissä ei ole nimeä eikä asiaa."),
        required=False,
        error_messages={"invalid": _("Tarkista osoite.")},
    )
    permission = forms.BooleanField(
        label=_("Hän antoi luvan lähettää ohjauksen"),
        help_text=_("Ilman lupaa ohjaus jää odottamaan, eikä kukaan muu näe sitä."),
        required=False,
    )
    sender_may_see = forms.BooleanField(label=_("Hän haluaa, että minäkin näen ohjauksen loppuun asti"), required=False)

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [("", "–"), *receivers]

    @property
    def outside_open(self) -> bool:
        names = ("outside_name", "outside_email")
        return self.is_bound and any(self.data.get(name) or self.errors.get(name) for name in names)

    def where(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "form_key": data["key"],
            "receiver": UUID(data["receiver"]) if data["receiver"] else None,
            "outside_name": data["outside_name"],
            "outside_email": data["outside_email"],
            "permission": data["permission"],
            "sender_may_see": data["sender_may_see"],
        }


class ReferForm(OnwardForm, SomebodyForm):
    """The same with the person and the need, when no check was made."""

    unit = forms.ChoiceField(label=_("Mistä ohjaat?"), error_messages=ONE)
    urgency = forms.ChoiceField(
        label=_("Kuinka pian apua tarvitaan?"),
        choices=[(one.value, one.label) for one in Urgency if one != Urgency.NONE],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    words = forms.CharField(
        label=_("Missä hän tarvitsee apua?"),
        help_text=_("Lyhyesti, niin kuin hän itse sanoi."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    def new(self, language: str) -> NewReferral:
        data = self.cleaned_data
        return NewReferral(
            unit=UUID(data["unit"]),
            content=Content(self.somebody(), data["words"]),
            urgency=data["urgency"],
            language=language,
            **self.where(),
        )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Miksi ohjausta ei voi ottaa?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages=ONE,
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Miten se päättyi?"), choices=Outcome.choices, widget=forms.RadioSelect, error_messages=ONE
    )
