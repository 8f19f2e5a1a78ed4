"""What becomes of an event: published, postponed, given a new time, cancelled, its draft removed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.events import commands
from kotikulma.events.forms.organising import NewTimeForm, ReasonForm
from kotikulma.events.queries import organising
from kotikulma.events.queries.organising import Desk
from kotikulma.events.types import Changed, EventRefused
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_POST
@login_required
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Of what is stored. What lacks is told on the editor's page."""
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    try:
        commands.publish_event(actor, uuid, version=desk.event.version)
    except (EventRefused, Changed) as refusal:
        workspace.tell(request, str(refusal.message))
    else:
        workspace.tell(request, _("Julkaistu. Asukkaat näkevät tämän nyt."))
    return redirect(links.to(request, "events:edit", uuid=uuid))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def postpone(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _with_reason(
        request, uuid, commands.postpone_event, "postpone", _("Lykätty. Uuden ajan voit antaa myöhemmin.")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _with_reason(request, uuid, commands.cancel_event, "cancel", _("Tapahtuma on peruttu."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reschedule(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new time for an event of one time."""
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    form = NewTimeForm(request.POST or None, initial=_times(desk))

    def act() -> None:
        starts_at, ends_at = form.span()
        version = form.cleaned_data["version"]
        commands.reschedule_event(actor, uuid, version=version, starts_at=starts_at, ends_at=ends_at)
        if form.twice():
            workspace.tell(request, form.twice())

    return _do(request, desk, form, "reschedule", act, _("Uusi aika on voimassa."))


@never_cache
@require_POST
@login_required
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A draft nobody ever saw."""
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    try:
        commands.withdraw_draft(actor, uuid, version=desk.event.version)
    except (EventRefused, Changed) as refusal:
        workspace.tell(request, str(refusal.message))
        return redirect(links.to(request, "events:edit", uuid=uuid))
    workspace.tell(request, _("Luonnos on poistettu."))
    return redirect(links.to(request, "events:own"))


def _with_reason(request: HttpRequest, uuid: UUID, command: Callable[..., Any], deed: str, told: str) -> HttpResponse:
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    form = ReasonForm(request.POST or None, initial={"version": desk.event.version}, label_suffix="")

    def act() -> None:
        command(actor, uuid, version=form.cleaned_data["version"], reason=form.reason())

    return _do(request, desk, form, deed, act, told)


def _do(request: HttpRequest, desk: Desk, form: Form, deed: str, act: Callable[[], None], told: str) -> HttpResponse:
    """Check, act, say so; or the page again with what was typed and the reason."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
            workspace.tell(request, told)
            return redirect(links.to(request, "events:edit", uuid=desk.event.uuid))
        except Changed as collision:
            form.data = form.data.copy()
            form.data["version"] = str(desk.event.version)
            form.add_error(None, str(collision.message))
        except EventRefused as refusal:
            form.add_error(None, str(refusal.message))
    context = {"form": form, "desk": desk, "deed": deed, "here": "edit"}
    return render(request, "events/workspace/change.html", context, status=422 if form.errors else 200)


def _times(desk: Desk) -> dict[str, Any]:
    if desk.only is None:
        return {"version": desk.event.version}
    starts, ends = (moment.astimezone(clock.HELSINKI) for moment in desk.only)
    return {"version": desk.event.version, "day": starts.date(), "begins": starts.time(), "ends": ends.time()}
