"""Forms anybody may send. Three things keep robots busy elsewhere, and none of them is a puzzle (WCAG 3.3.8)."""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

FASTEST = 3  # seconds; nobody reads and writes quicker
LONGEST = 24 * 3600


class StampedForm(forms.Form):
    """A field nobody sees, and a signed moment with the key that makes the form one, however often it is sent."""

    salt: str

    website = forms.CharField(
        label=_("Jätä tämä kohta tyhjäksi"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def new_stamp(cls) -> str:
        """The moment the form was handed out and its key, signed."""
        return cls._signer().sign(uuid4().hex)

    @classmethod
    def _signer(cls) -> TimestampSigner:
        return TimestampSigner(salt=cls.salt)

    def clean_website(self) -> str:
        """Said aloud, so that a browser that filled it by itself loses nothing."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Jätä tämä kohta tyhjäksi ja lähetä uudelleen."))
        return ""

    def clean_stamp(self) -> UUID:
        try:
            key = UUID(self._signer().unsign(self.cleaned_data["stamp"], max_age=LONGEST))
        except SignatureExpired:
            raise ValidationError(
                _("Lomake oli auki yli vuorokauden. Tarkista tekstisi ja lähetä uudelleen.")
            ) from None
        except (BadSignature, ValueError):
            raise ValidationError(_("Lomake ei ole meiltä. Tarkista tekstisi ja lähetä uudelleen.")) from None
        if not self._old_enough():
            raise ValidationError(_("Lomake lähti hyvin nopeasti. Tarkista tekstisi ja lähetä uudelleen."))
        return key

    def fresh_stamp(self) -> str:
        """The stamp to hand out with the page: the one that came, while it is good."""
        came = str(self.data.get("stamp", ""))
        try:
            self._signer().unsign(came, max_age=LONGEST - 3600)
        except BadSignature:
            return self.new_stamp()
        return came

    def _old_enough(self) -> bool:
        try:
            self._signer().unsign(self.cleaned_data["stamp"], max_age=FASTEST)
        except SignatureExpired:
            return True
        return False
