"""In which order homes are offered, who decided it and when; who coordinates writes down a new decision."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kotikulma.casework.commands import orders as commands
from kotikulma.casework.forms.orders import OrderForm
from kotikulma.casework.queries import orders as queries
from kotikulma.casework.views.fidelity import SEEN_BY
from kotikulma.kernel import clock
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.permissions import COORDINATORS
from kotikulma.kernel.ui import links, workspace
from kotikulma.kernel.ui.refusals import add_refusal


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_order(request: HttpRequest) -> HttpResponse:
    viewer = workspace.enter(request, COORDINATORS if request.method == "POST" else SEEN_BY)
    page = queries.page(clock.today())
    form = OrderForm(request.POST or None, now=page.now, newest=page.newest)
    if form.is_valid():
        try:
            commands.decide_order(viewer.actor, form.new())
            workspace.tell(request, _("Päätös on kirjattu. Aiemmat listat säilyvät ennallaan."))
            return redirect(links.to(request, "casework:need_order"))
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {"page": page, "form": form if viewer.audience in COORDINATORS else None}
    return render(request, "casework/order.html", context, status=422 if form.errors else 200)
