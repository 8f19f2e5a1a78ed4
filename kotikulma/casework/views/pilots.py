"""Pilots, one of them, beginning one; a client's part in them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import pilots as commands
from kotikulma.casework.forms.pilots import EndForm, JoinForm, MeasureForm, PilotForm
from kotikulma.casework.queries import pilots as queries
from kotikulma.casework.types.pilots import EpisodeLine, PilotNotFound, PilotRefused
from kotikulma.casework.types.visits import Purpose
from kotikulma.casework.views.clients import around
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.permissions import CASEWORKERS, COORDINATORS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Room
from kotikulma.people import queries as people

SEEN_BY = COORDINATORS | CASEWORKERS
ROOM = Room(
    "casework:pilots",
    gettext_lazy("Kokeilut"),
    "sliders-horizontal",
    96,
    section="/tyotila/kokeilut/",
    seen_by=SEEN_BY,
)
FORMS: dict[str, type[EndForm | MeasureForm]] = {"end": EndForm, "measure": MeasureForm}
DEEDS: dict[str, Callable[..., None]] = {"end": commands.end_episode, "measure": commands.measure}


@never_cache
@login_required
@require_safe
def pilots(request: HttpRequest) -> HttpResponse:
    viewer = workspace.enter(request, SEEN_BY)
    context = {"lines": queries.pilots(), "leads": queries.led_units(viewer.actor)}
    return render(request, "casework/pilots.html", context)


@never_cache
@login_required
@require_safe
def pilot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    workspace.enter(request, SEEN_BY)
    return render(request, "casework/pilot.html", {"page": queries.pilot(uuid)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_pilot(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    units = queries.led_units(actor)
    if not units:
        raise PilotNotFound
    form = PilotForm(request.POST or None, units=units)
    if form.is_valid():
        try:
            made = commands.begin_pilot(actor, form.new())
            workspace.tell(request, _("Kokeilu on kirjattu."))
            return redirect(links.to(request, "casework:pilot", uuid=made.uuid))
        except PilotRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/new_pilot.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def episodes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A client's part in pilots; posting joins one."""
    actor = people.actor_of(request.user)
    opened = queries.opened(actor, uuid)
    form = _join_form(opened, request.POST or None)
    if form.is_valid():
        try:
            data = form.cleaned_data
            commands.begin_episode(actor, uuid, UUID(data["pilot"]), on=data["on"], values=form.values())
            workspace.tell(request, _("Asiakas on mukana kokeilussa."))
            return redirect(links.to(request, "casework:episodes", uuid=uuid))
        except PilotRefused as refusal:
            add_refusal(form, refusal)
    return _episodes(request, opened, form, {})


@never_cache
@login_required
@require_POST
def episode(request: HttpRequest, uuid: UUID, episode: UUID) -> HttpResponse:
    """Its end, or what is measured; what was typed stays when it is refused."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "end")
    opened = queries.opened(actor, uuid)
    line = next((line for line in queries.episodes(opened) if line.uuid == episode), None)
    if line is None or act not in DEEDS:
        raise PilotNotFound
    form = _form_of(line, act, request.POST)
    if form.is_valid():
        try:
            DEEDS[act](actor, uuid, episode, **form.deed())
            workspace.tell(request, _("Kirjaus on tallennettu. Koti ja tuki jatkuvat ennallaan."))
            return redirect(links.to(request, "casework:episodes", uuid=uuid))
        except PilotRefused as refusal:
            add_refusal(form, refusal)
    return _episodes(request, opened, _join_form(opened), {(episode, act): form})


def _episodes(request: HttpRequest, opened: Any, form: JoinForm, typed: Mapping[tuple[UUID, str], Any]) -> HttpResponse:
    lines = [
        (line, *(typed.get((line.uuid, act)) or _form_of(line, act) for act in DEEDS))
        for line in queries.episodes(opened)
    ]
    context = {**around(opened), "lines": lines, "form": form, "purposes": Purpose.choices}
    refused = form.errors or any(one.errors for one in typed.values())
    return render(request, "casework/episodes.html", context, status=422 if refused else 200)


def _join_form(opened: Any, data: Any = None) -> JoinForm:
    found = queries.joinable(opened)
    return JoinForm(data, pilots=[(str(one.uuid), localise(one.name).text) for one in found])


def _form_of(line: EpisodeLine, act: str, data: Any = None) -> EndForm | MeasureForm:
    return FORMS[act](data, measures=line.measures, auto_id=f"{act}_{line.uuid}_%s")
