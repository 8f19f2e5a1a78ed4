"""Where a time takes place, in one line for mails and calendars."""

from django.utils.translation import gettext as _

from kotikulma.directory.queries import names
from kotikulma.events.models import Occurrence
from kotikulma.events.types import Mode
from kotikulma.kernel.i18n import localise


def where(occurrence: Occurrence) -> str:
    """Place, street and the note which door; "Verkossa" for online. A hidden address is not told."""
    event = occurrence.event
    mode = occurrence.mode or event.mode
    parts: list[str] = []
    place_id = occurrence.place_id or event.place_id
    if mode != Mode.ONLINE:
        place = names.places([place_id]).get(place_id) if place_id else None
        if place and place_id:
            address = names.addresses([place_id]).get(place_id)
            parts += [str(localise(place.name)), str(localise(address.street)) if address else ""]
        parts.append(str(localise(occurrence.place_note or event.place_note)))
    if mode != Mode.IN_PERSON:
        parts.append(_("verkossa") if parts else _("Verkossa"))
    return ", ".join(filter(None, parts))
