"""Signing in with a mailed code or a password; allauth's stages ask for the second factor."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kotikulma.kernel.sources import address_of
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import commands, rules
from kotikulma.people.forms import CodeForm, EmailForm, PasswordSignInForm
from kotikulma.people.types import CodeRefused, TooMany

ASKED = "people_sign_in_code"
JOINING = "people_joining"


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks for an address and mails a code; says the same whether or not the address is known."""
    form = EmailForm(request.POST or None)
    following = get_next_redirect_url(request) or ""
    answer = ask_code(request, form, following) if request.method == "POST" and form.is_valid() else None
    if answer:
        return answer
    status = TooMany.status if form.non_field_errors() else 200
    return render(request, "people/sign_in.html", _context(request, form), status=status)


def ask_code(request: HttpRequest, form: EmailForm, following: str, *, joining: bool = False) -> HttpResponse | None:
    """Mail a code to the address of a valid form and go on to where it is asked for; None with the form's error."""
    try:
        asked = commands.request_code(
            ANONYMOUS,
            email=form.cleaned_data["email"],
            source=address_of(request),
            joining=joining,
            language=get_language() or "fi",
        )
    except TooMany as refusal:
        form.add_error(None, str(refusal))
        return None
    request.session[ASKED], request.session[JOINING] = str(asked), joining
    query = f"?{urlencode({'next': following})}" if following else ""
    return redirect(reverse("account_confirm_login_code") + query)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Takes the code in the browser that asked for it."""
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        asked = request.session.get(ASKED)
        try:
            person = commands.sign_in_with_code(
                ANONYMOUS,
                request=UUID(asked) if asked else None,
                code=form.cleaned_data["code"],
                language=get_language() or "fi",
            )
        except (CodeRefused, TooMany) as refusal:
            form.add_error("code", str(refusal))
            status = refusal.status
        else:
            del request.session[ASKED]
            request.session.pop(JOINING, None)
            return _enter(request, person, "code")
    context = {**_context(request, form), "joining": request.session.get(JOINING, False)}
    return render(request, "people/confirm_code.html", context, status=status)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password_sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; unknown address, wrong password and closed account read the same."""
    form = PasswordSignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        try:
            commands.take(rules.PASSWORDS_PER_ACCOUNT, email)
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            person = authenticate(request, email=email, password=form.cleaned_data["password"])
            if person:
                return _enter(request, person, "password")
            form.add_error(None, _("Sähköpostiosoite ja salasana eivät täsmää. Voit kirjautua myös koodilla."))
            status = 422
    return render(request, "people/password_sign_in.html", _context(request, form), status=status)


def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What axes answers when an account has had too many wrong passwords."""
    return render(request, "people/locked.html", _context(request, None), status=429)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        return with_empty_device(request, redirect("/"))
    return render(request, "people/sign_out.html")


def with_empty_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whatever pages kept on the device goes at sign-out, unless a script has taken away what was this person's
    and leaves what somebody else still has to send.
    """
    if request.POST.get("device") != "shared":
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _enter(request: HttpRequest, person: Any, method: str) -> HttpResponse:
    record_authentication(request, person, method=method)
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=get_next_redirect_url(request)))
    return response


def _with_next(request: HttpRequest, name: str) -> str:
    following = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({'next': following})}" if following else "")


def _context(request: HttpRequest, form: Any) -> dict[str, Any]:
    return {
        "form": form,
        "next": get_next_redirect_url(request) or "",
        "code_url": _with_next(request, "account_login"),
        "password_url": _with_next(request, "people:password_sign_in"),
    }
