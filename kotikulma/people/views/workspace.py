"""The workspace's first page, and the rooms of people."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kotikulma.kernel import clock
from kotikulma.kernel.permissions import ADMINISTRATORS, COORDINATORS, SIGNED_IN
from kotikulma.kernel.ui import workspace
from kotikulma.kernel.ui.workspace import Room
from kotikulma.people import queries

ROOMS = {
    "today": Room("people:today", _("Tänään"), "sun", 0, seen_by=SIGNED_IN),
    "mail": Room("people:mail", _("Posti"), "mail", 90, section="/tyotila/posti/", seen_by=COORDINATORS),
    "jobs": Room("people:jobs", _("Ajot"), "monitor", 95, section="/tyotila/ajot/", seen_by=ADMINISTRATORS),
}


def who(request: HttpRequest) -> workspace.Viewer:
    """The kernel's slot: who looks, and her widest role."""
    user: Any = request.user
    actor = queries.actor_of(user)
    return workspace.Viewer(actor, getattr(user, "name", "") or getattr(user, "email", ""), queries.audience(actor))


@never_cache
@require_GET
@login_required
def today(request: HttpRequest) -> HttpResponse:
    viewer, now = workspace.viewer(request), clock.now()
    groups = workspace.today(viewer, now)
    context = {
        "now": now.astimezone(clock.HELSINKI),
        "viewer": viewer,
        "groups": groups,
        "count": sum(len(tasks) for _, tasks in groups),
        "pressing": sum(len(tasks) for urgency, tasks in groups if urgency in workspace.PRESSING),
    }
    return render(request, "people/today.html", context)
