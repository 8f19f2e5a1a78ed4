"""Services, places and channels of a batch: fields put in memory, then written in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.directory.commands.entries import KINDS, Entry
from kotikulma.directory.commands.imports.batch import Batch, Key, Run, skip
from kotikulma.directory.commands.imports.organizations import VERIFY_AGAIN_AFTER
from kotikulma.directory.formats.ptv.values import PtvTombstone
from kotikulma.directory.models import Channel, Place, Service, Verification
from kotikulma.directory.rules.ownership import contacts_beside, own_contacts
from kotikulma.directory.types import Status, VerificationMethod
from kotikulma.directory.types.imports import ImportLine, RowOutcome
from kotikulma.kernel import audit, external_ids, revisions
from kotikulma.kernel.audit import actions
from kotikulma.kernel.audit.log import Touched
from kotikulma.kernel.db import plain

actions.register(
    {
        "directory.service.imported": gettext_lazy("Toi palvelun"),
        "directory.service.updated": gettext_lazy("Päivitti palvelun tuonnissa"),
        "directory.place.imported": gettext_lazy("Toi paikan"),
        "directory.place.updated": gettext_lazy("Päivitti paikan tuonnissa"),
        "directory.channel.imported": gettext_lazy("Toi asiointikanavan"),
        "directory.channel.updated": gettext_lazy("Päivitti asiointikanavan tuonnissa"),
        "directory.connection.imported": gettext_lazy("Toi liitoksen"),
        "directory.connection.updated": gettext_lazy("Päivitti liitoksen tuonnissa"),
    }
)

# What PTV cannot know stays as people have set it
OURS = frozenset(("id", "uuid", "created_at", "source", "locked_fields", "merged_into_id"))


def put(
    batch: Batch,
    line: ImportLine,
    model: type[Entry],
    key: Key,
    fields: Mapping[str, Any],
    *,
    at_first: Mapping[str, Any],
    status: Status | None,
) -> Entry | None:
    """Put the fields on our entry, or on a new one (`at_first`: what only a new one gets). None: the line says why."""
    line.kind = KINDS[model]
    known = batch.known(key)
    entry = batch.entry(known) if known else None
    if known and not isinstance(entry, model):
        skip(
            line, "kind_changed", _("Kohde on täällä toisen lajin kohteena. Arkistoi entinen ja poista sen PTV-tunnus.")
        )
        return None
    if entry is None:
        verified_at = batch.run.now if status is Status.PUBLISHED else None
        values = {**at_first, **fields, "status": status or Status.DRAFT, "verified_at": verified_at}
        entry = model(uuid=batch.name(key), source="ptv", **values)
        batch.created.append(entry)
        _shelf(batch, entry)[entry.uuid] = entry
        line.outcome = RowOutcome.ADDED
    elif entry.status == Status.MERGED or key in batch.moved:
        line.uuid = entry.uuid
        skip(line, "merged_here", _("Kohde on yhdistetty täällä toiseen, joten sitä ei muuteta."))
        return None
    else:
        wanted = {**fields, **({"status": status} if status else {})}
        line.locked = tuple(sorted(field for field in wanted if _lock(field) in entry.locked_fields))
        for field, told in wanted.items():
            value = _beside(entry, field, told)
            if field not in line.locked and getattr(entry, field) != value:
                setattr(entry, field, value)
                batch.touch(entry, field)
        line.outcome = RowOutcome.UNCHANGED
    line.uuid = entry.uuid
    batch.written[entry.uuid] = (entry, line)
    return entry


def bury(batch: Batch, line: ImportLine, thing: PtvTombstone, key: Key) -> None:
    """Archived in PTV: archived here, never deleted, so that its address can answer 410."""
    known = batch.known(key)
    entry = batch.entry(known) if known and key not in batch.moved else None
    line.kind = KINDS[type(entry)] if entry else thing.kind
    if entry is None:
        skip(line, "archived_unknown", _("Arkistoitu kohde, jota ei ole täällä. Mitään ei tarvinnut tehdä."))
        return
    line.uuid, line.outcome = entry.uuid, RowOutcome.UNCHANGED
    if entry.status in (Status.ARCHIVED, Status.MERGED):
        return
    if "status" in entry.locked_fields:
        line.locked = ("status",)
        return
    entry.status = Status.ARCHIVED
    batch.touch(entry, "status")
    batch.written[entry.uuid] = (entry, line)


def create(batch: Batch) -> None:
    """Insert what is new; it gets its keys."""
    for model in (Service, Place, Channel):
        plain.create([entry for entry in batch.created if isinstance(entry, model)], "uuid")


def finish(batch: Batch) -> list[Entry]:
    """Verify, write what has changed, keep identifiers, revisions and audit. Returns those only verified again."""
    new = {entry.uuid for entry in batch.created}
    again = _verify(batch, new)
    changed = [
        entry for entry, _line in batch.written.values() if entry.uuid not in new and batch.touched.get(entry.uuid)
    ]
    for model in (Service, Place, Channel):
        rows = [entry for entry in changed if isinstance(entry, model)]
        fields = [field.name for field in model._meta.concrete_fields if field.attname not in OURS]
        for entry in rows:
            entry.modified_at = batch.run.now
        model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["uuid"], update_fields=fields)
        only_verified = [entry.pk for entry in again if isinstance(entry, model)]
        model.objects.filter(pk__in=only_verified).update(verified_at=batch.run.now)
    for scheme in {scheme for (scheme, _value), _uuid in batch.fresh}:
        external_ids.link_many(scheme, [(value, uuid) for (known, value), uuid in batch.fresh if known == scheme])
    _tell(batch, new, changed)
    return again


def _verify(batch: Batch, new: set[Any]) -> list[Entry]:
    """Published by PTV today is verified today; an unchanged one again only once a month. Returns those unchanged."""
    verified: list[Entry] = []
    again: list[Entry] = []
    for entry, line in batch.written.values():
        if entry.status != Status.PUBLISHED or line.outcome is RowOutcome.SKIPPED:
            continue
        fresh = entry.uuid in new or bool(batch.touched.get(entry.uuid))
        if fresh or entry.verified_at is None or batch.run.now - entry.verified_at > VERIFY_AGAIN_AFTER:
            entry.verified_at = batch.run.now
            verified.append(entry)
            again += [] if fresh else [entry]
    actor = batch.run.actor
    plain.insert(
        Verification,
        ("object_uuid", "kind", "at", "method", "actor_kind", "actor_id"),
        [
            (entry.uuid, KINDS[type(entry)], batch.run.now, VerificationMethod.IMPORT, actor.kind, actor.id)
            for entry in verified
        ],
    )
    return again


def _tell(batch: Batch, new: set[Any], changed: Iterable[Entry]) -> None:
    for model, kind in KINDS.items():
        created = [entry for entry in batch.created if isinstance(entry, model)]
        mended = [entry for entry in changed if isinstance(entry, model)]
        record(batch.run, kind, "imported", [(entry, ()) for entry in created])
        record(batch.run, kind, "updated", [(entry, tuple(sorted(batch.touched[entry.uuid]))) for entry in mended])
    for entry, line in batch.written.values():
        connected = {"connections"} if entry.uuid in batch.connected else set()
        fields = tuple(sorted(batch.touched.get(entry.uuid, set()) | connected))
        if entry.uuid in new or not fields or line.outcome is RowOutcome.SKIPPED:
            continue
        line.changed = fields
        archived = entry.status == Status.ARCHIVED and "status" in fields
        line.outcome = RowOutcome.ARCHIVED if archived else RowOutcome.CHANGED


def record(run: Run, kind: str, action: str, things: Sequence[tuple[Any, tuple[str, ...]]]) -> None:
    """Audit and revisions of things an import has written."""
    if not things:
        return
    actor = run.actor
    audit.record_many(
        actor, f"directory.{kind}.{action}", [Touched(kind, thing.uuid, fields) for thing, fields in things]
    )
    revisions.record_many(
        actor, kind, action, [revisions.Change(thing.uuid, fields, state(thing)) for thing, fields in things]
    )


def state(thing: Model) -> dict[str, Any]:
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def _beside(entry: Entry, field: str, told: Any) -> Any:
    """A text or contacts as PTV tells them, with the languages or contacts people have added here beside them."""
    if field == "contacts":
        return contacts_beside(told, own_contacts(entry.contacts))
    added = [lock.partition(".")[2] for lock in entry.locked_fields if lock.startswith(f"{field}.")]
    if not added or not isinstance(told, Mapping):
        return told
    stored = getattr(entry, field)
    return {**told, **{language: stored[language] for language in added if stored.get(language)}}


def _lock(field: str) -> str:
    """People lock `responsible`; the column is `responsible_id`."""
    return field.removesuffix("_id")


def _shelf(batch: Batch, entry: Entry) -> dict[Any, Any]:
    if isinstance(entry, Service):
        return batch.services
    return batch.places if isinstance(entry, Place) else batch.channels
