"""Many entries in one table: what is right is saved, what is wrong stays as it was typed. One undo for all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.history import Deed, undo_all
from kotikulma.directory.commands.verification import verify_entry
from kotikulma.directory.forms import bulk as forms
from kotikulma.directory.forms.own import own_filters
from kotikulma.directory.queries import editing, history, own_entries
from kotikulma.directory.types import EditConflict
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace

DEEDS, KEPT = "directory_bulk_deeds", 5  # saves of a session that can be taken back


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulk(request: HttpRequest) -> HttpResponse:
    actor = workspace.viewer(request).actor
    given = request.POST or request.GET
    columns = forms.columns_from(given.getlist("kentta"))
    chosen = forms.chosen_from(given.getlist("rivi") if request.POST else given.getlist("valittu"))
    found = editing.bulk_entries(actor, chosen or own_entries.listed(actor, own_filters(request.GET), clock.now()))
    rows = [forms.RowForm(entry, columns, request.POST or None) for entry in found]
    if request.POST.get("teko") == "tayta":
        data = forms.filled(request.POST, rows, columns)
        rows = [forms.RowForm(entry, columns, data) for entry in found]
    saved = _save(actor, rows) if request.POST.get("teko") == "tallenna" else []
    wrong = sum(bool(row.wrong) for row in rows)
    if request.POST.get("teko") == "tallenna":
        workspace.tell(request, _told(len(saved)), undo=_remember(request, saved) if saved else "")
    if request.POST.get("teko") == "tallenna" and not wrong:
        return redirect(links.to(request, "directory:own"))
    context = {"rows": rows, "columns": columns, "above": forms.above(columns, request.POST or None), "wrong": wrong}
    context |= {"choices": forms.column_choices(), "ticked": request.POST.getlist("valittu")}
    return render(request, "directory/workspace/bulk.html", context, status=422 if wrong else 200)


@never_cache
@require_POST
@login_required
def undo_bulk(request: HttpRequest, deed: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    kept: Mapping[str, list[dict[str, Any]]] = request.session.get(DEEDS, {})
    rows = [Deed(**{**row, "uuid": UUID(row["uuid"])}) for row in kept.get(str(deed), ())]
    request.session[DEEDS] = {key: value for key, value in kept.items() if key != str(deed)}
    back, left = undo_all(actor, rows)
    if not rows:
        workspace.tell(request, _("Tätä ei voi enää kumota. Katso historia."))
    if back:
        told = ngettext("%(count)d rivi on niin kuin ennen.", "%(count)d riviä on niin kuin ennen.", back)
        workspace.tell(request, told % {"count": back})
    if left:
        names = ", ".join(localise(name).text for name in left)
        workspace.tell(
            request, _("Nämä jäivät ennalleen, koska niitä on muutettu sen jälkeen: %(names)s.") % {"names": names}
        )
    return redirect(links.to(request, "directory:own"))


def _remember(request: HttpRequest, saved: Sequence[Deed]) -> str:
    """The address that takes these back, for as long as the session remembers what they were."""
    deed = uuid4()
    kept = {**request.session.get(DEEDS, {}), str(deed): [{**asdict(row), "uuid": str(row.uuid)} for row in saved]}
    request.session[DEEDS] = dict(list(kept.items())[-KEPT:])
    return links.to(request, "directory:undo_bulk", deed=deed)


def _save(actor: Actor, rows: Sequence[forms.RowForm]) -> list[Deed]:
    """Each row for itself, all renewed at once. What made a difference."""
    saved: list[Deed] = []
    with publishing.bulk():
        for row in rows:
            if not row.is_valid():
                row.wrong = [f"{row[name].label}: {text}" for name, texts in row.errors.items() for text in texts]
                continue
            try:
                saved += _save_row(actor, row)
            except EditConflict as conflict:
                row.wrong = _theirs(actor, row.entry.uuid, conflict)
                row.begin_from(conflict.number)
            except DomainError as refusal:
                row.wrong = [str(text) for text in refusal.fields.values()] or [str(refusal.message)]
    return saved


def _save_row(actor: Actor, row: forms.RowForm) -> list[Deed]:
    before, seen = row.entry.number, row.cleaned_data["seen"]
    entries.edit(actor, row.entry.thing, changes=row.changes(), seen=seen)
    if row.verifies:
        verify_entry(actor, row.entry.kind, row.entry.uuid)
    number = revisions.newest(row.entry.uuid)
    row.begin_from(number)
    row.saved = number != before or row.verifies
    made = number if number != before else 0
    return [Deed(row.entry.kind, row.entry.uuid, made, row.verifies)] if row.saved else []


def _theirs(actor: Actor, uuid: UUID, conflict: EditConflict) -> list[str]:
    """What somebody else wrote meanwhile, so that both are seen before saving again."""
    sentence = _("%(who)s kirjoitti tähän sillä välin: ”%(theirs)s”. Jos oma tekstisi jää, tallenna uudelleen.")
    latest = history.changed_by(actor, uuid)
    who = (latest and latest[0]) or _("Joku muu")
    return [
        sentence % {"who": who, "theirs": history.unit_words(clash.field, clash.theirs) or _("tyhjä")}
        for clash in conflict.clashes
    ]


def _told(saved: int) -> str:
    if not saved:
        return _("Mikään ei muuttunut.")
    return ngettext("%(count)d rivi on tallennettu.", "%(count)d riviä on tallennettu.", saved) % {"count": saved}
