"""Who works for an organisation: roles, invitations, handing a task over, leaving."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.kernel.errors import Refused
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import commands, queries
from kotikulma.people.forms.joining import HandOverForm, InviteForm
from kotikulma.people.types.joining import NobodyWouldBeLeft


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def members(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The list; POST invites."""
    viewer = queries.actor_of(request.user)
    page = queries.members_page(viewer, uuid)
    form = InviteForm(request.POST or None, roles=page.roles, initial={"language": get_language(), "role": "editor"})
    if request.method == "POST" and form.is_valid():
        try:
            commands.invite(viewer, queries.organization_to_edit(viewer, uuid), **form.offer())
            workspace.tell(request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % form.cleaned_data)
            return _back(request, uuid)
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {"page": page, "organization": page.organization, "form": form}
    return render(request, "people/members.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@login_required
def change_role(request: HttpRequest, uuid: UUID, membership: int) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    commands.change_role(
        viewer, queries.membership_to_edit(viewer, uuid, membership), role=request.POST.get("role", "")
    )
    workspace.tell(request, _("Rooli on vaihdettu."))
    return _back(request, uuid)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, uuid: UUID, membership: int) -> HttpResponse:
    """Asks once; the last editor is asked to hand over, or to say that she leaves without a successor."""
    viewer = queries.actor_of(request.user)
    member = queries.member(viewer, uuid, membership)
    refusal = ""
    if request.method == "POST":
        try:
            row = queries.membership_to_edit(viewer, uuid, membership)
            commands.remove_membership(viewer, row, without_successor=request.POST.get("anyway") == "1")
            workspace.tell(request, _("Rooli on päättynyt."))
            return redirect(links.to(request, "people:my_organizations")) if member.own else _back(request, uuid)
        except (NobodyWouldBeLeft, Refused) as error:
            refusal = str(error)
    context = {"member": member, "organization": queries.organization(viewer, uuid), "refusal": refusal}
    return render(request, "people/remove_member.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def hand_over(request: HttpRequest, uuid: UUID, membership: int) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    member = queries.member(viewer, uuid, membership)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at_once, email = form.cleaned_data["ends"] == "now", form.cleaned_data["email"]
        try:
            row = queries.membership_to_edit(viewer, uuid, membership)
            commands.hand_over(viewer, row, email=email, at_once=at_once, language=get_language() or "fi")
            workspace.tell(request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": email})
            gone = at_once and member.own
            return redirect(links.to(request, "people:my_organizations")) if gone else _back(request, uuid)
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {"member": member, "organization": queries.organization(viewer, uuid), "form": form}
    return render(request, "people/hand_over.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@login_required
def send_again(request: HttpRequest, uuid: UUID, invitation: UUID) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    sent = commands.send_invitation_again(viewer, queries.invitation_to_edit(viewer, uuid, invitation))
    workspace.tell(request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": sent.email})
    return _back(request, uuid)


@never_cache
@require_POST
@login_required
def withdraw(request: HttpRequest, uuid: UUID, invitation: UUID) -> HttpResponse:
    viewer = queries.actor_of(request.user)
    commands.withdraw_invitation(viewer, queries.invitation_to_edit(viewer, uuid, invitation))
    workspace.tell(request, _("Kutsu on peruttu."))
    return _back(request, uuid)


def _back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return redirect(links.to(request, "people:members", uuid=uuid))
