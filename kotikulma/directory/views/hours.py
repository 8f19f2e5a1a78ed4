"""Opening hours of a place, a channel or a service at one: written by rows, told back in words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.directory import access
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.forms.hours_page import HoursForm, draft_from, draft_of
from kotikulma.directory.queries import hours_desk
from kotikulma.directory.queries.hours_desk import HoursDesk, HoursPreview
from kotikulma.directory.types import EditConflict, HoursException, HoursRefused, Period
from kotikulma.directory.views.entries import tell_with_undo
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.ui import links, workspace

Hours = tuple[Sequence[Period], Sequence[HoursException]]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_hours(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    owner: Any = access.get_hours_owner(actor, kind, uuid)
    desk = hours_desk.hours_desk(owner, clock.today())
    deed = request.POST.get("teko", "")
    form = _form(request, desk, deed)
    conflict: EditConflict | None = None
    errors: list[tuple[str, str]] = []
    if deed == "tallenna" and request.POST.get("valinta-hours") == "toisen":
        workspace.tell(request, _("Toisen tekemät ajat jäivät voimaan."))
        return redirect(links.to(request, "directory:edit_hours", kind=kind, uuid=uuid))
    if deed == "tallenna":
        errors = [] if form.is_valid() else form.errors()
        conflict, errors = (None, errors) if errors else _save(request, owner, desk, form)
        if not errors and conflict is None:
            return redirect(links.to(request, "directory:edit_hours", kind=kind, uuid=uuid))
    preview = _preview(owner, desk, form, posted=bool(request.POST))
    context = _context(desk, form, preview) | {
        "conflict": conflict,
        "errors": errors,
        "seen": _seen(request, desk, conflict),
    }
    return render(
        request, "directory/workspace/hours.html", context, status=409 if conflict else 422 if errors else 200
    )


@never_cache
@require_POST
@login_required
def preview_hours(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """The piece of the page that says the hours in words; saves nothing."""
    owner: Any = access.get_hours_owner(workspace.viewer(request).actor, kind, uuid)
    desk = hours_desk.hours_desk(owner, clock.today())
    form = HoursForm(draft_from(request.POST), bound=True)
    context = {"preview": _preview(owner, desk, form, posted=True), "now": clock.now(), "alone": True}
    return render(request, "directory/workspace/_hours_words.html", context)


def _form(request: HttpRequest, desk: HoursDesk, deed: str) -> HoursForm:
    if not request.POST:
        return HoursForm(draft_of(desk), bound=False)
    draft = draft_from(request.POST)
    if deed in ("tallenna", "esikatsele"):
        return HoursForm(draft, bound=True)
    draft.do(deed, desk, clock.today())
    return HoursForm(draft, bound=False)


def _save(
    request: HttpRequest, owner: Any, desk: HoursDesk, form: HoursForm
) -> tuple[EditConflict | None, list[tuple[str, str]]]:
    """Store and tell; a conflict, or what is wrong."""
    periods, exceptions = _hours(desk, form)
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isdecimal() else desk.number
    try:
        set_hours(workspace.viewer(request).actor, owner, periods=periods, exceptions=exceptions, seen=number)
    except EditConflict as conflict:
        return conflict, []
    except HoursRefused as refusal:
        return None, [("ajat", str(refusal.message))]
    if revisions.newest(desk.uuid) == desk.number:
        workspace.tell(request, _("Mikään ei muuttunut."))
    else:
        tell_with_undo(request, desk.kind, desk.uuid, _("Ajat on tallennettu. Asukkaat näkevät ne nyt."))
    return None, []


def _hours(desk: HoursDesk, form: HoursForm) -> Hours:
    """What is on the page, and what is over, which stays as it was."""
    periods = desk.periods if desk.owned else (*desk.past_periods, *form.periods())
    return periods, (*desk.past_exceptions, *form.exception_values(desk.exceptions))


def _preview(owner: Any, desk: HoursDesk, form: HoursForm, *, posted: bool) -> HoursPreview:
    if not posted:
        hours: Hours = (desk.periods, desk.exceptions)
    else:
        shown = form if all(season.is_bound for season in form.seasons) else None
        hours = _hours(desk, shown) if shown else (desk.periods, desk.exceptions)
    return hours_desk.hours_preview(owner, hours[0], (*hours[1], *desk.told_exceptions), clock.now())


def _context(desk: HoursDesk, form: HoursForm, preview: HoursPreview) -> dict[str, Any]:
    return {
        "desk": desk,
        "form": form,
        "preview": preview,
        "now": clock.now(),
        "holidays": hours_desk.coming_holidays(clock.today()),
        "may_copy": bool(desk.periods or desk.past_periods) and not desk.owned,
    }


def _seen(request: HttpRequest, desk: HoursDesk, conflict: EditConflict | None) -> int:
    """The revision the next save begins from: as the page came, until both versions have been seen."""
    given = request.POST.get("seen", "")
    return conflict.number if conflict else int(given) if given.isdecimal() else desk.number
