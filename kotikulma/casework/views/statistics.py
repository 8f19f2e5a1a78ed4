"""The figures of homelessness for those who answer for the plan: fixed days, no small number, each word defined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.casework.queries import figures as queries_of_figures
from kotikulma.casework.queries import statistics as queries
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.metrics import BY_NAME
from kotikulma.casework.types.situations import ALONE
from kotikulma.casework.types.statistics import November, Restatement
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import CASEWORKERS, COORDINATORS
from kotikulma.kernel.ui import exports, workspace
from kotikulma.kernel.ui.workspace import Bar, Room

SEEN_BY = COORDINATORS | CASEWORKERS
ROOM = Room(
    "casework:figures",
    gettext_lazy("Asunnottomuus"),
    "clipboard-list",
    95,
    section="/tyotila/asunnottomuus/",
    seen_by=SEEN_BY,
)


@never_cache
@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """One 15 November among all of them: days of one's own choice, compared, would tell the small numbers."""
    viewer = workspace.enter(request, SEEN_BY)
    years = queries.novembers(clock.today())
    asked = request.GET.get("vuosi", "")
    chosen = next((one for one in years if str(one.on.year) == asked), years[-1] if years else None)
    if chosen and exports.wanted_form(request):
        return _file(request, chosen)
    before = next((one for one in years if chosen and one.on.year == chosen.on.year - 1), None)
    rows, change = queries_of_figures.restated(chosen.on, clock.today()) if chosen else ([], 0)
    context = {
        "metrics": [BY_NAME[name] for name in ("homeless", "long_term", "day", "restated", "chance", "few")],
        "restated": _restated(request, rows),
        "restated_change": change,
        "years": years[::-1],
        "chosen": chosen,
        "before": before,
        "bars": [_bar(one) for one in years],
        "rows": _rows(chosen.told) if chosen else [],
        "team": viewer.audience in CASEWORKERS,
    }
    return render(request, "casework/figures.html", context)


def _file(request: HttpRequest, november: November) -> HttpResponse:
    """As on the page; who works with clients may take the survey's exact numbers (`?tarkat`)."""
    exact = "tarkat" in request.GET
    told = queries.survey(workspace.viewer(request).actor, november.on) if exact else november.told
    headings = [_("Ryhmä"), _("Ihmisiä")]
    return exports.table(request, f"asunnottomuus-{november.on.year}", headings, _rows(told))


def _rows(told: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """As the survey of 15 November asks: the forms, of them the subgroups, families apart."""
    groups = group_names()
    return [
        *((f"{one.value} {one.label}", told["by_class"][one]) for one in ALONE),
        (_("Yksin asuvia yhteensä"), told["total"]),
        *((f"– {label}", told["subgroups"][name]) for name, label in groups.items()),
        (_("Perheitä ja pariskuntia"), told["families"]["families"]),
        (_("– niissä ihmisiä"), told["families"]["persons"]),
    ]


def _restated(request: HttpRequest, found: Sequence[Restatement]) -> list[tuple[Any, ...]]:
    """Each event for who works with clients; for others how many of each kind, if not few."""
    if workspace.viewer(request).audience in CASEWORKERS:
        return [(_label(one), day_of(one.valid_date), day_of(one.recorded_at), f"{one.change:+}") for one in found]
    kinds = Counter(_label(one) for one in found)
    return list(queries_of_figures.hidden(kinds).items())


def _label(one: Restatement) -> str:
    label = str(EventType(one.type).label)
    return label if one.added else _("%(event)s, peruttu") % {"event": label}


def group_names() -> dict[str, str]:
    return {
        "women": _("Naisia"),
        "under_25": _("Alle 25-vuotiaita"),
        "immigrants": _("Maahan muuttaneita"),
        "long_term": _("Pitkäaikaisasunnottomia"),
    }


def _bar(november: November) -> Bar:
    told = november.told
    total = told["total"] if isinstance(told["total"], int) else 0
    return Bar(day_of(november.on), total, href=f"?vuosi={november.on.year}", more=[told["long_term"]])


def day_of(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
