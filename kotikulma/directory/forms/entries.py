"""The editor of a service, a place or a channel: one form in sections, from the stored state and back to changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.forms import contacts
from kotikulma.directory.queries.editing import Desk, TermChoice
from kotikulma.directory.rules.field_words import words
from kotikulma.directory.rules.ownership import (
    contacts_beside,
    field_name,
    own_contacts,
    owned_languages,
    told_contacts,
)
from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    AddressVisibility,
    AreaType,
    ChannelType,
    Charge,
    HolidayPolicy,
    PlaceType,
    ServiceKind,
    TermScheme,
)
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import clean_map, localise
from kotikulma.kernel.ui.language_names import NAMES, language_name
from kotikulma.kernel.ui.texts import (
    LANGUAGES,
    Pane,
    Text,
    Told,
    add_text_fields,
    panes,
    text_changes,
    text_initial,
)

TERM_LABELS = {
    TermScheme.TARGET_GROUP: _("Kohderyhmät"),
    TermScheme.SERVICE_CLASS: _("Palveluluokat"),
    TermScheme.LIFE_EVENT: _("Elämäntilanteet"),
    TermScheme.SPECIAL_GROUP: _("Erityisesti kenelle"),
}
MOST_BOXES = 8
THEIRS = "toisen"
NAME = Text("name", _("Nimi"), 100)
SUMMARY = Text("summary", _("Tiivistelmä"), 150, 2, _("Yksi lause: mitä tästä saa. Enintään 150 merkkiä."))
DESCRIPTION = Text("description", _("Kuvaus"), 2500, 7, _("Puhelinnumerot, osoitteet ja ajat ovat omissa kohdissaan."))


@dataclass(frozen=True, slots=True)
class Section:
    """`lists`: long groups of choices, each folded until it is wanted."""

    id: str
    title: Any
    fields: tuple[BoundField | Told, ...] = ()
    lists: tuple[BoundField, ...] = ()
    panes: tuple[Pane, ...] = ()
    contacts: bool = False


class Coordinate(forms.FloatField):
    """With a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace(",", ".") if value not in self.empty_values else value)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def many(label: Any, choices: Iterable[tuple[Any, Any]], help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple
    )


