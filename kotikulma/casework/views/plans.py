"""A client's shared plan, and what is done with her: visits, contacts, tasks, roles in her team."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.casework.commands import plans as commands
from kotikulma.casework.forms.plans import ContactForm, GoalForm, PlanForm, RoleForm, TodoForm, VisitForm
from kotikulma.casework.queries import clients
from kotikulma.casework.queries import plans as queries
from kotikulma.casework.rules.plans import HOUSING_STANDS
from kotikulma.casework.types.plans import PlanChanged, PlanNotFound, PlanRefused
from kotikulma.casework.views.clients import around
from kotikulma.kernel import clock
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.people import queries as people


@never_cache
@login_required
@require_safe
def plan(request: HttpRequest, uuid: UUID, number: int | None = None) -> HttpResponse:
    """The newest, or an old version of it as it was."""
    opened, page = queries.plan(people.actor_of(request.user), uuid, number)
    context = {**around(opened), "page": page, "housing": HOUSING_STANDS, "old": number not in (None, page.newest)}
    return render(request, "casework/plan.html", context)


@never_cache
@login_required
@require_safe
def plan_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The client's own copy, in plain Finnish."""
    opened, page = queries.plan(people.actor_of(request.user), uuid)
    context = {**around(opened), "page": page, "housing": HOUSING_STANDS, "today": clock.today()}
    return render(request, "casework/plan_paper.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """When somebody saved first, hers is told beside what was typed, and the next press saves over it."""
    actor, clash = people.actor_of(request.user), None
    opened, page = queries.plan(actor, uuid)
    doers = queries.doers(opened)
    begun = {"number": page.number, "review_on": page.plan.review_on}
    form = PlanForm(request.POST or None, plan=page.plan, doers=doers, initial=begun)
    if form.is_valid():
        try:
            commands.save_plan(actor, uuid, **form.typed())
            workspace.tell(request, _("Suunnitelma on tallennettu."))
            return redirect(links.to(request, "casework:plan", uuid=uuid))
        except PlanChanged as clash_:
            clash = clash_
            begun = {"number": clash.number, "review_on": clash.plan.review_on}
            form = PlanForm(plan=clash.plan, doers=doers, initial=begun, clashes=clash.clashes)
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    context = {**around(opened), "form": form, "page": page, "clash": clash, "housing": HOUSING_STANDS}
    return render(request, "casework/plan_edit.html", context, status=409 if clash else 422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, uuid: UUID, goal: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened, page = queries.plan(actor, uuid)
    found = next((one for one in page.own if one.uuid == goal), None)
    if found is None:
        raise PlanNotFound
    form = GoalForm(request.POST or None)
    if form.is_valid():
        try:
            commands.end_goal(actor, uuid, goal, **form.cleaned_data)
            workspace.tell(request, _("Tavoite on kirjattu."))
            return redirect(links.to(request, "casework:plan", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, "casework/goal.html", opened, form, goal=found)


@never_cache
@login_required
@require_safe
def meetings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    opened, page = queries.meetings(people.actor_of(request.user), uuid)
    return render(request, "casework/meetings.html", {**around(opened), "page": page, "today": clock.today()})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """`?kaynti=`: the planned visit that is written down."""
    actor = people.actor_of(request.user)
    opened = clients.client(actor, uuid)
    visit = request.GET.get("kaynti", "")
    begun = {"visit": visit, "channel": "visit", "reached": "yes"} if visit else {}
    form = ContactForm(request.POST or None, initial=begun)
    if form.is_valid():
        try:
            commands.record_contact(actor, uuid, form.new())
            workspace.tell(request, _("Yhteydenotto on kirjattu."))
            return redirect(links.to(request, "casework:meetings", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, "casework/contact.html", opened, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = clients.client(actor, uuid)
    choices = {"workers": queries.workers_of(opened), "places": queries.places(opened)}
    form = VisitForm(request.POST or None, initial={"worker": actor.id, "day": clock.today()}, **choices)
    if form.is_valid():
        try:
            commands.plan_visit(actor, uuid, form.new())
            workspace.tell(request, _("Käynti on suunniteltu."))
            return redirect(links.to(request, "casework:meetings", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, "casework/visit.html", opened, form)


@never_cache
@login_required
@require_POST
def visit_cancel(request: HttpRequest, uuid: UUID, visit: UUID) -> HttpResponse:
    commands.cancel_visit(people.actor_of(request.user), uuid, visit)
    workspace.tell(request, _("Käynti on peruttu."))
    return redirect(links.to(request, "casework:meetings", uuid=uuid))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def todo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = clients.client(actor, uuid)
    form = TodoForm(request.POST or None, workers=queries.workers_of(opened), initial={"owner": actor.id})
    if form.is_valid():
        try:
            commands.write_todo(actor, uuid, form.new())
            workspace.tell(request, _("Tehtävä on kirjattu."))
            return redirect(links.to(request, "casework:meetings", uuid=uuid))
        except PlanRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, "casework/todo.html", opened, form)


@never_cache
@login_required
@require_POST
def todo_tick(request: HttpRequest, uuid: UUID, todo: UUID) -> HttpResponse:
    """Done, or back; and back to the day list when the press came from there."""
    done = request.POST.get("done") == "1"
    commands.tick_todo(people.actor_of(request.user), uuid, todo, done=done)
    workspace.tell(request, _("Tehtävä on tehty.") if done else _("Tehtävä on taas tekemättä."))
    if request.POST.get("from") == "day":
        return redirect(links.to(request, "casework:day"))
    return redirect(links.to(request, "casework:meetings", uuid=uuid))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, uuid: UUID, relationship: UUID) -> HttpResponse:
    actor = people.actor_of(request.user)
    opened = clients.client(actor, uuid)
    line = next((line for line in clients.workers(opened) if line.uuid == relationship), None)
    if line is None:
        raise PlanNotFound
    form = RoleForm(request.POST or None, initial={"profession": line.profession})
    if form.is_valid():
        commands.give_role(actor, uuid, relationship, **form.cleaned_data)
        workspace.tell(request, _("Rooli on kirjattu."))
        return redirect(links.to(request, "casework:network", uuid=uuid))
    return _form(request, "casework/role.html", opened, form, line=line)


def _form(request: HttpRequest, template: str, opened: Any, form: Any, **more: Any) -> HttpResponse:
    context = {**around(opened), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
