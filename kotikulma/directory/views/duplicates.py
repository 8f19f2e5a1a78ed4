"""Pairs that look like one thing: the queue, the two side by side, saying that they are two, and undoing a merge."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.directory.commands import duplicates as commands
from kotikulma.directory.commands import merging
from kotikulma.directory.forms.keeping import merge_choice, offset
from kotikulma.directory.queries import comparison
from kotikulma.directory.queries import duplicates as queries
from kotikulma.directory.rules.keeping_words import kind_name
from kotikulma.directory.types.duplicates import MergeRefused, Pair
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import exports, links, workspace
from kotikulma.kernel.ui.filter_links import FilterLinks

PAGE = 30


@never_cache
@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    viewer = workspace.viewer(request).actor
    if exports.wanted_form(request):
        return _file(request, queries.queue(viewer))
    start, total = offset(request.GET), queries.count(viewer)
    context = {
        "pairs": queries.queue(viewer, offset=start, limit=PAGE),
        "total": total,
        "merges": queries.undoable(viewer),
        "links": FilterLinks(request),
        **exports.pages(start, total, PAGE),
    }
    return render(request, "directory/workspace/duplicates.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pair(request: HttpRequest, uuid: UUID) -> HttpResponse:
    viewer = workspace.viewer(request).actor
    found = queries.one(viewer, uuid)
    lines = [*comparison.compare(found), *comparison.shared_hours(found, clock.now())]
    choice = merge_choice(request.POST, found.preferred, lines)
    refused = ""
    if request.method == "POST":
        kept, gone = (found.first, found.second) if choice.keep == "first" else (found.second, found.first)
        try:
            made = merging.merge(viewer, found.kind, kept=kept.uuid, gone=gone.uuid, take=choice.take, both=choice.both)
        except MergeRefused as error:
            refused = str(error.message)
        else:
            words = _("Yhdistit kaksi kohdetta: %(name)s.") % {"name": localise(kept.name).text}
            workspace.tell(request, words, undo=reverse("directory:undo_merge", kwargs={"uuid": made.uuid}))
            return redirect(links.to(request, "directory:duplicates"))
    context = {"pair": found, "lines": lines, "choice": choice, "refused": refused}
    return render(request, "directory/workspace/duplicate.html", context, status=422 if refused else 200)


@never_cache
@require_POST
@login_required
def set_different(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.set_different(workspace.viewer(request).actor, uuid)
    undo = reverse("directory:suggest_again", kwargs={"uuid": uuid})
    workspace.tell(request, _("Ne ovat eri asiat. Emme ehdota niitä enää."), undo=undo)
    return redirect(links.to(request, "directory:duplicates"))


@never_cache
@require_POST
@login_required
def suggest_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.suggest_again(workspace.viewer(request).actor, uuid)
    return redirect(links.to(request, "directory:duplicate", uuid=uuid))


@never_cache
@require_POST
@login_required
def undo_merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    merging.undo_merge(workspace.viewer(request).actor, uuid)
    workspace.tell(request, _("Yhdistäminen on kumottu. Molemmat ovat taas luettelossa."))
    return redirect(links.to(request, "directory:duplicates"))


@never_cache
@require_POST
@login_required
def search(request: HttpRequest) -> HttpResponse:
    commands.ask_for_search(workspace.viewer(request).actor)
    workspace.tell(request, _("Haku on käynnissä. Lataa sivu hetken kuluttua uudelleen."))
    return redirect(links.to(request, "directory:duplicates"))


def _file(request: HttpRequest, found: list[Pair]) -> HttpResponse:
    headings = [_("Laji"), _("Ensimmäinen"), _("Organisaatio"), _("Toinen"), _("Organisaatio"), _("Samuus"), _("Syyt")]
    rows = (
        [
            kind_name(one.kind),
            localise(one.first.name).text,
            localise(one.first.organization_name).text,
            localise(one.second.name).text,
            localise(one.second.organization_name).text,
            f"{one.score:.2f}".replace(".", ","),
            "; ".join(str(reason.label) for reason in one.reasons),
            one.first.uuid,
            one.second.uuid,
        ]
        for one in found
    )
    return exports.table(request, "kaksoiskappaleet", [*headings, _("Tunnus"), _("Tunnus")], rows)
