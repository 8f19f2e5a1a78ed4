"""The organiser's editor: her changes beside those others made meanwhile, and the picture."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from kotikulma.directory.queries import names
from kotikulma.events import access
from kotikulma.events.commands import changes, pictures
from kotikulma.events.commands.programme import save_event
from kotikulma.events.models import Event
from kotikulma.events.types import Clashed
from kotikulma.kernel import revisions
from kotikulma.kernel.merging import three_way
from kotikulma.kernel.types import Actor


def edit_event(actor: Actor, uuid: UUID, *, seen: int, values: Mapping[str, Any]) -> Event:
    """Save the fields beside what others saved since the revision `seen`. Clashed when both changed the same words.

    `values` as `save_event` takes them; a part of them is enough.
    """
    with transaction.atomic():
        event = access.lock_event_for_editing(actor, uuid)
        number = revisions.newest(uuid)
        merged = dict(values) if number == seen else _beside(event, seen, number, values)
        return save_event(actor, uuid, version=event.version, values=merged)


def set_picture(actor: Actor, uuid: UUID, *, version: int, content: bytes, alt: Mapping[str, str]) -> Event:
    """The event's picture, drawn anew so that nothing but the picture is kept. PictureRefused says what is wrong."""
    access.get_event_for_editing(actor, uuid)
    name = pictures.keep(content) if content else None
    with transaction.atomic():
        before = access.lock_event_for_editing(actor, uuid, version).image
        event = save_event(actor, uuid, version=version, values={"image_alt": alt, **({"image": name} if name else {})})
        if name and before != name:
            transaction.on_commit(lambda: pictures.forget(before))
        return event


def remove_picture(actor: Actor, uuid: UUID, *, version: int) -> Event:
    with transaction.atomic():
        before = access.lock_event_for_editing(actor, uuid, version).image
        event = save_event(actor, uuid, version=version, values={"image": "", "image_alt": {}})
        transaction.on_commit(lambda: pictures.forget(before))
        return event


def _beside(event: Event, seen: int, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """My values with theirs where I changed nothing. The place is compared by its row, as revisions keep it."""
    mine = dict(values)
    asked = mine.pop("place", None)
    if "place" in values:
        found = names.places_by_uuid([asked]).get(asked) if asked else None
        mine["place_id"] = found.id if found else None
    if "organisers" in values:
        mine["organisers"] = sorted(values["organisers"])
    began = revisions.get(event.uuid, seen)
    merged = three_way(began.data if began else {}, revisions.plain(changes.state_of(event)), revisions.plain(mine))
    kept = dict(merged.values)
    if "place" in values:
        row = kept.pop("place_id")
        place = names.places({row}).get(row) if row else None
        kept["place"] = place.uuid if place else None
    if "organisers" in values:
        kept["organisers"] = [UUID(one) for one in kept["organisers"]]
    if merged.clashes:
        raise Clashed(clashes=merged.clashes, values=kept, number=number)
    return kept
