"""What becomes of the rows of a series when its rhythm changes or time goes on. Nothing people stand on is dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kotikulma.events.types import ExceptionKind, Planned
from kotikulma.events.types.rhythm import SeriesRow
from kotikulma.kernel.clock import HELSINKI


@dataclass(frozen=True, slots=True)
class Settlement:
    """`created`: new rows. `followed`: rows that take this time. `renamed`: moved ones that stay where they are.

    `detached`: rows the rule gives no more but people stand on: they stay as extra times. `dropped`: nobody's rows.
    """

    created: tuple[Planned, ...]
    followed: tuple[tuple[SeriesRow, Planned], ...]
    renamed: tuple[tuple[SeriesRow, Planned], ...]
    detached: tuple[SeriesRow, ...]
    dropped: tuple[SeriesRow, ...]


def settle(rows: Sequence[SeriesRow], planned: Iterable[Planned], since: datetime | None) -> Settlement:
    """Match rows to the plan by name, then by local day. What began before `since` is neither changed nor made.

    A row is matched at most once; a row with an exception keeps what is its own.
    """
    living = [row for row in rows if _open(row, since)]
    settled = {_day(row.recurrence_id) for row in rows if not _open(row, since)}
    plan = {
        one.recurrence_id: one
        for one in planned
        if (since is None or one.recurrence_id > since) and _day(one.recurrence_id) not in settled
    }
    matched = [(row, plan.pop(row.recurrence_id)) for row in living if row.recurrence_id in plan]
    known = {row.id for row, _one in matched}
    by_day = {_day(one.recurrence_id): one for one in plan.values()}
    rest = [row for row in living if row.id not in known and row.exception != ExceptionKind.EXTRA]
    left = []
    for row in rest:
        one = by_day.pop(_day(row.recurrence_id), None)
        if one is None:
            left.append(row)
        else:
            matched.append((row, one))
            del plan[one.recurrence_id]
    touched = [row for row in left if row.bound or row.exception]
    return Settlement(
        created=tuple(plan.values()),
        followed=tuple(pair for pair in matched if pair[0].exception != ExceptionKind.MOVED and _differs(*pair)),
        renamed=tuple(pair for pair in matched if pair[0].exception == ExceptionKind.MOVED and _renames(*pair)),
        detached=tuple(touched),
        dropped=tuple(row for row in left if not (row.bound or row.exception)),
    )


def _open(row: SeriesRow, since: datetime | None) -> bool:
    return since is None or (row.recurrence_id > since and row.starts_at > since)


def _differs(row: SeriesRow, one: Planned) -> bool:
    return (row.recurrence_id, row.starts_at, row.ends_at) != (one.recurrence_id, one.starts_at, one.ends_at) or (
        row.exception == ExceptionKind.EXTRA
    )


def _renames(row: SeriesRow, one: Planned) -> bool:
    return row.recurrence_id != one.recurrence_id


def _day(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()
