"""Joining: the public start, finding one's organisation, asking to keep it, following the request."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from kotikulma.kernel.ui import caching, links
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import commands, queries
from kotikulma.people.forms import EmailForm
from kotikulma.people.forms.joining import AskForm, SuggestForm
from kotikulma.people.types import OrganizationRefused, TooMany
from kotikulma.people.types.joining import AlreadyDecided, JoinRequestValue, RequestRefused
from kotikulma.people.views.sign_in import ask_code


def _same_for_all(request: HttpRequest) -> caching.Freshness:
    return caching.Freshness(version="static")


@require_safe
@caching.public(_same_for_all, max_age=600)
def start(request: HttpRequest) -> HttpResponse:
    """What joining is; says nothing of the reader."""
    return render(request, "people/join.html")


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Asks for an address; an unknown one gets a code as well, and the answer is the same."""
    following = links.to(request, "people:join_search")
    if request.user.is_authenticated:
        return redirect(following)
    form = EmailForm(request.POST or None)
    answer = ask_code(request, form, following, joining=True) if form.is_valid() else None
    if answer:
        return answer
    return render(request, "people/join_start.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    viewer, text = queries.actor_of(request.user), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "text": text,
        "found": queries.search_by_name(text) if text else [],
        "requests": queries.open_requests(viewer),
        "mine": {each.uuid for each in queries.my_organizations(viewer)},
    }
    return render(request, "people/join_search.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    user: Any = request.user
    organization = queries.named_organization(uuid)
    form = AskForm(request.POST or None, known_name=user.name)
    if request.method == "POST" and form.is_valid():
        try:
            sent = commands.claim_organization(queries.actor_of(user), uuid, **form.asked())
            return redirect(links.to(request, "people:join_request", uuid=sent.uuid))
        except (RequestRefused, TooMany) as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "organization": organization}
    return render(request, "people/join_claim.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def suggest(request: HttpRequest) -> HttpResponse:
    """The first sending shows likely duplicates; the second sends."""
    user: Any = request.user
    begun = {"name_fi": request.GET.get("nimi", "")[:100]}
    form = SuggestForm(request.POST or None, initial=begun, known_name=user.name)
    duplicates: Any = ()
    if request.method == "POST" and form.is_valid():
        fields = form.proposed()
        duplicates = () if form.cleaned_data["seen"] else queries.duplicates_of_proposal(fields)
        try:
            if not duplicates:
                sent = commands.suggest_organization(queries.actor_of(user), fields=fields, **form.asked())
                return redirect(links.to(request, "people:join_request", uuid=sent.uuid))
        except (RequestRefused, OrganizationRefused, TooMany) as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "duplicates": duplicates}
    return render(request, "people/join_suggest.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@login_required
def request_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Receipt and status in one."""
    sent = queries.request_of(queries.actor_of(request.user), uuid)
    return _request_page(request, sent)


@never_cache
@require_POST
@login_required
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    try:
        commands.withdraw_request(viewer, uuid)
    except AlreadyDecided as refusal:
        return _request_page(request, queries.request_of(viewer, uuid), str(refusal), refusal.status)
    return redirect(links.to(request, "people:join_request", uuid=uuid))


def _request_page(request: HttpRequest, sent: JoinRequestValue, refusal: str = "", status: int = 200) -> HttpResponse:
    return render(request, "people/join_request.html", {"sent": sent, "refusal": refusal}, status=status)
