"""Who changed what and when; taking a change back, and returning to a version."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kotikulma.directory import access
from kotikulma.directory.commands import history as commands
from kotikulma.directory.queries import editing
from kotikulma.directory.queries import history as queries
from kotikulma.directory.types import ConnectionRefused, EditConflict, EntryRefused, RevisionGone
from kotikulma.directory.views.entries import tell_with_undo
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_safe
@login_required
def history(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    thing = access.get_thing_for_editing(actor, kind, uuid)
    before = request.GET.get("ennen", "")
    versions, following = queries.versions(actor, uuid, before=int(before) if before.isdecimal() else 0)
    context = {
        "desk": editing.desk(actor, thing),
        "versions": versions,
        "following": following,
        "title": editing.title(thing),
    }
    return render(request, "directory/workspace/history.html", context)


@never_cache
@require_POST
@login_required
def restore(request: HttpRequest, kind: str, uuid: UUID, number: int) -> HttpResponse:
    actor = workspace.viewer(request).actor
    thing = access.get_thing_for_editing(actor, kind, uuid)
    try:
        commands.restore(actor, thing, number=number)
    except (RevisionGone, EntryRefused, ConnectionRefused) as refusal:
        workspace.tell(request, str(refusal.message))
    else:
        tell_with_undo(request, kind, uuid, _("Aiempi versio on taas voimassa."))
    return redirect(links.to(request, "directory:history", kind=kind, uuid=uuid))


@never_cache
@require_POST
@login_required
def undo(request: HttpRequest, kind: str, uuid: UUID, number: int) -> HttpResponse:
    actor = workspace.viewer(request).actor
    thing = access.get_thing_for_editing(actor, kind, uuid)
    try:
        commands.undo(actor, thing, number=number)
    except (EditConflict, RevisionGone, EntryRefused, ConnectionRefused) as refusal:
        workspace.tell(request, str(refusal.message))
        return redirect(links.to(request, "directory:history", kind=kind, uuid=uuid))
    tell_with_undo(request, kind, uuid, _("Kumottu. Tieto on niin kuin ennen muutosta."))
    return redirect(_home(request, kind, uuid))


def _home(request: HttpRequest, kind: str, uuid: UUID) -> str:
    """Back where the change was made, if that is a page of this thing; its editor otherwise."""
    name = "directory:edit_connection" if kind == "connection" else "directory:edit_entry"
    given = {} if kind == "connection" else {"kind": kind}
    home = links.to(request, name, uuid=uuid, **given)
    came = request.headers.get("Referer", "").partition("?")[0]
    hours = links.to(request, "directory:edit_hours", kind=kind, uuid=uuid) if kind != "service" else home
    return hours if came.endswith(hours) else home
