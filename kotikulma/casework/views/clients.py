"""A worker's clients: hers, found by a whole key, one of them, who works with her, her log, exceptional openings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import clients as commands
from kotikulma.casework.forms.clients import (
    FindForm,
    FindingForm,
    IdentityForm,
    NewClientForm,
    ReasonForm,
    WorkerForm,
)
from kotikulma.casework.queries import clients as queries
from kotikulma.casework.queries import disclosures, handovers
from kotikulma.casework.types.clients import ClientChanged, ClientRefused, Identity
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import CASEWORKERS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Room, Task, Viewer
from kotikulma.people import queries as people

ROOM = Room(
    "casework:clients",
    gettext_lazy("Asiakastyö"),
    "lock",
    90,
    section="/tyotila/asiakkaat/",
    seen_by=CASEWORKERS,
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clients(request: HttpRequest) -> HttpResponse:
    """Her own, and a search: what is looked for travels in the body, never in the address."""
    actor = people.actor_of(request.user)
    form = FindForm(request.POST or None)
    context: dict[str, Any] = {"clients": queries.own_clients(actor), "form": form, "looked": False}
    if request.method == "POST" and form.is_valid():
        context |= {"hits": queries.find(actor, *form.key()), "looked": True}
    context |= {"reviews": queries.reviews_waiting(actor), "orphans": handovers.orphans_waiting(actor)}
    context |= {"doubles": handovers.pairs_waiting(actor), "received": disclosures.received_waiting(actor)}
    return render(request, "casework/clients.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = NewClientForm(request.POST or None, units=queries.units_of(actor))
    if form.is_valid():
        try:
            data = form.cleaned_data
            made = commands.create_client(actor, UUID(data["unit"]), form.identity(), task=data["task"], **form.about())
            workspace.tell(request, _("Asiakas on kirjattu."))
            return redirect(links.to(request, "casework:client", uuid=made.uuid))
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def client(request: HttpRequest, uuid: UUID) -> HttpResponse:
    opened = queries.client(people.actor_of(request.user), uuid)
    return render(request, "casework/client.html", around(opened))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """When somebody saved first, hers is told beside what was typed, and the next press saves over it."""
    actor, theirs = people.actor_of(request.user), None
    opened = queries.client(actor, uuid)
    form = IdentityForm(request.POST or None, initial=_begun(opened))
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            commands.save_identity(actor, uuid, form.identity(), version=version, **form.about())
            workspace.tell(request, _("Tiedot on tallennettu."))
            return redirect(links.to(request, "casework:client", uuid=uuid))
        except ClientChanged:
            theirs = opened.identity
            form.data = {**form.data.dict(), "version": opened.client.version}
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "casework/edit.html", {**around(opened), "form": form, "theirs": theirs}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = queries.client(actor, uuid)
    form = WorkerForm(request.POST or None, colleagues=queries.colleagues(opened))
    if form.is_valid():
        try:
            commands.give_relationship(actor, uuid, **form.chosen())
            workspace.tell(request, _("Työntekijä on lisätty."))
            return redirect(links.to(request, "casework:workers", uuid=uuid))
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form}
    return render(request, "casework/workers.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def end_work(request: HttpRequest, uuid: UUID, relationship: UUID) -> HttpResponse:
    try:
        commands.end_relationship(people.actor_of(request.user), uuid, relationship)
        workspace.tell(request, _("Työ asiakkaan kanssa on päättynyt."))
    except ClientRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:clients"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    if request.method == "POST":
        commands.close_client(actor, uuid)
        workspace.tell(request, _("Asiakkuus on päättynyt."))
        return redirect(links.to(request, "casework:clients"))
    return render(request, "casework/close.html", around(queries.client(actor, uuid)))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_anyway(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nothing of the client is told before the reason is."""
    actor = people.actor_of(request.user)
    queries.check_may_break_glass(actor, uuid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            commands.break_glass(actor, uuid, reason=form.cleaned_data["reason"])
            return redirect(links.to(request, "casework:client", uuid=uuid))
        except ClientRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/open_anyway.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    context = {"openings": queries.openings_to_review(people.actor_of(request.user)), "form": FindingForm()}
    return render(request, "casework/reviews.html", context)


@never_cache
@login_required
@require_POST
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        commands.review_opening(people.actor_of(request.user), uuid, finding=request.POST.get("finding", ""))
        workspace.tell(request, _("Tarkistus on kirjattu."))
    except ClientRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:reviews"))


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: exceptional openings that wait for her."""
    if viewer.audience != "caseworker":
        return
    waiting = queries.reviews_waiting(viewer.actor)
    if waiting:
        title = ngettext(
            "%(count)d poikkeuksellinen avaaminen odottaa tarkistusta",
            "%(count)d poikkeuksellista avaamista odottaa tarkistusta",
            waiting,
        )
        yield Task(
            title=title % {"count": waiting},
            text=_("Jokainen avaaminen tarkistetaan seuraavana työpäivänä."),
            action=_("Tarkista"),
            url=links.to(None, "casework:reviews"),
            icon="shield-check",
            due=now.astimezone(clock.HELSINKI).date(),
        )


def around(opened: Any) -> dict[str, Any]:
    """What the head of every page of one client needs."""
    lines = queries.workers(opened)
    now = clock.now()
    return {
        "opened": opened,
        "client": opened.client,
        "identity": opened.identity,
        "workers": [line for line in lines if line.ends_at is None or line.ends_at > now],
        "former": [line for line in lines if line.ends_at is not None and line.ends_at <= now],
    }


def _begun(opened: Any) -> dict[str, Any]:
    identity = {name: getattr(opened.identity, name) for name in Identity.__slots__}
    row = opened.client
    return {**identity, "language": row.language, "protected": row.protected, "version": row.version}
