"""What people do with events. Split by capability; the actor comes first.

changes (what every change leaves behind), occurrences, programme, series, registration, joining, mails.
"""

from django.utils.translation import gettext_lazy as _

from kotikulma.events.commands.programme import (
    cancel_event,
    copy_event,
    create_event,
    postpone_event,
    publish_event,
    reschedule_event,
    save_event,
    withdraw_draft,
)
from kotikulma.kernel.audit import actions

actions.register(
    {
        "events.event.created": _("Loi tapahtuman"),
        "events.event.saved": _("Muutti tapahtumaa"),
        "events.event.published": _("Julkaisi tapahtuman"),
        "events.event.postponed": _("Lykkäsi tapahtumaa"),
        "events.event.rescheduled": _("Antoi tapahtumalle uuden ajan"),
        "events.event.cancelled": _("Perui tapahtuman"),
        "events.event.deleted": _("Poisti tapahtuman luonnoksen"),
    }
)

__all__ = [
    "cancel_event",
    "copy_event",
    "create_event",
    "postpone_event",
    "publish_event",
    "reschedule_event",
    "save_event",
    "withdraw_draft",
]
