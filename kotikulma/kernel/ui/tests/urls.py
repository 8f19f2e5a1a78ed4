"""Addresses for the tests of error pages and caching: each refuses in its own way."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from kotikulma.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from kotikulma.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, Refused

REFUSALS: dict[str, DomainError] = {
    "404": NotFound("Paikkaa ei ole."),
    "403": NotAllowed("Vain ylläpitäjä voi poistaa."),
    "409": Conflict("Joku muutti tietoja ennen sinua.", fields={"name": "Nimi on muuttunut."}),
    "422": Refused("Paikka ei voi sulkeutua ennen kuin se aukeaa.", code="hours.order"),
}


def refuse(request: HttpRequest, status: str) -> HttpResponse:
    raise REFUSALS[status]


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


urlpatterns = [
    *i18n_patterns(
        path("", include("kotikulma.kernel.ui.urls")),
        path("refuse/<status>/", refuse),
        path("break/", break_down),
        path("form/", form),
        prefix_default_language=False,
    ),
    path("api/refuse/<status>", refuse),
]
