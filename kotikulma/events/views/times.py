"""When an event is: single times, a rhythm with its preview, and each time that differs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.events import commands
from kotikulma.events.forms.organising import ReasonForm
from kotikulma.events.forms.times import OneTimeForm, RhythmForm, TimeForm
from kotikulma.events.queries import organising
from kotikulma.events.queries import series as series_queries
from kotikulma.events.queries import times as queries
from kotikulma.events.queries.choosing import place_choices, read_uuid
from kotikulma.events.queries.times import OneTime
from kotikulma.events.rules import recurrence
from kotikulma.events.types import Changed, EventRefused, EventState, ExceptionKind
from kotikulma.events.types.rhythm import Preview
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def times(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, now, deed = workspace.viewer(request).actor, clock.now(), request.POST.get("teko", "")
    desk = organising.desk(actor, uuid, now)
    version = desk.event.version
    single = TimeForm(request.POST if deed == "lisaa" else None, initial={"version": version}, auto_id="aika_%s")
    model = queries.rhythm_again(actor, read_uuid(request.GET.get("malli", "")), now)
    rhythm = RhythmForm(request.POST if deed in ("nayta", "sarja") else None, rhythm=model, version=version)
    if deed == "lisaa" and _act(request, single, lambda: _add(request, uuid, single)):
        return redirect(links.to(request, "events:times", uuid=uuid))
    if deed == "sarja" and _act(request, rhythm, lambda: _set(request, uuid, rhythm)):
        return redirect(links.to(request, "events:times", uuid=uuid))
    gone, asked = request.GET.get("menneet") == "1", request.GET.get("sivu", "")
    page = min(max(int(asked), 1), 1000) if asked.isdecimal() else 1
    context: dict[str, Any] = {"desk": desk, "single": single, "rhythm": rhythm, "here": "times", "gone": gone}
    context |= {"page": queries.times_page(actor, uuid, now, page, gone=gone), "number": page, "now": now}
    context |= {"preview": _seen(rhythm), "kept": rhythm.kept()}
    status = 422 if deed in ("lisaa", "sarja") else 200
    return render(request, "events/workspace/times.html", context, status=status)


@never_cache
@require_POST
@login_required
def days(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The piece of the page that shows the dates a rhythm gives; saves nothing."""
    organising.desk(workspace.viewer(request).actor, uuid, clock.now())
    form = RhythmForm(request.POST)
    return render(request, "events/workspace/_days.html", {"preview": _preview(form), "kept": form.kept()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All the times to come of one series."""
    actor = workspace.viewer(request).actor
    event, stored = series_queries.for_editing(actor, uuid)

    def change(form: RhythmForm) -> Any:
        version = form.cleaned_data["version"]
        return commands.change_series(actor, uuid, version=version, rhythm=form.rhythm())

    form = RhythmForm(request.POST or None, rhythm=stored, version=event.version)
    return _rhythm_page(request, event.uuid, form, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def following(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """This time and those after it."""
    actor = workspace.viewer(request).actor
    time = queries.one_time(actor, uuid)
    if time.rhythm is None:
        return redirect(links.to(request, "events:one_time", uuid=uuid))
    day = (time.record.recurrence_id or time.record.starts_at).astimezone(clock.HELSINKI).date()
    rest = recurrence.continued_from(time.rhythm, day) or replace(time.rhythm, starts_on=day)

    def change(form: RhythmForm) -> Any:
        version = form.cleaned_data["version"]
        return commands.change_following(actor, uuid, version=version, rhythm=form.rhythm())

    form = RhythmForm(request.POST or None, rhythm=rest, version=time.version)
    return _rhythm_page(request, time.record.event.uuid, form, change, time=time)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one_time(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """This time alone: moved, changed, cancelled."""
    actor, deed = workspace.viewer(request).actor, request.POST.get("teko", "")
    time = queries.one_time(actor, uuid)
    form, reason = _differing(request, actor, time), _reason(request, time)
    back = links.to(request, "events:times", uuid=time.record.event.uuid)
    if deed == "tallenna" and _act(request, form, lambda: _change(request, uuid, form)):
        return redirect(back)
    if deed == "peru" and _act(request, reason, lambda: _cancel(request, uuid, reason)):
        return redirect(back)
    desk = organising.desk(actor, time.record.event.uuid, clock.now())
    context = {"desk": desk, "time": time, "form": form, "reason": reason, "here": "times", "now": clock.now()}
    context["told"] = organising.audience_of_time(time.record.id)
    status = 422 if deed in ("tallenna", "peru") else 200
    return render(request, "events/workspace/one_time.html", context, status=status)


@never_cache
@require_POST
@login_required
def revert(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A time as its series says: not cancelled, at its own time and place."""
    actor = workspace.viewer(request).actor
    time = queries.one_time(actor, uuid)
    try:
        if time.record.cancelled:
            commands.restore_occurrence(actor, uuid, version=time.version)
        elif time.record.exception in (ExceptionKind.MOVED, ExceptionKind.CHANGED) and time.rhythm:
            starts = time.record.recurrence_id or time.record.starts_at
            ends = starts + timedelta(minutes=time.rhythm.minutes)
            own: dict[str, Any] = {"mode": "", "place": None, "place_note": {}, "note": {}}
            commands.move_occurrence(actor, uuid, version=time.version, starts_at=starts, ends_at=ends, values=own)
        workspace.tell(request, _("Kerta on taas ennallaan."))
    except (EventRefused, Changed) as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "events:times", uuid=time.record.event.uuid))


