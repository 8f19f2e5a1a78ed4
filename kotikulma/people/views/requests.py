"""The coordinators' queue of those who ask to keep an organisation."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kotikulma.kernel import clock
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import exports, links, workspace
from kotikulma.people import commands, queries
from kotikulma.people.forms.joining import AnswerForm
from kotikulma.people.types import OrganizationNotFound
from kotikulma.people.types.joining import AlreadyDecided, QueuedRequest, RequestKind


@never_cache
@require_GET
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    if not queries.is_coordinator(viewer):
        raise OrganizationNotFound
    waiting = queries.waiting_requests(viewer)
    if exports.wanted_form(request):
        return _file(request, waiting)
    return render(request, "people/requests.html", {"queue": waiting})


@never_cache
@require_GET
@login_required
def request_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, AnswerForm())


@never_cache
@require_POST
@login_required
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """As it was asked, or as an existing organisation: `organization`."""
    meant = request.POST.get("organization", "")
    try:
        chosen = UUID(meant) if meant else None
    except ValueError:
        raise OrganizationNotFound from None

    def act(actor: Actor) -> Any:
        return commands.approve_request(actor, uuid, organization=chosen)

    return _decide(request, uuid, AnswerForm(), act, _("Hyväksytty. Pyytäjä saa viestin ja voi aloittaa heti."))


@never_cache
@require_POST
@login_required
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = AnswerForm(request.POST)
    form.is_valid()

    def act(actor: Actor) -> Any:
        return commands.decline_request(actor, uuid, answer=form.cleaned_data.get("answer", ""))

    return _decide(request, uuid, form, act, _("Vastaus on lähetetty pyytäjälle."))


def _file(request: HttpRequest, waiting: Sequence[QueuedRequest]) -> HttpResponse:
    """What the page shows of each, and no more of the person."""
    headings = [_("Organisaatio"), _("Pyyntö"), _("Nimi"), _("Tehtävä"), _("Tullut"), _("Odottanut päiviä")]
    headings += [_("Muita pyyntöjä samasta"), _("Voi olla jo luettelossa"), _("Tunnus")]
    rows = (
        [
            localise(line.request.name).text,
            RequestKind(line.request.kind).label,
            line.request.person_name,
            line.request.position,
            line.request.created_at.astimezone(clock.HELSINKI).date().isoformat(),
            line.days,
            line.rivals,
            "; ".join(localise(each.organization.name).text for each in line.duplicates),
            line.request.uuid,
        ]
        for line in waiting
    )
    return exports.table(request, "pyynnot", headings, rows)


def _decide(request: HttpRequest, uuid: UUID, form: AnswerForm, act: Callable[[Actor], Any], said: str) -> HttpResponse:
    try:
        act(queries.actor_of(request.user))
    except AlreadyDecided as refusal:
        return _page(request, uuid, AnswerForm(), str(refusal), refusal.status)
    except Refused as refusal:
        return _page(request, uuid, form, "" if form.errors else str(refusal), refusal.status)
    workspace.tell(request, said)
    return redirect(links.to(request, "people:requests"))


def _page(request: HttpRequest, uuid: UUID, form: AnswerForm, refusal: str = "", status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "line": queries.request_for_deciding(queries.actor_of(request.user), uuid),
        "form": form,
        "refusal": refusal,
        "text": text,
        "found": queries.search_by_name(text) if text else [],
    }
    return render(request, "people/request.html", context, status=status)
