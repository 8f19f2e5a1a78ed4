"""Which of our things another system means: (scheme, value) -> UUID, for ever."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import F, UUIDField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kotikulma.kernel.errors import Conflict
from kotikulma.kernel.models import ExternalId

BATCH = 500
Item = TypeVar("Item")


def link(scheme: str, value: str, uuid: UUID) -> None:
    """Say that `value` means `uuid`. Again is fine; Conflict when it already means another thing (use `move`)."""
    row, __ = ExternalId.objects.get_or_create(scheme=scheme, value=str(value), defaults={"object_uuid": uuid})
    if row.object_uuid != uuid:
        raise Conflict(
            _("Tunniste %(value)s kuuluu jo toiselle kohteelle.") % {"value": value}, code="external_id.taken"
        )


def link_many(scheme: str, pairs: Iterable[tuple[str, UUID]]) -> None:
    """Link new identifiers in few statements; those that mean something already stay as they are."""
    rows = [ExternalId(scheme=scheme, value=str(value), object_uuid=uuid) for value, uuid in pairs]
    ExternalId.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def find(scheme: str, values: Iterable[str]) -> dict[str, UUID]:
    """value -> UUID of those we know, in one statement per 500."""
    found: dict[str, UUID] = {}
    for batch in _batches({str(value) for value in values}):
        rows = ExternalId.objects.filter(scheme=scheme, value__in=batch)
        found.update(rows.values_list("value", "object_uuid"))
    return found


def of(uuid: UUID) -> list[tuple[str, str]]:
    """(scheme, value) of one thing, sorted."""
    return list(ExternalId.objects.filter(object_uuid=uuid).order_by("scheme", "value").values_list("scheme", "value"))


def of_many(uuids: Iterable[UUID], scheme: str) -> dict[UUID, str]:
    """UUID -> value of one scheme (the last by value when there are several)."""
    found: dict[UUID, str] = {}
    for batch in _batches(set(uuids)):
        rows = ExternalId.objects.filter(scheme=scheme, object_uuid__in=batch).order_by("value")
        found.update(rows.values_list("object_uuid", "value"))
    return found


def move(old_uuid: UUID, new_uuid: UUID) -> list[tuple[str, str]]:
    """Re-point every identifier when two things are merged; which ones, for `move_back`."""
    moved = of(old_uuid)
    ExternalId.objects.filter(object_uuid=old_uuid).update(
        object_uuid=new_uuid, moved_from=Coalesce(F("moved_from"), Value(old_uuid, UUIDField()))
    )
    return moved


def move_back(pairs: Iterable[tuple[str, str]], uuid: UUID) -> None:
    """Undo `move`: these identifiers name `uuid` again."""
    for scheme, value in pairs:
        row = ExternalId.objects.filter(scheme=scheme, value=value)
        row.update(object_uuid=uuid)
        row.filter(moved_from=uuid).update(moved_from=None)


def moved(scheme: str, values: Iterable[str]) -> set[str]:
    """Those that name our thing only since a merge: what they stand for elsewhere is not what our thing is."""
    found: set[str] = set()
    for batch in _batches({str(value) for value in values}):
        rows = ExternalId.objects.filter(scheme=scheme, value__in=batch, moved_from__isnull=False)
        found.update(rows.values_list("value", flat=True))
    return found


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
