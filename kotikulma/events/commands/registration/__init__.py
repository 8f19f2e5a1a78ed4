"""Who comes. Split: setup (how one registers), registering, holding, own (by the link), staff, whole (all at once)."""

from django.utils.translation import gettext_lazy as _

from kotikulma.events.commands.registration.holding import extend_hold, hold, release_hold
from kotikulma.events.commands.registration.own import cancel, change, confirm_offer, decline_offer, send_my_links
from kotikulma.events.commands.registration.registering import register
from kotikulma.events.commands.registration.setup import (
    change_capacity,
    end_registration,
    intake_of,
    set_up_registration,
)
from kotikulma.events.commands.registration.staff import (
    approve,
    cancel_for,
    decline_registration,
    mark_attendance,
    override,
)
from kotikulma.events.commands.registration.whole import all_moved, cancel_all, hold_all_the_same, moved
from kotikulma.kernel.audit import actions

__all__ = [
    "all_moved",
    "approve",
    "cancel",
    "cancel_all",
    "cancel_for",
    "change",
    "change_capacity",
    "confirm_offer",
    "decline_offer",
    "decline_registration",
    "end_registration",
    "extend_hold",
    "hold",
    "hold_all_the_same",
    "intake_of",
    "mark_attendance",
    "moved",
    "override",
    "register",
    "release_hold",
    "send_my_links",
    "set_up_registration",
]

actions.register(
    {
        "events.registration.set_up": _("Muutti ilmoittautumisen asetuksia"),
        "events.registration.capacity_changed": _("Muutti paikkojen määrää"),
        "events.registration.made": _("Ilmoittautui tapahtumaan"),
        "events.registration.promoted": _("Antoi paikan jonosta"),
        "events.registration.offered": _("Tarjosi paikan jonosta"),
        "events.registration.confirmed": _("Vahvisti tarjotun paikan"),
        "events.registration.lapsed": _("Päätti tarjouksen paikasta"),
        "events.registration.changed": _("Muutti ilmoittautumista"),
        "events.registration.cancelled": _("Perui ilmoittautumisen"),
        "events.registration.approved": _("Hyväksyi ilmoittautumisen"),
        "events.registration.declined": _("Hylkäsi ilmoittautumisen"),
        "events.registration.overridden": _("Antoi paikan ohi jonon"),
        "events.registration.attendance": _("Merkitsi läsnäolon"),
        "events.registration.link_sent": _("Lähetti ilmoittautumisen linkin uudelleen"),
        "events.registration.runs": _("Päätti järjestää tapahtuman vähälläkin väellä"),
        "events.registration.messaged": _("Lähetti viestin ilmoittautuneille"),
        "events.registration.purged": _("Poisti ilmoittautuneiden henkilötietoja"),
        "events.contacts.resealed": _("Sinetöi yhteystiedot uudella avaimella"),
        "events.link.set": _("Asetti osallistumislinkin"),
        "events.link.removed": _("Poisti osallistumislinkin"),
    }
)
