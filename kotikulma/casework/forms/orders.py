"""A decision on the order of classes: which comes first, from when, by whom and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import day
from kotikulma.casework.forms.homes import number
from kotikulma.casework.rules.orders import class_name, field_of
from kotikulma.casework.types.matches import NeedClass
from kotikulma.casework.types.orders import NewOrder, Order
from kotikulma.kernel import clock

RANKED = [one for one in NeedClass if one != NeedClass.OTHER]
PLACES = [(str(place), f"{place}.") for place in range(1, len(RANKED) + 1)]


class OrderForm(forms.Form):
    """Starts from the order in force. Everybody else's need is always the last class, and no field."""

    def __init__(self, *args: Any, now: Order, newest: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in RANKED:
            self.fields[field_of(one)] = forms.TypedChoiceField(
                label=class_name(one, now.deadline_days), choices=PLACES, coerce=int, initial=now.places[one]
            )
        self.fields["deadline_days"] = number(
            _("Montako päivää ennen kodin menetystä kiire alkaa?"), initial=now.deadline_days
        )
        self.fields["decided_by"] = forms.CharField(
            label=_("Kuka päätti?"),
            help_text=_("Lautakunta tai virka, ei henkilön nimeä."),
            max_length=120,
            error_messages={"required": _("Kirjoita, kuka päätti, esimerkiksi lautakunta tai virka.")},
        )
        self.fields["decided_on"] = day(_("Milloin päätettiin?"), asked=_("Kirjaa päätöksen päivä."))
        self.fields["effective_from"] = day(_("Mistä päivästä alkaen?"), initial=clock.today)
        self.fields["grounds"] = forms.CharField(
            label=_("Miksi, ja missä päätös on?"),
            help_text=_("Esimerkiksi päätöksen numero ja pykälä."),
            max_length=600,
            widget=forms.Textarea({"rows": 3}),
            error_messages={"required": _("Kerro, miksi järjestys on tämä ja missä päätös on.")},
        )
        self.fields["after"] = forms.CharField(widget=forms.HiddenInput, initial=newest.version, required=False)

    def new(self) -> NewOrder:
        data = dict(self.cleaned_data)
        places = {int(one): data.pop(field_of(one)) for one in RANKED}
        return NewOrder(places={**places, int(NeedClass.OTHER): len(RANKED) + 1}, **data)
