"""A client's page of the by-name list: come, change, leave, lose contact, decide, and mend what was wrong."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.casework.commands import ledger
from kotikulma.casework.commands import listing as commands
from kotikulma.casework.forms.listing import (
    EnterForm,
    FamilyForm,
    LeaveForm,
    ListForm,
    LongTermForm,
    LostForm,
    MendForm,
    PlaceForm,
    SameForm,
)
from kotikulma.casework.queries import listing as queries
from kotikulma.casework.views.clients import around
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people

FORMS: dict[str, type[ListForm]] = {
    "enter": EnterForm,
    "place": PlaceForm,
    "family": FamilyForm,
    "leave": LeaveForm,
    "lost": LostForm,
    "long_term": LongTermForm,
    "merge": SameForm,
    "split": SameForm,
}
DEEDS: dict[str, Callable[..., object]] = {
    "enter": ledger.enter_list,
    "place": ledger.record_situation,
    "family": commands.live_with,
    "leave": commands.leave,
    "lost": commands.call_lost,
    "long_term": commands.decide_long_term,
    "merge": commands.merge,
    "split": commands.split,
}


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/listed.html", {"lines": queries.listed(people.actor_of(request.user))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Each button posts the deed it names; what was typed stays when it is refused."""
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    opened, page = queries.listing(actor, uuid)
    forms = {
        name: form(request.POST if act == name else None, page=page, auto_id=f"{name}_%s")
        for name, form in FORMS.items()
    }
    form = forms.get(act)
    if form and form.is_valid():
        try:
            DEEDS[act](actor, uuid, **form.values())
            workspace.tell(request, _("Kirjattu listalle."))
            return redirect(links.to(request, "casework:listing", uuid=uuid))
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "page": page, "forms": forms, "act": act, "form": form}
    return render(request, "casework/listing.html", context, status=422 if form else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing_mend(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened, line = queries.event(actor, uuid, number)
    form = MendForm(request.POST or None, line=line)
    if form.is_valid():
        try:
            commands.correct(actor, uuid, number, **form.cleaned_data)
            workspace.tell(request, _("Merkintä on korjattu. Aiempi jäi luettavaksi."))
            return redirect(links.to(request, "casework:listing", uuid=uuid))
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form, "line": line}
    return render(request, "casework/listing_mend.html", context, status=422 if form.errors else 200)
