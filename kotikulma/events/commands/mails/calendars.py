"""The calendar part of a registration's mails: one entry of the person, from the confirmation to the end (RFC 6047).

It holds the address of her own page, never the way in online.
"""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from kotikulma.events.commands.mails import kinds
from kotikulma.events.formats.icalendar import writing
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import contacts, own_calendar
from kotikulma.events.types import RegistrationState
from kotikulma.events.types.calendars import CANCELLED, CONFIRMED, Invitation
from kotikulma.kernel.outbox.renderers import Calendar

# One time of many may be cancelled of what one registered to as a whole: the entry goes on without it
INVITES = (kinds.CONFIRMED, kinds.PROMOTED, kinds.CHANGED, kinds.MOVED, kinds.EVENT_CANCELLED)
CANCELS = (kinds.CANCELLED, kinds.CANCELLED_BY_STAFF, kinds.EVENT_CANCELLED)


def part(
    kind: str, registration: Registration, occurrence: Occurrence, *, title: str, where: str, url: str
) -> Calendar | None:
    """What goes with this kind of mail; nothing to who waits for a seat, or has no mailbox."""
    email = contacts.email_of(registration)
    invites = kind in INVITES and registration.state == RegistrationState.ATTENDING
    cancels = kind in CANCELS and registration.state in own_calendar.OVER
    if not email or not (invites or cancels):
        return None
    status = CONFIRMED if invites else CANCELLED
    entry = own_calendar.entry(registration, occurrence, title=title, where=where, url=url, status=status)
    entry = replace(entry, description=f"{_('Katso, muuta tai peru ilmoittautumisesi:')} {url}")
    name, mailbox = parseaddr(settings.MAIL_FROM)
    invited = Invitation(entry=entry, organizer=name or "Kotikulma", organizer_email=mailbox, attendee_email=email)
    return writing.invitation(invited) if invites else writing.cancellation(invited)
