"""One registration as a calendar entry: in its mails, and in a calendar of its own to subscribe to.

A link shows one registration and never the others of the same mailbox: whoever types another person's address into a
form gets a link too.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import intakes, places
from kotikulma.events.types import EventState, OccurrenceState, RegistrationState
from kotikulma.events.types.calendars import CANCELLED, CONFIRMED, TENTATIVE, Entry, Site
from kotikulma.kernel.i18n import localise

OVER = (
    RegistrationState.LAPSED,
    RegistrationState.DECLINED,
    RegistrationState.CANCELLED_BY_PERSON,
    RegistrationState.CANCELLED_BY_STAFF,
    RegistrationState.CANCELLED_EVENT,
)
QUEUED = (RegistrationState.WAITING, RegistrationState.OFFERED, RegistrationState.PENDING)


def entry(
    registration: Registration, occurrence: Occurrence, *, title: str, where: str, url: str, status: str
) -> Entry:
    """All the times one registered to; `occurrence` when none is left. The length of the first stands for all."""
    times = intakes.occurrences(registration.intake)
    held = [one for one in times if one.state == OccurrenceState.PLANNED] or [occurrence]
    first = held[0]
    return Entry(
        uid=Site(settings.BASE_URL).uid("registration", registration.uuid),
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        also=tuple(one.starts_at for one in held[1:]),
        summary=title,
        description=url,
        location=where,
        url=url,
        status=status,
        sequence=registration.sequence,
        changed_at=max(registration.state_changed_at, registration.intake.event.changed_at, first.changed_at),
    )


def of_token(token: str) -> tuple[Entry, str]:
    """What the secret end of a calendar's address opens, and the person's language; RegistrationNotFound.

    It holds the event's page and not the person's own, because calendars are shared.
    """
    registration = access.get_registration_of_calendar(token)
    with translation.override(registration.language):
        return _of(registration), registration.language


def address(registration: Registration) -> str:
    """The address a calendar program follows. Only for the person's own page."""
    return f"{settings.BASE_URL}/kalenteri/{access.calendar_token(registration)}.ics"


def address_of(token: str) -> str:
    """The same for who holds the person's own link; RegistrationNotFound."""
    return address(access.get_own_registration(token))


def _of(registration: Registration) -> Entry:
    event = registration.intake.event
    times = intakes.occurrences(registration.intake)
    planned = [one for one in times if one.state == OccurrenceState.PLANNED]
    first = (planned or times)[0]
    status = _status(registration, event.state, bool(planned))
    prefix = "" if registration.language == "fi" else f"/{registration.language}"
    return entry(
        registration,
        first,
        title=_title(registration, str(localise(event.title)), status),
        where=places.where(first),
        url=Site(settings.BASE_URL, prefix).page(event.uuid),
        status=status,
    )


def _status(registration: Registration, event_state: str, planned: bool) -> str:
    if registration.state in OVER or event_state == EventState.CANCELLED or not planned:
        return CANCELLED
    if registration.state in QUEUED or event_state == EventState.POSTPONED:
        return TENTATIVE
    return CONFIRMED


def _title(registration: Registration, title: str, status: str) -> str:
    """Programs that do not show a status show these words."""
    if status == CANCELLED:
        return _("PERUTTU: %(title)s") % {"title": title}
    if registration.state in QUEUED:
        return f"{RegistrationState(registration.state).label}: {title}"
    return title
