"""Hours that change owner when two entries become one, and go back when they are parted."""

from collections.abc import Mapping
from typing import Any

from kotikulma.directory.commands.recording import EXCEPTION_FIELDS, PERIOD_FIELDS, values_from
from kotikulma.directory.models import HoursException, HoursPeriod

TABLES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "periods": (HoursPeriod, PERIOD_FIELDS),
    "exceptions": (HoursException, EXCEPTION_FIELDS),
}


def swap(column: str, one: int, other: int) -> dict[str, Any]:
    """What `other` says is said by `one`, and the other way round; what undoing needs."""
    moved = {}
    for name, (model, fields) in TABLES.items():
        own = ids(model.objects.filter(**{column: one}))
        values = list(model.objects.filter(**{column: other}).order_by("pk").values(*fields))
        theirs = point(model.objects.filter(**{column: other}), **{column: one})
        point(model.objects.filter(pk__in=own), **{column: other})
        moved[name] = {"one": own, "other": theirs, "values": values}
    return moved


def give_back(moved: Mapping[str, Any], column: str, one: int, other: int) -> None:
    """As before the move; what has been written since stays with `one`, and `other` gets what it said."""
    for name, (model, _fields) in TABLES.items():
        rows = moved.get(name, {"one": [], "other": []})
        here, there = model.objects.filter(**{column: one}), model.objects.filter(**{column: other})
        if ids(here) == rows["other"] or "values" not in rows:
            point(here.filter(pk__in=rows["other"]), **{column: other})
            point(there.filter(pk__in=rows["one"]), **{column: one})
        else:
            there.filter(pk__in=rows["one"]).delete()
            here.filter(pk__in=rows["other"]).delete()
            model.objects.bulk_create(model(**values_from(model, each), **{column: other}) for each in rows["values"])


def point(rows: Any, **target: Any) -> list[int]:
    """Set the columns of these rows; their ids."""
    found = ids(rows)
    rows.model.objects.filter(pk__in=found).update(**target)
    return found


def ids(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
