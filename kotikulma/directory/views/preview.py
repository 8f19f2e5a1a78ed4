"""The whole public page with the words that are being written: nothing is saved, and strangers find nothing here."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kotikulma.directory import access
from kotikulma.directory.queries import editing, preview
from kotikulma.directory.views.entries import form_of
from kotikulma.directory.views.public import place_context, service_context
from kotikulma.kernel import clock
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview_page(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Asked for without words, as a change of language does, it leads back to the editor."""
    actor, now = workspace.viewer(request).actor, clock.now()
    entry = access.get_entry_for_editing(actor, kind, uuid)
    if kind == "channel":
        raise NotFound
    if request.method != "POST":
        return redirect(links.to(request, "directory:edit_entry", kind=kind, uuid=uuid))
    form = form_of(request, actor, editing.desk(actor, entry))
    wrong = not form.is_valid()
    changes, terms = (form.changes(), form.terms()) if form.is_bound else ({}, None)
    if kind == "place":
        context = place_context(preview.place_draft(entry, changes, now), now)
    else:
        context = service_context(preview.service_draft(entry, changes, terms, now), now)
    answer = render(request, f"directory/{kind}.html", context | {"draft": True, "wrong": wrong and form.is_bound})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
