"""What is tried, a client's part in it, what is measured; what is counted at the door."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.pilots import SCALES, EpisodeEnd, Measure, Moment, NewPilot
from kotikulma.casework.types.visits import AgeGroup, Purpose
from kotikulma.kernel import clock

MEASURED = {"required": _("Valitse, mitä mitataan.")}
NAMED = {"required": _("Kirjoita nimi jokaisella kielellä.")}
TRIED = {"required": _("Kerro jokaisella kielellä, mitä kokeillaan.")}
LANGUAGES = {"fi": _("suomeksi"), "sv": _("ruotsiksi"), "en": _("englanniksi")}


class PilotForm(forms.Form):
    unit = forms.ChoiceField(label=_("Yksikkö"), error_messages=ONE)
    starts_on = day(_("Ensimmäinen päivä"), asked=_("Kirjaa ensimmäinen päivä."))
    ends_on = day(_("Viimeinen päivä"), required=False, help_text=_("Tyhjä: toistaiseksi."))
    measures = forms.MultipleChoiceField(
        label=_("Mitä mitataan?"), choices=Measure.choices, widget=forms.CheckboxSelectMultiple, error_messages=MEASURED
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        for language, words in LANGUAGES.items():
            name = _("Nimi %(language)s") % {"language": words}
            tried = _("Mitä kokeillaan, %(language)s") % {"language": words}
            area = forms.Textarea(attrs={"rows": 2})
            self.fields[f"name_{language}"] = forms.CharField(label=name, max_length=120, error_messages=NAMED)
            self.fields[f"tried_{language}"] = forms.CharField(
                label=tried, max_length=600, error_messages=TRIED, widget=area
            )

    def new(self) -> NewPilot:
        data = self.cleaned_data
        return NewPilot(
            unit=UUID(data["unit"]),
            name={language: data[f"name_{language}"] for language in LANGUAGES},
            tried={language: data[f"tried_{language}"] for language in LANGUAGES},
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            measures=data["measures"],
        )


class MeasuredForm(forms.Form):
    """A field for each measure of a pilot; each may stay empty."""

    def __init__(self, *args: Any, measures: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in measures:
            self.fields[name] = forms.IntegerField(
                label=Measure(name).label, min_value=0, max_value=SCALES[name], required=False
            )

    def values(self) -> Mapping[str, int]:
        found = {name: self.cleaned_data.get(name) for name in SCALES if name in self.fields}
        return {name: value for name, value in found.items() if value is not None}


class JoinForm(MeasuredForm):
    pilot = forms.ChoiceField(label=_("Mihin kokeiluun?"), error_messages=ONE)
    on = day(_("Milloin hän aloitti?"), initial=clock.today)

    def __init__(self, *args: Any, pilots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, measures=Measure.values, **kwargs)
        self.fields["pilot"].choices = pilots


class EndForm(MeasuredForm):
    ending = forms.ChoiceField(label=_("Miten se päättyi?"), choices=EpisodeEnd.choices, error_messages=ONE)
    ended_on = day(_("Viimeinen päivä"), initial=clock.today)

    def deed(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["ended_on"], "ending": self.cleaned_data["ending"], "values": self.values()}


class MeasureForm(MeasuredForm):
    """Asked again, or asked later; a new answer takes the place of the old one."""

    moment = forms.ChoiceField(
        label=_("Mistä ajasta vastaus kertoo?"), choices=Moment.choices, widget=forms.RadioSelect, error_messages=ONE
    )

    def deed(self) -> dict[str, Any]:
        return {"moment": self.cleaned_data["moment"], "values": self.values()}


class DoorForm(forms.Form):
    """Three taps: how old, first time or not, and the last tap says what for."""

    unit = forms.ChoiceField(label=_("Paikka"), error_messages=ONE)
    age_group = forms.ChoiceField(
        label=_("Ikä"), choices=AgeGroup.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    first_time = forms.ChoiceField(
        label=_("Ensimmäistä kertaa?"),
        choices=[("no", _("Ei")), ("yes", _("Kyllä"))],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    purpose = forms.ChoiceField(label=_("Mitä varten?"), choices=Purpose.choices, error_messages=ONE)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    def counted(self) -> dict[str, Any]:
        data = self.cleaned_data
        first = data["first_time"] == "yes"
        return {"age_group": data["age_group"], "first_time": first, "purpose": data["purpose"]}
