"""Lists of events on pages of others: the list itself, and the page where one makes a snippet."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from kotikulma.events.formats import embedding as formats
from kotikulma.events.forms import embedding as forms
from kotikulma.events.queries import embedding
from kotikulma.events.queries.freshness import freshness
from kotikulma.events.types import EventNotFound
from kotikulma.events.types.embedding import Frame
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.caching import Freshness, public

# The one page of ours that may stand in a frame: it asks for nothing, sends nothing and keeps nothing
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def fresh(request: HttpRequest, **kwargs: Any) -> Freshness:
    return freshness(clock.now())


@xframe_options_exempt
@require_safe
@public(fresh, max_age=300)
def embedded(request: HttpRequest) -> HttpResponse:
    """The list as a small page of its own; the script takes its section."""
    now = clock.now()
    try:
        wanted = forms.wanted(request.GET, now)
        event = embedding.event(wanted.event) if wanted.event else None
        found = embedding.embedded(wanted, now)
        onward = links.absolute("events:event", uuid=event.uuid) if event else _calendar(wanted.query)
        context = {"now": now, "event": event, "found": found, "onward": onward}
        response = render(request, "events/embedded.html", context)
    except EventNotFound:
        response = render(request, "events/embedded.html", {"onward": _calendar({})}, status=404)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


@csp_update({"frame-src": [SELF]})
@require_safe
@public(fresh)
def builder(request: HttpRequest) -> HttpResponse:
    """Choices in the address, a preview, and what to copy. Nothing is stored."""
    language = get_language() or "fi"
    form = forms.EmbedForm(request.GET, choices=embedding.choices(clock.now()), language=language)
    query, spoken = form.chosen()
    narrowed = {key: value for key, value in query.items() if key != forms.ROWS}
    with translation.override(spoken):
        title = _("Tapahtumat Kotikulmassa")
    size = (formats.WIDTH, formats.height(int(query[forms.ROWS])))
    frame = Frame(forms.address_of(query, spoken), title, forms.calendar_address(narrowed, spoken), *size)
    context = {
        "form": form,
        "frame": frame,
        "spoken": spoken,
        "preview": frame.address.removeprefix(settings.BASE_URL),
        "with_script": formats.with_script(frame, f"{settings.BASE_URL}/upota/kotikulma.js"),
        "in_frame": formats.in_frame(frame),
    }
    return render(request, "events/embedding.html", context)


def _calendar(query: Any) -> str:
    return forms.calendar_address(query, get_language() or "fi")
