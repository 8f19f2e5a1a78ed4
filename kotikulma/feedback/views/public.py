"""Pages everybody reads, the form everybody may fill, and two presses of one button."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.directory.queries import names
from kotikulma.feedback import commands
from kotikulma.feedback.forms.public import GiveForm, filters_from, uuid_from
from kotikulma.feedback.queries import board as boards
from kotikulma.feedback.types import FeedbackRefused, Kind
from kotikulma.kernel import data_version, municipalities
from kotikulma.kernel.same_site import check_from_here
from kotikulma.kernel.sources import address_of
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.caching import Freshness, public
from kotikulma.kernel.ui.qr import qr_code
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people.types import TooMany

DEVICE = "__Host-laite" if settings.HTTPS else "laite"
DEVICE_SECONDS = 365 * 24 * 3600
SHOWN_WITH = ("directory", "feedback")  # names of places come from the one, everything else from the other


def fresh(request: HttpRequest, **kwargs: Any) -> Freshness:
    return Freshness(version=data_version.sum_of(SHOWN_WITH))


@require_safe
@public(fresh)
def board(request: HttpRequest) -> HttpResponse:
    filters = filters_from(request.GET)
    context = {
        "board": boards.board(filters),
        "filters": filters,
        "kinds": Kind.choices,
        "municipalities": municipalities.in_project(),
    }
    return render(request, "feedback/board.html", context)


@require_safe
@public(fresh)
def place_board(request: HttpRequest, uuid: UUID) -> HttpResponse:
    filters = filters_from(request.GET, place=uuid)
    context = {"board": boards.board(filters), "filters": filters, "place": names.place(uuid)}
    return render(request, "feedback/board.html", context)


@require_safe
@public(fresh)
def place_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The QR code for the door: it opens the form with the place already in it."""
    place = names.place(uuid)
    address = f"{links.absolute('feedback:give')}?paikka={place.uuid}"
    return HttpResponse(qr_code(address), content_type="image/svg+xml")


@require_safe
@public(fresh)
def item(request: HttpRequest, reference: str) -> HttpResponse:
    onward = boards.points_to(reference)
    if onward:
        return HttpResponsePermanentRedirect(links.to(request, "feedback:item", reference=onward))
    context = {
        "item": boards.public_item(reference),
        "helped": boards.helped(reference)[0],
        "thanks": request.GET.get("kiitos", ""),
    }
    return render(request, "feedback/item.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    start = {"place": request.GET.get("paikka", ""), "service": request.GET.get("palvelu", "")}
    form = GiveForm(request.POST or None, initial={**start, "kind": request.GET.get("laji") or Kind.WISH})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = commands.give(ANONYMOUS, form.given(get_language() or "fi"), source=address_of(request))
                return redirect(links.to(request, "feedback:receipt", token=boards.follow_token_of(given.uuid)))
            except (FeedbackRefused, TooMany) as refusal:
                status = refusal.status
                add_refusal(form, refusal)
    about = boards.about(uuid_from(form["place"].value() or ""), uuid_from(form["service"].value() or ""))
    return render(request, "feedback/give.html", {"form": form, "about": about}, status=status)


@csrf_exempt  # the page is the same for everyone, so it holds no token: check_from_here asks the browser instead
@require_POST
def support(request: HttpRequest, reference: str) -> HttpResponse:
    check_from_here(request)
    device = _device(request)
    commands.support(ANONYMOUS, reference, device=device, source=address_of(request))
    return _thanks(request, reference, "tuki", device)


@csrf_exempt
@require_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    check_from_here(request)
    device = _device(request)
    helped = request.POST.get("auttoi") == "1"
    commands.judge(ANONYMOUS, reference, device=device, source=address_of(request), helped=helped)
    return _thanks(request, reference, "apu" if helped else "ei-apua", device)


def _device(request: HttpRequest) -> str:
    known = request.COOKIES.get(DEVICE, "")
    return known if len(known) == 32 and known.isalnum() else get_random_string(32)


def _thanks(request: HttpRequest, reference: str, word: str, device: str) -> HttpResponse:
    """Back to the page, with the cookie by which the same device is known again. It serves nothing else."""
    response = redirect(links.to(request, "feedback:item", {"kiitos": word}, reference=reference) + "#kiitos")
    response.set_cookie(DEVICE, device, max_age=DEVICE_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response
