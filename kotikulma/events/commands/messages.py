"""What an organiser writes to those who registered. How many get it is told before it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.models import Message
from kotikulma.events.queries import messages
from kotikulma.events.rules import messages as rules
from kotikulma.events.types import ACTIVE, EventRefused
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor


def send_message(
    actor: Actor,
    event: UUID,
    *,
    subject: str,
    text: str,
    recipients: int,
    states: Sequence[str] = ACTIVE,
    occurrence: UUID | None = None,
) -> Message:
    """One mail each. `recipients`: the number the organiser saw; EventRefused when it is another one by now, for no
    words and for a placeholder that does not exist.
    """
    found = access.get_event_for_editing(actor, event)
    subject, text = rules.check_message(subject, text)

    with transaction.atomic():
        rows = list(messages.recipients(found, states, occurrence))
        if len(rows) != recipients:
            sentence = _("Vastaanottajien määrä muuttui. Heitä on nyt %(count)d. Tarkista ja lähetä uudelleen.")
            raise EventRefused(sentence % {"count": len(rows)}, code="events.recipients_changed")
        single = found.occurrences.filter(uuid=occurrence).first() if occurrence else None
        message = Message.objects.create(
            event=found, occurrence=single, subject=subject, text=text, recipients=len(rows), sent_at=clock.now()
        )
        mails.send(
            mails.letter(mails.MESSAGE, row, occurrence=single, again=str(message.uuid), message=str(message.uuid))
            for row in rows
        )
        audit.record(actor, "events.registration.messaged", kind="event", uuid=found.uuid)
        return message
