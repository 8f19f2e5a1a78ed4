"""The housing check: asking, what follows from it, on paper; and the follow-up of a positive one."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.casework.commands import checks as commands
from kotikulma.casework.forms.checks import AttemptForm, CheckForm, EndForm
from kotikulma.casework.queries import checks as queries
from kotikulma.casework.queries import device
from kotikulma.casework.types.checks import CheckRefused, Urgency
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import SIGNED_IN
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Room
from kotikulma.people import queries as people

ROOM = Room(
    "casework:check",
    gettext_lazy("Asumisen tarkistus"),
    "list-checks",
    84,
    section="/tyotila/tarkistus/",
    seen_by=SIGNED_IN,
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = CheckForm(request.POST or None, units=queries.units_of(actor))
    if form.is_valid():
        try:
            made = commands.make_check(actor, form.new(get_language() or "fi"))
            return redirect(links.to(request, "casework:check_result", uuid=made.uuid))
        except CheckRefused as refusal:
            add_refusal(form, refusal)
    offline = {"urgencies": Urgency, "notes": device.notes_for_tonight(), "device": device.page_of(actor)}
    return render(request, "casework/check.html", {"form": form, **offline}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def check_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    result = queries.check_result(people.actor_of(request.user), uuid)
    context = {"result": result, "help": queries.help_nearby(result.urgency)}
    return render(request, "casework/check_result.html", context)


@never_cache
@login_required
@require_safe
def check_paper(request: HttpRequest) -> HttpResponse:
    """The same questions on one A4, for a pen."""
    units = queries.units_of(people.actor_of(request.user))
    return render(request, "casework/check_paper.html", {"form": CheckForm(units=units)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """GET shows; one of two buttons posts: somebody tried, or it has ended."""
    actor, act = people.actor_of(request.user), request.POST.get("act")
    forms: dict[str, Any] = {
        "attempt": AttemptForm(request.POST if act == "attempt" else None),
        "end": EndForm(request.POST if act == "end" else None),
    }
    page = queries.follow_up(actor, uuid)
    form = forms.get(act or "")
    if form is not None and form.is_valid():
        try:
            deed = commands.add_attempt if act == "attempt" else commands.end_follow_up
            deed(actor, uuid, **form.cleaned_data)
            workspace.tell(request, _("Kirjaus on tallennettu."))
            return redirect(links.to(request, "casework:follow_up", uuid=uuid))
        except CheckRefused as refusal:
            add_refusal(form, refusal)
    status = 422 if form is not None and form.errors else 200
    return render(request, "casework/follow_up.html", {"page": page, "forms": forms, "open": act}, status=status)


@never_cache
@login_required
@require_safe
def loop(request: HttpRequest) -> HttpResponse:
    """How the loop closed for the encounters of the last twelve months."""
    today = clock.today()
    start, end = _year_before(today), today + timedelta(days=1)
    own, others = queries.loops(people.actor_of(request.user), start, end)
    return render(request, "casework/loop.html", {"own": own, "others": others, "start": start, "today": today})


def _year_before(today: date) -> date:
    return today.replace(year=today.year - 1, day=min(today.day, 28)) + timedelta(days=1)
