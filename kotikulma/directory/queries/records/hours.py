"""Hours as they are told, by their owner."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from kotikulma.directory.models import HoursException, HoursPeriod
from kotikulma.directory.rules.hours_rows import slots_from_json, spans_from_json
from kotikulma.directory.types import HoursException as ExceptionValue
from kotikulma.directory.types import HoursKind, Period, Recurrence
from kotikulma.kernel.db.prepared import Prepared, several

Hours = tuple[tuple[Period, ...], tuple[ExceptionValue, ...]]
NO_HOURS: Hours = ((), ())
PERIOD_FIELDS = tuple("kind slots valid_from valid_to recurrence interval anchor nth always_open note".split())
EXCEPTION_FIELDS = ("starts_on", "ends_on", "slots", "kind", "reason")  # what is told; when it was written is ours


def load_hours(owner: str, ids: Collection[int]) -> dict[int, Hours]:
    """`owner`: place, channel or connection."""
    if not ids:
        return {}
    made: dict[tuple[Any, ...], Period] = {}  # equal periods are one
    periods: dict[int, list[Period]] = defaultdict(list)
    exceptions: dict[int, list[ExceptionValue]] = defaultdict(list)
    of_periods, of_exceptions = _OWNED[owner]
    for row in of_periods.rows(ids=ids):
        same = _form(row)
        if same not in made:
            made[same] = period_value(row)
        periods[row[0]].append(made[same])
    for row in of_exceptions.rows(ids=ids):
        exceptions[row[0]].append(exception_value(row))
    return {owner_id: (tuple(periods[owner_id]), tuple(exceptions[owner_id])) for owner_id in {*periods, *exceptions}}


def _owned(model: Any, key: str, *names: str) -> Prepared:
    return Prepared(lambda: model.objects.filter(**{f"{key}__among": several("ids")}).order_by("id"), key, *names)


_OWNED = {
    owner: (
        _owned(HoursPeriod, f"{owner}_id", *PERIOD_FIELDS),
        _owned(HoursException, f"{owner}_id", *EXCEPTION_FIELDS, "created_at"),
    )
    for owner in ("place", "channel", "connection")
}


def _form(row: Any) -> tuple[Any, ...]:
    """The same for equal rows of one read: lists and maps that are alike are one object there."""
    return tuple(id(value) if isinstance(value, (list, dict)) else value for value in row[1:])


def period_value(row: Any) -> Period:
    """From an HoursPeriod, or a plain row with its names."""
    return Period(
        kind=HoursKind(row.kind),
        slots=slots_from_json(row.slots),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        recurrence=Recurrence(row.recurrence),
        interval=row.interval,
        anchor=row.anchor,
        nth=tuple(row.nth),
        always_open=row.always_open,
        note=row.note,
    )


def exception_value(row: Any) -> ExceptionValue:
    """From an HoursException, or a plain row with its names."""
    return ExceptionValue(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        slots=spans_from_json(row.slots),
        kind=HoursKind(row.kind),
        reason=row.reason,
        created_at=row.created_at,
    )