def _rhythm_page(
    request: HttpRequest, event: UUID, form: RhythmForm, change: Callable[[RhythmForm], Any], *, time: Any = None
) -> HttpResponse:
    deed = request.POST.get("teko", "")

    def act() -> None:
        kept = len(change(form).kept)
        told = ngettext("%(count)d muutettu kerta jäi ennalleen.", "%(count)d muutettua kertaa jäi ennalleen.", kept)
        rest = f" {told % {'count': kept}}" if kept else ""
        workspace.tell(request, f"{_('Sarja on muutettu.')}{rest}")

    if deed == "sarja" and _act(request, form, act):
        return redirect(links.to(request, "events:times", uuid=event))
    desk = organising.desk(workspace.viewer(request).actor, event, clock.now())
    context = {"desk": desk, "rhythm": form, "preview": _seen(form), "kept": form.kept(), "time": time, "here": "times"}
    return render(request, "events/workspace/series.html", context, status=422 if deed == "sarja" else 200)


def _act(request: HttpRequest, form: Any, act: Callable[[], None]) -> bool:
    """True when it was done; else the form says why not and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except Changed as collision:
        form.add_error(None, str(collision.message))
    except EventRefused as refusal:
        if isinstance(form, RhythmForm):
            form.refuse(refusal.fields, refusal.message)
        else:
            at = {"times": "ends", "reason": "reason_fi"}
            for name, sentence in (refusal.fields or {"": refusal.message}).items():
                form.add_error(at.get(name, name) if at.get(name, name) in form.fields else None, str(sentence))
    else:
        return True
    return False


def _add(request: HttpRequest, uuid: UUID, form: TimeForm) -> None:
    starts, ends = form.span()
    version = form.cleaned_data["version"]
    actor = workspace.viewer(request).actor
    commands.add_occurrence(actor, uuid, version=version, starts_at=starts, ends_at=ends)
    workspace.tell(request, f"{_('Aika on lisätty.')} {form.twice()}".strip())


def _set(request: HttpRequest, uuid: UUID, form: RhythmForm) -> None:
    version = form.cleaned_data["version"]
    commands.set_series(workspace.viewer(request).actor, uuid, version=version, rhythm=form.rhythm())
    workspace.tell(request, _("Sarja on tallessa. Muuta tai peru yksittäinen kerta listasta."))


def _change(request: HttpRequest, uuid: UUID, form: OneTimeForm) -> None:
    starts, ends = form.span()
    commands.move_occurrence(
        workspace.viewer(request).actor,
        uuid,
        version=form.cleaned_data["version"],
        starts_at=starts,
        ends_at=ends,
        values=form.values(),
    )
    told = f"{_('Kerta on muutettu.')} {form.twice()}".strip()
    workspace.tell(request, told, undo=links.to(request, "events:revert", uuid=uuid))


def _cancel(request: HttpRequest, uuid: UUID, form: ReasonForm) -> None:
    version = form.cleaned_data["version"]
    commands.cancel_occurrence(workspace.viewer(request).actor, uuid, version=version, reason=form.reason())
    workspace.tell(request, _("Kerta on peruttu."), undo=links.to(request, "events:revert", uuid=uuid))


def _differing(request: HttpRequest, actor: Actor, time: OneTime) -> OneTimeForm:
    chosen = [time.own_place, read_uuid(request.POST.get("place", ""))]
    places = place_choices(actor, request.POST.get("place_text", ""), chosen)
    typed = request.POST if request.POST.get("teko") in ("tallenna", "etsi-paikka") else None
    return OneTimeForm(typed, time=time, places=places, language=get_language() or "fi")


def _reason(request: HttpRequest, time: OneTime) -> ReasonForm:
    return ReasonForm(
        request.POST if request.POST.get("teko") == "peru" else None,
        initial={"version": time.version},
        auto_id="peru_%s",
        label_suffix="",
        optional=time.record.event.state == EventState.DRAFT,
    )


def _seen(form: RhythmForm) -> Preview | None:
    """The dates of what is typed, else of what stands in the form to begin with."""
    return _preview(form) if form.is_bound else series_queries.preview(form.stored) if form.stored else None


def _preview(form: RhythmForm) -> Preview | None:
    """As far as it can be read; what is wrong stays told."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return series_queries.preview(form.rhythm())
    except EventRefused as refusal:
        form.refuse(refusal.fields, refusal.message)
        return None
