"""One's own organisations and their details."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import commands, queries
from kotikulma.people.forms.organization import DetailsForm, start
from kotikulma.people.types import OrganizationRefused
from kotikulma.people.types.joining import ChangedMeanwhile


@never_cache
@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Straight to the only one; coordinators find any by its name."""
    viewer = queries.actor_of(request.user)
    own, everything = queries.my_organizations(viewer), queries.is_coordinator(viewer)
    if len(own) == 1 and not everything:
        return redirect(links.to(request, "people:organization", uuid=own[0].uuid))
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100] if everything else ""
    context = {
        "own": own,
        "everything": everything,
        "text": text,
        "found": queries.search_by_name(text) if text else [],
        "requests": queries.open_requests(viewer),
    }
    return render(request, "people/my_organizations.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def details(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form keeps what was typed, also when somebody else saved first: then both are shown."""
    viewer = queries.actor_of(request.user)
    page = queries.editing_page(viewer, uuid)
    begun = start(page.organization, page.version)
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=begun, owned=page.owned)
    differing: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            changes = form.changes(page.organization)
            commands.save_details(viewer, uuid, version=form.cleaned_data["version"], changes=changes)
            workspace.tell(request, _("Muutokset on tallennettu."))
            return redirect(links.to(request, "people:organization", uuid=uuid))
        except ChangedMeanwhile as clash:
            differing = form.differing(clash.theirs)
            form.over(page.version)
        except OrganizationRefused as refusal:
            add_refusal(form, refusal)
    context = {"page": page, "organization": page.organization, "form": form, "differing": differing}
    return render(request, "people/organization.html", context, status=_status(form, differing))


def _status(form: DetailsForm, differing: Any) -> int:
    if differing:
        return ChangedMeanwhile.status
    return OrganizationRefused.status if form.is_bound else 200
