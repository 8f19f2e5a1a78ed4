"""What the house could not do by itself: mail that has not left, background jobs given up."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kotikulma.kernel import jobs as job_queue
from kotikulma.kernel import outbox
from kotikulma.kernel.permissions import ADMINISTRATORS, COORDINATORS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.workspace import Task, Viewer

FAILED = "failed"


@never_cache
@require_GET
@login_required
def mail(request: HttpRequest) -> HttpResponse:
    workspace.enter(request, COORDINATORS)
    unsent = outbox.unsent()
    context = {
        "failed": [message for message in unsent if message.state == FAILED],
        "waiting": [message for message in unsent if message.state != FAILED],
    }
    return render(request, "people/upkeep_mail.html", context)


@never_cache
@require_POST
@login_required
def send_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    outbox.send_again(workspace.enter(request, COORDINATORS).actor, uuid)
    workspace.tell(request, _("Viesti lähtee uudelleen hetken päästä."))
    return redirect("people:mail")


@never_cache
@require_GET
@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    workspace.enter(request, ADMINISTRATORS)
    return render(request, "people/upkeep_jobs.html", {"dead": job_queue.dead()})


@never_cache
@require_POST
@login_required
def run_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    job_queue.run_again(workspace.enter(request, ADMINISTRATORS).actor, uuid)
    workspace.tell(request, _("Ajo käynnistyy uudelleen hetken päästä."))
    return redirect("people:jobs")


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The workspace's slot: failures need a person; what merely waits does not."""
    if viewer.audience in COORDINATORS:
        failed = sum(message.state == FAILED for message in outbox.unsent())
        if failed:
            title = ngettext("%(count)d viesti ei lähtenyt", "%(count)d viestiä ei lähtenyt", failed)
            why = _("Tarkista osoite ja lähetä uudelleen.")
            yield Task(title % {"count": failed}, _("Katso"), links.to(None, "people:mail"), why, "mail", now.date())
    if viewer.audience in ADMINISTRATORS:
        dead = len(job_queue.dead())
        if dead:
            title = ngettext("%(count)d ajo keskeytyi", "%(count)d ajoa keskeytyi", dead)
            yield Task(title % {"count": dead}, _("Katso"), links.to(None, "people:jobs"), "", "monitor", now.date())
