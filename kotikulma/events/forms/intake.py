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
from kotikulma.kernel.i18n import clean_map, localise
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
WINDOW = ("opens", "closes")
COUNTED = {"opens": "opens_at", "closes": "closes_at", "decide": "decide_by"}  # a moment, or so long before each start
UNITS = {"d": 1440, "h": 60, "m": 1}  # minutes, the longest first
UNIT_WORDS = [("m", _("minuuttia ennen")), ("h", _("tuntia ennen")), ("d", _("päivää ennen"))]


def number(label: Any, *, least: int = 0, required: bool = False, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=100_000, **more)


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **more)


def unit(label: Any, *, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=UNIT_WORDS, required=False, initial=initial)


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
    opens_before = number(_("Alkaa ennen kertaa"))
    opens_unit = unit(_("Alkamisen yksikkö"), initial="d")
    closes_at = moment(_("Ilmoittautuminen päättyy"), help_text=_("Tyhjä: kun tapahtuma alkaa."))
    closes_before = number(_("Päättyy ennen kertaa"))
    closes_unit = unit(_("Päättymisen yksikkö"), initial="h")
    min_participants = number(_("Osallistujia tarvitaan vähintään"), least=1)
    decide_by = moment(_("Päätös toteutumisesta viimeistään"))
    decide_before = number(_("Päätös ennen kertaa"))
    decide_unit = unit(_("Päätöksen yksikkö"), initial="d")
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
        before = {end: _minutes_before(data, end) for end in COUNTED}
        if data.get("min_participants") and not data.get("decide_by") and before["decide"] is None:
            self.add_error("decide_by", _("Kerro, milloin toteutuminen päätetään."))
        if data.get("opens_at") and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("closes_at", _("Ilmoittautumisen on päätyttävä sen jälkeen, kun se alkaa."))
        for end, moment_name in COUNTED.items():
            if data.get(moment_name) and before[end] is not None:
                self.add_error(f"{end}_before", _("Anna joko hetki tai aika ennen alkua, ei molempia."))
        if before["opens"] is not None and (before["opens"] <= (before["closes"] or 0)):
            self.add_error("opens_before", _("Ilmoittautumisen on alettava ennen kuin se päättyy."))
        return data

    @property
    def counted_open(self) -> bool:
        """Is a time before each start given, or wrong?"""
        return any(self._counts(end) for end in WINDOW)

    @property
    def decide_open(self) -> bool:
        """The same of the moment to decide."""
        return self._counts("decide")

    def _counts(self, end: str) -> bool:
        field = self[f"{end}_before"]
        return field.value() not in (None, "") or bool(field.errors)

    @property
    def queue_open(self) -> bool:
        """Is the queue dealt with otherwise than it usually is?"""
        usual = {"promotion": Promotion.BY_TIME, "skip_oversized": SkipOversized.LAST_72_HOURS}
        return any(self[name].value() != value or self[name].errors for name, value in usual.items())

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = (*NUMBERS, *CHECKS, *MOMENTS, "promotion", "skip_oversized")
        found = {name: data[name] for name in names if name in data}
        found |= {f"{end}_minutes_before": _minutes_before(data, end) for end in COUNTED}
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


def lines(label: Any, language: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "lang": language})
    return forms.CharField(label=label, required=False, max_length=1000, widget=widget)


class QuestionForm(forms.Form):
    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    text_fi = forms.CharField(label=_("Kysymys suomeksi"), max_length=200, required=False)
    text_sv = forms.CharField(label=_("Ruotsiksi"), max_length=200, required=False)
    text_en = forms.CharField(label=_("Englanniksi"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Miten vastataan"), choices=QuestionKind.choices, required=False)
    choices_fi = lines(_("Vaihtoehdot suomeksi, yksi riville"), "fi")
    choices_sv = lines(_("Vaihtoehdot ruotsiksi, samassa järjestyksessä"), "sv")
    choices_en = lines(_("Vaihtoehdot englanniksi, samassa järjestyksessä"), "en")
    required = forms.BooleanField(label=_("Vastaus on pakollinen"), required=False)
    days_kept = forms.IntegerField(
        label=_("Vastaus poistetaan tapahtuman jälkeen, päivää"), required=False, min_value=0, max_value=365, initial=30
    )

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        counts = {one: len(_lines(data.get(f"choices_{one}", ""))) for one in LANGUAGES}
        most = max(counts.values())
        for one in LANGUAGES if data.get("kind") == QuestionKind.CHOICE else ():
            if 0 < counts[one] < most:
                sentence = _("Vaihtoehtoja on oltava yhtä monta joka kielellä, tai ei yhtään.")
                self.add_error(f"choices_{one}", sentence)
        return data

    @property
    def health_like(self) -> bool:
        """Does it look like a question about health? Then the organiser is warned."""
        words = {one: self[f"text_{one}"].value() or "" for one in LANGUAGES}
        choices = tuple({one: self[f"choices_{one}"].value() or ""} for one in LANGUAGES)
        return rules.health_like(Question(key="", text=words, choices=choices))

    @property
    def folded_open(self) -> bool:
        """Are there choices, other languages, or something wrong in them?"""
        names = ("text_sv", "text_en", "choices_fi", "choices_sv", "choices_en")
        return any(self[name].value() or self[name].errors for name in names)


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
    label = localise(one.text).text or one.key
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
        choices = [(str(place), localise(text).text) for place, text in enumerate(one.choices)]
        return forms.TypedChoiceField(
            label=label, required=False, choices=[("", "–"), *choices], coerce=int, empty_value=None
        )
    return forms.CharField(label=label, required=False, max_length=2000)


def _minutes_before(data: Mapping[str, Any], end: str) -> int | None:
    count = data.get(f"{end}_before")
    return None if count is None else count * UNITS[data.get(f"{end}_unit") or "m"]


def _counted(minutes: int) -> tuple[int, str]:
    """The longest unit that counts them evenly."""
    return next((minutes // length, code) for code, length in UNITS.items() if minutes % length == 0)


def _initial(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in (*NUMBERS, *CHECKS, "promotion", "skip_oversized")}
    for name in MOMENTS:
        found[name] = values[name].astimezone(clock.HELSINKI) if values[name] else None
    for end in COUNTED:
        if (minutes := values[f"{end}_minutes_before"]) is not None:
            found[f"{end}_before"], found[f"{end}_unit"] = _counted(minutes) if minutes else (0, "m")
    found["reminders"] = [name for name, rule in REMINDERS.items() if rule in values["reminders"]]
    return found | {f"instructions_{one}": values["instructions"].get(one, "") for one in LANGUAGES}


def _row(one: Question) -> dict[str, Any]:
    texts = {f"text_{code}": one.text.get(code, "") for code in LANGUAGES}
    choices = {f"choices_{code}": "\n".join(text.get(code, "") for text in one.choices).strip() for code in LANGUAGES}
    rest = {"key": one.key, "kind": one.kind, "required": one.required, "days_kept": one.days_kept}
    return {**texts, **choices, **rest}


def _question(row: Mapping[str, Any], key: str) -> Question:
    written = {code: _lines(row[f"choices_{code}"]) for code in LANGUAGES}
    most = max(map(len, written.values())) if row["kind"] == QuestionKind.CHOICE else 0
    each = ({code: texts[place] for code, texts in written.items() if place < len(texts)} for place in range(most))
    return Question(
        key=key,
        text=clean_map({code: row[f"text_{code}"] for code in LANGUAGES}),
        kind=row["kind"] or QuestionKind.TEXT,
        required=row["required"],
        choices=tuple(each),
        days_kept=30 if row["days_kept"] is None else row["days_kept"],
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
