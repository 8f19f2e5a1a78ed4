"""What is given to whom and on what ground; decisions about the log report."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.disclosures import BASES, SHARED, DecisionKind, NewDisclosure, WithholdingGround


class DisclosureForm(forms.Form):
    recipient = forms.ChoiceField(label=_("Kenelle tiedot annetaan?"), required=False)
    outside = forms.CharField(
        label=_("Vastaanottaja verkoston ulkopuolella"),
        help_text=_("Esimerkiksi Kela. Kirjaa, kun annat tiedot muuta tietä."),
        max_length=120,
        required=False,
    )
    basis = forms.ChoiceField(
        label=_("Millä perusteella?"),
        choices=[(one.value, one.label) for one in BASES],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    agreed_on = day(_("Milloin asiakas antoi suostumuksen?"), required=False)
    law = forms.CharField(
        label=_("Laki ja pykälä"),
        help_text=_("Kun peruste on laki. Esimerkiksi sosiaalihuoltolaki 35 §."),
        max_length=200,
        required=False,
    )
    scope = forms.MultipleChoiceField(
        label=_("Mitä tietoja annetaan?"),
        choices=[(one.value, one.label) for one in SHARED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Valitse, mitä tietoja annetaan.")},
    )
    until = day(_("Viimeinen päivä"), required=False, help_text=_("Tyhjä: kunnes lopetat sen."))

    def __init__(self, *args: Any, recipients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", _("Ei listalla")), *recipients]

    def new(self) -> NewDisclosure:
        data = self.cleaned_data
        return NewDisclosure(
            recipient=UUID(data["recipient"]) if data["recipient"] else None,
            outside=data["outside"],
            basis=data["basis"],
            law=data["law"],
            agreed_on=data["agreed_on"],
            scope=data["scope"],
            until=data["until"],
        )


class ForbidForm(forms.Form):
    forbidden = forms.ChoiceField(label=_("Kenelle tietoja ei saa antaa?"), required=False)

    def __init__(self, *args: Any, recipients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forbidden"].choices = [("", _("Kenellekään")), *recipients]

    def recipient(self) -> UUID | None:
        chosen = self.cleaned_data["forbidden"]
        return UUID(chosen) if chosen else None


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Mitä päätät?"), choices=DecisionKind.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    ground = forms.ChoiceField(
        label=_("Mitä tieto vaarantaisi?"),
        choices=[("", _("Ei mitään, annan vanhempia tietoja")), *WithholdingGround.choices],
        required=False,
    )
    from_on = day(_("Ensimmäinen päivä"), asked=_("Kirjaa ensimmäinen päivä. Se ei voi olla tulevaisuudessa."))
    until_on = day(_("Viimeinen päivä"), required=False, help_text=_("Kun osa jätetään antamatta."))
    reason = forms.CharField(
        label=_("Perustelu"),
        help_text=_("Kirjoita niin, että asiakas ymmärtää päätöksen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Perustele päätös kokonaisella lauseella.")},
    )