class EntryForm(forms.Form):
    """`desk` tells what is stored; fields the register owns are not in the form but among `Told` things."""

    texts: ClassVar[tuple[Text, ...]] = ()
    layout: ClassVar[tuple[tuple[str, Any, tuple[str, ...]], ...]] = ()
    has_contacts: ClassVar[bool] = True
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, desk: Desk, terms: Sequence[TermChoice] = (), keepers: Any = ()) -> None:
        self.desk, self.term_choices = desk, terms
        super().__init__(data, initial=self.initial_of(desk.state, desk.number), label_suffix="")
        self._offer(terms, keepers)
        told = {
            text.field: owned_languages(text.field, desk.state.get(text.field), desk.locked)
            for text in self.texts
            if text.field in desk.owned
        }
        add_text_fields(self, self.texts, told)
        for name in [name for name in self.fields if self._column(name) in desk.owned]:
            del self.fields[name]
        self.contacts = None
        if self.has_contacts:
            rows = desk.state.get("contacts") or ()
            initial = contacts.contact_initial(own_contacts(rows) if "contacts" in desk.owned else rows)
            self.contacts = contacts.ContactFormSet(data, initial=initial, prefix=contacts.PREFIX)

    def initial_of(self, state: Mapping[str, Any], number: int) -> dict[str, Any]:
        """What the form shows of a state."""
        chosen = state.get("terms", sorted(self.desk.terms))
        by_scheme: dict[str, Any] = {
            str(scheme): [term.uuid for term in self.term_choices if term.scheme == scheme and term.uuid in chosen]
            for scheme in TERM_LABELS
        }
        return {**state, **text_initial(self.texts, state), **by_scheme, "seen": number}

    def is_valid(self) -> bool:
        return super().is_valid() and (self.contacts is None or self.contacts.is_valid())

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        named = [name for name in ("name_fi", "name_sv") if name in self.fields]
        if "name" not in self.desk.owned and named and not any(data.get(name) for name in named):
            self.add_error("name_fi", _("Kirjoita nimi suomeksi tai ruotsiksi."))
        return data

    def changes(self) -> dict[str, Any]:
        """Every field of the form as the command takes it; what could not be read is left out."""
        found: dict[str, Any] = {
            name: self.cleaned_data[name]
            for name in self.fields
            if name in self.desk.state and name in self.cleaned_data and name not in TERM_LABELS
        }
        for name, value in found.items():  # the order in which boxes stand is no change
            stored = self.desk.state[name]
            if isinstance(value, list) and isinstance(stored, list) and set(value) == set(stored):
                found[name] = stored
        found |= text_changes(self, self.texts, self.desk.state)
        if self.contacts is not None and self.contacts.is_valid():
            stored = self.desk.state.get("contacts") or ()
            rows = contacts.contact_rows(self.contacts, stored)
            found["contacts"] = contacts_beside(stored, rows) if "contacts" in self.desk.owned else rows
        return found

    def changes_choosing(self, query: Any) -> dict[str, Any]:
        """The changes, with theirs wherever the editor chose what somebody else had written: `valinta-summary.sv`."""
        found = self.changes()
        for field, value in found.items():
            stored = self.desk.state.get(field)
            if query.get(f"valinta-{field}") == THEIRS:
                found[field] = stored
            elif isinstance(value, dict):
                chosen = {code for code in LANGUAGES if query.get(f"valinta-{field}.{code}") == THEIRS}
                found[field] = clean_map({**value, **{code: (stored or {}).get(code, "") for code in chosen}})
        return found

    def terms(self) -> list[str] | None:
        """The chosen terms; those whose list is not in the form stay."""
        schemes = [scheme for scheme in TERM_LABELS if scheme in self.fields]
        if not schemes:
            return None
        listed = {term.uuid for term in self.term_choices if term.scheme in schemes}
        chosen = {uuid for scheme in schemes for uuid in self.cleaned_data.get(scheme, ())}
        return sorted((self.desk.terms - listed) | chosen)

    def refuse(self, fields: Mapping[str, Any], message: Any) -> None:
        """The command's refusal at the fields it is about."""
        for name, sentence in fields.items():
            at = {"terms": "target_group", "responsible": "responsible_id"}.get(name, name)
            here = next((each for each in (at, f"{at}_fi", f"{at}_sv") if each in self.fields), None)
            self.add_error(here, str(sentence))
        if not fields:
            self.add_error(None, str(message))

    def sections(self) -> list[Section]:
        written = panes(self, self.texts, self.desk.state)
        found = [Section("tekstit", _("Mikä tämä on"), panes=tuple(written))] if self.texts else []
        for code, title, names in self.layout:
            items = [item for name in names if not self._is_long(name) for item in self._item(name)]
            lists = [self[name] for name in names if self._is_long(name)]
            if code == "yhteys":
                found.append(Section(code, title, tuple(items), contacts=self.contacts is not None))
            elif items or lists:
                found.append(Section(code, title, tuple(items), tuple(lists)))
        return found

    @property
    def wrong_languages(self) -> bool:
        """Some language has an error: then all of them are shown."""
        return any(pane.wrong for pane in panes(self, self.texts, self.desk.state))

    def _is_long(self, name: str) -> bool:
        """A group of more boxes than one sees at once is folded."""
        return (
            name in self.fields
            and len(getattr(self.fields[name], "choices", ())) > MOST_BOXES
            and isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple)
        )

    def _item(self, name: str) -> list[BoundField | Told]:
        if name in self.fields:
            return [self[name]]
        if name in TERM_LABELS:
            return []
        if name == "contacts":
            told = told_contacts(self.desk.state.get(name) or ()) if name in self.desk.owned else ()
            return [Told(_("Yhteystiedot"), "\n".join(words(name, [row]) for row in told))]
        if name in self.base_fields:
            return [Told(self.base_fields[name].label, words(name, self.desk.state.get(name)))]
        return []

    def _column(self, name: str) -> str:
        if name in TERM_LABELS and name != TermScheme.SPECIAL_GROUP:
            return "terms"
        return field_name(name)

    def _offer(self, terms: Sequence[TermChoice], keepers: Any) -> None:
        """Choices that depend on what is stored or on who asks."""
        for name in ("languages",):
            if name in self.fields:
                known = dict.fromkeys([*NAMES, *(self.desk.state.get(name) or ())])
                self.fields[name].choices = [(code, language_name(code)) for code in known if code != "sme"]
        for scheme in TERM_LABELS:
            if scheme in self.fields:
                own = [(term.uuid, localise(term.label).text) for term in terms if term.scheme == scheme]
                self.fields[scheme].choices = own
        keeper = "responsible_id" if "responsible_id" in self.desk.state else "organization_id"
        if self.desk.uuid is None and keeper in self.desk.state:
            choices = [(number, localise(name).text) for number, name in keepers]
            self.fields[keeper] = forms.TypedChoiceField(
                label=_("Organisaatio"), choices=choices, coerce=int, initial=choices[0][0] if choices else None
            )


