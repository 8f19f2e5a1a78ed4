"""The sender's own pages, opened by the secret end of her link. No copy of them is kept anywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kotikulma.feedback.queries import board


@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "feedback/follow.html", {"followed": board.followed(token), "token": token})
