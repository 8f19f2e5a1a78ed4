"""What an organiser types of an event: a new one, its words and facts, its picture, what becomes of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kotikulma.events.queries.choosing import Choice
from kotikulma.events.queries.organising import VIEWS, Desk, OwnFilters
from kotikulma.events.rules import local_time
from kotikulma.events.types import EventType, Mode, Theme, Visibility
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.i18n import clean_map, localise
from kotikulma.kernel.ui.language_names import NAMES
from kotikulma.kernel.ui.texts import LANGUAGES, Pane, Text, add_text_fields, panes, text_changes, text_initial

THEIRS = "toisen"
LONGEST_SEARCH = 60
LONGEST_NIGHT = timedelta(hours=16)
FACTS = "type mode visibility themes languages min_age max_age special_groups municipality_code free".split()
VIEW_WORDS = dict(zip(("tulevat", "luonnokset", "vajaat", "menneet", "perutut", "pohjat"), VIEWS, strict=True))
TEXTS = (
    Text("title", _("Nimi"), 120),
    Text("summary", _("Tiivistelmä"), 200, 2, _("Yksi lause: mitä tapahtuu ja kenelle.")),
    Text("description", _("Kuvaus"), 5000, 7, _("Ajat, paikka ja yhteystiedot ovat omissa kohdissaan.")),
    Text("place_note", _("Tila ja ovi"), 200, 1, _("Esimerkiksi: 2. kerros, ovi B.")),
    Text("accessibility", _("Esteettömyys"), 1000, 2, _("Kynnykset, hissi, tulkkaus, hiljainen tila.")),
    Text("price", _("Mitä maksaa"), 200),
    Text("contact_role", _("Keneltä voi kysyä"), 100, 1, _("Rooli, esimerkiksi ryhmän vetäjä. Ei tarvita nimeä.")),
)


def own_filters(query: Any) -> OwnFilters:
    """A filter the address does not know is ignored, never an error."""
    page = query.get("sivu", "")
    return OwnFilters(
        view=VIEW_WORDS.get(query.get("nayta", ""), "coming"),
        text=query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        page=min(max(int(page), 1), 1000) if page.isdecimal() else 1,
        everywhere=query.get("kaikki") == "1",
    )


def many(label: Any, choices: Iterable[tuple[Any, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple
    )


class NewEventForm(forms.Form):
    organization = forms.ChoiceField(label=_("Kuka järjestää?"))
    title = forms.CharField(label=_("Nimi"), max_length=120, error_messages={"required": _("Anna tapahtumalle nimi.")})
    type = forms.ChoiceField(label=_("Mikä se on?"), choices=EventType.choices, initial=EventType.GROUP)
    mode = forms.ChoiceField(
        label=_("Miten osallistutaan"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.IN_PERSON
    )

    def __init__(self, data: Any = None, *, keepers: Sequence[tuple[UUID, Mapping[str, str]]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["organization"].choices = [(str(uuid), localise(name).text) for uuid, name in keepers]
        if len(keepers) == 1:
            self.fields["organization"].widget = forms.HiddenInput()
            self.initial["organization"] = str(keepers[0][0])

    def values(self, language: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {"title": {language: data["title"]}, "type": data["type"], "mode": data["mode"]}


class EventForm(forms.Form):
    """The words and facts of one event. `seen`: the revision the organiser began from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    type = forms.ChoiceField(label=_("Mikä se on?"), choices=EventType.choices)
    mode = forms.ChoiceField(label=_("Miten osallistutaan"), choices=Mode.choices, widget=forms.RadioSelect)
    place_text = forms.CharField(
        label=_("Etsi paikka nimellä"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Paikka"), required=False, widget=forms.RadioSelect)
    organiser_text = forms.CharField(
        label=_("Etsi järjestäjä nimellä"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    organisers = forms.MultipleChoiceField(
        label=_("Muut järjestäjät"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Heidän muokkaajansa muuttavat tapahtumaa ja näkevät, keitä tulee."),
    )
    municipality_code = forms.ChoiceField(
        label=_("Kunta"), required=False, help_text=_("Kun paikka ei ole listassa, tai kun tapahtuma on verkossa.")
    )
    themes = many(_("Aiheet"), Theme.choices)
    languages = many(_("Kielet, joilla tapahtuma pidetään"), NAMES.items())
    special_groups = many(_("Erityisesti kenelle"), ())
    min_age = forms.IntegerField(label=_("Nuorin ikä"), required=False, min_value=0, max_value=120)
    max_age = forms.IntegerField(label=_("Vanhin ikä"), required=False, min_value=0, max_value=120)
    free = forms.BooleanField(label=_("Maksuton"), required=False)
    contact_phone = forms.CharField(label=_("Puhelin"), max_length=40, required=False)
    contact_email = forms.EmailField(
        label=_("Sähköposti"),
        required=False,
        error_messages={"invalid": _("Kirjoita sähköpostiosoite, esimerkiksi nimi@example.org.")},
    )
    visibility = forms.ChoiceField(label=_("Kuka näkee"), choices=Visibility.choices, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Any = None,
        *,
        desk: Desk,
        places: Sequence[Choice] = (),
        others: Sequence[Choice] = (),
        groups: Sequence[tuple[str, Mapping[str, str]]] = (),
        state: Mapping[str, Any] | None = None,
        seen: int | None = None,
    ) -> None:
        self.desk, self.stored = desk, _with_role({**desk.state, **(state or {})})
        super().__init__(data, initial=self._initial(desk.number if seen is None else seen), label_suffix="")
        add_text_fields(self, TEXTS, {})
        self.fields["place"].choices = [("", _("Ei paikkaa listasta")), *((one.uuid, one.name) for one in places)]
        self.fields["organisers"].choices = [(one.uuid, one.name) for one in others]
        if not desk.may_share:
            del self.fields["organisers"], self.fields["organiser_text"]
        own = municipalities.in_project()
        towns = [("", _("Ei tiedossa")), *((one.code, localise(one.name).text) for one in own)]
        here = desk.state["municipality_code"]
        if here and here not in dict(towns):
            towns.append((here, municipalities.name(here)))
        self.fields["municipality_code"].choices = towns
        self.fields["special_groups"].choices = [(code, localise(name).text) for code, name in groups]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("min_age") is not None and data.get("max_age") is not None and data["min_age"] > data["max_age"]:
            self.add_error("max_age", _("Alaikärajan on oltava enintään yläikäraja."))
        reached = data.get("contact_phone") or data.get("contact_email")
        if reached and not any(data.get(f"contact_role_{one}") for one in LANGUAGES):
            self.add_error("contact_role_fi", _("Kerro rooli, esimerkiksi ryhmän vetäjä."))
        return data

    def values(self, query: Any = None) -> dict[str, Any]:
        """As the command takes them; theirs wherever the organiser chose what somebody else had written."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in FACTS if name in data}
        found |= text_changes(self, TEXTS, self.stored)
        role = found.pop("contact_role")
        first = {"role": role, "phone": data.get("contact_phone", ""), "email": data.get("contact_email", "")}
        found["contacts"] = [*([first] if role else []), *self.desk.state["contacts"][1:]]
        if "place" in data:
            found["place"] = UUID(data["place"]) if data["place"] else None
        if "organisers" in data:
            found["organisers"] = [UUID(one) for one in data["organisers"]]
        return self._chosen(found, query or {})

    def _chosen(self, found: dict[str, Any], query: Any) -> dict[str, Any]:
        stored = {**self.desk.state, "place": self.desk.place}
        for field, value in found.items():
            at = "place_id" if field == "place" else field
            if query.get(f"valinta-{at}") == THEIRS:
                found[field] = stored[field]
            elif isinstance(value, dict):
                theirs = {one for one in LANGUAGES if query.get(f"valinta-{at}.{one}") == THEIRS}
                found[field] = clean_map({**value, **{one: stored[field].get(one, "") for one in theirs}})
        return found

    @property
    def panes(self) -> list[Pane]:
        return panes(self, TEXTS, self.stored)

    @property
    def wrong_languages(self) -> bool:
        return any(pane.wrong for pane in self.panes)

    @property
    def folded(self) -> list[BoundField]:
        """Long groups of choices, each folded until it is wanted."""
        return [self[name] for name in ("themes", "languages", "special_groups") if self.fields[name].choices]

    def refuse(self, fields: Mapping[str, Any], message: Any) -> None:
        for name, sentence in fields.items():
            at = next((one for one in (name, f"{name}_fi") if one in self.fields), None)
            self.add_error(at, str(sentence))
        if not fields:
            self.add_error(None, str(message))

    def _initial(self, seen: int) -> dict[str, Any]:
        first: Mapping[str, Any] = next(iter(self.stored["contacts"]), {})
        return {
            **{name: self.stored[name] for name in FACTS},
            **text_initial(TEXTS, self.stored),
            "seen": seen,
            "place": str(self.stored.get("place", self.desk.place) or ""),
            "organisers": [str(one) for one in self.stored["organisers"]],
            "contact_phone": first.get("phone", ""),
            "contact_email": first.get("email", ""),
        }


class PictureForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    picture = forms.FileField(
        label=_("Kuva"),
        required=False,
        help_text=_("JPEG, PNG tai WebP, enintään 8 megatavua. Sijainti ja muut piilotiedot poistetaan."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, desk: Desk) -> None:
        self.desk = desk
        initial = {"version": desk.event.version, **text_initial(ALT, desk.state)}
        super().__init__(data, files, initial=initial, label_suffix="")
        add_text_fields(self, ALT, {})

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not data.get("picture") and not self.desk.event.image:
            self.add_error("picture", _("Valitse kuva."))
        if not any(data.get(f"image_alt_{one}") for one in LANGUAGES):
            self.add_error("image_alt_fi", _("Kerro sanoin, mitä kuvassa on."))
        return data

    def alt(self) -> dict[str, str]:
        return text_changes(self, ALT, self.desk.state)["image_alt"]


ALT = (Text("image_alt", _("Mitä kuvassa on"), 300, 2, _("Sille, joka ei näe kuvaa.")),)


class ReasonForm(forms.Form):
    """Why it is cancelled or postponed: everybody who comes reads it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason_fi = forms.CharField(
        label=_("Syy suomeksi"),
        help_text=_("Osallistujat ja asukkaat näkevät tämän. Esimerkiksi: Vetäjä on sairastunut."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "fi"}),
        max_length=500,
        required=False,
    )
    reason_sv = forms.CharField(
        label=_("Syy ruotsiksi"), widget=forms.TextInput(attrs={"lang": "sv"}), max_length=500, required=False
    )
    reason_en = forms.CharField(
        label=_("Syy englanniksi"), widget=forms.TextInput(attrs={"lang": "en"}), max_length=500, required=False
    )

    def __init__(self, *given: Any, optional: bool = False, **more: Any) -> None:
        """`optional`: nobody has seen it yet."""
        self.optional = optional
        super().__init__(*given, **more)
        if optional:
            self.fields["reason_fi"].help_text = _("Luonnoksessa syytä ei tarvita.")

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not self.optional and not any(data.get(f"reason_{one}") for one in LANGUAGES):
            self.add_error("reason_fi", _("Kerro syy yhdellä lauseella."))
        return data

    def reason(self) -> dict[str, str]:
        return clean_map({one: self.cleaned_data[f"reason_{one}"] for one in LANGUAGES})


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def check_end(form: forms.Form, data: Mapping[str, Any]) -> None:
    """An end that is earlier on the clock is past midnight; so late that it is hardly meant, it is asked about."""
    begins, ends = data.get("begins"), data.get("ends")
    if begins and ends and ends <= begins:
        length = datetime.combine(date.min + timedelta(days=1), ends) - datetime.combine(date.min, begins)
        if length > LONGEST_NIGHT:
            form.add_error("ends", _("Päättymisaika on ennen alkamisaikaa. Korjaa jompikumpi."))


class MomentForm(forms.Form):
    """One time: a day, and from when to when. Ending past midnight is the next day."""

    day = day_field(_("Päivä"), error_messages={"required": _("Anna päivä.")})
    begins = time_field(_("Alkaa"), error_messages={"required": _("Anna alkamisaika.")})
    ends = time_field(_("Päättyy"), error_messages={"required": _("Anna päättymisaika.")})

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        check_end(self, data)
        for name, day, at in self._moments(data):
            if not local_time.exists(day, at):
                self.add_error(name, local_time.missing_sentence(day, at))
        return data

    def span(self) -> tuple[datetime, datetime]:
        starts, ends = (
            datetime.combine(day, at, clock.HELSINKI) for _name, day, at in self._moments(self.cleaned_data)
        )
        return starts, ends

    def twice(self) -> str:
        """What is said of a wall time that comes twice."""
        moments = [(day, at) for _name, day, at in self._moments(self.cleaned_data)]
        return " ".join(local_time.twice_sentence(day, at) for day, at in moments if local_time.comes_twice(day, at))

    @staticmethod
    def _moments(data: Mapping[str, Any]) -> list[tuple[str, date, time]]:
        day, begins, ends = (data.get(name) for name in ("day", "begins", "ends"))
        if not (day and begins and ends):
            return []
        last = day + timedelta(days=1) if ends <= begins else day
        return [("begins", day, begins), ("ends", last, ends)]


class NewTimeForm(MomentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def _with_role(state: dict[str, Any]) -> dict[str, Any]:
    """The first contact's role among the texts."""
    first: Mapping[str, Any] = next(iter(state.get("contacts") or ()), {})
    return {**state, "contact_role": first.get("role", {})}
