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
REMEMBERED = 1200
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
# What runs and what comes soon as one text a line, for thousands of lines say the same; and whether more comes later
_LINES = """
SELECT d.id, d.object_uuid, d.kind, d.card, d.url_path, d.digest, (
    SELECT string_agg(CAST(i.starts_at AS text) || '/' || CAST(i.ends_at AS text) || '/' || i.kind, '|')
    FROM directory_openinterval i WHERE i.listed = d.object_uuid AND i.ends_at > %s AND i.starts_at < %s
), EXISTS (SELECT 1 FROM directory_openinterval i WHERE i.listed = d.object_uuid AND i.ends_at > %s)
FROM search_searchdocument d WHERE d.id IN ({marks})
"""
# Moments are read by `_interval`: a bare column would be converted row by row
_ALL = """
SELECT DISTINCT listed, coalesce(starts_at, NULL), coalesce(ends_at, NULL), kind FROM directory_openinterval
WHERE listed IN ({marks}) AND ends_at > %s ORDER BY 2
"""
_FIRST = """
SELECT DISTINCT o.listed, coalesce(o.starts_at, NULL), coalesce(o.ends_at, NULL), o.kind FROM (
    SELECT listed, kind, min(starts_at) AS starts_at FROM directory_openinterval
    WHERE listed IN ({marks}) AND ends_at > %s AND starts_at >= %s GROUP BY listed, kind
) f JOIN directory_openinterval o ON o.listed = f.listed AND o.kind = f.kind AND o.starts_at = f.starts_at
ORDER BY 2
"""


def rows(page: Sequence[int], now: datetime, state: State, distances: Mapping[int, float]) -> tuple[Row, ...]:
    """The lines of one page, in its order. At most three statements, none for lines that are remembered."""
    found = _rows.among(state, page)
    missing = [number for number in page if number not in found]
    if missing:
        made = _made(missing, now)
        _rows.keep_all(state, made)
        found |= made
    if not distances:
        return tuple(found[number] for number in page if number in found)
    return tuple(replace(row, kilometres=distances.get(number)) for number in page if (row := found.get(number)))


def states_of(uuids: Sequence[UUID], now: datetime) -> dict[UUID, OpenState]:
    """The open states of what is listed among these. At most four statements."""
    ids = list(SearchDocument.objects.filter(object_uuid__in=uuids).values_list("id", flat=True))
    rows = _made(ids, now).values() if ids else ()
    return {row.uuid: row.state for row in rows if row.card["life"]["kind"]}


def _made(ids: Sequence[int], now: datetime) -> dict[int, Row]:
    stored, soon = connection.ops.adapt_datetimefield_value, now + SOON
    documents = _asked(_LINES.format(marks=_marks(ids)), [stored(now), stored(soon), stored(soon), *ids])
    upcoming = _upcoming({uuid: (_read(coming), later) for _, uuid, *_, coming, later in documents}, now)
    found = {}
    for number, uuid, kind, text, url, digest, *_ in documents:
        coming, card = upcoming[uuid], orjson.loads(text)
        state = row_state(card["life"], coming, now)
        key = uuid if isinstance(uuid, UUID) else UUID(uuid)
        town, phone = (card.get("where") or {}).get("municipality", ""), phone_hour(state, coming, now)
        found[number] = Row(key, kind, text, url, state, None, digest, phone, town)
    return found


def _upcoming(soon: Mapping[Key, tuple[Sequence[Interval], bool]], now: datetime) -> dict[Key, Sequence[Interval]]:
    """What runs and what comes soon; the first of each kind where none of that counts; all where it stays open."""
    found = {key: items for key, (items, _) in soon.items()}
    ends = now + SOON
    lasting = [key for key, items in found.items() if (last := opened(items, now)) and closes(last, items) >= ends]
    if lasting:
        found |= _intervals(_ALL, lasting, now)
    quiet = [key for key, (items, later) in soon.items() if later and not any(one.kind in OPEN_KINDS for one in items)]
    if quiet:
        for key, items in _intervals(_FIRST, quiet, now, ends).items():
            found[key] = (*found[key], *items)
    return found


@lru_cache(maxsize=1024)
def _read(listed: str | None) -> tuple[Interval, ...]:
    """By start; what several connections of one line hold at the same hours is one."""
    return tuple([_interval(*one.split("/")) for one in sorted(set(listed.split("|")))]) if listed else ()


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
