"""The sender's own pages, opened by the secret end of her link. GET shows, POST acts; no copy is kept anywhere."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.feedback import commands
from kotikulma.feedback.forms.public import ReopenForm
from kotikulma.feedback.queries import board
from kotikulma.feedback.types import FeedbackRefused
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.kernel.ui import links

View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """The address is a key: neither the next site nor a search engine may learn it."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" makes browsers post without an origin
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@require_safe
@secret
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    address = request.build_absolute_uri(links.to(request, "feedback:follow", token=token))
    context = {"followed": board.followed(token), "token": token, "address": address}
    return render(request, "feedback/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secret
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """What has become of it. Posting says what the answer left open."""
    form = ReopenForm(request.POST or None)
    followed = board.followed(token)
    if request.method == "POST" and form.is_valid():
        try:
            commands.reopen(ANONYMOUS, token, text=form.cleaned_data["text"])
            return redirect(links.to(request, "feedback:follow", token=token))
        except FeedbackRefused as refusal:
            form.add_error("text", str(refusal.message))
    context = {"followed": followed, "item": followed.item, "token": token, "form": form}
    return render(request, "feedback/follow.html", context, status=422 if form.errors else 200)


@require_POST
@secret
def forget_contact(request: HttpRequest, token: str) -> HttpResponse:
    commands.forget_contact(ANONYMOUS, token)
    return redirect(links.to(request, "feedback:follow", token=token))
