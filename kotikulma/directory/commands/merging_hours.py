"""Hours that change owner when two entries become one, and go back when they are parted."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from kotikulma.directory.commands.recording import EXCEPTION_FIELDS, PERIOD_FIELDS, state, values_from
from kotikulma.directory.models import HoursException, HoursPeriod, ServiceAt
from kotikulma.directory.rules.merging import HOURS, shared_group
from kotikulma.kernel import audit, revisions
from kotikulma.kernel.types import Actor

TABLES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "periods": (HoursPeriod, PERIOD_FIELDS),
    "exceptions": (HoursException, EXCEPTION_FIELDS),
}


def move(column: str, one: int, other: int, *, join: bool = False) -> dict[str, Any]:
    """What `other` says is said by `one`, and the other way round unless they `join`; what undoing needs."""
    moved = {}
    for name, (model, fields) in TABLES.items():
        own = ids(model.objects.filter(**{column: one}))
        values = list(model.objects.filter(**{column: other}).order_by("pk").values(*fields))
        theirs = point(model.objects.filter(**{column: other}), **{column: one})
        left = [] if join else point(model.objects.filter(pk__in=own), **{column: other})
        moved[name] = {"one": left, "other": theirs, "stay": own if join else [], "values": values}
    return moved


def give_back(moved: Mapping[str, Any], column: str, one: int, other: int) -> None:
    """As before the move; what has been written since stays with `one`, and `other` gets what it said."""
    for name, (model, _fields) in TABLES.items():
        rows = moved.get(name, {"one": [], "other": []})
        here, there = model.objects.filter(**{column: one}), model.objects.filter(**{column: other})
        if "values" not in rows or ids(here) == sorted([*rows["stay"], *rows["other"]]):
            point(here.filter(pk__in=rows["other"]), **{column: other})
            point(there.filter(pk__in=rows["one"]), **{column: one})
        else:
            there.filter(pk__in=rows["one"]).delete()
            here.filter(pk__in=rows["other"]).delete()
            model.objects.bulk_create(model(**values_from(model, each), **{column: other}) for each in rows["values"])


def move_shared(
    actor: Actor, shared: Iterable[tuple[UUID, ServiceAt, ServiceAt]], take: Collection[str], both: Collection[str]
) -> list[dict[str, Any]]:
    """Of each end with the kept and the going connection, the hours that were chosen; what undoing needs."""
    done = []
    for end, kept, gone in shared:
        group = shared_group(end)
        if group not in take and group not in both:
            continue
        locked = list(kept.locked_fields)
        moved = move("connection_id", kept.pk, gone.pk, join=group in both)
        done.append({"kept": kept.pk, "gone": gone.pk, "locked": HOURS in locked, **moved})
        _tell(actor, kept, sorted({*locked, HOURS}))
    return done


def give_shared_back(actor: Actor, done: Iterable[Mapping[str, Any]]) -> None:
    """Undo `move_shared`."""
    moved = {row["kept"]: row for row in done}
    for kept in ServiceAt.objects.select_related("service").filter(pk__in=moved).order_by("pk"):
        row = moved[kept.pk]
        give_back(row, "connection_id", kept.pk, row["gone"])
        stays = row["locked"] or HOURS not in kept.locked_fields
        _tell(actor, kept, [name for name in kept.locked_fields if stays or name != HOURS])


def point(rows: Any, **target: Any) -> list[int]:
    """Set the columns of these rows; their ids."""
    found = ids(rows)
    rows.model.objects.filter(pk__in=found).update(**target)
    return found


def ids(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _tell(actor: Actor, connection: ServiceAt, locks: list[str]) -> None:
    """Imports leave chosen hours alone; its own history tells of them too."""
    connection.locked_fields = locks
    connection.save(update_fields=["locked_fields", "modified_at"])
    audit.record(actor, "directory.hours.changed", kind="connection", uuid=connection.uuid)
    revisions.record(actor, "connection", connection.uuid, "hours", ["hours"], state(connection))
