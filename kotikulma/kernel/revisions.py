"""What a thing looked like after each change: the history page and "who changed what" read here."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from kotikulma.kernel import clock
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import Actor

BATCH = 500


class Change(NamedTuple):
    """One thing of a bulk revision."""

    uuid: UUID
    changed: Iterable[str]
    data: Mapping[str, Any]


def record(
    actor: Actor, kind: str, uuid: UUID, action: str, changed: Iterable[str], data: Mapping[str, Any]
) -> Revision:
    """Keep the state after a change: `changed` names the fields, `data` holds all of them (dates and UUIDs allowed)."""
    return record_many(actor, kind, action, [Change(uuid, changed, data)])[0]


def record_many(actor: Actor, kind: str, action: str, changes: Iterable[Change]) -> list[Revision]:
    """One revision per change in few statements: for imports."""
    moment = clock.now()
    rows = [
        Revision(
            object_uuid=change.uuid,
            kind=kind,
            at=moment,
            actor_kind=str(actor.kind),
            actor_id=actor.id,
            action=action,
            changed=list(change.changed),
            data=plain(change.data),
        )
        for change in map(Change._make, changes)
    ]
    return Revision.objects.bulk_create(rows, batch_size=BATCH)


def of(uuid: UUID, limit: int = 50, *, before: int = 0) -> list[Revision]:
    """The newest revisions of one thing, newest first; with `before`, those older than that revision."""
    rows = Revision.objects.filter(object_uuid=uuid)
    rows = rows.filter(id__lt=before) if before else rows
    return list(rows.order_by("-at", "-id")[:limit])


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """Names of the fields that differ, sorted; all of `after` when there was nothing before."""
    old, new = plain(before or {}), plain(after)
    missing = object()
    return sorted(name for name in {*old, *new} if old.get(name, missing) != new.get(name, missing))


def newest(uuid: UUID) -> int:
    """Number of the latest revision of a thing; 0 when there is none. A form carries it to tell what it began from."""
    number: int | None = (
        Revision.objects.filter(object_uuid=uuid).order_by("-at", "-id").values_list("id", flat=True).first()
    )
    return number or 0


def get(uuid: UUID, number: int) -> Revision | None:
    return Revision.objects.filter(object_uuid=uuid, id=number).first()


def before(uuid: UUID, number: int) -> Revision | None:
    """What a thing was before the revision `number` of it."""
    return Revision.objects.filter(object_uuid=uuid, id__lt=number).order_by("-id").first()


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """As a revision keeps it: dates and UUIDs are text."""
    found: dict[str, Any] = json.loads(json.dumps(dict(data), cls=DjangoJSONEncoder))
    return found
