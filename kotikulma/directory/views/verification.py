"""The button "Tiedot ovat ajan tasalla", and the list a reminder's link opens without signing in."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kotikulma.directory.commands import verification
from kotikulma.directory.forms.keeping import chosen_things
from kotikulma.directory.queries import reminders
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import links, workspace


@never_cache
@require_POST
@login_required
def verify_entry(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    entry = verification.verify_entry(workspace.viewer(request).actor, kind, uuid)
    words = _("%(name)s: tiedot ovat ajan tasalla.") % {"name": localise(entry.name).text}
    workspace.tell(request, words, undo=reverse("directory:unverify_entry", kwargs={"kind": kind, "uuid": uuid}))
    return redirect(way_back(request))


@never_cache
@require_POST
@login_required
def unverify_entry(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    entry = verification.take_back(workspace.viewer(request).actor, kind, uuid)
    workspace.tell(request, _("%(name)s: vahvistus on peruttu.") % {"name": localise(entry.name).text})
    return redirect(way_back(request))


@never_cache
@require_POST
@login_required
def verify_chosen(request: HttpRequest) -> HttpResponse:
    """The ticked lines of a list."""
    count = verification.verify_things(workspace.viewer(request).actor, chosen_things(request.POST))
    workspace.tell(
        request, _confirmed(count) if count else _("Et valinnut mitään. Rastita ensin ne, jotka ovat oikein.")
    )
    return redirect(way_back(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so a mail scanner may open the link; only the button confirms."""
    link = reminders.read_link(token)
    context: dict[str, Any] = {"link": link, "token": token, "today": clock.today()}
    if request.method == "POST":
        things = chosen_things(request.POST)
        if things:
            context["done"] = _confirmed(verification.verify_from_mail(token, things))
        else:
            context["nothing"] = True
    context["entries"] = reminders.entries_of(link)
    return render(request, "directory/confirm.html", context, status=422 if context.get("nothing") else 200)


def way_back(request: HttpRequest) -> str:
    """Where the form was, if that is a page of this house; else the list of what waits."""
    wanted = request.POST.get("takaisin", "") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return links.to(request, "directory:freshness")


def _confirmed(count: int) -> str:
    return ngettext("%(count)d tieto on vahvistettu.", "%(count)d tietoa on vahvistettu.", count) % {"count": count}
