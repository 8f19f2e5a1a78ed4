"""Lines of lists: the card as stored and its open state, remembered while neither the data nor any door changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from kotikulma.directory.models import OpenInterval
from kotikulma.directory.queries.candidates import OPEN_KINDS, Candidate
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.rules.states import phone_hour, row_state
from kotikulma.directory.types import HoursKind, Interval, OpenState
from kotikulma.kernel.search.models import SearchDocument

SOON = timedelta(days=4)  # over a long weekend; who does not open by then is asked about once more
REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: the card as stored, its open state now, how far away it is (km).

    `stamp` changes with what is stored. `phone`: the next telephone hour of what is closed now.
    """

    uuid: UUID
    kind: str
    card: Mapping[str, Any]
    url: str
    state: OpenState
    kilometres: float | None = None
    stamp: str = ""
    phone: Interval | None = None


_rows: Remembered[Row] = Remembered(REMEMBERED)


def rows(
    page: Sequence[Candidate], now: datetime, state: State, near: tuple[float, float] | None = None
) -> tuple[Row, ...]:
    """The lines of one page, in its order. At most three statements, none for lines that are remembered."""
    found = {item.id: row for item in page if (row := _rows.get(state, item.id))}
    missing = [item.id for item in page if item.id not in found]
    if missing:
        made = _made(missing, now)
        for number, row in made.items():
            _rows.keep(state, number, row)
        found |= made
    if near is None:
        return tuple(found[item.id] for item in page if item.id in found)
    return tuple(
        Row(row.uuid, row.kind, row.card, row.url, row.state, kilometres(near, item), row.stamp, row.phone)
        for item in page
        if (row := found.get(item.id))
    )


def kilometres(near: tuple[float, float] | None, item: Candidate) -> float | None:
    """Great-circle distance; None without a position on either side."""
    if near is None or item.latitude is None or item.longitude is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (*near, item.latitude, item.longitude))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _made(ids: Sequence[int], now: datetime) -> dict[int, Row]:
    documents = list(
        SearchDocument.objects.filter(id__in=ids).values_list("id", "object_uuid", "kind", "card", "url_path", "digest")
    )
    upcoming = _upcoming([uuid for _, uuid, *_ in documents], now)
    found = {}
    for number, uuid, kind, card, url, digest in documents:
        coming = upcoming.get(uuid, ())
        state = row_state(card["life"], coming, now)
        found[number] = Row(uuid, kind, card, url, state, None, digest, phone_hour(state, coming, now))
    return found


def _upcoming(uuids: Sequence[UUID], now: datetime) -> dict[UUID, list[Interval]]:
    """What runs and what comes soon; for those with neither, all that comes."""
    found = _intervals(uuids, now, now + SOON)
    quiet = [uuid for uuid in uuids if not _enough(found.get(uuid, ()), now + SOON)]
    return found | _intervals(quiet, now, None) if quiet else found


def _enough(items: Sequence[Interval], soon: datetime) -> bool:
    """Something that counts is among them, and nothing goes on beyond what was asked."""
    return any(item.kind in OPEN_KINDS for item in items) and all(item.end < soon for item in items)


def _intervals(uuids: Iterable[UUID], now: datetime, until: datetime | None) -> dict[UUID, list[Interval]]:
    wanted = OpenInterval.objects.filter(listed__in=uuids, ends_at__gt=now)
    if until:
        wanted = wanted.filter(starts_at__lt=until)
    found: dict[UUID, list[Interval]] = {}
    order = wanted.order_by("starts_at").values_list("listed", "starts_at", "ends_at", "kind")
    for listed, start, end, kind in order.distinct():
        found.setdefault(listed, []).append(Interval(start, end, HoursKind(kind)))
    return found