def towns() -> list[tuple[str, str]]:
    """Our municipalities first, then the rest of the country."""
    near = [(one.code, one.name["fi"]) for one in municipalities.in_project()]
    known = {code for code, _name in near}
    far = sorted((names["fi"], code) for code, names in municipalities.names().items() if code not in known)
    return [*near, *((code, name) for name, code in far)]


class ServiceForm(EntryForm):
    texts = (
        NAME,
        SUMMARY,
        DESCRIPTION,
        Text("user_instruction", _("Näin toimit"), 2500, 4),
        Text("requirements", _("Millä ehdoilla"), 2500, 3),
        Text("charge_note", _("Mitä maksaa"), 500, 2),
    )
    layout = (
        ("kenelle", _("Kenelle tämä on"), ("kind", "min_age", "max_age", "languages", *TERM_LABELS)),
        ("miten", _("Miten pääsee mukaan"), ("access_modes", "charge")),
        ("yhteys", _("Yhteystiedot"), ("contacts",)),
        ("missa", _("Alue ja aika"), ("area_type", "municipalities", "starts_on", "ends_on", "responsible_id")),
    )
    kind = forms.ChoiceField(
        label=_("Laji"), choices=[each for each in ServiceKind.choices if each[0] != ServiceKind.GENERAL_DESCRIPTION]
    )
    min_age = forms.IntegerField(label=_("Nuorin ikä"), required=False, min_value=0, max_value=120)
    max_age = forms.IntegerField(label=_("Vanhin ikä"), required=False, min_value=0, max_value=120)
    languages = many(_("Kielet, joilla palvellaan"), NAMES.items())
    target_group = many(TERM_LABELS[TermScheme.TARGET_GROUP], ())
    service_class = many(TERM_LABELS[TermScheme.SERVICE_CLASS], ())
    life_event = many(TERM_LABELS[TermScheme.LIFE_EVENT], ())
    special_group = many(TERM_LABELS[TermScheme.SPECIAL_GROUP], ())
    access_modes = many(_("Tavat"), AccessMode.choices)
    charge = forms.ChoiceField(label=_("Hinta"), choices=Charge.choices, required=False)
    area_type = forms.ChoiceField(label=_("Alue"), choices=AreaType.choices, widget=forms.RadioSelect)
    municipalities = many(_("Kunnat"), [(one.code, one.name["fi"]) for one in municipalities.in_project()])
    starts_on = day(_("Alkaa"), _("Tyhjä: on jo käynnissä."))
    ends_on = day(_("Viimeinen päivä"), _("Tyhjä: jatkuu toistaiseksi."))

    def _offer(self, terms: Sequence[TermChoice], keepers: Any) -> None:
        super()._offer(terms, keepers)
        near = self.fields["municipalities"].choices
        known = {code for code, _name in near}
        far = [code for code in self.desk.state.get("municipalities") or () if code not in known]
        self.fields["municipalities"].choices = [*near, *((code, municipalities.name(code)) for code in far)]


