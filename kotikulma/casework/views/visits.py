"""Visits at a service centre: the counter at the door, and the figures."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import visits as commands
from kotikulma.casework.forms.pilots import DoorForm
from kotikulma.casework.queries import visits as queries
from kotikulma.casework.types.visits import VisitRefused
from kotikulma.casework.views.pilots import SEEN_BY
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Bar, Room
from kotikulma.people import queries as people

ROOM = Room(
    "casework:visits",
    gettext_lazy("Palvelukeskuksen käynnit"),
    "door-open",
    97,
    section="/tyotila/kaynnit/",
    seen_by=SEEN_BY,
)


@never_cache
@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    viewer = workspace.enter(request, SEEN_BY)
    found = queries.visits(viewer.actor)
    bars = [Bar(week.monday, week.value, more=[week.shown]) for week in found.weeks]
    return render(request, "casework/visits.html", {"visits": found, "bars": bars})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest) -> HttpResponse:
    """The page at the door: the next person is counted from where the last one was."""
    actor = people.actor_of(request.user)
    form = DoorForm(request.POST or None, units=queries.units_of(actor))
    if form.is_valid():
        try:
            made = commands.count_visit(actor, UUID(form.cleaned_data["unit"]), **form.counted())
            workspace.tell(
                request, _("Käynti on laskettu."), undo=links.to(request, "casework:uncount", uuid=made.uuid)
            )
            return redirect(links.to(request, "casework:count"))
        except VisitRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "last": queries.last_counted(actor)}
    return render(request, "casework/count.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def uncount(request: HttpRequest, uuid: UUID) -> HttpResponse:
    client = commands.uncount_visit(people.actor_of(request.user), uuid)
    workspace.tell(request, _("Käynti on poistettu laskusta."))
    if client:
        return redirect(links.to(request, "casework:episodes", uuid=client))
    return redirect(links.to(request, "casework:count"))


@never_cache
@login_required
@require_POST
def client_visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """From the client's own page, by her worker."""
    try:
        purpose = request.POST.get("purpose", "")
        made = commands.record_client_visit(people.actor_of(request.user), uuid, purpose=purpose)
        undo = links.to(request, "casework:uncount", uuid=made.uuid)
        workspace.tell(request, _("Käynti palvelukeskuksessa on kirjattu."), undo=undo)
    except VisitRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:episodes", uuid=uuid))
