"""The workspace's "Omat tiedot": the list of what an organisation keeps here, and the editor of each entry."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.directory import access
from kotikulma.directory.commands import entries
from kotikulma.directory.commands.copying import copy_entry
from kotikulma.directory.forms.contacts import PREFIX, with_one_more
from kotikulma.directory.forms.entries import FORMS, THEIRS, EntryForm
from kotikulma.directory.forms.own import own_filters
from kotikulma.directory.queries import editing, history, own_entries
from kotikulma.directory.queries.preview import entry_preview
from kotikulma.directory.types import EditConflict, EntryRefused
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace

CREATE: Mapping[str, Callable[..., Any]] = {
    "service": entries.create_service,
    "place": entries.create_place,
    "channel": entries.create_channel,
}


@never_cache
@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    actor, now = workspace.viewer(request).actor, clock.now()
    filters = own_filters(request.GET)
    context = {
        "now": now,
        "filters": filters,
        "page": own_entries.own_page(actor, filters, now),
        "waiting": own_entries.waiting(actor, now, everywhere=filters.everywhere),
    }
    return render(request, "directory/workspace/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_entry(request: HttpRequest, kind: str) -> HttpResponse:
    actor = workspace.viewer(request).actor
    form = form_of(request, actor, editing.desk_of_new(actor, kind))
    if _deed(request) == "tallenna" and form.is_valid():
        fields, terms = form.changes(), form.terms()
        try:
            made = CREATE[kind](actor, **fields, **({"terms": editing.terms_by_uuid(terms)} if terms else {}))
        except EntryRefused as refusal:
            form.refuse(refusal.fields, refusal.message)
        else:
            workspace.tell(request, _("Luonnos on tallessa. Asukkaat näkevät sen vasta, kun julkaiset."))
            return redirect(links.to(request, "directory:edit_entry", kind=kind, uuid=made.uuid))
    return render(request, "directory/workspace/entry.html", _context(form), status=_status(request, form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_entry(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    entry = access.get_entry_for_editing(actor, kind, uuid)
    form = form_of(request, actor, editing.desk(actor, entry))
    clashes: tuple[Any, ...] = ()
    if _deed(request) in ("tallenna", "julkaise") and form.is_valid():
        try:
            _save(request, actor, entry, form)
        except EditConflict as conflict:
            form, clashes = _with_both(actor, entry, conflict), conflict.clashes
        except EntryRefused as refusal:
            form.refuse(refusal.fields, refusal.message)
        else:
            return redirect(links.to(request, "directory:edit_entry", kind=kind, uuid=uuid))
    context = _context(form) | {
        "clashes": clashes,
        "latest": latest(actor, uuid, clashes),
        "preview": _preview(entry, form),
        "now": clock.now(),
    }
    return render(request, "directory/workspace/entry.html", context, status=409 if clashes else _status(request, form))


@never_cache
@require_POST
@login_required
def preview_entry(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """The piece of the page that shows what residents will see; saves nothing."""
    actor = workspace.viewer(request).actor
    entry = access.get_entry_for_editing(actor, kind, uuid)
    form = form_of(request, actor, editing.desk(actor, entry))
    context = {"preview": _preview(entry, form), "now": clock.now(), "form": form, "alone": True}
    return render(request, "directory/workspace/_preview.html", context)


@never_cache
@require_POST
@login_required
def archive_entry(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    entry = access.get_entry_for_editing(actor, kind, uuid)
    entries.archive(actor, entry)
    tell_with_undo(request, kind, uuid, _("Arkistoitu. Asukkaat eivät enää näe tätä."))
    return redirect(links.to(request, "directory:own"))


@never_cache
@require_POST
@login_required
def copy(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    copied = copy_entry(actor, access.get_entry_for_editing(actor, kind, uuid))
    workspace.tell(request, _("Tässä on kopio luonnoksena. Muuta nimi ja se, mikä on toisin."))
    return redirect(links.to(request, "directory:edit_entry", kind=kind, uuid=copied.uuid))


def latest(actor: Actor, uuid: UUID, clashes: Any) -> Any:
    """Who met us, and when; asked only when somebody did."""
    return history.changed_by(actor, uuid) if clashes else None


def tell_with_undo(request: HttpRequest, kind: str, uuid: UUID, text: str) -> None:
    """The word after a change, with the button that takes it back."""
    number = revisions.newest(uuid)
    workspace.tell(request, text, undo=links.to(request, "directory:undo", kind=kind, uuid=uuid, number=number))


def form_of(request: HttpRequest, actor: Actor, desk: editing.Desk) -> EntryForm:
    """The editor's form, with what was sent in it."""
    data: Any = request.POST or None
    if _deed(request) == "lisaa-yhteystieto":
        data = with_one_more(data, PREFIX)
    terms = editing.term_choices() if desk.kind == "service" else ()
    keepers = editing.keepers(actor) if desk.uuid is None else ()
    return FORMS[desk.kind](data, desk=desk, terms=terms, keepers=keepers)


def _deed(request: HttpRequest) -> str:
    """Which button sent the form."""
    return request.POST.get("teko", "")


def _save(request: HttpRequest, actor: Actor, entry: Any, form: EntryForm) -> None:
    """Store, publish when asked, and tell; nothing is told when nothing changed."""
    before = form.desk.number
    chosen = None if request.POST.get("valinta-terms") == THEIRS else form.terms()
    terms = None if chosen is None else editing.terms_by_uuid(chosen)
    changes = form.changes_choosing(request.POST)
    saved = entries.edit(actor, entry, changes=changes, terms=terms, seen=form.cleaned_data["seen"])
    if _deed(request) == "julkaise":
        entries.publish(actor, saved)
    if revisions.newest(entry.uuid) == before:
        workspace.tell(request, _("Mikään ei muuttunut."))
        return
    text = _("Julkaistu. Asukkaat näkevät tämän nyt.") if _deed(request) == "julkaise" else _("Tallennettu.")
    tell_with_undo(request, form.desk.kind, entry.uuid, text)


def _with_both(actor: Actor, entry: Any, conflict: EditConflict) -> EntryForm:
    """The form anew upon what is stored now: my words in it, and theirs where I changed nothing."""
    desk = editing.desk(actor, access.get_entry_for_editing(actor, editing.KINDS[type(entry)], entry.uuid))
    merged = replace(desk, state={**desk.state, **conflict.values})
    terms = editing.term_choices() if desk.kind == "service" else ()
    return FORMS[desk.kind](None, desk=merged, terms=terms)


def _preview(entry: Any, form: EntryForm) -> Any:
    """As written, as far as it can be read; what is wrong stays told."""
    if form.is_bound and not hasattr(form, "cleaned_data"):
        form.full_clean()
    return entry_preview(entry, form.changes() if form.is_bound else {}, clock.now())


def _context(form: EntryForm) -> dict[str, Any]:
    return {"form": form, "desk": form.desk, "sections": form.sections()}


def _status(request: HttpRequest, form: EntryForm) -> int:
    asked = _deed(request) in ("tallenna", "julkaise")
    return 422 if asked and (form.errors or (form.contacts and form.contacts.total_error_count())) else 200
