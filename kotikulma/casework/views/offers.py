"""An offer step by step, what home a client needs and has, and what of it waits today."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kotikulma.casework.commands import ledger
from kotikulma.casework.commands import matches as match_commands
from kotikulma.casework.commands import offers as commands
from kotikulma.casework.forms.matches import NeedForm
from kotikulma.casework.forms.offers import (
    EndTenancyForm,
    HomeCheckForm,
    LeaseForm,
    MoveForm,
    NoForm,
    RefusalForm,
    ViewingForm,
)
from kotikulma.casework.queries import clients, matches
from kotikulma.casework.queries import offers as queries
from kotikulma.kernel import clock
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Task, Viewer
from kotikulma.people import queries as people

STEPS: dict[str, Callable[..., object]] = {
    "extended": commands.extend,
    "viewing": commands.arrange_viewing,
    "accepted": commands.accept,
    "declined": commands.decline,
    "approved": commands.approve,
    "refused": commands.refuse,
    "leased": commands.sign,
    "moved_in": commands.move_in,
    "checked": commands.check_home,
}
FORMS: dict[str, type[Any]] = {
    "viewing": ViewingForm,
    "declined": NoForm,
    "refused": RefusalForm,
    "leased": LeaseForm,
    "moved_in": MoveForm,
    "checked": HomeCheckForm,
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Each button posts the step it names; what was typed stays when it is refused."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    forms = {name: form(request.POST if act == name else None) for name, form in FORMS.items()}
    form = forms.get(act)
    if act in STEPS and (form is None or form.is_valid()):
        try:
            STEPS[act](actor, uuid, **(form.cleaned_data if form else {}))
            workspace.tell(request, _("Kirjaus on tallennettu."))
            return redirect(links.to(request, "casework:offer", uuid=uuid))
        except Refused as refusal:
            if form is None:
                workspace.tell(request, str(refusal.message))
                return redirect(links.to(request, "casework:offer", uuid=uuid))
            add_refusal(form, refusal)
    context = {"page": queries.offer(actor, uuid), "forms": forms, "open": act}
    return render(request, "casework/offer.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def client_home(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What home she needs, what was offered, where she lives."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    form = EndTenancyForm(request.POST if act == "end" else None)
    try:
        if act == "end" and form.is_valid():
            data = form.cleaned_data
            ledger.end_tenancy(actor, uuid, data["tenancy"], data["on"], data["reason"])
            return _told(request, uuid, _("Asumisen päättyminen on kirjattu."))
        if act == "close":
            match_commands.close_need(actor, uuid)
            return _told(request, uuid, _("Asunnon tarve on päätetty."))
        if act == "contact":
            match_commands.record_contact(actor, uuid)
            return _told(request, uuid, _("Yhteys on kirjattu."))
    except Refused as refusal:
        add_refusal(form, refusal)
    context = _home_of(clients.client(actor, uuid))
    return render(request, "casework/client_home.html", {**context, "form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    context = _home_of(clients.client(actor, uuid))
    known = context["need"]
    begun = NeedForm.begun(known.need, known.since) if known else {"since": clock.today()}
    form = NeedForm(request.POST or None, initial=begun)
    if form.is_valid():
        try:
            match_commands.save_need(actor, uuid, form.need(), since=form.cleaned_data["since"])
            return _told(request, uuid, _("Asunnon tarve on kirjattu."))
        except Refused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/need.html", {**context, "form": form}, status=422 if form.errors else 200)


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: answers, checks, people to find, and clients whose turn it is; numbers alone."""
    if viewer.audience != "caseworker":
        return
    found, today = queries.waiting(viewer.actor), now.astimezone(clock.HELSINKI).date()
    if found.offers:
        title = ngettext("%(count)d kodin tarjous odottaa", "%(count)d kodin tarjousta odottaa", found.offers)
        yield _task(
            title, found.offers, _("Määräpäivä on tänään tai jo mennyt."), _("Kirjaa vastaus"), found.offers_due
        )
    if found.turns:
        title = ngettext("%(count)d asiakkaasi on vuorossa", "%(count)d asiakastasi on vuorossa", found.turns)
        yield _task(title, found.turns, _("Koti on vapaana ja odottaa tarjousta."), _("Tarjoa kotia"), today)
    if found.checks:
        title = ngettext("%(count)d muuttaneen kuulumiset", "%(count)d muuttaneen kuulumiset", found.checks)
        yield _task(title, found.checks, _("Kysy, miten asuminen sujuu."), _("Kysy kuulumiset"), found.checks_due)
    if found.contacts:
        title = ngettext(
            "%(count)d asiakasta ei ole tavoitettu", "%(count)d asiakasta ei ole tavoitettu", found.contacts
        )
        text = _("Kaksi tarjousta meni ilman vastausta. Paikka jonossa säilyy.")
        yield _task(title, found.contacts, text, _("Etsi asiakas"), today)


def _task(title: str, count: int, text: str, action: str, due: date | None) -> Task:
    url = links.to(None, "casework:homes")
    return Task(title=title % {"count": count}, text=text, action=action, url=url, icon="house", due=due)


def _home_of(opened: Any) -> dict[str, Any]:
    return {
        "client": opened.client,
        "identity": opened.identity,
        "workers": [line for line in clients.workers(opened) if line.ends_at is None],
        "need": matches.need(opened),
        "offers": queries.of_client(opened),
        "tenancies": queries.tenancies(opened),
    }


def _told(request: HttpRequest, uuid: UUID, text: str) -> HttpResponse:
    workspace.tell(request, text)
    return redirect(links.to(request, "casework:client_home", uuid=uuid))
