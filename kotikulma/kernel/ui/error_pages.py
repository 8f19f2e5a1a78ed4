"""Errors a visitor can meet: what happened, what to do, what was kept. Wired as handler400…500 and by middleware."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.kernel import problems
from kotikulma.kernel.errors import DomainError, NotAllowed, NotFound
from kotikulma.kernel.ui import links


@dataclass(frozen=True, slots=True)
class Words:
    title: Any
    text: Any


WORDS = {
    400: Words(
        gettext_lazy("Emme ymmärtäneet pyyntöä"),
        gettext_lazy("Osoitteessa on virhe. Aloita etusivulta tai hae omin sanoin."),
    ),
    403: Words(
        gettext_lazy("Tämä ei ole sallittu sinulle"),
        gettext_lazy("Kirjaudu sisään tai pyydä oikeus organisaatiosi ylläpitäjältä."),
    ),
    404: Words(
        gettext_lazy("Sivua ei löytynyt"),
        gettext_lazy("Sivu on voinut siirtyä tai poistua. Hae omin sanoin tai palaa etusivulle."),
    ),
    409: Words(
        gettext_lazy("Tilanne ehti muuttua"),
        gettext_lazy("Joku muu ehti ensin. Lataa sivu uudelleen ja katso, mitä muuttui."),
    ),
    422: Words(
        gettext_lazy("Tämä ei onnistunut"),
        gettext_lazy("Palaa takaisin, korjaa tiedot ja yritä uudelleen."),
    ),
}

_BARE_500 = """<!doctype html><html lang="fi"><meta charset="utf-8"><title>Kotikulma</title>
<h1>Jokin meni rikki</h1><p>Vika on meillä. Yritä hetken päästä uudelleen. Hätätilanteessa soita 112.</p>
<p lang="sv">Något gick sönder. Försök igen om en stund. I nödläge ring 112.</p>
<p lang="en">Something broke. Try again in a moment. In an emergency call 112.</p></html>
"""


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a DomainError, with its own status, in the reader's language."""
    if links.is_machine(request.path):
        return problems.response(error)
    words = WORDS.get(error.status, WORDS[422])
    text = str(error.message) or words.text
    return _page(request, error.status, words.title, text, list(error.fields.values()))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, DomainError(_("Pyyntöä ei voi lukea. Tarkista osoite ja arvot."), code="bad_request"))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, NotAllowed(_("Sinulla ei ole oikeutta tähän.")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, NotFound(_("Tätä osoitetta ei ole.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old or came from elsewhere."""
    text = _("Lomake ehti vanhentua. Palaa takaisin, lataa sivu uudelleen ja lähetä lomake uudestaan.")
    if links.is_machine(request.path):
        return problems.response(NotAllowed(text, code="csrf"))
    return _page(request, 403, _("Lomaketta ei lähetetty"), text, [])


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not fail itself: no database, no menus, and plain words if even the template is gone."""
    try:
        body = get_template("ui_pages/500.html").render({"language": getattr(request, "LANGUAGE_CODE", "fi")})
    except Exception:  # whatever broke the page may have broken templates or static files too
        body = _BARE_500
    return HttpResponse(body, status=500, headers={"Cache-Control": "no-store"})


def _answer(request: HttpRequest, status: int, error: DomainError) -> HttpResponse:
    if links.is_machine(request.path):
        return problems.response(error)
    return _page(request, status, WORDS[status].title, WORDS[status].text, [])


def _page(request: HttpRequest, status: int, title: Any, text: Any, details: list[Any]) -> HttpResponse:
    response = render(
        request,
        "ui_pages/error.html",
        {"title": title, "text": text, "details": details, "status": status},
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
