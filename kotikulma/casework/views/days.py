"""A worker's own day: where to go and in which order, what to do, to read on a phone or to print."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.casework.queries import days as queries
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import CASEWORKERS
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.workspace import Room, Task, Viewer
from kotikulma.people import queries as people

ROOM = Room("casework:day", gettext_lazy("Päivälista"), "route", 88, section="/tyotila/paiva/", seen_by=CASEWORKERS)
FAR = timedelta(days=400)


@never_cache
@login_required
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """`?paiva=2027-02-09`: another day; an impossible one is today."""
    today = clock.today()
    chosen = _chosen(request.GET.get("paiva", ""), today)
    page = queries.day(people.actor_of(request.user), chosen)
    near = {"before": chosen - timedelta(days=1), "after": chosen + timedelta(days=1)}
    return render(request, "casework/day.html", {"page": page, "today": today, **near})


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: visits, tasks and plans of today, as numbers without a name."""
    if viewer.audience != "caseworker":
        return
    visits, todos, reviews = queries.waiting(viewer.actor)
    today, url = now.astimezone(clock.HELSINKI).date(), links.to(None, "casework:day")
    if visits:
        title = ngettext("Sinulla on %(count)d käynti tänään", "Sinulla on %(count)d käyntiä tänään", visits)
        yield Task(title % {"count": visits}, _("Avaa päivälista"), url, icon="route", due=today)
    if todos:
        title = ngettext("%(count)d tehtävä asiakkaalle odottaa", "%(count)d tehtävää asiakkaille odottaa", len(todos))
        yield Task(title % {"count": len(todos)}, _("Katso tehtävät"), f"{url}#tehtavat", due=todos[0])
    if reviews:
        title = ngettext(
            "%(count)d suunnitelma on aika katsoa yhdessä",
            "%(count)d suunnitelmaa on aika katsoa yhdessä",
            len(reviews),
        )
        words = {"count": len(reviews)}
        yield Task(title % words, _("Katso suunnitelmat"), f"{url}#suunnitelmat", icon="list-checks", due=reviews[0])


def _chosen(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FAR else today
