"""The calendar part of a registration's mails: one entry of the person, from the confirmation to the end (RFC 6047).

It holds the address of her own page, never the way in online.
"""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from kotikulma.events.commands.mails import kinds
from kotikulma.events.formats.icalendar import writing
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import contacts, intakes
from kotikulma.events.types import OccurrenceState, RegistrationState
from kotikulma.events.types.calendars import CANCELLED, CONFIRMED, Entry, Invitation, Site
from kotikulma.kernel.outbox.renderers import Calendar

# One time of many may be cancelled of what one registered to as a whole: the entry goes on without it
INVITES = (kinds.CONFIRMED, kinds.PROMOTED, kinds.CHANGED, kinds.MOVED, kinds.EVENT_CANCELLED)
CANCELS = (kinds.CANCELLED, kinds.CANCELLED_BY_STAFF, kinds.EVENT_CANCELLED)
OVER = (
    RegistrationState.CANCELLED_BY_PERSON,
    RegistrationState.CANCELLED_BY_STAFF,
    RegistrationState.CANCELLED_EVENT,
)


def part(
    kind: str, registration: Registration, occurrence: Occurrence, *, title: str, where: str, url: str
) -> Calendar | None:
    """What goes with this kind of mail; nothing to who waits for a seat, or has no mailbox."""
    email = contacts.email_of(registration)
    invites = kind in INVITES and registration.state == RegistrationState.ATTENDING
    cancels = kind in CANCELS and registration.state in OVER
    if not email or not (invites or cancels):
        return None
    entry = _entry(registration, occurrence, title, where, url, CONFIRMED if invites else CANCELLED)
    name, mailbox = parseaddr(settings.MAIL_FROM)
    invited = Invitation(entry=entry, organizer=name or "Kotikulma", organizer_email=mailbox, attendee_email=email)
    return writing.invitation(invited) if invites else writing.cancellation(invited)


def _entry(registration: Registration, occurrence: Occurrence, title: str, where: str, url: str, status: str) -> Entry:
    """All the times one registered to; the length of the first stands for all."""
    times = intakes.occurrences(registration.intake)
    held = [one for one in times if one.state == OccurrenceState.PLANNED] or [occurrence]
    first = held[0]
    return Entry(
        uid=Site(settings.BASE_URL).uid("registration", registration.uuid),
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        also=tuple(one.starts_at for one in held[1:]),
        summary=title,
        description=f"{_('Katso, muuta tai peru ilmoittautumisesi:')} {url}",
        location=where,
        url=url,
        status=status,
        sequence=registration.sequence,
        changed_at=max(registration.state_changed_at, registration.intake.event.changed_at, first.changed_at),
    )
