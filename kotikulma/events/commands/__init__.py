"""What people do with events. Split by capability; the actor comes first.

changes (what every change leaves behind), occurrences, exceptions, programme, series, registration, joining, mails.
"""

from django.utils.translation import gettext_lazy as _

from kotikulma.events.commands.editing import edit_event, remove_picture, set_picture
from kotikulma.events.commands.exceptions import (
    add_occurrence,
    cancel_occurrence,
    change_occurrence,
    move_occurrence,
    restore_occurrence,
)
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
from kotikulma.events.commands.series import change_following, change_series, set_series
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
        "events.series.set": _("Antoi tapahtumalle toiston"),
        "events.series.changed": _("Muutti sarjan kaikkia kertoja"),
        "events.series.split": _("Muutti sarjaa yhdestä kerrasta eteenpäin"),
        "events.occurrence.cancelled": _("Perui yhden kerran"),
        "events.occurrence.restored": _("Palautti perutun kerran"),
        "events.occurrence.moved": _("Siirsi yhden kerran"),
        "events.occurrence.changed": _("Muutti yhtä kertaa"),
        "events.occurrence.added": _("Lisäsi kerran"),
    }
)

__all__ = [
    "add_occurrence",
    "cancel_event",
    "cancel_occurrence",
    "change_following",
    "change_occurrence",
    "change_series",
    "copy_event",
    "create_event",
    "edit_event",
    "move_occurrence",
    "postpone_event",
    "publish_event",
    "remove_picture",
    "reschedule_event",
    "restore_occurrence",
    "save_event",
    "set_picture",
    "set_series",
    "withdraw_draft",
]
