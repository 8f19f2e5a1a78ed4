"""Referrals: all that waits, one of them, making one; the secret links of the person and of services outside."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.casework.commands import referrals as commands
from kotikulma.casework.forms.referrals import CloseForm, DeclineForm, OnwardForm, ReferForm
from kotikulma.casework.queries import checks
from kotikulma.casework.queries import referrals as queries
from kotikulma.casework.types.checks import CheckNotFound
from kotikulma.casework.types.referrals import ReferralRefused
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import SIGNED_IN
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.qr import qr_code
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Room, Task, Viewer
from kotikulma.people import queries as people

View = Callable[..., HttpResponse]
ROOM = Room(
    "casework:referrals",
    gettext_lazy("Tarkistukset ja ohjaukset"),
    "heart-handshake",
    85,
    section="/tyotila/ohjaukset/",
    seen_by=SIGNED_IN,
)
STEPS: dict[str, Callable[..., object]] = {
    "sent": commands.send,
    "received": commands.receive,
    "accepted": commands.accept,
    "met": commands.meet,
    "declined": commands.decline,
    "closed": commands.close,
    "withdrawn": commands.withdraw,
    "link": commands.renew_link,
}


def secret(view: View) -> View:
    """The address is a key: neither the next site nor a search engine may learn it."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" makes browsers post without an origin
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@never_cache
@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/referrals.html", {"board": queries.board(people.actor_of(request.user))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = ReferForm(request.POST or None, units=checks.units_of(actor), receivers=queries.receivers())
    if form.is_valid():
        try:
            made = commands.refer(actor, form.new(get_language() or "fi"))
            return redirect(links.to(request, "casework:referral", uuid=made.uuid))
        except ReferralRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/refer.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refer_onward(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The person of a check to somebody who can help."""
    actor = people.actor_of(request.user)
    page = checks.follow_up(actor, uuid)
    form = OnwardForm(request.POST or None, receivers=queries.receivers())
    if form.is_valid():
        try:
            made = commands.refer_onward(actor, uuid, **form.where())
            return redirect(links.to(request, "casework:referral", uuid=made.uuid))
        except ReferralRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/refer.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """GET shows as much as the viewer may know; each button posts the step it names."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    forms = _forms(request, act)
    if act in STEPS:
        form = forms.get(act)
        if form is None or form.is_valid():
            return _step(request, uuid, act, form.cleaned_data if form else {})
    page = queries.referral(actor, uuid)
    context = {"page": page, "forms": forms, "open": act, "follow": _follow_address(request, page.follow_token)}
    return render(request, "casework/referral.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@secret
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own page: where it is. Posting takes it back."""
    if request.method == "POST":
        try:
            commands.withdraw_by_link(token)
        except ReferralRefused as refusal:
            context = {"page": queries.followed(token), "token": token, "refusal": refusal.message}
            return render(request, "casework/follow.html", context, status=refusal.status)
        return redirect(links.to(request, "casework:follow", token=token))
    return render(request, "casework/follow.html", {"page": queries.followed(token), "token": token})


@require_safe
@secret
def follow_code(request: HttpRequest, token: str) -> HttpResponse:
    queries.followed(token)
    return HttpResponse(qr_code(links.absolute("casework:follow", token=token)), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@secret
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """A service outside: nothing of the person is shown before a press, and nothing stays in the address."""
    act = request.POST.get("act", "")
    forms, refusal, content = _forms(request, act), "", None
    form = forms.get(act)
    if request.method == "POST" and act != "open" and (form is None or form.is_valid()):
        try:
            done = commands.answer_by_link(token, act, **(form.cleaned_data if form else {}))
            if done.state == "declined":
                return render(request, "casework/outside_thanks.html")
        except ReferralRefused as error:
            refusal = str(error.message)
    if request.method == "POST":
        _row, content = commands.open_by_link(token)
    page = queries.outside(token)
    context = {"page": page, "content": content, "forms": forms, "open": act, "refusal": refusal}
    wrong = refusal or (form is not None and form.errors)
    return render(request, "casework/outside.html", context, status=422 if wrong else 200)


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: how many wait for the viewer, late ones and those of today."""
    try:
        late, due = queries.waiting(viewer.actor)
    except CheckNotFound:
        return
    today = now.astimezone(clock.HELSINKI).date()
    if late or due:
        count = late + due
        title = ngettext("%(count)d ihminen odottaa yhteydenottoa", "%(count)d ihmistä odottaa yhteydenottoa", count)
        yield Task(
            title=title % {"count": count},
            text=_("Määräpäivä on mennyt.") if late else _("Määräpäivä on tänään."),
            action=_("Ota yhteyttä"),
            url=links.to(None, "casework:referrals"),
            icon="heart-handshake",
            due=today,
        )


def _forms(request: HttpRequest, act: str) -> dict[str, Any]:
    return {
        "declined": DeclineForm(request.POST if act == "declined" else None),
        "closed": CloseForm(request.POST if act == "closed" else None),
    }


def _step(request: HttpRequest, uuid: UUID, act: str, data: dict[str, Any]) -> HttpResponse:
    """Do it and say so, or say why not; the page itself shows where the referral now is."""
    try:
        STEPS[act](people.actor_of(request.user), uuid, **data)
        workspace.tell(request, _("Kirjaus on tallennettu."))
    except ReferralRefused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:referral", uuid=uuid))


def _follow_address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(links.to(request, "casework:follow", token=token)) if token else ""
