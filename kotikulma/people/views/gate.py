"""Coordinators and administrators get in with a second factor only."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from kotikulma.kernel.ui.links import without_language
from kotikulma.people import queries

OPEN = "/tili/"


class SecondFactorMiddleware:
    """Sends a member whose role demands a second factor to show or to set one up; costs visitors nothing.

    Roles are read from the database each time: taking a role away or giving one works at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Touching the session would make cached pages vary by cookie, so a visitor without one is not looked at.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self._held_back(request):
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return redirect(f"{reverse('people:second_factor_needed')}?{query}")
        return self.get_response(request)

    def _held_back(self, request: HttpRequest) -> bool:
        if without_language(request.path_info).startswith((OPEN, settings.STATIC_URL)):
            return False
        user: Any = request.user
        if not user.is_authenticated or showed_second_factor(request):
            return False
        return queries.needs_second_factor(queries.actor_of(user))


def showed_second_factor(request: HttpRequest) -> bool:
    """Was a second factor shown in this session?"""
    user: Any = request.user
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def count_new_factor(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """allauth's `authenticator_added`: setting a factor up proves that one holds it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and request.user == user:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
