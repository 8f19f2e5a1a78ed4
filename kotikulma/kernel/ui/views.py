"""Pages that belong to no module, and the pattern portfolio."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kotikulma.kernel.ui import caching, portfolio_samples, statement


def _release_only(request: HttpRequest) -> caching.Freshness:
    return caching.Freshness(version="static")


@caching.public(_release_only, max_age=600)
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/help.html")


@caching.public(_release_only, max_age=600)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/accessibility.html", {"statement": statement.read()})


@caching.public(_release_only, max_age=600)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/privacy.html")


def portfolio(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_pages/portfolio.html", portfolio_samples.everything())
