"""Is it a home first? Figures without people, for who plans and who works."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.casework.queries import fidelity as queries
from kotikulma.kernel.permissions import CASEWORKERS, COORDINATORS
from kotikulma.kernel.ui import workspace
from kotikulma.kernel.ui.workspace import Room

SEEN_BY = COORDINATORS | CASEWORKERS
ROOM = Room(
    "casework:fidelity",
    gettext_lazy("Asunto ensin"),
    "key-round",
    96,
    section="/tyotila/asunto-ensin/",
    seen_by=SEEN_BY,
)


@never_cache
@login_required
@require_safe
def fidelity(request: HttpRequest) -> HttpResponse:
    workspace.enter(request, SEEN_BY)
    return render(request, "casework/fidelity.html", {"panel": queries.fidelity()})
