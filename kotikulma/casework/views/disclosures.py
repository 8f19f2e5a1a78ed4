"""What is given of a client to whom, what she forbids, what other registers gave; her log report and its decisions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import disclosures as commands
from kotikulma.casework.forms.disclosures import DecisionForm, DisclosureForm, ForbidForm
from kotikulma.casework.queries import disclosures as queries
from kotikulma.casework.types.disclosures import DisclosureRefused
from kotikulma.casework.views.clients import around
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disclosures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = queries.opened(actor, uuid)
    recipients = queries.recipients(opened)
    form = DisclosureForm(request.POST or None, recipients=recipients)
    if form.is_valid():
        try:
            commands.disclose(actor, uuid, form.new())
            workspace.tell(request, _("Tietojen antaminen on kirjattu."))
            return redirect(links.to(request, "casework:disclosures", uuid=uuid))
        except DisclosureRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "forbid": ForbidForm(recipients=recipients), "lines": queries.of_client(opened)}
    context |= {"prohibitions": queries.prohibitions(opened), **around(opened)}
    return render(request, "casework/disclosures.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, uuid: UUID, disclosure: UUID) -> HttpResponse:
    return _done(request, uuid, _("Tietojen antaminen on päättynyt."), commands.revoke, disclosure)


@never_cache
@login_required
@require_POST
def forbid(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = ForbidForm(request.POST, recipients=queries.recipients(queries.opened(actor, uuid)))
    chosen = form.recipient() if form.is_valid() else None
    commands.forbid(actor, uuid, recipient=chosen)
    workspace.tell(request, _("Kielto on kirjattu. Suostumukseen perustuvat luovutukset päättyivät heti."))
    return redirect(links.to(request, "casework:disclosures", uuid=uuid))


@never_cache
@login_required
@require_POST
def allow(request: HttpRequest, uuid: UUID, prohibition: UUID) -> HttpResponse:
    return _done(request, uuid, _("Kielto on peruttu."), commands.allow, prohibition)


@never_cache
@login_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/received.html", {"lines": queries.received(people.actor_of(request.user))})


@never_cache
@login_required
@require_safe
def received_one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = queries.received_one(people.actor_of(request.user), uuid)
    return render(request, "casework/received_one.html", {"page": page})


@never_cache
@login_required
@require_safe
def log(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The client's own report, to read together or to print."""
    opened, lines = queries.log_report(people.actor_of(request.user), uuid)
    context = {"lines": lines, "given": queries.of_client(opened), "decisions": queries.decisions(opened)}
    return render(request, "casework/log.html", {**around(opened), **context})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_decision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = queries.opened(actor, uuid)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            commands.decide_on_log(actor, uuid, **form.cleaned_data)
            workspace.tell(request, _("Päätös on kirjattu."))
            return redirect(links.to(request, "casework:log", uuid=uuid))
        except DisclosureRefused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "decisions": queries.decisions(opened), **around(opened)}
    return render(request, "casework/log_decision.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def end_log_decision(request: HttpRequest, uuid: UUID, decision: UUID) -> HttpResponse:
    return _done(request, uuid, _("Päätös on peruttu."), commands.end_log_decision, decision, to="casework:log")


def _done(
    request: HttpRequest,
    uuid: UUID,
    told: str,
    command: Callable[..., Any],
    thing: UUID,
    *,
    to: str = "casework:disclosures",
) -> HttpResponse:
    command(people.actor_of(request.user), uuid, thing)
    workspace.tell(request, told)
    return redirect(links.to(request, to, uuid=uuid))
