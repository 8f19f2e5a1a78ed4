"""The freshness board, and the lists behind its numbers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.directory.forms.keeping import kept_filter, offset
from kotikulma.directory.queries import freshness_board, keepers, kept
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.rules.keeping_words import STATE_TONES, area_name, kind_name
from kotikulma.directory.types.freshness import STALE, FreshnessState, KeptEntry
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import exports, links, workspace
from kotikulma.kernel.ui.filter_links import FilterLinks

PAGE = 50
ORGANIZATIONS = 30  # on the page; the file has them all


@never_cache
@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    viewer, form = workspace.viewer(request).actor, exports.wanted_form(request)
    found = freshness_board.board(viewer, organizations=None if form else ORGANIZATIONS)
    if form:
        return _board_file(request, found)
    bars = [
        workspace.Bar(state.label, found.counts.get(state, 0), _list(request, tila=state.value), STATE_TONES[state])
        for state in FreshnessState
    ]
    return render(request, "directory/workspace/freshness.html", {"board": found, "bars": bars})


@never_cache
@require_safe
@login_required
def freshness_list(request: HttpRequest) -> HttpResponse:
    viewer, wanted = workspace.viewer(request).actor, kept_filter(request.GET)
    if exports.wanted_form(request):
        return kept_file(request, "tiedot", kept.kept(viewer, wanted))
    start = offset(request.GET)
    total = kept.count(viewer, wanted)
    context: dict[str, Any] = {
        "entries": kept.kept(viewer, wanted, offset=start, limit=PAGE),
        "total": total,
        "wanted": wanted,
        "organization": keepers.organization_name(wanted.organization),
        **_tabs(FilterLinks(request), wanted),
        **exports.pages(start, total, PAGE),
    }
    return render(request, "directory/workspace/freshness_list.html", context)


def _tabs(chosen: FilterLinks, wanted: KeptFilter) -> dict[str, Any]:
    states = [(state, chosen.having(tila=state.value), wanted.states == (state,)) for state in FreshnessState]
    return {"links": chosen, "tabs": states, "waiting": wanted.states == STALE, "every": not wanted.states}


def kept_file(request: HttpRequest, name: str, entries: list[KeptEntry]) -> HttpResponse:
    headings = [_("Laji"), _("Nimi"), _("Organisaatio"), _("Kunta"), _("Tila"), _("Vahvistettu"), _("Piiloutuu")]
    headings += [_("Kielet"), _("Tunnus")]
    rows = (
        [
            kind_name(entry.kind),
            localise(entry.name).text,
            localise(entry.organization_name).text,
            "; ".join(area_name(code) for code in entry.municipalities),
            entry.state.label,
            entry.counted_from.isoformat() if entry.verified_at else "",
            entry.hides_on.isoformat() if entry.hides_on else "",
            "; ".join(entry.languages),
            entry.uuid,
        ]
        for entry in entries
    )
    return exports.table(request, name, headings, rows)


def _board_file(request: HttpRequest, found: freshness_board.Board) -> HttpResponse:
    by_keeper = request.GET.get("taulu") == "organisaatiot"
    lines = found.organizations if by_keeper else found.municipalities
    first, name = (_("Organisaatio"), "organisaatiot") if by_keeper else (_("Kunta"), "kunnat")
    words = [localise(line.name).text if by_keeper else area_name(line.key) for line in lines]
    rows = (
        [word, *(count for _state, count in line.cells), line.total] for word, line in zip(words, lines, strict=True)
    )
    return exports.table(request, name, [first, *FreshnessState.labels, _("Yhteensä")], rows)


def _list(request: HttpRequest, **query: str) -> str:
    return links.to(request, "directory:freshness_list", query)
