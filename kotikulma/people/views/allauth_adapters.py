"""How allauth behaves in this house: no sign-up, mail through the outbox, secrets sealed, sign-ins audited."""

import time
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kotikulma.people import commands, queries

FRESH_SECONDS = 10 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Used through settings.ACCOUNT_ADAPTER."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("Salasana ei kelpaa."),
        "too_many_login_attempts": _("Yrityksiä on ollut liian monta. Odota hetki ja yritä uudelleen."),
        "rate_limited": _("Yrityksiä on ollut liian monta. Odota hetki ja yritä uudelleen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages tell the state themselves; unseen messages would pile up in a cookie."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise LookupError(f"Mail {template_prefix} has no renderer: post it through the outbox.")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        commands.notify(queries.actor_of(user), notice=template_prefix.rpartition("/")[2])

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        ways = [record["method"] for record in get_authentication_records(request, user)]
        commands.record_sign_in(queries.actor_of(user), way="+".join(ways))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:today")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ten minutes after proving who one is nothing is asked again. Those without a password sign in anew."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < FRESH_SECONDS:
            return False
        if not self.get_reauthentication_methods(self.request.user):
            query = urlencode({"next": self.request.path})
            raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?{query}"))
        return True


class SecondFactorAdapter(DefaultMFAAdapter):
    """Used through settings.MFA_ADAPTER."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Koodi ei kelpaa. Odota seuraavaa koodia ja yritä uudelleen."),
    }

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealer().decrypt(encrypted_text.encode()).decode()


def _sealer() -> MultiFernet:
    """Seals with today's key; opens with the fallbacks too, so that the key can be changed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [
        salted_hmac("kotikulma.people.factors", "", secret=secret, algorithm="sha256").digest() for secret in secrets
    ]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
