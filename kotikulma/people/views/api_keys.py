"""Keys of programs: given, listed and revoked by an administrator, as `kotikulma apikey` does."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.kernel.permissions import ADMINISTRATORS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import commands, queries
from kotikulma.people.commands.api_keys import SCOPES
from kotikulma.people.forms.api_keys import ApiKeyForm
from kotikulma.people.types import ApiKeyRefused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def api_keys(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret."""
    viewer = workspace.enter(request, ADMINISTRATORS)
    form = ApiKeyForm(request.POST or None)
    if form.is_valid():
        try:
            new = commands.create_api_key(viewer.actor, **form.cleaned_data)
            return render(request, "people/api_key_given.html", {"new": new})
        except ApiKeyRefused as refusal:
            add_refusal(form, refusal)
    words = dict(SCOPES.items())
    lines = [(key, [words.get(scope, scope) for scope in key.scopes]) for key in queries.api_keys(viewer.actor)]
    context = {"form": form, "lines": lines}
    return render(request, "people/api_keys.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.revoke_api_key(workspace.enter(request, ADMINISTRATORS).actor, uuid)
    workspace.tell(request, _("Avain on mitätöity. Ohjelma ei pääse enää sisään."))
    return redirect(links.to(request, "people:api_keys"))
