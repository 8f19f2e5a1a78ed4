"""The numbers of feedback."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kotikulma.feedback.queries import statistics
from kotikulma.kernel import clock
from kotikulma.people import queries as people

PERIODS = (30, 90, 365)


@never_cache
@login_required
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    viewer, today = people.actor_of(request.user), clock.today()
    asked = request.GET.get("jakso", "")
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[-1]
    context = {
        "statistics": statistics.statistics(viewer, today - timedelta(days=days), today),
        "days": days,
        "periods": PERIODS,
        "heads": [_("Vastattu"), _("Päiviä")],
        "erased": statistics.latest_erasing(viewer),
    }
    return render(request, "feedback/statistics.html", context)
