"""The person's own page, opened by the secret end of her link. GET shows, POST acts; no copy is kept anywhere."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.events.commands import registration as commands
from kotikulma.events.forms.registration import ChangeForm
from kotikulma.events.queries import forms as setups
from kotikulma.events.queries import own_calendar, pages
from kotikulma.events.queries.next_steps import next_steps
from kotikulma.events.queries.pages import EventPage
from kotikulma.events.queries.registration import own as own_registration
from kotikulma.events.types import Channel, EventRefused
from kotikulma.events.types.registration import OwnRegistration
from kotikulma.kernel import clock
from kotikulma.kernel.errors import Conflict
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.kernel.ui import links

View = Callable[..., HttpResponse]
DEEDS = {"peru": commands.cancel, "vahvista": commands.confirm_offer, "luovu": commands.decline_offer}


def secret(view: View) -> View:
    """The address is a key: neither the next site nor a search engine may learn it."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, token: str, **kwargs: str) -> HttpResponse:
        response = view(request, token, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" makes browsers post without an origin
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@secret
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands. Posting changes it."""
    found = own_registration(token)
    page = pages.page_of_registration(found, clock.now())
    form = ChangeForm(found, _channels(found, page), request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                wanted = form.changes(found)
                commands.change(ANONYMOUS, token, **wanted)
                return _changed(request, token, found, wanted["email"])
            except (EventRefused, Conflict) as refusal:
                status = refusal.status
                form.tell(refusal.message, refusal.fields)
    return _page(request, token, found, page, form, status)


@require_POST
@secret
def act(request: HttpRequest, token: str, deed: str) -> HttpResponse:
    """Cancel, take an offered seat, or let it go."""
    try:
        DEEDS[deed](ANONYMOUS, token)
    except (EventRefused, Conflict) as refusal:
        found = own_registration(token)
        page = pages.page_of_registration(found, clock.now())
        form = ChangeForm(found, _channels(found, page))
        return _page(request, token, found, page, form, refusal.status, str(refusal.message))
    return redirect(links.to(request, "events:registration", {"tehty": deed}, token=token))


def _changed(request: HttpRequest, token: str, found: OwnRegistration, email: str) -> HttpResponse:
    """A new address got a new link, and this one opens no more."""
    if email and email != found.email:
        return render(request, "events/new_link.html", {"own": found})
    return redirect(links.to(request, "events:registration", {"tehty": "muutos"}, token=token))


def _channels(found: OwnRegistration, page: EventPage) -> list[str]:
    return list(Channel.values) if page.on_site and page.online else [found.channel]


def _page(
    request: HttpRequest,
    token: str,
    found: OwnRegistration,
    page: EventPage,
    form: ChangeForm,
    status: int,
    refusal: str = "",
) -> HttpResponse:
    event, time = page.event, page.time
    context = {
        "next": next_steps(time, setups.form_setup(event), clock.now()) if time and event.registration else None,
        "calendar": own_calendar.address_of(token),
        "own": found,
        "token": token,
        "form": form,
        "refusal": refusal,
        "page": page,
        "told": request.GET.get("tehty", ""),
        "fresh": "uusi" in request.GET,
        "address": request.build_absolute_uri(links.to(request, "events:registration", token=token)),
    }
    return render(request, "events/registration.html", context, status=status)
