"""What a thing looked like after each change: the history page and "who changed what" read here."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max

from kotikulma.kernel import clock
from kotikulma.kernel.db.plain import insert
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import Actor

_ENCODER = DjangoJSONEncoder()
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class Change(NamedTuple):
    """One thing of a bulk revision."""

    uuid: UUID
    changed: Iterable[str]
    data: Mapping[str, Any]


def record(actor: Actor, kind: str, uuid: UUID, action: str, changed: Iterable[str], data: Mapping[str, Any]) -> None:
    """Keep the state after a change: `changed` names the fields, `data` holds all of them (dates and UUIDs allowed)."""
    record_many(actor, kind, action, [Change(uuid, changed, data)])


def record_many(actor: Actor, kind: str, action: str, changes: Iterable[Change]) -> None:
    """One revision per change in few statements: for imports."""
    moment = clock.now()
    insert(
        Revision,
        ("object_uuid", "kind", "at", "actor_kind", "actor_id", "action", "changed", "data"),
        [
            (uuid, kind, moment, str(actor.kind), actor.id, action, list(changed), plain(data))
            for uuid, changed, data in changes
        ],
    )


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


def newest_of(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """The same of many things, in one statement."""
    rows = Revision.objects.filter(object_uuid__in=list(uuids)).values_list("object_uuid").annotate(number=Max("id"))
    return dict(rows.order_by())


def changed_since(numbers: Mapping[UUID, int], *, besides: UUID | None) -> set[UUID]:
    """Things that somebody else has changed after the revision given of each. One statement."""
    rows = Revision.objects.filter(object_uuid__in=list(numbers), id__gt=min(numbers.values(), default=0))
    found = rows.values_list("object_uuid", "id", "actor_id")
    return {uuid for uuid, number, actor in found if number > numbers[uuid] and actor != besides}


def get(uuid: UUID, number: int) -> Revision | None:
    return Revision.objects.filter(object_uuid=uuid, id=number).first()


def before(uuid: UUID, number: int) -> Revision | None:
    """What a thing was before the revision `number` of it."""
    return Revision.objects.filter(object_uuid=uuid, id__lt=number).order_by("-id").first()


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """As a revision keeps it: dates and UUIDs are text."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(dict(data), default=_text, option=_OPTIONS))
    return found


def _text(value: Any) -> Any:
    """As Django's fields of JSON do."""
    return list(value) if isinstance(value, tuple) else _ENCODER.default(value)
