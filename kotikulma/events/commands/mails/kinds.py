"""The kinds of mail, and the reason each must still have when it leaves."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kotikulma.events.types import ACTIVE, SEATED, RegistrationState

CONFIRMED = "events.confirmed"
WAITING = "events.waiting"
PENDING = "events.pending"
PROMOTED = "events.promoted"
OFFERED = "events.offered"
CALLED = "events.called"
LAPSED = "events.lapsed"
DECLINED = "events.declined"
CHANGED = "events.changed"
MOVED = "events.moved"
CANCELLED = "events.cancelled"
CANCELLED_BY_STAFF = "events.cancelled_by_staff"
EVENT_CANCELLED = "events.event_cancelled"
RUNS = "events.runs"
JOIN_LINK = "events.join_link"
LINK_CHANGED = "events.link_changed"
ALREADY = "events.already"
MY_LINKS = "events.my_links"
REMINDER = "events.reminder"
FEEDBACK = "events.feedback"
MESSAGE = "events.message"

SHOWS_WAY_IN = (CONFIRMED, PROMOTED)  # when they are posted after its release


@dataclass(frozen=True, slots=True)
class Kind:
    """`states`: of the registration. `held`: only while the event is on. `until`: start, end or nothing to be past.

    `urgent`: somebody waits for it, or answers it in time.
    """

    label: Any
    states: tuple[str, ...]
    held: bool = True
    until: str = ""
    urgent: bool = False


_WAITS = (RegistrationState.WAITING, RegistrationState.OFFERED)

KINDS: dict[str, Kind] = {
    CONFIRMED: Kind(_("Vahvistus ilmoittautuneelle"), SEATED, until="end"),
    WAITING: Kind(_("Tieto jonosta"), _WAITS, until="start"),
    PENDING: Kind(_("Ilmoittautuminen odottaa järjestäjää"), (RegistrationState.PENDING,), until="end"),
    PROMOTED: Kind(_("Paikka jonosta"), SEATED, until="end"),
    OFFERED: Kind(_("Tarjous paikasta"), (RegistrationState.OFFERED,), until="start", urgent=True),
    CALLED: Kind(_("Vapaa paikka jonottaville"), (RegistrationState.WAITING,), until="start", urgent=True),
    LAPSED: Kind(_("Tarjous umpeutui"), (RegistrationState.LAPSED,)),
    DECLINED: Kind(_("Ilmoittautumista ei hyväksytty"), (RegistrationState.DECLINED,), held=False),
    CHANGED: Kind(_("Muutettu ilmoittautuminen"), ACTIVE, until="end"),
    MOVED: Kind(_("Siirretty tapahtuma"), ACTIVE, until="end"),
    CANCELLED: Kind(_("Peruttu ilmoittautuminen"), (RegistrationState.CANCELLED_BY_PERSON,), held=False),
    CANCELLED_BY_STAFF: Kind(
        _("Järjestäjän peruma ilmoittautuminen"), (RegistrationState.CANCELLED_BY_STAFF,), held=False
    ),
    EVENT_CANCELLED: Kind(_("Peruttu tapahtuma"), (*ACTIVE, RegistrationState.CANCELLED_EVENT), held=False),
    RUNS: Kind(_("Tapahtuma toteutuu"), ACTIVE, until="start"),
    JOIN_LINK: Kind(_("Osallistumislinkki"), SEATED, until="end"),
    LINK_CHANGED: Kind(_("Vaihtunut osallistumislinkki"), SEATED, until="end"),
    ALREADY: Kind(_("Olet jo ilmoittautunut"), ACTIVE),
    MY_LINKS: Kind(_("Omien ilmoittautumisten linkit"), ACTIVE, held=False, urgent=True),
    REMINDER: Kind(_("Muistutus tapahtumasta"), SEATED, until="start"),
    FEEDBACK: Kind(_("Palautepyyntö tapahtumasta"), SEATED),
    MESSAGE: Kind(_("Järjestäjän viesti"), ACTIVE, held=False),
}
