"""Names of those who come, opened and taken out on purpose: who did is in the audit log."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.events import access
from kotikulma.events.commands.registration.own import send_my_links
from kotikulma.events.queries import attending
from kotikulma.events.queries.attending import People
from kotikulma.events.types import EventRefused
from kotikulma.kernel import audit, outbox
from kotikulma.kernel.audit import actions
from kotikulma.kernel.types import Actor

actions.register(
    {
        "events.registration.read": gettext_lazy("Avasi ilmoittautuneiden nimet"),
        "events.registration.exported": gettext_lazy("Otti ilmoittautuneet tiedostona"),
    }
)


def open_names(actor: Actor, occurrence: UUID) -> None:
    """Write down that she reads them."""
    _note(actor, occurrence, "events.registration.read")


def export_people(actor: Actor, occurrence: UUID) -> People:
    """Everybody with their names, for a file."""
    _note(actor, occurrence, "events.registration.exported")
    return attending.people(actor, occurrence, names=True)


def send_links_again(actor: Actor, registration: UUID) -> UUID:
    """Mail her own links to the person; the time she is shown under. EventRefused where there is no address."""
    time, email = attending.person(actor, registration)
    if not email:
        raise EventRefused(_("Hänellä ei ole sähköpostia. Soita hänelle."))
    send_my_links(actor, email)
    return time


def send_failed_again(actor: Actor, message: UUID) -> None:
    """A mail of an own event back in line. EventRefused when it is not one, or has left."""
    if message not in {row[0] for row in attending.failed_messages(actor)}:
        raise EventRefused(_("Viesti on jo lähtenyt tai poistettu."))
    outbox.send_again(actor, message)


def _note(actor: Actor, occurrence: UUID, action: str) -> None:
    found = access.get_occurrence_for_editing(actor, occurrence)
    with transaction.atomic():
        audit.record(actor, action, kind="occurrence", uuid=found.uuid)
