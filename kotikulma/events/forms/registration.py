"""What one who registers types: three fields, then the organiser's own questions."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from kotikulma.events.queries.forms import FormSetup
from kotikulma.events.types import Channel, NewRegistration, Question, QuestionKind
from kotikulma.events.types.registration import OwnRegistration
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.stamped_forms import StampedForm

PREFIX = "kysymys-"
YES_NO = [("", "–"), ("1", _("Kyllä")), ("0", _("Ei"))]


class PartyFields(forms.Form):
    """Who comes and how; what every form of a registration has."""

    contact_name = forms.CharField(
        label=_("Nimi"),
        max_length=120,
        error_messages={"required": _("Kirjoita nimesi.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Sähköposti"),
        help_text=_("Lähetämme tähän vahvistuksen. Samasta viestistä voit perua."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Puhelin"),
        help_text=_("Jos sinulla ei ole sähköpostia."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    channel = forms.ChoiceField(
        label=_("Miten osallistut?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse yksi.")},
    )
    party_size = forms.TypedChoiceField(label=_("Montako teitä tulee?"), coerce=int, initial=1)
    names = forms.CharField(
        label=_("Muiden nimet"),
        help_text=_("Yksi nimi riville."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    questions: tuple[Question, ...] = ()

    def shape(self, *, channels: Iterable[str], most: int, ask_names: bool, questions: tuple[Question, ...]) -> None:
        """Leave out what this event does not ask, add what it does."""
        channels = list(channels)
        if len(channels) < 2:
            del self.fields["channel"]
        if most < 2:
            del self.fields["party_size"]
        else:
            self.fields["party_size"].choices = [(number, str(number)) for number in range(1, most + 1)]
        if most < 2 or not ask_names:
            del self.fields["names"]
        self.questions = questions
        for question in questions:
            self.fields[f"{PREFIX}{question.key}"] = _field(question)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The organiser's own."""
        return [self[f"{PREFIX}{question.key}"] for question in self.questions]

    def answers(self) -> dict[str, Any]:
        return {
            question.key: value
            for question in self.questions
            if (value := _given(question, self.cleaned_data.get(f"{PREFIX}{question.key}"))) is not None
        }

    def party(self) -> dict[str, Any]:
        data = self.cleaned_data
        others = tuple(line.strip() for line in data.get("names", "").splitlines() if line.strip())
        return {"party_size": data.get("party_size") or 1, "names": others}

    def tell(self, message: Any, fields: Mapping[str, Any]) -> None:
        """What a command refused, at the field it is about."""
        for name, sentence in (fields or {"": message}).items():
            at = name if name in self.fields else f"{PREFIX}{name}"
            self.add_error(at if at in self.fields else None, str(sentence))


class RegisterForm(StampedForm, PartyFields):
    """`hold`: the token of seats kept meanwhile."""

    salt = "kotikulma.events.form"
    hold = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    field_order = ("contact_name", "email", "phone", "channel", "party_size", "names")

    def __init__(self, setup: FormSetup, channels: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape(channels=channels, most=setup.most, ask_names=setup.ask_names, questions=setup.questions)

    def forgive(self) -> None:
        """Nothing is wrong yet: only seats were asked for."""
        self._errors = ErrorDict()

    def new(self, channel: str, language: str) -> NewRegistration:
        """`channel`: the only one, where there is no choice."""
        data, party = self.cleaned_data, self.party()
        names = (data["contact_name"], *party["names"]) if "names" in self.fields else ()
        return NewRegistration(
            contact_name=data["contact_name"],
            email=data["email"],
            phone=data["phone"],
            party_size=party["party_size"],
            names=names,
            channel=data.get("channel") or channel,
            answers=self.answers(),
            language=language,
            form_key=UUID(str(data["stamp"])),
            hold=data["hold"],
        )


class ChangeForm(PartyFields):
    """The same things again, on one's own page."""

    def __init__(self, own: OwnRegistration, channels: Iterable[str], *args: Any, **kwargs: Any) -> None:
        start = {name: getattr(own, name) for name in ("email", "phone", "party_size", "channel")}
        start |= {f"{PREFIX}{key}": _shown(value) for key, value in own.answers.items()}
        start["names"] = "\n".join(own.names[1:])
        super().__init__(*args, initial=start, **kwargs)
        del self.fields["contact_name"]
        self.fields["email"].help_text = _("Jos vaihdat osoitteen, saat siihen uuden linkin.")
        asks = any(own.names)
        self.shape(channels=channels, most=own.most_people, ask_names=asks, questions=own.questions)

    def changes(self, own: OwnRegistration) -> dict[str, Any]:
        data, party = self.cleaned_data, self.party()
        wanted: dict[str, Any] = {"email": data["email"], "phone": data["phone"], "answers": self.answers()}
        if "party_size" in self.fields:
            wanted["party_size"] = party["party_size"]
        if "names" in self.fields:
            wanted["names"] = (own.contact_name, *party["names"])
        if "channel" in self.fields:
            wanted["channel"] = data["channel"]
        return wanted


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": localise(question.text).text,
        "required": question.required,
        "error_messages": {"required": _("Vastaa tähän kysymykseen.")},
    }
    if question.kind == QuestionKind.CHOICE:
        choices = [(str(number), localise(words).text) for number, words in enumerate(question.choices)]
        return forms.ChoiceField(choices=[("", "–"), *choices], **common)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, **common)
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(max_value=10**9 - 1, min_value=0, **common)
    long = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=2000, widget=long if question.kind == QuestionKind.LONG else None, **common)


def _given(question: Question, value: Any) -> Any:
    if value in (None, ""):
        return None
    if question.kind == QuestionKind.CHOICE:
        return int(value)
    return value == "1" if question.kind == QuestionKind.YES_NO else value


def _shown(value: Any) -> Any:
    return ("1" if value else "0") if isinstance(value, bool) else value
