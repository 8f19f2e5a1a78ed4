"""Free homes: all of them, one with its list of applicants, a new one, landlords and how they answered."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.casework.commands import homes as commands
from kotikulma.casework.commands import matches as match_commands
from kotikulma.casework.commands import offers as offer_commands
from kotikulma.casework.forms.homes import VacancyForm
from kotikulma.casework.forms.matches import OverrideForm
from kotikulma.casework.queries import clients, matches, offers, orders
from kotikulma.casework.queries import homes as queries
from kotikulma.kernel import clock
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.permissions import CASEWORKERS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal
from kotikulma.kernel.ui.workspace import Room
from kotikulma.people import queries as people

ROOM = Room("casework:homes", gettext_lazy("Kodit"), "house", 92, section="/tyotila/asunnot/", seen_by=CASEWORKERS)


@never_cache
@login_required
@require_safe
def homes(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    lines = queries.vacancies(actor)
    context = {
        "waiting": offers.own_waiting(actor),
        "free": [line for line in lines if line.is_open],
        "gone": [line for line in lines if not line.is_open],
    }
    return render(request, "casework/homes.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_home(request: HttpRequest) -> HttpResponse:
    actor = people.actor_of(request.user)
    units, landlords = clients.units_of(actor), queries.landlord_choices(actor)
    form = VacancyForm(request.POST or None, units=units, landlords=landlords)
    if form.is_valid():
        try:
            made = commands.open_vacancy(actor, form.new())
            workspace.tell(request, _("Koti on kirjattu. Tee seuraavaksi lista hakijoista."))
            return redirect(links.to(request, "casework:home", uuid=made.uuid))
        except Refused as refusal:
            add_refusal(form, refusal)
    return render(request, "casework/new_home.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def landlords(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/landlords.html", {"lines": queries.landlords(people.actor_of(request.user))})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A free home and its list; an earlier list by its number. Posting makes a list, or takes the home back."""
    actor = people.actor_of(request.user)
    if request.method == "POST":
        return _change_home(request, uuid)
    page = queries.vacancy(actor, uuid)
    asked = request.GET.get("lista", "")
    shortlist = matches.shortlist(actor, uuid, int(asked) if asked.isdecimal() and len(asked) < 6 else None)
    classes = shortlist.classes if shortlist else orders.page(clock.today()).classes
    context = {"page": page, "list": shortlist, "classes": classes}
    return render(request, "casework/home.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_offer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """To one of the list; out of order only with a reason, which is asked here."""
    actor = people.actor_of(request.user)
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = offer_commands.make_offer(actor, uuid, reason=form.cleaned_data["reason"])
            workspace.tell(request, _("Koti on tarjottu. Kerro siitä asiakkaalle."))
            return redirect(links.to(request, "casework:offer", uuid=made.uuid))
        except Refused as refusal:
            add_refusal(form, refusal)
    opened, line, vacancy = matches.entry(actor, uuid)
    context = {"form": form, "line": line, "vacancy": vacancy, "identity": opened.identity}
    return render(request, "casework/make_offer.html", context, status=422 if form.errors else 200)


def _change_home(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, act = people.actor_of(request.user), request.POST.get("act", "")
    try:
        if act == "list":
            match_commands.make_shortlist(actor, uuid)
            workspace.tell(request, _("Lista on tehty. Se säilyy tällaisena."))
        elif act == "withdraw":
            commands.withdraw_vacancy(actor, uuid)
            workspace.tell(request, _("Koti ei ole enää tarjolla."))
        else:
            queries.vacancy(actor, uuid)
    except Refused as refusal:
        workspace.tell(request, str(refusal.message))
    return redirect(links.to(request, "casework:home", uuid=uuid))
