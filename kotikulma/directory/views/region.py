"""The coordinator's view of the whole region: numbers that open lists, and the lists as files."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.directory.forms.keeping import EVERY, NO_EDITOR, offset
from kotikulma.directory.queries import region as queries
from kotikulma.directory.rules.keeping_words import STATE_COUNTED
from kotikulma.directory.types.freshness import FreshnessState
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import exports, links, workspace
from kotikulma.kernel.ui.filter_links import FilterLinks
from kotikulma.kernel.ui.language_names import language_name

PAGE = 50


class Number(NamedTuple):
    """`words`: what the number counts; `url`: the list of it."""

    how_many: int
    words: str
    url: str


@never_cache
@require_safe
@login_required
def region(request: HttpRequest) -> HttpResponse:
    groups = list(_groups(request, queries.region(workspace.viewer(request).actor)))
    if exports.wanted_form(request):
        rows = [(title, number.words, number.how_many) for title, numbers in groups for number in numbers]
        return exports.table(request, "alue", [_("Osa"), _("Mitä"), _("Määrä")], rows)
    return render(request, "directory/workspace/region.html", {"groups": groups, "links": FilterLinks(request)})


@never_cache
@require_safe
@login_required
def organizations(request: HttpRequest) -> HttpResponse:
    unkept = request.GET.get("ilman") == NO_EDITOR
    viewer, start = workspace.viewer(request).actor, offset(request.GET)
    if exports.wanted_form(request):
        return _organizations_file(request, queries.organizations(viewer, unkept=unkept)[0])
    lines, total = queries.organizations(viewer, unkept=unkept, offset=start, limit=PAGE)
    context = {
        "lines": lines,
        "total": total,
        "unkept": unkept,
        "every": not unkept,
        "links": FilterLinks(request),
        **exports.pages(start, total, PAGE),
    }
    return render(request, "directory/workspace/region_organizations.html", context)


def _groups(request: HttpRequest, found: queries.Region) -> Iterator[tuple[str, list[Number]]]:
    number = partial(_number, request)
    yield (
        _("Organisaatiot"),
        [
            number(found.organizations, _("organisaatiota"), "region_organizations"),
            number(found.unkept, _("ilman muokkaajaa"), "region_organizations", ilman=NO_EDITOR),
            number(found.approvals, _("pyyntöä odottaa hyväksyntää"), "people:requests"),
        ],
    )
    messages = [number(found.reports, _("virheilmoitusta odottaa"), "reports")]
    messages += [number(each.how_many, each.words, each.page, **each.query) for each in found.messages]
    yield _("Asukkaiden viestit"), messages
    shown = ((state, found.states.get(state, 0)) for state in FreshnessState)
    states = [number(count, STATE_COUNTED[state], "freshness_list", tila=state) for state, count in shown]
    states.append(number(found.alone, _("odottaa ilman muokkaajaa"), "freshness_list", ilman=NO_EDITOR))
    states.append(number(found.duplicates, _("paria näyttää samalta asialta"), "duplicates"))
    yield _("Tiedot"), states
    missing = _("ilman kieltä: %(language)s")
    words = {code: missing % {"language": language_name(code)} for code in found.lacking}
    yield (
        _("Kielet"),
        [number(found.lacking[code], words[code], "freshness_list", puuttuu=code, tila=EVERY) for code in words],
    )


def _number(request: HttpRequest, how_many: int, words: Any, name: str, **query: str) -> Number:
    return Number(how_many, str(words), links.to(request, name if ":" in name else f"directory:{name}", query))


def _organizations_file(request: HttpRequest, found: list[queries.OrganizationLine]) -> HttpResponse:
    headings = [_("Organisaatio"), _("Y-tunnus"), _("Kunta"), _("Muokkaaja"), _("Tietoja"), _("Odottaa vahvistusta")]
    rows = (
        [
            localise(line.organization.name).text,
            line.organization.business_id,
            municipalities.name(line.organization.municipality_code),
            _("Kyllä") if line.kept else _("Ei"),
            line.entries,
            line.stale,
            line.organization.uuid,
        ]
        for line in found
    )
    return exports.table(request, "organisaatiot", [*headings, _("Tunnus")], rows)
