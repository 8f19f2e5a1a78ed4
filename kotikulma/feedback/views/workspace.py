"""The handlers' queue, numbers and templates, and what waits for them today."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kotikulma.feedback import commands
from kotikulma.feedback.forms.public import uuid_from
from kotikulma.feedback.forms.workspace import QueueForm, TemplateForm
from kotikulma.feedback.queries import handling, statistics
from kotikulma.feedback.types import FeedbackRefused, Kind
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.workspace import Room, Task, Viewer
from kotikulma.people import queries as people

ROOM = Room("feedback:queue", gettext_lazy("Palaute"), "message-square-text", 40, section="/tyotila/palaute/")
PERIODS = (30, 90, 365)


@never_cache
@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("laji", "")
    filters = handling.QueueFilters(
        view=request.GET.get("nayta", "open"),
        kind=kind if kind in Kind.values else "",
        text=request.GET.get("q", "").replace("\x00", "").strip()[:60],
        before=request.GET.get("ennen", "")[:16],
    )
    found = handling.queue(people.actor_of(request.user), filters)
    context = {"queue": found, "filters": filters, "form": QueueForm(request.GET)}
    return render(request, "feedback/queue.html", context)


@never_cache
@login_required
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    viewer, today = people.actor_of(request.user), clock.today()
    asked = request.GET.get("jakso", "")
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[-1]
    context = {
        "statistics": statistics.statistics(viewer, today - timedelta(days=days), today),
        "days": days,
        "periods": PERIODS,
        "heads": [_("Vastattu"), _("Päiviä")],
        "erased": statistics.latest_erasing(viewer),
    }
    return render(request, "feedback/statistics.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = TemplateForm(request.POST or None, organizations=_owners(request), auto_id="pohja_%s")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            commands.save_template(actor, **{**data, "organization": uuid_from(data["organization"])})
            workspace.tell(request, _("Pohja on tallennettu."))
            return redirect(links.to(request, "feedback:templates"))
        except FeedbackRefused as refusal:
            form.add_error(None, str(refusal.message))
    context = {"templates": handling.templates(actor), "form": form}
    return render(request, "feedback/templates.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def remove_template(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.remove_template(people.actor_of(request.user), uuid)
    workspace.tell(request, _("Pohja on poistettu."))
    return redirect(links.to(request, "feedback:templates"))


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: answers that are late or due, one by one, and how many nobody has read."""
    urgent, unread = handling.needing_today(viewer.actor)
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


def _owners(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose templates the viewer may write: her organisations', and a coordinator everybody's."""
    actor = people.actor_of(request.user)
    own = [("", _("Kaikkien"))] if people.is_coordinator(actor) else []
    mine = {one.organization_uuid: one.organization_name for one in people.own_account(actor).memberships}
    return own + [(str(uuid), str(localise(name))) for uuid, name in mine.items()]
