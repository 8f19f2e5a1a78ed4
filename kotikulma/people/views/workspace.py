"""The workspace's first page: what needs this person today."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kotikulma.kernel import clock
from kotikulma.kernel.ui import workspace
from kotikulma.people import queries


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
