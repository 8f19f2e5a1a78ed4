"""What visitors type. Three things keep robots busy elsewhere, and none of them is a puzzle (WCAG 3.3.8)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback import rules
from kotikulma.feedback.queries.board import VIEWS, Filters
from kotikulma.feedback.types import Kind, NewFeedback, Reply, Topic
from kotikulma.kernel import municipalities
from kotikulma.kernel.ui.stamped_forms import StampedForm

WRITE = {"required": _("Kirjoita muutama sana.")}


def stamp() -> str:
    """The moment the form was handed out and the key that makes it one feedback, signed."""
    return GiveForm.new_stamp()


def filters_from(query: QueryDict, place: UUID | None = None) -> Filters:
    """The board's address as filters; what it does not know is ignored."""
    kind, municipality, view = (query.get(key, "") for key in ("laji", "kunta", "nayta"))
    return Filters(
        view=view if view in VIEWS else "all",
        kind=kind if kind in Kind.values else "",
        municipality=municipality if municipalities.get(municipality) else "",
        place=place,
        before=query.get("ennen", "")[:16],
    )


def uuid_from(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


class WordsForm(forms.Form):
    """What is asked of every feedback, whoever writes it down. `more`: what stays folded until somebody wants it."""

    kind = forms.ChoiceField(
        label=_("Mitä haluat kertoa?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse yksi.")},
    )
    text = forms.CharField(
        label=_("Kerro omin sanoin"),
        help_text=_("Voit kirjoittaa millä kielellä haluat. Älä kirjoita toisen ihmisen tietoja."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=rules.LONGEST,
        error_messages=WRITE,
    )
    reply = forms.ChoiceField(
        label=_("Kuka saa nähdä vastauksen?"), choices=Reply.choices, widget=forms.RadioSelect, initial=Reply.PUBLIC
    )
    contact = forms.CharField(
        label=_("Sähköposti tai puhelin"),
        help_text=_("Jos haluat vastauksen itsellesi. Poistamme yhteystiedon 30 päivää vastauksen jälkeen."),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    keep_informed = forms.BooleanField(label=_("Kerro minulle myös, kun asia on tehty"), required=False)
    name = forms.CharField(
        label=_("Nimi"),
        help_text=_("Tarvitaan vain aloitteeseen. Kunta kertoo sinulle, mitä aloitteesta seurasi."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    topic = forms.ChoiceField(label=_("Aihe"), choices=[("", "–"), *Topic.choices], required=False)
    municipality = forms.ChoiceField(label=_("Kunta"), required=False)

    more: tuple[str, ...] = ("keep_informed", "name", "topic", "municipality")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [(one.code, municipalities.name(one.code)) for one in municipalities.in_project()]
        self.fields["municipality"].choices = [("", "–"), *ours]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]

    @property
    def more_open(self) -> bool:
        """Something folded was filled in or is wrong, so that it must be seen."""
        return self.is_bound and any(self.data.get(name) or self[name].errors for name in self.more)

    def words(self, **more: Any) -> NewFeedback:
        data = self.cleaned_data
        return NewFeedback(
            kind=data["kind"],
            text=data["text"],
            reply=data["reply"],
            topic=data["topic"],
            municipality_code=data["municipality"],
            contact=data["contact"],
            name=data["name"],
            keep_informed=data["keep_informed"],
            **more,
        )


class GiveForm(StampedForm, WordsForm):
    """What a resident sends; the place or service it is about comes along by itself."""

    salt = "kotikulma.feedback.form"

    place = forms.CharField(required=False, widget=forms.HiddenInput)
    service = forms.CharField(required=False, widget=forms.HiddenInput)

    def given(self, language: str) -> NewFeedback:
        data = self.cleaned_data
        return self.words(
            place=uuid_from(data["place"]),
            service=uuid_from(data["service"]),
            language=language,
            form_key=data["stamp"],
        )


class ReopenForm(forms.Form):
    text = forms.CharField(
        label=_("Mikä jäi auki?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.LONGEST,
        error_messages=WRITE,
    )
