"""Words one answers with often: listed, written, removed."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.feedback import commands
from kotikulma.feedback.forms.public import uuid_from
from kotikulma.feedback.forms.templates import TemplateForm
from kotikulma.feedback.queries import templates as queries
from kotikulma.feedback.types import FeedbackRefused
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import links, workspace
from kotikulma.people import queries as people


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    form = TemplateForm(request.POST or None, organizations=_owners(request), auto_id="pohja_%s")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            commands.save_template(actor, **{**data, "organization": uuid_from(data["organization"])})
            workspace.tell(request, _("Pohja on tallennettu."))
            return redirect(links.to(request, "feedback:templates"))
        except FeedbackRefused as refusal:
            form.add_error(None, str(refusal.message))
    context = {"templates": queries.templates(actor), "form": form}
    return render(request, "feedback/templates.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def remove_template(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.remove_template(people.actor_of(request.user), uuid)
    workspace.tell(request, _("Pohja on poistettu."))
    return redirect(links.to(request, "feedback:templates"))


def _owners(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose templates the viewer may write: her organisations', and a coordinator everybody's."""
    actor = people.actor_of(request.user)
    own = [("", _("Kaikkien"))] if people.is_coordinator(actor) else []
    mine = {one.organization_uuid: one.organization_name for one in people.own_account(actor).memberships}
    return own + [(str(uuid), str(localise(name))) for uuid, name in mine.items()]
