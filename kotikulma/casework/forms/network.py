"""Who is near a client, and the consent of each who is named."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.network import MemberLine, Near, NewMember, Ring
from kotikulma.kernel import clock


class RingForm(forms.Form):
    """How near, and in which words. `ring` is the client's own view."""

    ring = forms.TypedChoiceField(
        label=_("Kuinka lähellä, asiakkaan mielestä?"),
        choices=Ring.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=Ring.MIDDLE,
        error_messages=ONE,
    )
    words = forms.CharField(label=_("Missä auttaa?"), max_length=500, required=False)


class PersonForm(RingForm):
    """Somebody near the client: no name before she has given leave."""

    kind = forms.ChoiceField(
        label=_("Kuka hän on?"),
        choices=[(one.value, one.label) for one in Near if one != Near.SERVICE],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    relation = forms.CharField(
        label=_("Mitä hän on asiakkaalle?"),
        help_text=_("Esimerkiksi: sisko, naapuri. Nimi kirjataan vasta, kun hän on antanut luvan."),
        max_length=100,
        error_messages={"required": _("Kirjoita, kuka hän on asiakkaalle. Älä kirjoita vielä nimeä.")},
    )

    field_order = ("kind", "relation", "ring", "words")

    def new(self) -> NewMember:
        data = self.cleaned_data
        return NewMember(kind=data["kind"], ring=data["ring"], relation=data["relation"], words=data["words"])


class ChangeForm(RingForm):
    """What was written of somebody near, as it ought to be. Names have a consent of their own."""

    relation = forms.CharField(
        label=_("Mitä hän on asiakkaalle?"),
        max_length=100,
        error_messages={"required": _("Kirjoita, kuka hän on asiakkaalle. Älä kirjoita vielä nimeä.")},
    )
    field_order = ("relation", "ring", "words")

    def __init__(self, *args: Any, line: MemberLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.initial |= {"relation": line.label, "ring": line.ring, "words": line.words}
        if line.is_service:
            del self.fields["relation"]

    def new(self) -> NewMember:
        data, line = self.cleaned_data, self.line
        relation = data.get("relation", "")
        return NewMember(
            kind=Near(line.kind), ring=data["ring"], relation=relation, words=data["words"], service=line.service
        )


class ServiceForm(RingForm):
    """A service of the directory, found by words first."""

    search = forms.CharField(label=_("Etsi palvelu"), max_length=100, required=False)
    service = forms.ChoiceField(label=_("Palvelu"), widget=forms.RadioSelect, required=False)

    field_order = ("search", "service", "ring", "words")

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = services

    def new(self) -> NewMember:
        data = self.cleaned_data
        service = UUID(data["service"]) if data["service"] else None
        return NewMember(kind=Near.SERVICE, ring=data["ring"], service=service, words=data["words"])


class AskedForm(forms.Form):
    on = day(_("Milloin kysyit?"), initial=clock.today)


class GivenForm(forms.Form):
    on = day(_("Milloin hän antoi luvan?"), initial=clock.today)
    name = forms.CharField(
        label=_("Nimi, jolla hänet saa mainita"),
        max_length=100,
        error_messages={"required": _("Kirjoita nimi, jolla hänet saa mainita.")},
    )
    phone = forms.CharField(label=_("Puhelin"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"}))


class WithdrawnForm(forms.Form):
    on = day(_("Milloin hän perui luvan?"), initial=clock.today)
