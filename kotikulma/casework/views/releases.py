"""Release planning: one client's plan, its deeds, and those to come."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import releases as commands
from kotikulma.casework.forms.releases import EndingForm, ReleaseForm
from kotikulma.casework.queries import releases as queries
from kotikulma.casework.types.ledger import LedgerRefused
from kotikulma.casework.types.releases import ReleaseRefused
from kotikulma.casework.views.clients import around
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Task, Viewer
from kotikulma.people import queries as people

DEEDS: dict[str, Callable[[Actor, UUID, str], object]] = {
    "done": lambda actor, uuid, value: commands.do_step(actor, uuid, value),
    "undone": lambda actor, uuid, value: commands.do_step(actor, uuid, value, done=False),
    "end": commands.end_release,
    "consent": lambda actor, uuid, _value: commands.withdraw_consent(actor, uuid),
    "list": lambda actor, uuid, _value: commands.put_on_list(actor, uuid),
}


@never_cache
@login_required
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/releases.html", {"lines": queries.releases(people.actor_of(request.user))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = queries.opened(actor, uuid)
    page = queries.release(opened)
    form = ReleaseForm(request.POST or None, initial=_begun(page))
    if form.is_valid():
        try:
            commands.plan_release(actor, uuid, form.new())
            workspace.tell(request, _("Suunnitelma on tallennettu."))
            return redirect(links.to(request, "casework:release", uuid=uuid))
        except ReleaseRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "page": page, "form": form, "ending": EndingForm()}
    return render(request, "casework/release.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def release_deed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The button says which deed; what is refused is said on the page itself."""
    actor, deed = people.actor_of(request.user), DEEDS.get(request.POST.get("act", ""))
    if deed is None:
        queries.opened(actor, uuid)
        return redirect(links.to(request, "casework:release", uuid=uuid))
    try:
        deed(actor, uuid, request.POST.get("value", "") or request.POST.get("ending", ""))
        workspace.tell(request, _("Kirjaus on tallennettu."))
    except (ReleaseRefused, LedgerRefused) as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:release", uuid=uuid))


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: who comes out today without a home, and steps that are late."""
    if viewer.audience != "caseworker":
        return
    alarms, late = queries.waiting(viewer.actor)
    today, url = now.astimezone(clock.HELSINKI).date(), links.to(None, "casework:releases")
    if alarms:
        title = ngettext("%(count)d ihminen vapautuu ilman kotia", "%(count)d ihmistä vapautuu ilman kotia", alarms)
        text = _("Järjestä paikka ensi yöksi tänään.")
        action = _("Katso, kuka")
        yield Task(title=title % {"count": alarms}, text=text, action=action, url=url, icon="door-open", due=today)
    if late:
        title = ngettext(
            "%(count)d askel ennen vapautumista on myöhässä", "%(count)d askelta ennen vapautumista on myöhässä", late
        )
        text, action = _("Koti löytyy ennen vapautumista, kun askeleet tehdään ajoissa."), _("Katso askeleet")
        yield Task(title=title % {"count": late}, text=text, action=action, url=url, icon="calendar-days", due=today)


def _begun(page: Any) -> dict[str, Any]:
    names = ("consent_on", "release_on", "institution", "home", "turn")
    return {name: getattr(page, name) for name in names} if page else {"home": "unknown", "turn": "team"}
