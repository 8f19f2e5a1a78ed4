"""A worker for a client who has none; the work a referred person becomes a client for."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.types.clients import BEGUN_ON, Task

BEGUN = [(one.value, one.label) for one in BEGUN_ON]


class NameWorkerForm(forms.Form):
    """Who takes a client nobody works with, on what task and ground."""

    worker = forms.ChoiceField(label=_("Työntekijä"))
    task = forms.ChoiceField(label=_("Tehtävä"), choices=Task.choices)
    basis = forms.ChoiceField(label=_("Peruste"), choices=BEGUN)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = workers

    def chosen(self) -> dict[str, Any]:
        data = self.cleaned_data
        worker, unit = data["worker"].split("/")
        return {"worker": UUID(worker), "unit": UUID(unit), "task": data["task"], "basis": data["basis"]}


class ArrivalForm(forms.Form):
    """The work a referred person becomes a client for."""

    task = forms.ChoiceField(label=_("Mitä työtä teet asiakkaan kanssa?"), choices=Task.choices)
    basis = forms.ChoiceField(label=_("Peruste"), choices=BEGUN)
    existing = forms.UUIDField(required=False, widget=forms.HiddenInput)
