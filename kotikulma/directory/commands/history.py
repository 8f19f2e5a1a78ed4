"""Back to what a thing was: every return is a new revision, made through the same checks as any other change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory import access
from kotikulma.directory.commands import conflicts, entries, publishing, recording, verification
from kotikulma.directory.commands.hours import renew, write_hours
from kotikulma.directory.commands.recording import KINDS, OWNER_FIELD, Thing, hours_from, keeper_of
from kotikulma.directory.models import Channel, Place, Service, ServiceAt
from kotikulma.directory.rules.ownership import PTV, contacts_beside, field_name, own_contacts, owned_fields
from kotikulma.directory.types import EditConflict, RevisionGone, Status
from kotikulma.kernel import revisions
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.merging import three_way
from kotikulma.kernel.types import Actor

# What a return never touches: who it is, where it came from, and what other pages decide
STAYS = frozenset(
    "id uuid created_at modified_at verified_at source locked_fields merged_into_id".split()
    + "service_id place_id channel_id".split()
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one save did to one entry: the revision it made (0: none), and whether it said that the entry is right."""

    kind: str
    uuid: UUID
    number: int
    verified: bool = False


def restore(actor: Actor, thing: Thing, *, number: int) -> Thing:
    """Make it what it was after the revision `number`. Whether it is published stays as it is now."""
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(thing))
        locked = _lock(thing)
        kept = revisions.get(thing.uuid, number)
        if kept is None:
            raise RevisionGone(_("Tätä versiota ei enää ole. Valitse toinen."))
        wanted = {field: value for field, value in kept.data.items() if field != "status"}
        _write(actor, locked, _mendable(locked, wanted))
        return locked


def undo(actor: Actor, thing: Thing, *, number: int) -> Thing:
    """Take back the change that made the revision `number`. EditConflict when somebody has changed the same since."""
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(thing))
        locked = _lock(thing)
        done, before = revisions.get(thing.uuid, number), revisions.before(thing.uuid, number)
        if done is None or before is None:
            raise RevisionGone(_("Tätä ei voi enää kumota. Katso historia."))
        now = recording.state(locked)
        touched = revisions.difference(before.data, done.data)
        back = {field: before.data[field] for field in touched if field in before.data and field not in STAYS}
        merged = three_way(done.data, now, back)
        if merged.clashes:
            raise EditConflict(
                _("Joku muu on jo muuttanut samoja kohtia. Katso historia ja palauta sieltä."),
                clashes=merged.clashes,
                values=merged.values,
                number=revisions.newest(thing.uuid),
            )
        _write(actor, locked, _mendable(locked, merged.values))
        return locked


def undo_all(actor: Actor, deeds: Sequence[Deed]) -> tuple[int, list[Mapping[str, str]]]:
    """Take back a save of many entries: how many were, and names of those that others have changed since.

    What the actor may edit no more is passed over.
    """
    things = {thing.uuid: thing for thing in access.entries_for_editing(actor, [(d.kind, d.uuid) for d in deeds])}
    with publishing.bulk():
        others = revisions.changed_since({deed.uuid: deed.number for deed in deeds if deed.number}, besides=actor.id)
        known = [(things[deed.uuid], deed) for deed in deeds if deed.uuid in things]
        left = [thing for thing, deed in known if deed.uuid in others or not _undo_one(actor, thing, deed)]
    return len(known) - len(left), [thing.name for thing in left]


def _undo_one(actor: Actor, thing: Thing, deed: Deed) -> bool:
    try:
        with transaction.atomic():
            if deed.number:
                undo(actor, thing, number=deed.number)
            if deed.verified:
                verification.take_back(actor, deed.kind, deed.uuid)
    except (EditConflict, Refused):
        return False
    return True


def _write(actor: Actor, thing: Thing, wanted: Mapping[str, Any]) -> None:
    """Set the kept values, check them as any change, write, record."""
    before = recording.state(thing)
    values = recording.values_from(type(thing), wanted)
    if "terms" in wanted:
        values["terms"] = wanted["terms"]
    changed = conflicts.put(thing, values)
    if isinstance(thing, ServiceAt):
        entries.check_connection(thing)
    else:
        if OWNER_FIELD[type(thing)] in changed:
            access.check_may_edit(actor, keeper_of(thing))
        entries.check(thing)
        if "status" in changed and thing.status == Status.PUBLISHED:
            entries.check_publishable(thing)
    hours = wanted.get("hours")
    if hours is not None and hours != before.get("hours") and not isinstance(thing, Service):
        _write_hours(thing, hours)
        changed.append("hours")
    if not changed:
        return
    thing.save(update_fields=[*(name for name in changed if name not in ("terms", "hours")), "modified_at"])
    conflicts.put_terms(thing, values)
    recording.record(actor, thing, "restored", changed)
    if not isinstance(thing, Service):
        renew(thing)
    else:
        publishing.renew_entry(thing)


def _write_hours(thing: Place | Channel | ServiceAt, hours: Mapping[str, Any]) -> None:
    owned = "hours" in owned_fields(KINDS[type(thing)], thing.source, thing.locked_fields)
    rows = [row for row in hours["exceptions"] if not owned or row.get("source") != PTV]
    periods, exceptions = hours_from({"periods": hours["periods"], "exceptions": rows})
    write_hours(thing, periods, exceptions, only_local=owned)


def _mendable(thing: Thing, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What of it may be set here: not what is fixed, nor what the register tells."""
    owned = owned_fields(KINDS[type(thing)], thing.source, thing.locked_fields) - {"hours"}
    found = {field: value for field, value in kept.items() if field not in STAYS and field_name(field) not in owned}
    if "contacts" in owned and "contacts" in kept:
        found["contacts"] = contacts_beside(thing.contacts, own_contacts(kept["contacts"]))
    return found | {field: texts for field in owned & kept.keys() if (texts := _added(thing, field, kept[field]))}


def _added(thing: Thing, field: str, kept: Any) -> dict[str, str] | None:
    """An owned text with the languages people have added here as they were kept; None when there are none."""
    added = [lock.partition(".")[2] for lock in thing.locked_fields if lock.startswith(f"{field}.")]
    if not added:
        return None
    return clean_map({**getattr(thing, field), **{language: kept.get(language, "") for language in added}})


def _lock(thing: Thing) -> Thing:
    if isinstance(thing, ServiceAt):
        rows = ServiceAt.objects.select_for_update(of=("self",)).select_related("service", "place", "channel")
        return rows.get(pk=thing.pk)
    return type(thing).objects.select_for_update().get(pk=thing.pk)