class PlaceForm(EntryForm):
    texts = (
        NAME,
        SUMMARY,
        DESCRIPTION,
        Text("street_address", _("Katuosoite"), 200),
        Text("directions", _("Näin löydät perille"), 500, 2, _("Pysäkki, ovi ja kerros.")),
    )
    layout = (
        (
            "osoite",
            _("Missä"),
            ("type", "postal_code", "municipality_code", "latitude", "longitude", "address_visibility"),
        ),
        ("esteettomyys", _("Esteettömyys"), ("accessibility",)),
        ("yhteys", _("Yhteystiedot"), ("contacts", "languages")),
        ("aika", _("Aika"), ("opened_on", "closed_on", "holiday_policy", "organization_id")),
    )
    type = forms.ChoiceField(label=_("Millainen paikka"), choices=PlaceType.choices)
    postal_code = forms.RegexField(
        r"^\d{5}$", label=_("Postinumero"), required=False, error_messages={"invalid": _("Kirjoita viisi numeroa.")}
    )
    municipality_code = forms.ChoiceField(label=_("Kunta"), required=False)
    latitude = Coordinate(label=_("Leveysaste"), required=False, help_text=_("Esimerkiksi 62,24. Tarvitaan karttaan."))
    longitude = Coordinate(label=_("Pituusaste"), required=False, help_text=_("Esimerkiksi 25,75."))
    address_visibility = forms.ChoiceField(label=_("Kuka näkee osoitteen"), choices=AddressVisibility.choices)
    accessibility = many(_("Paikassa on"), Accessibility.choices)
    languages = many(_("Kielet, joilla palvellaan"), NAMES.items())
    opened_on = day(_("Avataan"), _("Tyhjä: on jo auki."))
    closed_on = day(_("Viimeinen päivä"), _("Tyhjä: jatkuu toistaiseksi."))
    holiday_policy = forms.ChoiceField(label=_("Pyhäpäivinä"), choices=HolidayPolicy.choices)

    def _offer(self, terms: Sequence[TermChoice], keepers: Any) -> None:
        super()._offer(terms, keepers)
        self.fields["municipality_code"].choices = [("", _("Ei tiedossa")), *towns()]

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        moved = any(name in found and found[name] != self.desk.state.get(name) for name in ("latitude", "longitude"))
        return found | ({"coordinate_source": "hand"} if moved else {})


class ChannelForm(EntryForm):
    texts = (NAME, SUMMARY, DESCRIPTION)
    layout = (
        ("laji", _("Millainen kanava"), ("type", "languages", "holiday_policy", "organization_id")),
        ("yhteys", _("Yhteystiedot"), ("contacts",)),
    )
    type = forms.ChoiceField(label=_("Laji"), choices=ChannelType.choices)
    languages = many(_("Kielet, joilla palvellaan"), NAMES.items())
    holiday_policy = forms.ChoiceField(label=_("Pyhäpäivinä"), choices=HolidayPolicy.choices)


class ConnectionForm(EntryForm):
    """A service at one place or channel: what is left empty is as the service has it."""

    texts = (
        Text("note", _("Lisätieto"), 500, 3, _("Mitä kävijän on hyvä tietää juuri täällä.")),
        Text("pause_reason", _("Tauon syy"), 300, 2),
    )
    layout = (
        ("aika", _("Milloin palvelu on täällä"), ("starts_on", "ends_on", "paused_from", "paused_until")),
        ("miten", _("Miten pääsee mukaan"), ("access_modes", "languages")),
        ("yhteys", _("Yhteystiedot täällä"), ("contacts",)),
    )
    starts_on = day(_("Alkaa"), _("Tyhjä: on jo käynnissä."))
    ends_on = day(_("Viimeinen päivä"), _("Tyhjä: jatkuu toistaiseksi."))
    paused_from = day(_("Tauko alkaa"))
    paused_until = day(_("Tauon viimeinen päivä"), _("Tyhjä: tauko jatkuu toistaiseksi."))
    access_modes = many(_("Tavat, jos täällä on toisin"), AccessMode.choices)
    languages = many(_("Kielet, jos täällä on toisin"), NAMES.items())


FORMS: Mapping[str, type[EntryForm]] = {
    "service": ServiceForm,
    "place": PlaceForm,
    "channel": ChannelForm,
    "connection": ConnectionForm,
}
__all__ = ["FORMS", "LANGUAGES", "ChannelForm", "EntryForm", "PlaceForm", "Section", "ServiceForm"]
