"""The demo's door: sign in by role, read the mail that would leave. Loopback and demo mode only, otherwise 404."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.account.signals import user_logged_in
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kotikulma.kernel import outbox
from kotikulma.kernel.same_site import check_from_here
from kotikulma.kernel.ui import links
from kotikulma.people import queries

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
View = Callable[[HttpRequest], HttpResponse]


def demo_only(view: View) -> View:
    """404 unless this is the demo and the visitor sits at this very machine; a proxy in between counts as away."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO or not _loopback(request):
            raise Http404
        return view(request)

    return guarded


def _loopback(request: HttpRequest) -> bool:
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@demo_only
@never_cache
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    roles = queries.demo_roles()
    tours = [(role, [(step.words, links.keep(request, step.path)) for step in role.tour]) for role in roles]
    context = {"tours": tours, "next": get_next_redirect_url(request) or ""}
    return render(request, "people/demo.html", context)


@csrf_exempt  # scripts of a tester hold no token: check_from_here keeps other sites out
@demo_only
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the role's person with the second factor done: `curl -d role=editor`, or the button of /demo/."""
    check_from_here(request)
    person: Any = queries.demo_person(request.POST.get("role", ""))
    if person is None:
        raise Http404
    clear_authentication_records(request)
    record_authentication(request, person, "mfa", type="demo")
    get_adapter().login(request, person)
    user_logged_in.send(sender=type(person), request=request, user=person)
    return redirect(get_next_redirect_url(request) or "people:today")


@demo_only
@never_cache
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    letters = [(message, outbox.rendered(message)) for message in outbox.latest()]
    return render(request, "people/demo_mail.html", {"letters": letters})
