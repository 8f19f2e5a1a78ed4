"""The editor of one event: words and facts, the live preview, the picture, its history."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.events import commands
from kotikulma.events.forms.organising import EventForm, PictureForm
from kotikulma.events.queries import choosing, organising
from kotikulma.events.queries import history as queries
from kotikulma.events.queries.organising import Desk
from kotikulma.events.types import Changed, Clashed, EventRefused
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace

SAVING = ("tallenna", "julkaise")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, deed = workspace.viewer(request).actor, request.POST.get("teko", "")
    desk = organising.desk(actor, uuid, clock.now())
    form, clashes = _form(request, actor, desk), ()
    if deed in SAVING and form.is_valid():
        try:
            _save(request, actor, form, publish=deed == "julkaise")
            return redirect(links.to(request, "events:edit", uuid=uuid))
        except Clashed as clash:
            form, clashes = _with_both(actor, uuid, clash), clash.clashes
        except EventRefused as refusal:
            form = _saved(actor, form) if deed == "julkaise" else form
            form.refuse(refusal.fields, refusal.message)
    wrong = deed in SAVING and form.errors
    context: dict[str, Any] = {
        "clashes": clashes,
        "latest": queries.changed_by(actor, uuid) if clashes else None,
        "here": "edit",
    }
    context |= {"form": form, "desk": form.desk, "card": _card(form)}
    return render(request, "events/workspace/edit.html", context, status=409 if clashes else 422 if wrong else 200)


@never_cache
@require_POST
@login_required
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The piece of the page that shows what residents will see; saves nothing."""
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    context = {"desk": desk, "card": _card(_form(request, actor, desk))}
    return render(request, "events/workspace/_preview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = workspace.viewer(request).actor
    desk = organising.desk(actor, uuid, clock.now())
    form = PictureForm(request.POST or None, request.FILES or None, desk=desk)
    if request.POST.get("teko") == "poista":
        commands.remove_picture(actor, uuid, version=desk.event.version)
        workspace.tell(request, _("Kuva on poistettu."))
        return redirect(links.to(request, "events:picture_of", uuid=uuid))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["picture"]
        try:
            version, content = form.cleaned_data["version"], sent.read() if sent else b""
            commands.set_picture(actor, uuid, version=version, content=content, alt=form.alt())
            workspace.tell(request, _("Kuva on tallessa."))
            return redirect(links.to(request, "events:picture_of", uuid=uuid))
        except (EventRefused, Changed) as refusal:
            form.add_error("picture", str(refusal.message))
    context = {"form": form, "desk": desk, "here": "edit"}
    return render(request, "events/workspace/picture.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, before = workspace.viewer(request).actor, request.GET.get("ennen", "")
    versions, following = queries.versions(actor, uuid, int(before) if before.isdecimal() else 0)
    desk = organising.desk(actor, uuid, clock.now())
    context = {"desk": desk, "versions": versions, "following": following, "here": "history"}
    return render(request, "events/workspace/history.html", context)


def _form(request: HttpRequest, actor: Actor, desk: Desk) -> EventForm:
    data: Any = request.POST or None
    chosen = [desk.place, choosing.read_uuid(request.POST.get("place", ""))]
    places = choosing.place_choices(actor, request.POST.get("place_text", ""), chosen)
    return EventForm(data, desk=desk, places=places, others=_others(request, desk), groups=choosing.groups())


def _others(request: HttpRequest, desk: Desk) -> list[choosing.Choice]:
    """Organisations to hold it together with: those chosen, and those searched for."""
    if not desk.may_share:
        return []
    chosen = [*desk.state["organisers"], *map(choosing.read_uuid, request.POST.getlist("organisers"))]
    text = request.POST.get("organiser_text", "")
    return choosing.organiser_choices(text, chosen, keeper=desk.state["organization_id"])


def _save(request: HttpRequest, actor: Actor, form: EventForm, *, publish: bool) -> None:
    """Store, publish when asked, and tell; nothing is told when nothing changed."""
    uuid = form.desk.event.uuid
    values = form.values(request.POST)
    saved = commands.edit_event(actor, uuid, seen=form.cleaned_data["seen"], values=values)
    if publish:
        commands.publish_event(actor, uuid, version=saved.version)
        workspace.tell(request, _("Julkaistu. Asukkaat näkevät tämän nyt."))
    elif revisions.newest(uuid) == form.desk.number:
        workspace.tell(request, _("Mikään ei muuttunut."))
    else:
        workspace.tell(request, _("Tallennettu."))


def _with_both(actor: Actor, uuid: UUID, clash: Clashed) -> EventForm:
    """The form anew upon what is stored now: my words in it, and theirs where I changed nothing."""
    desk = organising.desk(actor, uuid, clock.now())
    places = choosing.place_choices(actor, "", [clash.values.get("place")])
    others = choosing.organiser_choices("", [*desk.state["organisers"], *clash.values.get("organisers", ())])
    more: dict[str, Any] = {"places": places, "others": others, "groups": choosing.groups()}
    return EventForm(desk=desk, state=clash.values, seen=clash.number, **more)


def _saved(actor: Actor, form: EventForm) -> EventForm:
    """The form again upon what was just saved, when only publishing was refused."""
    desk = organising.desk(actor, form.desk.event.uuid, clock.now())
    fresh = EventForm(form.data.copy(), desk=desk, groups=choosing.groups())
    fresh.data["seen"] = str(desk.number)
    for name in {"place", "organisers"} & fresh.fields.keys():
        fresh.fields[name].choices = form.fields[name].choices
    fresh.full_clean()
    return fresh


def _card(form: EventForm) -> dict[str, Any]:
    """As written, as far as it can be read."""
    if form.is_bound and not hasattr(form, "cleaned_data"):
        form.full_clean()
    values = {**form.desk.state, **(form.values() if form.is_bound else {})}
    place = values.get("place", form.desk.place)
    where = next((name for uuid, name in form.fields["place"].choices if place and uuid == str(place)), "")
    return {**values, "where": where.partition(",")[0]}
