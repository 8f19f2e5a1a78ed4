"""A service at a place or a channel: brought there, told when it is there, ended."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.directory import access
from kotikulma.directory.commands import entries
from kotikulma.directory.forms.contacts import PREFIX, with_one_more
from kotikulma.directory.forms.entries import FORMS, EntryForm
from kotikulma.directory.queries import editing
from kotikulma.directory.types import ConnectionRefused, EditConflict, EntryRefused
from kotikulma.directory.views.entries import latest, tell_with_undo
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace

LONGEST = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_connection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Find the place by its name, choose it; the rest is told on the next page."""
    actor = workspace.viewer(request).actor
    service: Any = access.get_entry_for_editing(actor, "service", uuid)
    error = ""
    kind, _colon, value = request.POST.get("kohde", "").partition(":")
    if request.method == "POST" and value:
        try:
            target = access.get_target(actor, kind, UUID(value))
            made = entries.connect(actor, service, **{kind: target})
        except (ValueError, ConnectionRefused, EntryRefused) as refusal:
            error = str(refusal.message) if isinstance(refusal, DomainError) else _("Valitse paikka listasta.")
        else:
            workspace.tell(request, _("Palvelu on nyt täällä. Kerro vielä, milloin."))
            return redirect(links.to(request, "directory:edit_connection", uuid=made.uuid))
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    found = editing.places_and_channels(actor, text) if text else []
    context = {"desk": editing.desk(actor, service), "text": text, "found": found, "error": error}
    return render(request, "directory/workspace/new_connection.html", context, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_connection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    connection = access.get_connection_for_editing(actor, uuid)
    form = _form(request, editing.desk(actor, connection))
    clashes: tuple[Any, ...] = ()
    asked = request.POST.get("teko") == "tallenna"
    if asked and form.is_valid():
        try:
            _save(request, connection, form)
        except EditConflict as conflict:
            form, clashes = _with_both(actor, uuid, conflict), conflict.clashes
        except (ConnectionRefused, EntryRefused) as refusal:
            form.refuse(refusal.fields, refusal.message)
        else:
            return redirect(links.to(request, "directory:edit_connection", uuid=uuid))
    context = {
        "form": form,
        "desk": form.desk,
        "sections": form.sections(),
        "clashes": clashes,
        "latest": latest(actor, uuid, clashes),
    }
    context |= {"title": editing.title(connection), "service": connection.service.uuid}
    status = 409 if clashes else 422 if asked and form.errors else 200
    return render(request, "directory/workspace/connection.html", context, status=status)


@never_cache
@require_POST
@login_required
def end_connection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Today is its last day here."""
    actor = workspace.viewer(request).actor
    connection = access.get_connection_for_editing(actor, uuid)
    try:
        entries.edit_connection(actor, connection, changes={"ends_on": clock.today()})
    except ConnectionRefused as refusal:
        workspace.tell(request, str(refusal.message))
    else:
        tell_with_undo(request, "connection", uuid, _("Tänään on palvelun viimeinen päivä täällä."))
    return redirect(links.to(request, "directory:edit_connection", uuid=uuid))


def _with_both(actor: Actor, uuid: UUID, conflict: EditConflict) -> EntryForm:
    """The form anew upon what is stored now, with my words in it."""
    desk = editing.desk(actor, access.get_connection_for_editing(actor, uuid))
    return FORMS["connection"](None, desk=replace(desk, state={**desk.state, **conflict.values}))


def _form(request: HttpRequest, desk: editing.Desk) -> EntryForm:
    data: Any = request.POST or None
    if request.POST.get("teko") == "lisaa-yhteystieto":
        data = with_one_more(data, PREFIX)
    return FORMS["connection"](data, desk=desk)


def _save(request: HttpRequest, connection: Any, form: EntryForm) -> None:
    before = form.desk.number
    entries.edit_connection(
        workspace.viewer(request).actor,
        connection,
        changes=form.changes_choosing(request.POST),
        seen=form.cleaned_data["seen"],
    )
    if revisions.newest(connection.uuid) == before:
        workspace.tell(request, _("Mikään ei muuttunut."))
    else:
        tell_with_undo(request, "connection", connection.uuid, _("Tallennettu."))
