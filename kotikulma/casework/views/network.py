"""The network around a client: a calm picture with its list, and the consent of each who is named."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.casework.commands import network as commands
from kotikulma.casework.forms.network import AskedForm, ChangeForm, GivenForm, PersonForm, ServiceForm, WithdrawnForm
from kotikulma.casework.queries import network as queries
from kotikulma.casework.rules import network as rules
from kotikulma.casework.types.network import NetworkRefused, Ring
from kotikulma.casework.views.clients import around
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people

CONSENT: dict[str, tuple[type[Form], Callable[..., object]]] = {
    "asked": (AskedForm, commands.ask_consent),
    "given": (GivenForm, commands.give_consent),
    "withdrawn": (WithdrawnForm, commands.withdraw_consent),
}


@never_cache
@login_required
@require_safe
def network(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The client's workers stand in the middle ring; the numbers of the picture are those of the lists."""
    opened, members = queries.network(people.actor_of(request.user), uuid)
    context = around(opened)
    shapes = [(member.ring, "service" if member.is_service else "person") for member in members]
    shapes += [(Ring.MIDDLE, "team") for _worker in context["workers"]]
    picture = {"dots": rules.dots(shapes), "rings": sorted(rules.RADII.values(), reverse=True), "dot": rules.DOT}
    return render(request, "casework/network.html", {**context, "members": members, "picture": picture})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody near the client joins the network."""
    actor = people.actor_of(request.user)
    opened, _members = queries.network(actor, uuid)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            member = commands.add_member(actor, uuid, form.new())
            workspace.tell(request, _("Hän on nyt verkostossa. Kysy häneltä lupa, jos haluatte kirjata nimen."))
            return redirect(links.to(request, "casework:near_one", uuid=uuid, member=member.uuid))
        except NetworkRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form}
    return render(request, "casework/near.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def near_service(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Words first, then one of what the directory knows. What is looked for travels in the body."""
    actor, act = people.actor_of(request.user), request.POST.get("act")
    opened, _members = queries.network(actor, uuid)
    services = queries.services(request.POST.get("search", ""))
    form = ServiceForm(request.POST if act == "add" else None, services=services, initial=_typed(request))
    if form.is_valid():
        try:
            commands.add_member(actor, uuid, form.new())
            workspace.tell(request, _("Palvelu on nyt verkostossa."))
            return redirect(links.to(request, "casework:network", uuid=uuid))
        except NetworkRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form, "services": services, "looked": request.method == "POST"}
    return render(request, "casework/near_service.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def near_one(request: HttpRequest, uuid: UUID, member: UUID) -> HttpResponse:
    """One of the network: consent asked, given, withdrawn; what was written of it; or no longer of it."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    if act == "remove":
        commands.remove_member(actor, uuid, member)
        workspace.tell(request, _("Poistettu verkostosta."))
        return redirect(links.to(request, "casework:network", uuid=uuid))
    opened, line = queries.member(actor, uuid, member)
    change = ChangeForm(request.POST if act == "change" else None, line=line, auto_id="change_%s")
    forms = {**_consent_forms(request, act), "change": change}
    form = forms.get(act)
    if form is not None and form.is_valid():
        try:
            if act == "change":
                commands.change_member(actor, uuid, member, change.new())
            else:
                CONSENT[act][1](actor, uuid, member, **form.cleaned_data)
            workspace.tell(request, _("Kirjaus on tallennettu."))
            return redirect(links.to(request, "casework:near_one", uuid=uuid, member=member))
        except NetworkRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "line": line, "forms": forms, "tried": form}
    return render(request, "casework/near_one.html", context, status=422 if form is not None and form.errors else 200)


def _consent_forms(request: HttpRequest, act: str) -> dict[str, Any]:
    """One page holds them all, so each has ids of its own."""
    return {
        name: form(request.POST if act == name else None, auto_id=f"{name}_%s") for name, (form, _do) in CONSENT.items()
    }


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {"search": request.POST.get("search", ""), "ring": Ring.MIDDLE}
