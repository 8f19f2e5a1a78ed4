"""Invented samples for the pattern portfolio: long Finnish words, every state, a form with and without errors."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.ui.icons import ICONS
from kotikulma.kernel.ui.workspace import Bar


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Nimi"))
    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Lähetämme tähän vahvistuksen."))
    group = forms.CharField(label=_("Yhdistys tai ryhmä"), required=False)
    day = forms.DateField(label=_("Päivä"), widget=forms.DateInput(attrs={"type": "date"}))
    wish = forms.CharField(label=_("Mitä toivot?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(
        label=_("Kieli"), choices=[("fi", _("suomi")), ("sv", _("ruotsi")), ("en", _("englanti"))]
    )
    way = forms.ChoiceField(
        label=_("Miten tulet?"),
        widget=forms.RadioSelect,
        choices=[("bus", _("Bussilla")), ("foot", _("Kävellen")), ("car", _("Autolla"))],
    )
    agree = forms.BooleanField(label=_("Tietoni saa tallentaa tätä varten"))


def everything() -> dict[str, Any]:
    wrong = SampleForm({"name": "", "email": "nimi@", "language": "fi"}, auto_id="w_%s")
    return {
        "usual": SampleForm(auto_id="u_%s"),
        "wrong": wrong,
        "wrong_list": [
            ("e_nimi", _("Kirjoita nimi.")),
            ("e_posti", _("Kirjoita sähköposti, esimerkiksi nimi@example.org.")),
        ],
        "bars": [
            Bar(_("Ajan tasalla"), 96, tone="kept"),
            Bar(_("Tarkistettava"), 31, "#p-bars", tone="attention"),
            Bar(_("Piilossa"), 2, tone="danger"),
        ],
        "options": [("1", _("Jyväskylä")), ("2", _("Äänekoski")), ("3", _("Jämsä"))],
        "crumbs": [(_("Etusivu"), "#"), (_("Paikat"), "#")],
        "week": _week(),
        "finnish_only": {"fi": "Työllisyyspalvelujen lähipalvelupiste"},
        "icons": ICONS,
        "schemes": ("light", "dark"),
    }


def _week() -> list[SimpleNamespace]:
    def at(when: str, name: Any, how: Any, tone: str, icon: str, note: Any = "") -> SimpleNamespace:
        return SimpleNamespace(when=when, name=name, url="#", how=how, tone=tone, icon=icon, note=note)

    free = (_("Ilman ajanvarausta"), "open", "door-open")
    book = (_("Varaa aika"), "closed", "calendar-check")
    rows = [
        ("Ma", "1.2.", False, [at("klo 12–16", _("Asumisneuvonta"), *free)]),
        (
            _("Tänään"),
            "ti 2.2.",
            True,
            [
                at("klo 9–11.30", _("Perhekompassi"), *free, _("Perheille ja perheiden kanssa työtä tekeville")),
                at("klo 12–16", _("Asumisneuvonta"), *free),
            ],
        ),
        ("Ke", "3.2.", False, [at("klo 10–14", _("Kotoutumispalvelujen sosiaaliohjaus"), *book)]),
        ("To", "4.2.", False, []),
    ]
    empty = _("Ei neuvontaa. Ovi on auki klo 9–14.")
    return [
        SimpleNamespace(day=day, date=date, today=today, slots=slots, empty=empty) for day, date, today, slots in rows
    ]
