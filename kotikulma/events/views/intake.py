"""How one registers to an event: seats and moments, questions, the way in online."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.events.commands import joining, registration
from kotikulma.events.forms.intake import JoinForm, SetupForm, with_one_more
from kotikulma.events.queries import organising
from kotikulma.events.queries import setup as queries
from kotikulma.events.rules.joining import release_at
from kotikulma.events.types import EventRefused
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def intake(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, now, deed = workspace.viewer(request).actor, clock.now(), request.POST.get("teko", "")
    desk, setup = organising.desk(actor, uuid, now), queries.setup(actor, uuid, now)
    data: Any = with_one_more(request.POST) if deed == "kysymys" else request.POST if deed == "tallenna" else None
    form = SetupForm(data, setup=setup, mode=desk.event.mode)
    join = JoinForm(request.POST if deed == "linkki" else None, initial=_way_in(setup), auto_id="linkki_%s")
    if deed == "tallenna" and form.is_valid() and _save(request, uuid, form):
        return redirect(links.to(request, "events:intake", uuid=uuid))
    if deed == "linkki" and join.is_valid() and _link(request, uuid, join):
        return redirect(links.to(request, "events:intake", uuid=uuid))
    context = {"desk": desk, "setup": setup, "form": form, "join": join, "here": "intake"}
    context["leaves_at"] = setup.way_in.release_at if setup.way_in else _leaves_at(setup, join)
    status = 422 if deed in ("tallenna", "linkki") else 200
    return render(request, "events/workspace/intake.html", context, status=status)


@never_cache
@require_POST
@login_required
def end_intake(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One simply comes again."""
    try:
        registration.end_registration(workspace.viewer(request).actor, uuid)
        workspace.tell(request, _("Tapahtumaan voi nyt tulla ilmoittautumatta."))
    except EventRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "events:intake", uuid=uuid))


@never_cache
@require_POST
@login_required
def remove_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    joining.remove_join_info(workspace.viewer(request).actor, uuid)
    workspace.tell(request, _("Linkki on poistettu."))
    return redirect(links.to(request, "events:intake", uuid=uuid))


def _save(request: HttpRequest, uuid: UUID, form: SetupForm) -> bool:
    try:
        actor = workspace.viewer(request).actor
        registration.set_up_registration(actor, uuid, values=form.values(), questions=form.asked())
    except EventRefused as refusal:
        form.refuse(refusal.fields, refusal.message)
        return False
    workspace.tell(request, _("Ilmoittautuminen on tallessa."))
    return True


def _link(request: HttpRequest, uuid: UUID, form: JoinForm) -> bool:
    try:
        joining.set_join_info(workspace.viewer(request).actor, uuid, **form.cleaned_data)
    except EventRefused as refusal:
        for name, sentence in (refusal.fields or {"url": refusal.message}).items():
            form.add_error(name, str(sentence))
        return False
    workspace.tell(request, _("Linkki on tallessa. Muut näkevät sen vasta, kun se lähtee."))
    return True


def _way_in(setup: queries.Setup) -> dict[str, Any]:
    if not setup.link:
        return {}
    found: dict[str, Any] = {"days_before": setup.days_before, "release_time": setup.release_time}
    if setup.way_in:
        found |= {"url": setup.way_in.url, "passcode": setup.way_in.passcode, "phone": setup.way_in.phone}
    return found


def _leaves_at(setup: queries.Setup, join: JoinForm) -> Any:
    """The moment the form as typed would give."""
    if setup.next_start is None or not join.is_bound or not hasattr(join, "cleaned_data"):
        return None
    data = join.cleaned_data
    if "days_before" not in data or "release_time" not in data:
        return None
    return release_at(setup.next_start, data["days_before"], data["release_time"])
