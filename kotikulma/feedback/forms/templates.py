"""Words one answers with often, as they are written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback import rules
from kotikulma.feedback.forms.public import WRITE
from kotikulma.feedback.types import Outcome


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Pohjan nimi"), max_length=80)
    language = forms.ChoiceField(label=_("Kieli"), choices=[("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")])
    outcome = forms.ChoiceField(
        label=_("Mitä asialle tapahtui?"), choices=[("", "–"), *Outcome.choices], required=False
    )
    organization = forms.ChoiceField(label=_("Kenen käyttöön?"), required=False)
    text = forms.CharField(
        label=_("Teksti"), widget=forms.Textarea(attrs={"rows": 6}), max_length=rules.LONGEST, error_messages=WRITE
    )

    def __init__(self, *args: Any, organizations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = organizations
