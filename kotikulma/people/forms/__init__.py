"""Shapes of input: signing in, one's own details, and allauth's forms of the second factor with our limits."""

from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kotikulma.people import rules
from kotikulma.people.commands import spend_one_time_code, take
from kotikulma.people.types import Limit, TooMany


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Sähköpostiosoite"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Kirjautumiskoodi"),
        help_text=_("Kuusi numeroa sähköpostistasi."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordSignInForm(EmailForm):
    password = forms.CharField(
        label=_("Salasana"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=_("Nimi"),
        help_text=_("Näkyy niille, joiden kanssa teet työtä."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Sähköpostien kieli"), choices=settings.LANGUAGES)


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Uusi salasana"),
        help_text=_("Vähintään 15 merkkiä. Hyvä salasana on muutama sana, joita muut eivät arvaa."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def take_or_refuse(limit: Limit, subject: str) -> None:
    """The limit as a form's sentence."""
    try:
        take(limit, subject)
    except TooMany as refusal:
        raise ValidationError(refusal.message) from None


class FactorCodeMixin:
    """One count of tries for every worker, and a code that opens once, whichever worker saw it first."""

    user: Any
    authenticator: Authenticator
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Koodi")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        take_or_refuse(rules.SECOND_FACTOR_TRIES, str(self.user.uuid))
        code: str = super().clean_code()  # type: ignore[misc]
        if not spend_one_time_code(f"{self.authenticator.pk}:{rules.normal_code(code)}"):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(FactorCodeMixin, factor.AuthenticateForm):
    """The second step of signing in: a code of the app, or a recovery code."""


class ReauthenticateForm(FactorCodeMixin, factor.ReauthenticateForm):
    """The same again before a change that matters."""


class ActivateForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Sovelluksen näyttämä koodi")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        take_or_refuse(rules.SECOND_FACTOR_TRIES, str(self.user.uuid))
        code: str = super().clean_code()
        return code


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Avaimen nimi")
        self.fields["name"].help_text = _("Nimestä tunnistat avaimen myöhemmin.")


class PasswordAgainForm(PasswordAgain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Salasana")
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_password(self) -> str:
        take_or_refuse(rules.PASSWORDS_PER_ACCOUNT, self.user.email)
        password: str = super().clean_password()
        return password
