"""Hours of a batch: only rows that differ are written, and what is over is kept for history."""

import json
from collections import defaultdict
from datetime import date
from typing import Any

from kotikulma.directory.commands.hours import OWNER_COLUMN, exception_row, period_row
from kotikulma.directory.commands.imports.batch import Batch
from kotikulma.directory.models import Channel, Place, ServiceAt
from kotikulma.directory.models import HoursException as ExceptionRow
from kotikulma.directory.models import HoursPeriod as PeriodRow
from kotikulma.directory.queries.records.hours import EXCEPTION_FIELDS, PERIOD_FIELDS


def write_hours(batch: Batch) -> None:
    """Make the hours of each owner those it is told with. PTV never sends what is over, so past rows stay."""
    for model in (Place, Channel, ServiceAt):
        told = [(owner, hours) for owner, hours in batch.hours if isinstance(owner, model)]
        told = [(owner, hours) for owner, hours in told if "hours" not in owner.locked_fields]
        if not told:
            continue
        column = OWNER_COLUMN[model]
        periods = {
            owner.pk: [period_row(period, **{column: owner.pk}) for period in hours.periods] for owner, hours in told
        }
        exceptions = {
            owner.pk: [exception_row(item, source="ptv", **{column: owner.pk}) for item in hours.exceptions]
            for owner, hours in told
        }
        changed = _sync(PeriodRow, column, periods, PERIOD_FIELDS, "valid_to", batch.run.today)
        changed |= _sync(ExceptionRow, column, exceptions, EXCEPTION_FIELDS, "ends_on", batch.run.today)
        for owner, _hours in told:
            if owner.pk in changed:
                _touch(batch, owner)


def _sync(
    model: Any, column: str, wanted: dict[int, list[Any]], fields: tuple[str, ...], end: str, today: date
) -> set[int]:
    """Owners whose rows changed."""
    stored: dict[int, dict[str, Any]] = defaultdict(dict)
    found = model.objects.filter(**{f"{column}__in": wanted})
    if model is ExceptionRow:
        found = found.filter(source="ptv")  # what people have added here stays beside what PTV tells
    for row in found.order_by("id").values_list(named=True):
        stored[getattr(row, column)][_form(row, fields)] = row
    added: list[Any] = []
    gone: list[int] = []
    changed: set[int] = set()
    for owner, rows in wanted.items():
        forms = {_form(row, fields): row for row in rows}
        new = [row for form, row in forms.items() if form not in stored[owner]]
        old = [
            row.id
            for form, row in stored[owner].items()
            if form not in forms and not (getattr(row, end) and getattr(row, end) < today)
        ]
        added, gone = added + new, gone + old
        changed |= {owner} if new or old else set()
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(added)
    return changed


def _form(row: Any, fields: tuple[str, ...]) -> str:
    """The canonical form two equal rows share."""
    return json.dumps({field: getattr(row, field) for field in fields}, sort_keys=True, default=str)


def _touch(batch: Batch, owner: Any) -> None:
    batch.touch(owner, "hours")
