"""One's own account: name, language, password, second factor, sessions."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kotikulma.kernel.ui import links
from kotikulma.people import commands, queries
from kotikulma.people.forms import DetailsForm, NewPasswordForm
from kotikulma.people.types import PersonRefused
from kotikulma.people.views.gate import showed_second_factor
from kotikulma.people.views.sign_in import with_empty_device


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    person = queries.own_account(viewer)
    form = DetailsForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        commands.change_own_details(viewer, **form.cleaned_data)
        return redirect("people:account")
    context = {
        "form": form,
        "person": person,
        "factor": queries.has_second_factor(viewer),
        "sessions": queries.own_sessions(viewer, request.session.session_key),
        "invitations": queries.own_invitations(viewer),
        "requests": queries.own_requests(viewer),
    }
    return render(request, "people/account.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(app="kotikulma.people")
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; this session stays, the others end."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person: Any = commands.set_password(queries.actor_of(request.user), password=form.cleaned_data["password"])
        except PersonRefused as refusal:
            form.add_error("password", str(refusal))
        else:
            update_session_auth_hash(request, person)
            return redirect("people:account")
    return render(request, "people/password.html", {"form": form})


@never_cache
@require_GET
@login_required
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where the gate sends those who must show or set up a second factor."""
    if showed_second_factor(request):
        return redirect(get_next_redirect_url(request) or "people:account")
    context = {
        "factor": queries.has_second_factor(queries.actor_of(request.user)),
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "people/second_factor_needed.html", context)


@never_cache
@require_POST
@login_required
def accept_invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    membership = commands.accept_invitation(queries.actor_of(request.user), uuid)
    return redirect(links.to(request, "people:organization", uuid=membership.organization.uuid))


@never_cache
@require_POST
@login_required
def decline_invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.decline_invitation(queries.actor_of(request.user), uuid)
    return redirect(links.to(request, "people:account"))


@never_cache
@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    commands.sign_out_everywhere(queries.actor_of(user), user)
    logout(request)
    return with_empty_device(request, redirect("/"))
