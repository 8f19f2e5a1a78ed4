"""How one registers, in the organiser's words: seats, moments, questions, reminders, the way in online."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.events.forms.organising import time_field
from kotikulma.events.queries.setup import Setup
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import Mode, Promotion, Question, QuestionKind, SkipOversized
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.ui.texts import LANGUAGES

MOST_QUESTIONS = 12
REMINDERS: Mapping[str, dict[str, Any]] = {
    "day": {"minutes": 1440},
    "eve": {"days": 1, "at": "16:00"},
    "hours": {"minutes": 120},
}
NUMBERS = "capacity_in_person capacity_online waiting_capacity max_party min_participants".split()
CHECKS = "whole_event ask_names approval cancel_if_few ask_feedback".split()
MOMENTS = "opens_at closes_at decide_by".split()


def number(label: Any, *, least: int = 0, required: bool = False, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=100_000, **more)


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **more)


class SetupForm(forms.Form):
    capacity_in_person = number(_("Paikkoja paikan päällä"), help_text=_("Tyhjä: ei rajaa."))
    capacity_online = number(_("Paikkoja verkossa"), help_text=_("Tyhjä: ei rajaa."))
    waiting_capacity = number(_("Paikkoja jonossa"), help_text=_("Tyhjä: ei rajaa. 0: ei jonoa."))
    max_party = number(_("Henkilöitä yhdessä ilmoittautumisessa enintään"), least=1, required=True)
    whole_event = forms.BooleanField(label=_("Ilmoittaudutaan kerralla kaikkiin kertoihin"), required=False)
    ask_names = forms.BooleanField(label=_("Kysy kaikkien nimet"), required=False)
    approval = forms.BooleanField(
        label=_("Hyväksyn jokaisen itse"), required=False, help_text=_("Paikka odottaa, kunnes olet vastannut.")
    )
    opens_at = moment(_("Ilmoittautuminen alkaa"), help_text=_("Tyhjä: heti, kun tapahtuma on julkaistu."))
    closes_at = moment(_("Ilmoittautuminen päättyy"), help_text=_("Tyhjä: kun tapahtuma alkaa."))
    min_participants = number(_("Osallistujia tarvitaan vähintään"), least=1)
    decide_by = moment(_("Päätös toteutumisesta viimeistään"))
    cancel_if_few = forms.BooleanField(label=_("Peru itsestään, jos osallistujia on liian vähän"), required=False)
    promotion = forms.ChoiceField(
        label=_("Miten vapautuva paikka annetaan jonosta?"),
        choices=Promotion.choices,
        widget=forms.RadioSelect,
        help_text=_("Suoraan: ensimmäinen sopiva saa paikan heti. Tarjouksena: hän vahvistaa sen itse."),
    )
    skip_oversized = forms.ChoiceField(
        label=_("Saako pienempi seurue ohittaa suuren, joka ei mahdu?"),
        choices=SkipOversized.choices,
        widget=forms.RadioSelect,
        help_text=_("Ohitettu säilyttää sijansa. Uudet tulijat eivät koskaan ohita jonoa."),
    )
    reminders = forms.MultipleChoiceField(
        label=_("Muistutukset"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("day", _("Vuorokautta ennen")),
            ("eve", _("Edellisenä päivänä klo 16")),
            ("hours", _("Kaksi tuntia ennen")),
        ],
    )
    ask_feedback = forms.BooleanField(label=_("Pyydä palautetta seuraavana päivänä"), required=False)
    instructions_fi = forms.CharField(
        label=_("Ohjeet ilmoittautuneelle, suomeksi"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "fi"}),
        help_text=_("Vahvistuksessa: mitä mukaan, miten perille."),
    )
    instructions_sv = forms.CharField(
        label=_("Ohjeet ruotsiksi"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
    )
    instructions_en = forms.CharField(
        label=_("Ohjeet englanniksi"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )

    def __init__(self, data: Any = None, *, setup: Setup, mode: str) -> None:
        self.setup = setup
        super().__init__(data, initial=_initial(setup.values), label_suffix="")
        if mode == Mode.ONLINE:
            del self.fields["capacity_in_person"]
        elif mode == Mode.IN_PERSON:
            del self.fields["capacity_online"]
        extra = 1 if data is None and not setup.questions else 0
        self.questions = QuestionSet(
            data,
            initial=[_row(one) for one in setup.questions],
            prefix="kysymys",
            form_kwargs={"empty_permitted": True},
        )
        self.questions.extra = extra

    def is_valid(self) -> bool:
        return super().is_valid() and self.questions.is_valid()

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("min_participants") and not data.get("decide_by"):
            self.add_error("decide_by", _("Kerro, milloin toteutuminen päätetään."))
        if data.get("opens_at") and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("closes_at", _("Ilmoittautumisen on päätyttävä sen jälkeen, kun se alkaa."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = (*NUMBERS, *CHECKS, *MOMENTS, "promotion", "skip_oversized")
        found = {name: data[name] for name in names if name in data}
        known = list(REMINDERS.values())
        others = [one for one in self.setup.values["reminders"] if one not in known]
        found["reminders"] = [*(REMINDERS[name] for name in data["reminders"]), *others]
        found["instructions"] = clean_map({one: data[f"instructions_{one}"] for one in LANGUAGES})
        return found

    def asked(self) -> list[Question]:
        rows = [getattr(form, "cleaned_data", {}) for form in self.questions.forms]
        kept = [row for row in rows if row.get("text_fi") or row.get("text_sv") or row.get("text_en")]
        kept = [row for row in kept if not row.get("DELETE")]
        free = (f"k{number}" for number in range(1, 100) if f"k{number}" not in {row["key"] for row in kept})
        return [_question(row, row["key"] or next(free)) for row in kept]

    def refuse(self, fields: Mapping[str, Any], message: Any) -> None:
        for name, sentence in (fields or {"": message}).items():
            self.add_error(name if name in self.fields else None, str(sentence))


class QuestionForm(forms.Form):
    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    text_fi = forms.CharField(label=_("Kysymys suomeksi"), max_length=200, required=False)
    text_sv = forms.CharField(label=_("Ruotsiksi"), max_length=200, required=False)
    text_en = forms.CharField(label=_("Englanniksi"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Miten vastataan"), choices=QuestionKind.choices, required=False)
    choices = forms.CharField(
        label=_("Vaihtoehdot, yksi riville"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    required = forms.BooleanField(label=_("Vastaus on pakollinen"), required=False)
    days_kept = forms.IntegerField(
        label=_("Vastaus poistetaan tapahtuman jälkeen, päivää"), required=False, min_value=0, max_value=365, initial=30
    )

    @property
    def health_like(self) -> bool:
        """Does it look like a question about health? Then the organiser is warned."""
        words = {one: self[f"text_{one}"].value() or "" for one in LANGUAGES}
        return rules.health_like(Question(key="", text=words))


QuestionSet = forms.formset_factory(QuestionForm, extra=0, can_delete=True, max_num=MOST_QUESTIONS, validate_max=True)


class JoinForm(forms.Form):
    url = forms.CharField(
        label=_("Kokouksen osoite"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": _("Kopioi tähän kokouksen osoite.")},
    )
    passcode = forms.CharField(label=_("Tunnuskoodi"), max_length=100, required=False)
    phone = forms.CharField(label=_("Puhelinnumero kokoukseen"), max_length=60, required=False)
    days_before = forms.IntegerField(label=_("Montako päivää ennen"), min_value=0, max_value=14, initial=0)
    release_time = time_field(_("Linkki lähtee kello"), initial="16:00")


class RegisterForm(forms.Form):
    """On behalf of somebody who called or came to the desk."""

    contact_name = forms.CharField(label=_("Nimi"), max_length=120, error_messages={"required": _("Kirjoita nimi.")})
    phone = forms.CharField(label=_("Puhelin"), max_length=40, required=False)
    email = forms.EmailField(label=_("Sähköposti"), required=False)
    party_size = forms.IntegerField(label=_("Montako henkilöä"), min_value=1, initial=1)
    source = forms.ChoiceField(
        label=_("Miten hän ilmoittautui?"),
        choices=[("phone", _("Puhelimessa")), ("desk", _("Paikan päällä"))],
        widget=forms.RadioSelect,
        initial="phone",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, questions: Sequence[Question], hybrid: bool, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        self.asked = questions
        if hybrid:
            self.fields["channel"] = forms.ChoiceField(
                label=_("Miten osallistutaan"), choices=Mode.choices[:2], widget=forms.RadioSelect, initial="in_person"
            )
        for one in questions:
            self.fields[f"q_{one.key}"] = _answer_field(one)

    def answers(self) -> dict[str, Any]:
        found = {one.key: self.cleaned_data.get(f"q_{one.key}") for one in self.asked}
        return {key: value for key, value in found.items() if value not in (None, "")}

    def refuse(self, fields: Mapping[str, Any], message: Any) -> None:
        for name, sentence in (fields or {"": message}).items():
            at = next((one for one in (name, f"q_{name}") if one in self.fields), None)
            self.add_error(at, str(sentence))


class MessageForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Kenelle"),
        choices=[
            ("all", _("Kaikille ilmoittautuneille")),
            ("seated", _("Niille, joilla on paikka")),
            ("waiting", _("Jonottaville")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    subject = forms.CharField(label=_("Otsikko"), max_length=120, error_messages={"required": _("Kirjoita otsikko.")})
    text = forms.CharField(
        label=_("Viesti"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Voit käyttää merkintöjä {nimi}, {tapahtuma}, {aika}, {paikka} ja {linkki}."),
        error_messages={"required": _("Kirjoita viesti.")},
    )
    recipients = forms.IntegerField(required=False, widget=forms.HiddenInput)


def with_one_more(data: Any) -> Any:
    """The posted questions and an empty one after them."""
    data = data.copy()
    count = data.get("kysymys-TOTAL_FORMS", "0")
    data["kysymys-TOTAL_FORMS"] = str(min(int(count) + 1 if count.isdecimal() else 1, MOST_QUESTIONS))
    return data


def _answer_field(one: Question) -> forms.Field:
    label = next((text for text in one.text.values() if text), one.key)
    if one.kind == QuestionKind.YES_NO:
        return forms.TypedChoiceField(
            label=label,
            required=False,
            choices=[("", "–"), ("1", _("Kyllä")), ("0", _("Ei"))],
            coerce=lambda value: value == "1",
            empty_value=None,
        )
    if one.kind == QuestionKind.NUMBER:
        return forms.IntegerField(label=label, required=False)
    if one.kind == QuestionKind.CHOICE:
        choices = [(str(place), next(iter(text.values()), "")) for place, text in enumerate(one.choices)]
        return forms.TypedChoiceField(
            label=label, required=False, choices=[("", "–"), *choices], coerce=int, empty_value=None
        )
    return forms.CharField(label=label, required=False, max_length=2000)


def _initial(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in (*NUMBERS, *CHECKS, "promotion", "skip_oversized")}
    for name in MOMENTS:
        found[name] = values[name].astimezone(clock.HELSINKI) if values[name] else None
    found["reminders"] = [name for name, rule in REMINDERS.items() if rule in values["reminders"]]
    return found | {f"instructions_{one}": values["instructions"].get(one, "") for one in LANGUAGES}


def _row(one: Question) -> dict[str, Any]:
    choices = "\n".join(next(iter(text.values()), "") for text in one.choices)
    texts = {f"text_{code}": one.text.get(code, "") for code in LANGUAGES}
    rest = {"key": one.key, "kind": one.kind, "required": one.required, "days_kept": one.days_kept}
    return {**texts, **rest, "choices": choices}


def _question(row: Mapping[str, Any], key: str) -> Question:
    lines = [line.strip() for line in row["choices"].splitlines() if line.strip()]
    return Question(
        key=key,
        text=clean_map({code: row[f"text_{code}"] for code in LANGUAGES}),
        kind=row["kind"] or QuestionKind.TEXT,
        required=row["required"],
        choices=tuple({"fi": line} for line in lines) if row["kind"] == QuestionKind.CHOICE else (),
        days_kept=30 if row["days_kept"] is None else row["days_kept"],
    )
