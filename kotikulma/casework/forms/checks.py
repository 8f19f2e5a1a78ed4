"""The housing check as it is asked, and what is written of a follow-up. Everything about the person may be empty."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.checks import (
    STEADY,
    WORRIED,
    Answer,
    Answers,
    Channel,
    NewCheck,
    Outcome,
    Somebody,
    Threat,
)
from kotikulma.casework.types.situations import ARA, SituationCode
from kotikulma.kernel import clock

ONE = {"required": _("Valitse yksi.")}
SITUATIONS = [
    ("", _("Ei kysytty")),
    (_("Oma koti"), [(one.value, one.label) for one in SituationCode if one not in ARA]),
    (_("Ei omaa kotia"), [(one.value, one.label) for one in SituationCode if one in ARA]),
]


def day(label: Any, *, asked: Any = None, **more: Any) -> forms.DateField:
    """`asked`: what is said when it is empty."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tarkista päivä."), "required": asked or _("Valitse päivä.")},
        **more,
    )


class KeyedForm(forms.Form):
    """Carries a key of its own, so that sending it twice does it once."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4, error_messages={"invalid": _("Avaa lomake uudelleen.")}
    )


class SomebodyForm(forms.Form):
    """How the person is reached. A first name and a place are enough."""

    name = forms.CharField(
        label=_("Nimi"), help_text=_("Etunimi riittää. Nimi voi jäädä pois."), max_length=100, required=False
    )
    phone = forms.CharField(label=_("Puhelin"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"}))
    reach = forms.CharField(
        label=_("Mistä ja miten tavoittaa?"),
        help_text=_("Esimerkiksi: kahvilassa tiistaisin, tekstiviesti, ei soittoja iltaisin."),
        max_length=200,
        required=False,
    )

    def somebody(self) -> Somebody:
        return Somebody(*(self.cleaned_data[name].strip() for name in ("name", "phone", "reach")))


class CheckForm(SomebodyForm, KeyedForm):
    """Two minutes, one thumb."""

    unit = forms.ChoiceField(label=_("Missä tapasit hänet?"), error_messages=ONE)
    steady = forms.ChoiceField(label=STEADY, choices=Answer.choices, widget=forms.RadioSelect, error_messages=ONE)
    worried = forms.ChoiceField(label=WORRIED, choices=Answer.choices, widget=forms.RadioSelect, error_messages=ONE)
    nowhere_tonight = forms.BooleanField(label=_("Ei paikkaa ensi yöksi"), required=False)
    situation = forms.ChoiceField(label=_("Missä hän nyt asuu?"), choices=SITUATIONS, required=False)
    threats = forms.MultipleChoiceField(
        label=_("Mikä uhkaa kotia?"), choices=Threat.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    loss_on = day(_("Milloin koti menee, jos päivä tiedetään?"), required=False)
    child = forms.BooleanField(label=_("Kotona asuu lapsi"), required=False)
    wants_help = forms.ChoiceField(
        label=_("Haluaisitko, että joku auttaa sinua tässä?"),
        choices=[("yes", _("Kyllä")), ("no", _("Ei nyt"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Ei on yhtä hyvä vastaus. Se ei vaikuta muuhun apuun."),
    )
    may_contact = forms.BooleanField(label=_("Hän antoi luvan ottaa yhteyttä"), required=False)
    words = forms.CharField(
        label=_("Jotain, mikä auttajan pitää tietää"),
        help_text=_("Vain jos se on välttämätöntä. Älä kirjoita sairauksista."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    met_on = day(_("Milloin tapasit hänet?"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        self.fields["met_on"].initial = clock.today
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    @property
    def more_open(self) -> bool:
        return bool(self.is_bound and (self.data.get("words") or self.errors.get("met_on") or self.errors.get("words")))

    def new(self, language: str) -> NewCheck:
        data = self.cleaned_data
        wants = data["wants_help"] == "yes"
        return NewCheck(
            unit=UUID(data["unit"]),
            form_key=data["key"],
            met_on=data["met_on"],
            answers=Answers(
                steady=data["steady"],
                worried=data["worried"],
                nowhere_tonight=data["nowhere_tonight"],
                situation=data["situation"],
                threats=tuple(data["threats"]),
                loss_on=data["loss_on"],
                child=data["child"],
            ),
            wants_help=wants,
            may_contact=data["may_contact"],
            somebody=self.somebody() if wants else Somebody(),
            words=data["words"],
            language=language,
        )


class AttemptForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Miten yritit?"), choices=Channel.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    reached = forms.TypedChoiceField(
        label=_("Tavoititko hänet?"),
        choices=[("yes", _("Kyllä")), ("no", _("Ei vielä"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=ONE,
    )


class EndForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Miten se päättyi?"), choices=Outcome.choices, widget=forms.RadioSelect, error_messages=ONE
    )
