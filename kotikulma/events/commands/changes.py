"""What every change of an event leaves behind: the row, a revision, an audit event, renewed pages and feeds."""

from collections.abc import Iterable
from typing import Any

from kotikulma.events.models import Event
from kotikulma.events.types import SUBJECT
from kotikulma.kernel import audit, clock, data_version, revisions
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

KIND = "event"
TOLD = (
    "type title summary description themes languages min_age max_age special_groups mode place_id place_note"
    " municipality_code accessibility free price contacts image image_alt visibility state state_reason organization_id"
).split()


def save(actor: Actor, event: Event, action: str, fields: Iterable[str], *, calendars: bool = False) -> None:
    """Save the named fields in the caller's transaction. `calendars`: they must hear of it (RFC 5546 SEQUENCE)."""
    fields = [*fields]
    event.version += 1
    event.sequence += calendars
    event.changed_at = clock.now()
    event.save(update_fields=sorted({*fields, "version", "sequence", "changed_at"} - {"organisers"}))
    note(actor, event, action, fields)


def note(actor: Actor, event: Event, action: str, fields: Iterable[str] = (), **more: Any) -> None:
    """Revision, audit event and data version of what was done. `more` is kept in the revision beside the event."""
    fields = [*fields]
    revisions.record(actor, KIND, event.uuid, action, fields, {**state_of(event), **more})
    audit.record(actor, action, kind=KIND, uuid=event.uuid, changed=fields)
    data_version.bump(SUBJECT)


def state_of(event: Event) -> dict[str, Any]:
    """What a revision keeps of an event: all that is public of it."""
    others = people.organization_uuids(event.organisers.values_list("organization", flat=True))
    return {**{name: getattr(event, name) for name in TOLD}, "organisers": sorted(others)}
