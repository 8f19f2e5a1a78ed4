"""The editors' queue of residents' reports: read one, mend the thing, say that it is handled."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kotikulma.directory.commands import reports as commands
from kotikulma.directory.forms.keeping import ReportForm, offset
from kotikulma.directory.queries import reports as queries
from kotikulma.directory.rules.keeping_words import kind_name
from kotikulma.directory.types import ReportRefused
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import exports, links, workspace
from kotikulma.kernel.ui.filter_links import FilterLinks

PAGE = 50


@never_cache
@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    viewer, done = workspace.viewer(request).actor, request.GET.get("tila") == "kasitellyt"
    if exports.wanted_form(request):
        return _file(request, queries.queue(viewer, done=done))
    start, total = offset(request.GET), queries.count(viewer, done=done)
    context = {
        "reports": queries.queue(viewer, done=done, offset=start, limit=PAGE),
        "total": total,
        "done": done,
        "waiting": not done,
        "links": FilterLinks(request),
        **exports.pages(start, total, PAGE),
    }
    return render(request, "directory/workspace/reports.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    viewer = workspace.viewer(request).actor
    report, form = queries.one(viewer, uuid), ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.handle_report(viewer, uuid, **form.cleaned_data)
        except ReportRefused as refusal:
            for field, sentence in refusal.fields.items():
                form.add_error(field, sentence)
        else:
            words = (
                _("Ilmoitus on käsitelty ja vastaus lähtee.")
                if form.cleaned_data["answer"]
                else _("Ilmoitus on käsitelty.")
            )
            workspace.tell(request, words, undo=reverse("directory:report_reopen", kwargs={"uuid": uuid}))
            return redirect(links.to(request, "directory:reports"))
    context = {"report": report, "form": form}
    return render(request, "directory/workspace/report_case.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    commands.reopen_report(workspace.viewer(request).actor, uuid)
    workspace.tell(request, _("Ilmoitus odottaa taas käsittelyä."))
    return redirect(links.to(request, "directory:report_case", uuid=uuid))


def _file(request: HttpRequest, found: list[queries.ReportLine]) -> HttpResponse:
    """Without the resident's words and contact: they are erased here, and a file would keep them."""
    headings = [_("Saapui"), _("Laji"), _("Kohde"), _("Sivu"), _("Tila"), _("Päiviä"), _("Käsitelty"), _("Tunnus")]
    rows = (
        [
            report.created_at.date().isoformat(),
            kind_name(report.kind),
            localise(report.about).text,
            report.path,
            _("Käsitelty") if report.done else _("Odottaa"),
            report.waited,
            report.handled_at.date().isoformat() if report.handled_at else "",
            report.uuid,
        ]
        for report in found
    )
    return exports.table(request, "ilmoitukset", headings, rows)
