"""The handlers' room: their queue, and what waits for them today."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kotikulma.feedback.forms.queue import QueueForm
from kotikulma.feedback.queries import queue as queues
from kotikulma.feedback.types import Kind
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.workspace import Room, Task, Viewer
from kotikulma.people import queries as people

ROOM = Room("feedback:queue", gettext_lazy("Palaute"), "message-square-text", 40, section="/tyotila/palaute/")


@never_cache
@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("laji", "")
    filters = queues.QueueFilters(
        view=request.GET.get("nayta", "open"),
        kind=kind if kind in Kind.values else "",
        text=request.GET.get("q", "").replace("\x00", "").strip()[:60],
        before=request.GET.get("ennen", "")[:16],
    )
    found = queues.queue(people.actor_of(request.user), filters)
    context = {"queue": found, "filters": filters, "form": QueueForm(request.GET)}
    return render(request, "feedback/queue.html", context)


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: answers that are late or due, one by one, and how many nobody has read."""
    urgent, unread = queues.needing_today(viewer.actor)
    for row in urgent:
        yield Task(
            title=_("Asukas odottaa vastausta"),
            text=row.headline,
            action=_("Vastaa"),
            url=links.to(None, "feedback:case", reference=row.reference),
            icon="message-square-text",
            due=row.due_on,
        )
    if unread:
        title = ngettext("%(count)d uusi palaute odottaa lukijaa", "%(count)d uutta palautetta odottaa lukijaa", unread)
        yield Task(
            title=title % {"count": unread},
            text=_("Asukas näkee, onko viesti jo luettu."),
            action=_("Lue"),
            url=links.to(None, "feedback:queue", {"nayta": "new"}),
            icon="message-square-text",
            due=now.astimezone(clock.HELSINKI).date(),
        )
