"""What of the directory needs a person today: lines of the workspace's first page."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.directory.forms.keeping import NO_EDITOR
from kotikulma.directory.queries import duplicates, freshness_board, reminders
from kotikulma.directory.queries import reports as queries
from kotikulma.kernel.permissions import COORDINATORS
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.workspace import Task, Viewer


def unconfirmed(viewer: Viewer, now: datetime) -> Iterator[Task]:
    """For editors: coordinators have the whole region's on the board."""
    if viewer.audience != "editor":
        return
    waiting = freshness_board.waiting(viewer.actor)
    if not waiting.total:
        return
    title = ngettext("%(count)d tieto odottaa vahvistusta", "%(count)d tietoa odottaa vahvistusta", waiting.total)
    text = ngettext("%(count)d on jo piilossa asukkailta.", "%(count)d on jo piilossa asukkailta.", waiting.hidden)
    yield Task(
        title % {"count": waiting.total},
        _("Tarkista"),
        links.to(None, "directory:freshness_list"),
        text % {"count": waiting.hidden} if waiting.hidden else _("Katso, ovatko ne oikein, ja vahvista ne."),
        "shield-check",
        waiting.hides_on,
    )


def unkept(viewer: Viewer, now: datetime) -> Iterator[Task]:
    """For coordinators: nobody else is asked about these."""
    if viewer.audience not in COORDINATORS:
        return
    waiting = reminders.unkept_counts(viewer.actor).total()
    if waiting:
        title = ngettext(
            "%(count)d vanheneva tieto on ilman muokkaajaa", "%(count)d vanhenevaa tietoa on ilman muokkaajaa", waiting
        )
        url = links.to(None, "directory:freshness_list", {"ilman": NO_EDITOR})
        text = _("Kutsu organisaatiolle muokkaaja, tai kysy ja vahvista itse.")
        yield Task(title % {"count": waiting}, _("Tarkista"), url, text, "shield-check")


def reports(viewer: Viewer, now: datetime) -> Iterator[Task]:
    count, by = queries.waiting(viewer.actor)
    if count:
        title = ngettext("%(count)d virheilmoitus odottaa", "%(count)d virheilmoitusta odottaa", count)
        text = _("Asukas kertoi, että jokin on väärin. Korjaa tieto tai merkitse ilmoitus käsitellyksi.")
        yield Task(title % {"count": count}, _("Lue"), links.to(None, "directory:reports"), text, "flag", by)


def look_alikes(viewer: Viewer, now: datetime) -> Iterator[Task]:
    if viewer.audience not in COORDINATORS:
        return
    count = duplicates.count(viewer.actor)
    if count:
        title = ngettext("%(count)d pari näyttää samalta asialta", "%(count)d paria näyttää samalta asialta", count)
        text = _("Asukas löytää saman asian kahdesti. Yhdistä ne, tai sano, että ne ovat eri.")
        yield Task(title % {"count": count}, _("Katso"), links.to(None, "directory:duplicates"), text, "files")
