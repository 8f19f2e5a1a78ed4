"""The workspace's first page, and the rooms of people."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.permissions import ADMINISTRATORS, COORDINATORS, SIGNED_IN
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.workspace import Room
from kotikulma.people import queries

ROOMS = {
    "today": Room("people:today", _("Tänään"), "sun", 0, seen_by=SIGNED_IN),
    "organization": Room("people:my_organizations", _("Organisaatio"), "users", 60, section="/tyotila/organisaatiot/"),
    "requests": Room(
        "people:requests", _("Hyväksynnät"), "inbox", 70, section="/tyotila/hyvaksynnat/", seen_by=COORDINATORS
    ),
    "mail": Room("people:mail", _("Posti"), "mail", 90, section="/tyotila/posti/", seen_by=COORDINATORS),
    "jobs": Room("people:jobs", _("Ajot"), "monitor", 95, section="/tyotila/ajot/", seen_by=ADMINISTRATORS),
    "api_keys": Room(
        "people:api_keys", _("Avaimet"), "key-round", 97, section="/tyotila/avaimet/", seen_by=ADMINISTRATORS
    ),
}


def who(request: HttpRequest) -> workspace.Viewer:
    """The kernel's slot: who looks, and her widest role."""
    user: Any = request.user
    actor = queries.actor_of(user)
    return workspace.Viewer(actor, getattr(user, "name", "") or getattr(user, "email", ""), queries.audience(actor))


ANSWERED_IN = timedelta(days=7)


def tasks(viewer: workspace.Viewer, now: datetime) -> Iterable[workspace.Task]:
    """The kernel's slot: requests that wait for a coordinator, invitations and a request of one's own."""
    count, oldest = queries.waiting_since(viewer.actor)
    if oldest:
        due = oldest.astimezone(clock.HELSINKI).date() + ANSWERED_IN
        words = ngettext("%(count)d pyyntö odottaa", "%(count)d pyyntöä odottaa", count) % {"count": count}
        text = gettext("Joku haluaa liittää organisaationsa ja odottaa vastausta.")
        yield workspace.Task(words, gettext("Käsittele"), links.to(None, "people:requests"), text, "inbox", due)
    for invitation in queries.own_invitations(viewer.actor):
        title = gettext("Sinut on kutsuttu: %(name)s") % {"name": localise(invitation.organization_name)}
        yield workspace.Task(title, gettext("Vastaa kutsuun"), links.to(None, "people:account"), icon="mail")


@never_cache
@require_GET
@login_required
def today(request: HttpRequest) -> HttpResponse:
    viewer, now = workspace.viewer(request), clock.now()
    groups = workspace.today(viewer, now)
    context = {
        "now": now.astimezone(clock.HELSINKI),
        "viewer": viewer,
        "requests": queries.open_requests(viewer.actor) if viewer.audience == "other editor" else [],
        "groups": groups,
        "count": sum(len(tasks) for _, tasks in groups),
        "pressing": sum(len(tasks) for urgency, tasks in groups if urgency in workspace.PRESSING),
    }
    return render(request, "people/today.html", context)
