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

from kotikulma.directory.queries.region import Counted
from kotikulma.feedback.forms.queue import QueueForm
from kotikulma.feedback.queries import queue as queues
from kotikulma.feedback.types import Item, Kind
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import exports, links
from kotikulma.kernel.ui.filter_links import FilterLinks
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
    viewer = people.actor_of(request.user)
    if exports.wanted_form(request):
        return _file(request, queues.every(viewer, filters))
    context = {"queue": queues.queue(viewer, filters), "filters": filters, "form": QueueForm(request.GET)}
    return render(request, "feedback/queue.html", context | {"links": FilterLinks(request)})


def messages(viewer: Actor) -> list[Counted]:
    """The directory's slot: what waits for an answer in the whole region."""
    counts = queues.counts(viewer)
    words = {
        "new": _("palautetta lukematta"),
        "open": _("palautetta vastaamatta"),
        "late": _("vastausta myöhässä"),
        "promised": _("luvattu tehdä"),
    }
    return [Counted(counts[view], text, "feedback:queue", {"nayta": view}) for view, text in words.items()]


def _file(request: HttpRequest, rows: list[queues.QueueRow]) -> HttpResponse:
    """Without anybody's words: they are erased here, and a file would keep them."""
    headings = [_("Numero"), _("Laji"), _("Aihe"), _("Paikka tai palvelu"), _("Kunta"), _("Vastaa"), _("Tila")]
    headings += [_("Lopputulos"), _("Saapui"), _("Vastaus viimeistään"), _("Vastattu"), _("Tukijoita")]
    lines = ([*_told(row.item), row.item.supports] for row in rows)
    return exports.table(request, "palautteet", headings, lines)


def _told(item: Item) -> list[str]:
    about = item.place or item.service
    return [
        item.reference,
        item.kind_label,
        item.topic_label,
        localise(about.name).text if about else "",
        municipalities.name(item.municipality_code),
        localise(item.unit).text,
        item.state_label,
        item.outcome_label,
        _day(item.received_at),
        item.due_on.isoformat(),
        _day(item.answered_at),
    ]


def _day(moment: datetime | None) -> str:
    return moment.astimezone(clock.HELSINKI).date().isoformat() if moment else ""


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
