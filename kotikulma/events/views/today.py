"""What waits for the organiser on the workspace's first page."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.events.queries import attending
from kotikulma.events.queries.attending import Needing
from kotikulma.kernel import clock, date_words
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.workspace import Task, Viewer


def tasks(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """The kernel's slot: failed mails, too few participants, approvals, and the times of today."""
    found, today = attending.needing(viewer.actor, now), now.astimezone(clock.HELSINKI).date()
    if found.failed:
        title = ngettext("%(count)d viesti ei lähtenyt", "%(count)d viestiä ei lähtenyt", found.failed)
        yield Task(
            title=title % {"count": found.failed},
            text=_("Ilmoittautunut ei ole saanut tietoa."),
            action=_("Katso viestit"),
            url=links.to(None, "events:failed"),
            icon="mail",
            due=today,
        )
    yield from _short(found)
    yield from _approvals(found, today)
    yield from _times(found, today)


def _short(found: Needing) -> Iterable[Task]:
    for uuid, name, decide_by, taken, minimum in found.short:
        words = {"name": localise(name).text, "taken": taken, "minimum": minimum}
        yield Task(
            title=_("%(name)s: osallistujia %(taken)d, tarvitaan %(minimum)d") % words,
            text=_("Päätä, toteutuuko tapahtuma."),
            action=_("Päätä"),
            url=links.to(None, "events:attendees", uuid=uuid),
            icon="users",
            due=decide_by.astimezone(clock.HELSINKI).date() if decide_by else None,
        )


def _approvals(found: Needing, today: date) -> Iterable[Task]:
    for uuid, name, _starts, count in found.approvals:
        title = ngettext("%(count)d odottaa hyväksyntää", "%(count)d odottaa hyväksyntää", count)
        yield Task(
            title=title % {"count": count},
            text=localise(name).text,
            action=_("Vastaa"),
            url=links.to(None, "events:attendees", uuid=uuid),
            icon="users",
            due=today,
        )


def _times(found: Needing, today: date) -> Iterable[Task]:
    for uuid, name, starts_at, seats in found.times:
        at = date_words.time_number(starts_at.astimezone(clock.HELSINKI).time())
        text = ngettext("%(count)d ilmoittautunut", "%(count)d ilmoittautunutta", seats) % {"count": seats}
        yield Task(
            title=f"{date_words.forms().clock}{at} {localise(name).text}",
            text=text if seats else "",
            action=_("Osallistujat"),
            url=links.to(None, "events:attendees", uuid=uuid),
            icon="calendar",
            due=today,
        )
