"""Clients without a worker, clients who may be one person, and the press that makes a referral a client."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import arrivals as arriving
from kotikulma.casework.commands import handovers as commands
from kotikulma.casework.forms.handovers import ArrivalForm, NameWorkerForm
from kotikulma.casework.queries import arrivals
from kotikulma.casework.queries import handovers as queries
from kotikulma.casework.types.clients import ClientRefused
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Task, Viewer
from kotikulma.people import queries as people


@never_cache
@login_required
@require_safe
def orphans(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/orphans.html", {"lines": queries.orphans(people.actor_of(request.user))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def orphan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Naming a worker; who the client is is not told."""
    actor = people.actor_of(request.user)
    line = queries.orphan(actor, uuid)
    form = NameWorkerForm(request.POST or None, workers=queries.led_workers(actor))
    if form.is_valid():
        try:
            commands.name_worker(actor, uuid, **form.chosen())
            workspace.tell(request, _("Asiakkaalla on nyt työntekijä."))
            return redirect(links.to(request, "casework:orphans"))
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/orphan.html", {"line": line, "form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/doubles.html", {"lines": queries.pairs(people.actor_of(request.user))})


@never_cache
@login_required
@require_POST
def double(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        commands.decide_pair(people.actor_of(request.user), uuid, request.POST.get("verdict", ""))
        workspace.tell(request, _("Päätös on kirjattu."))
    except ClientRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:doubles"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_client(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Of an accepted referral: a new client, or the one who is already in the register."""
    actor = people.actor_of(request.user)
    held, known = arrivals.to_receive(actor, uuid)
    form = ArrivalForm(request.POST or None)
    if form.is_valid():
        try:
            made = arriving.make_client_of(actor, uuid, **form.cleaned_data)
            workspace.tell(request, _("Asiakas on kirjattu."))
            return redirect(links.to(request, "casework:client", uuid=made.uuid))
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "hits": arrivals.known_hits(held, known), "name": arrivals.identity_of(held).name}
    return render(request, "casework/make_client.html", {**context, "uuid": uuid}, status=422 if form.errors else 200)


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: clients of her units without a worker, and clients who may be one person."""
    if viewer.audience != "caseworker":
        return
    if waiting := queries.orphans_waiting(viewer.actor):
        title = ngettext("%(count)d asiakas on ilman työntekijää", "%(count)d asiakasta on ilman työntekijää", waiting)
        text, action = _("Kukaan ei näe heidän tietojaan. Nimeä työntekijä."), _("Nimeä työntekijä")
        url, due = links.to(None, "casework:orphans"), now.astimezone(clock.HELSINKI).date()
        yield Task(title=title % {"count": waiting}, text=text, action=action, url=url, icon="users", due=due)
    if waiting := queries.pairs_waiting(viewer.actor):
        title = ngettext(
            "%(count)d asiakas voi olla myös toisen yksikön asiakas",
            "%(count)d asiakasta voi olla myös toisen yksikön asiakkaita",
            waiting,
        )
        text, action = _("Soita toiseen yksikköön ja selvitä asia."), _("Katso, kenelle soitat")
        url = links.to(None, "casework:doubles")
        yield Task(title=title % {"count": waiting}, text=text, action=action, url=url, icon="users")
