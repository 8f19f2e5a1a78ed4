"""Pages that belong to no module, and the pattern portfolio."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kotikulma.kernel.ui import caching, portfolio_samples, statement


def _release_only(request: HttpRequest) -> caching.Freshness:
    return caching.Freshness(version="static")


@require_safe
@caching.public(_release_only, max_age=600)
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/help.html")


@require_safe
@caching.public(_release_only, max_age=600)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/accessibility.html", {"statement": statement.read()})


@require_safe
@caching.public(_release_only, max_age=600)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/privacy.html")


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/portfolio.html", portfolio_samples.everything())
