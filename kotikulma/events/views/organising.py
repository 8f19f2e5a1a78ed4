"""The workspace's "Tapahtumat": the organiser's own events, and how a new one begins."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.events import commands
from kotikulma.events.forms.organising import NewEventForm, own_filters
from kotikulma.events.queries import organising
from kotikulma.events.types import EventNotFound
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.workspace import Room

ROOM = Room("events:own", gettext_lazy("Tapahtumat"), "calendar-days", 30, section="/tyotila/tapahtumat/")


@never_cache
@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    actor, now = workspace.viewer(request).actor, clock.now()
    filters = own_filters(request.GET)
    context = {"filters": filters, "page": organising.own_page(actor, filters, now), "now": now}
    return render(request, "events/workspace/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """From nothing; the same page offers templates and earlier events to copy."""
    actor = workspace.viewer(request).actor
    keepers = organising.keepers(actor)
    if not keepers:
        raise EventNotFound(_("Tätä osoitetta ei ole."))
    form = NewEventForm(request.POST or None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        organization = UUID(form.cleaned_data["organization"])
        values = form.values(get_language() or "fi")
        made = commands.create_event(actor, organization=organization, values=values)
        workspace.tell(request, _("Luonnos on tallessa. Kerro seuraavaksi, milloin se on."))
        return redirect(links.to(request, "events:times", uuid=made.uuid))
    context = {"form": form, "templates": organising.templates(actor), "latest": organising.latest(actor)}
    return render(request, "events/workspace/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A draft with the same words; `pohjaksi` makes a template of it."""
    template = request.POST.get("teko") == "pohjaksi"
    made = commands.copy_event(workspace.viewer(request).actor, uuid, template=template)
    if template:
        workspace.tell(request, _("Pohja on tallessa. Se löytyy, kun teet uuden tapahtuman."))
        return redirect(links.to(request, "events:edit", uuid=made.uuid))
    workspace.tell(request, _("Tässä on luonnos samoin tiedoin. Kerro seuraavaksi, milloin se on."))
    return redirect(f"{links.to(request, 'events:times', uuid=made.uuid)}?malli={uuid}")
