"""A contact with a client as a phone without network kept it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, KeyedForm
from kotikulma.casework.types.plans import ContactChannel, NewContact


class KeptContactForm(KeyedForm):
    """How, whether, and a few words; who and when are set by the page."""

    client = forms.UUIDField(widget=forms.HiddenInput)
    visit = forms.UUIDField(widget=forms.HiddenInput, required=False)
    happened_at = forms.DateTimeField(widget=forms.HiddenInput, error_messages={"invalid": _("Tarkista aika.")})
    channel = forms.ChoiceField(
        label=_("Miten otit yhteyttä?"), choices=ContactChannel.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    reached = forms.TypedChoiceField(
        label=_("Tavoititko hänet?"),
        choices=[("yes", _("Kyllä")), ("no", _("En"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    words = forms.CharField(
        label=_("Mitä sovitte?"),
        help_text=_("Vain se, mitä työ vaatii."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def new(self) -> NewContact:
        data = self.cleaned_data
        return NewContact(
            form_key=data["key"],
            happened_at=data["happened_at"],
            channel=data["channel"],
            reached=data["reached"],
            words=data["words"],
            visit=data["visit"],
        )
