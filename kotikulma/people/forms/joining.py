"""Shapes of input of joining: who asks and why, a new organisation, invitations, answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel import municipalities
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people.rules import check_organization
from kotikulma.people.types import OrganizationRefused, Role, Sector

_FIRST = (Sector.ASSOCIATION, Sector.PEER_GROUP, Sector.PARISH, Sector.COMPANY)
_LONG_TEXT = {"rows": 3}


def _municipalities() -> list[tuple[str, Any]]:
    near = [(one.code, municipalities.name(one.code)) for one in municipalities.in_project()]
    return [("", _("Useassa kunnassa tai muualla")), *near]


class AskForm(forms.Form):
    """Who asks and how she belongs to the organisation. The name is left out when the account has one."""

    name = forms.CharField(
        label=_("Oma nimesi"),
        help_text=_("Näkyy koordinaattorille ja muille organisaatiosi muokkaajille."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Kirjoita nimesi, jotta tiedämme kuka kysyy.")},
    )
    position = forms.CharField(
        label=_("Tehtäväsi organisaatiossa"),
        help_text=_("Esimerkiksi sihteeri, vapaaehtoinen tai toiminnanjohtaja."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": _("Kirjoita tehtäväsi, esimerkiksi sihteeri.")},
    )
    grounds = forms.CharField(
        label=_("Miten kuulut organisaatioon?"),
        help_text=_("Yksi lause riittää. Kerro myös, kuka voi vahvistaa sen, jos tarpeen."),
        max_length=500,
        widget=forms.Textarea(attrs=_LONG_TEXT),
        error_messages={"required": _("Kerro yhdellä lauseella, miten kuulut organisaatioon.")},
    )

    def __init__(self, *args: Any, known_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_name = known_name
        if known_name:
            del self.fields["name"]

    def asked(self) -> dict[str, str]:
        """What every request needs."""
        data = self.cleaned_data
        return {
            "name": self.known_name or data["name"],
            "position": data["position"],
            "grounds": data["grounds"],
        }


class SuggestForm(AskForm):
    """A new organisation, and who asks. `seen`: the likely duplicates have been looked at."""

    name_fi = forms.CharField(
        label=_("Organisaation nimi suomeksi"),
        max_length=100,
        error_messages={"required": _("Anna organisaatiolle nimi.")},
    )
    name_sv = forms.CharField(label=_("Nimi ruotsiksi"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Nimi englanniksi"), max_length=100, required=False)
    sector = forms.ChoiceField(
        label=_("Millainen organisaatio on?"),
        choices=[(one.value, one.label) for one in (*_FIRST, *(one for one in Sector if one not in _FIRST))],
    )
    business_id = forms.CharField(
        label=_("Y-tunnus"),
        help_text=_("Muodossa 1234567-8. Vertaisryhmällä sitä ei yleensä ole."),
        max_length=20,
        required=False,
    )
    municipality_code = forms.ChoiceField(label=_("Kunta, jossa toimitte"), choices=_municipalities, required=False)
    email = forms.EmailField(
        label=_("Organisaation sähköposti"),
        help_text=_("Julkinen osoite, ei omasi. Näkyy luettelossa, kun pyyntö on hyväksytty."),
        max_length=254,
        required=False,
    )
    web = forms.URLField(
        label=_("Verkkosivu"), max_length=300, required=False, assume_scheme="https", widget=forms.TextInput
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("name_fi", "sector", "municipality_code", "business_id", "email", "web", "name_sv", "name_en")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            check_organization({"business_id": cleaned.get("business_id", "")})
        except OrganizationRefused as refusal:
            add_refusal(self, refusal)
        return cleaned

    def proposed(self) -> dict[str, Any]:
        """The organisation as fields of one."""
        data = self.cleaned_data
        contacts = [{"type": kind, "value": data[kind]} for kind in ("email", "web") if data[kind]]
        names = {language: data[f"name_{language}"] for language in ("fi", "sv", "en")}
        plain = {field: data[field] for field in ("sector", "business_id", "municipality_code")}
        return {"name": {language: name for language, name in names.items() if name}, "contacts": contacts, **plain}

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The organisation's fields that everybody fills; the names in other languages are apart."""
        return [self[name] for name in ("name_fi", "sector", "municipality_code", "business_id", "email", "web")]

    @property
    def more_names(self) -> list[forms.BoundField]:
        return [self["name_sv"], self["name_en"]]

    @property
    def more_open(self) -> bool:
        return any(field.value() or field.errors for field in self.more_names)

    @property
    def asker_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "position", "grounds") if name in self.fields]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Syy, jonka pyytäjä saa sähköpostiinsa"),
        help_text=_("Kerro myös, mitä hän voi tehdä seuraavaksi."),
        max_length=500,
        widget=forms.Textarea(attrs=_LONG_TEXT),
        error_messages={"required": _("Kirjoita lyhyt syy. Pyynnön lähettäjä saa sen sähköpostiinsa.")},
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Sähköpostiosoite"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    language = forms.ChoiceField(label=_("Kutsun kieli"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, roles: Iterable[Role] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in roles]
        if len(choices) > 1:
            self.fields["role"] = forms.ChoiceField(label=_("Rooli"), choices=choices)

    def offer(self) -> dict[str, str]:
        """Where there is nothing to choose, the role is an editor's."""
        return {"role": Role.EDITOR.value, **self.cleaned_data}


class HandOverForm(forms.Form):
    """`ends`: when the leaver's own role ends."""

    email = forms.EmailField(
        label=_("Seuraajan sähköpostiosoite"),
        help_text=_("Hän saa kutsun. Rooli on hänen, kun hän kirjautuu tällä osoitteella."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    ends = forms.ChoiceField(
        label=_("Milloin nykyinen rooli päättyy?"),
        choices=[("then", _("Kun seuraaja ottaa tehtävän vastaan")), ("now", _("Heti"))],
        initial="then",
        widget=forms.RadioSelect,
    )
