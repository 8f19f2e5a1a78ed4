"""What an administrator says of a program she gives a key to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.people.commands.api_keys import SCOPES


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Ohjelman nimi"),
        help_text=_("Esimerkiksi Palauteapu. Älä kirjoita tähän ihmisen nimeä."),
        max_length=80,
        error_messages={"required": _("Anna ohjelmalle nimi, enintään 80 merkkiä.")},
    )
    organization = forms.CharField(
        label=_("Kuka ohjelmaa käyttää?"),
        help_text=_("Organisaation nimi täsmälleen niin kuin se on luettelossa."),
        max_length=200,
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Mitä avain sallii?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Valitse ainakin yksi.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = list(SCOPES.items())
        self.fields["scopes"].choices = choices
        self.fields["scopes"].initial = [key for key, _words in choices]
