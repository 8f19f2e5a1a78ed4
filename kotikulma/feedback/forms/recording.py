"""What a member writes down for a sender who called, came, wrote a letter or an e-mail."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.feedback.forms.public import WordsForm, uuid_from
from kotikulma.feedback.types import WRITTEN_DOWN, NewFeedback, Reply, Source


class RecordForm(WordsForm):
    """The key makes a form sent twice one feedback, as on the public page."""

    source = forms.ChoiceField(
        label=_("Miten palaute tuli?"),
        choices=[(each.value, each.label) for each in WRITTEN_DOWN],
        widget=forms.RadioSelect,
        initial=Source.PHONE,
        error_messages={"required": _("Valitse yksi.")},
    )
    place = forms.ChoiceField(label=_("Mitä paikkaa se koskee?"), required=False)
    language = forms.ChoiceField(
        label=_("Millä kielellä hän haluaa vastauksen?"),
        choices=[("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")],
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    more = ("keep_informed", "name", "topic", "municipality", "language")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Mitä hän halusi kertoa?")
        self.fields["text"].label = _("Mitä hän sanoi?")
        self.fields["text"].help_text = _("Kirjoita hänen sanoillaan. Älä kirjoita nimeä tai terveystietoja.")
        self.fields["contact"].help_text = _("Vain jos hän haluaa vastauksen. Kysy ensin, saako yhteystiedon kirjata.")
        self.fields["reply"].choices = [(Reply.PUBLIC, Reply.PUBLIC.label), (Reply.PRIVATE, _("Vastaus vain hänelle"))]
        self.fields["place"].choices = [("", _("Ei mitään näistä")), *places]
        self.fields["key"].initial = uuid4()

    def given(self) -> NewFeedback:
        data = self.cleaned_data
        return self.words(
            source=data["source"],
            place=uuid_from(data["place"]),
            language=data["language"],
            form_key=data["key"],
        )
