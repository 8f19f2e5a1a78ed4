"""What was written down of a client and was wrong: a contact with its earlier words, a visit that is to come."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kotikulma.casework.commands import corrections as commands
from kotikulma.casework.forms.plans import CorrectionForm, VisitForm
from kotikulma.casework.queries import plans as queries
from kotikulma.casework.types.plans import PlanRefused
from kotikulma.casework.views.clients import around
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_correct(request: HttpRequest, uuid: UUID, contact: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened, line, known = queries.contact(actor, uuid, contact)
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.begun(known))
    if form.is_valid():
        try:
            commands.correct_contact(actor, uuid, contact, form.correction(known))
            workspace.tell(request, _("Kirjaus on korjattu. Aiemmat sanat jäivät luettaviksi."))
            return redirect(links.to(request, "casework:meetings", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form, "line": line}
    return render(request, "casework/contact_correct.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_change(request: HttpRequest, uuid: UUID, visit: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened, begun = queries.visit(actor, uuid, visit)
    choices = {"workers": queries.workers_of(opened), "places": queries.places(opened)}
    form = VisitForm(request.POST or None, initial=begun, **choices)
    if form.is_valid():
        try:
            commands.change_visit(actor, uuid, visit, form.new())
            workspace.tell(request, _("Käyntiä on muutettu."))
            return redirect(links.to(request, "casework:meetings", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form, "changing": True}
    return render(request, "casework/visit.html", context, status=422 if form.errors else 200)
