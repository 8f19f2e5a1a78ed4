"""Lines of lists: the card as stored and its open state, remembered while neither the data nor any door changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kotikulma.directory.queries.board import OPEN_KINDS
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.rules.states import closes, opened, phone_hour, row_state
from kotikulma.directory.types import HoursKind, Interval, OpenState
from kotikulma.kernel.search.models import SearchDocument

SOON = timedelta(days=4)  # over a long weekend; who does not open by then is asked about once more
REMEMBERED = 4000
KINDS = {kind.value: kind for kind in HoursKind}
Key = UUID | str  # as the database gives it


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: the card as stored (JSON), its open state now, how far away it is (km).

    `stamp` changes with what is stored. `phone`: the next telephone hour of what is closed now. `municipality`: a code.
    """

    uuid: UUID
    kind: str
    stored: str
    url: str
    state: OpenState
    kilometres: float | None = None
    stamp: str = ""
    phone: Interval | None = None
    municipality: str = ""

    @property
    def card(self) -> dict[str, Any]:
        """Read when asked for: thousands of lines are remembered, which are a quarter as large in JSON."""
        found: dict[str, Any] = orjson.loads(self.stored)
        return found


_rows: Remembered[Row] = Remembered(REMEMBERED)
_LINES = "SELECT id, object_uuid, kind, card, url_path, digest FROM search_searchdocument WHERE id IN ({marks})"
# Moments are read by `_interval`: a bare column would be converted row by row
_ALL = """
SELECT DISTINCT listed, coalesce(starts_at, NULL), coalesce(ends_at, NULL), kind FROM directory_openinterval
WHERE listed IN ({marks}) AND ends_at > %s ORDER BY 2
"""
_SOON = _ALL.replace("ORDER", "AND starts_at < %s ORDER")
_FIRST = """
SELECT DISTINCT o.listed, coalesce(o.starts_at, NULL), coalesce(o.ends_at, NULL), o.kind FROM (
    SELECT listed, kind, min(starts_at) AS starts_at FROM directory_openinterval
    WHERE listed IN ({marks}) AND ends_at > %s AND starts_at >= %s GROUP BY listed, kind
) f JOIN directory_openinterval o ON o.listed = f.listed AND o.kind = f.kind AND o.starts_at = f.starts_at
ORDER BY 2
"""


def rows(page: Sequence[int], now: datetime, state: State, distances: Mapping[int, float]) -> tuple[Row, ...]:
    """The lines of one page, in its order. At most four statements, none for lines that are remembered."""
    found = {number: row for number in page if (row := _rows.get(state, number))}
    missing = [number for number in page if number not in found]
    if missing:
        made = _made(missing, now)
        for number, row in made.items():
            _rows.keep(state, number, row)
        found |= made
    if not distances:
        return tuple(found[number] for number in page if number in found)
    return tuple(replace(row, kilometres=distances.get(number)) for number in page if (row := found.get(number)))


def states_of(uuids: Sequence[UUID], now: datetime) -> dict[UUID, OpenState]:
    """The open states of what is listed among these. At most five statements."""
    ids = list(SearchDocument.objects.filter(object_uuid__in=uuids).values_list("id", flat=True))
    rows = _made(ids, now).values() if ids else ()
    return {row.uuid: row.state for row in rows if row.card["life"]["kind"]}


def _made(ids: Sequence[int], now: datetime) -> dict[int, Row]:
    documents = _asked(_LINES.format(marks=_marks(ids)), ids)
    upcoming = _upcoming([uuid for _, uuid, *_ in documents], now)
    found = {}
    for number, uuid, kind, text, url, digest in documents:
        coming, card = upcoming.get(uuid, ()), orjson.loads(text)
        state = row_state(card["life"], coming, now)
        key = uuid if isinstance(uuid, UUID) else UUID(uuid)
        town, phone = (card.get("where") or {}).get("municipality", ""), phone_hour(state, coming, now)
        found[number] = Row(key, kind, text, url, state, None, digest, phone, town)
    return found


def _upcoming(listed: Sequence[Key], now: datetime) -> dict[Key, list[Interval]]:
    """What runs and what comes soon; the first of each kind where none of that counts; all where it stays open."""
    soon = now + SOON
    found = _intervals(_SOON, listed, now, soon)
    lasting = [key for key, items in found.items() if (last := opened(items, now)) and closes(last, items) >= soon]
    if lasting:
        found |= _intervals(_ALL, lasting, now)
    quiet = [key for key in listed if not any(item.kind in OPEN_KINDS for item in found.get(key, ()))]
    if quiet:
        for key, items in _intervals(_FIRST, quiet, now, soon).items():
            found.setdefault(key, []).extend(items)
    return found


def _intervals(sql: str, listed: Sequence[Key], *moments: datetime) -> dict[Key, list[Interval]]:
    stored = connection.ops.adapt_datetimefield_value
    found: dict[Key, list[Interval]] = {}
    for key, start, end, kind in _asked(sql.format(marks=_marks(listed)), [*listed, *map(stored, moments)]):
        found.setdefault(key, []).append(_interval(start, end, kind))
    return found


@lru_cache(maxsize=4096)
def _interval(start: datetime | str, end: datetime | str, kind: str) -> Interval:
    """Thousands of doors open at the same hours."""
    return Interval(_moment(start), _moment(end), KINDS[kind])


def _moment(stored: datetime | str) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _asked(sql: str, params: Sequence[Any]) -> list[Any]:
    """Past the ORM, which would take most of the time."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
