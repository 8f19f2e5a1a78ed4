"""What changed last, and everything there is to visit: for feeds and site maps."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any
from uuid import UUID

import orjson

from kotikulma.directory.models import PublicDocument
from kotikulma.kernel.slots import Slot

KINDS = ("service", "place", "organization")
ON_A_MAP = 3_000  # three languages each: 9,000 addresses
MOST_ON_A_MAP = 16_000  # three languages each: search engines read 50,000 and no more


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    uuid: UUID
    modified_at: datetime
    name: dict[str, str]
    summary: dict[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class MoreAddresses:
    """Public pages of a module above, in one part of the site map that is called by the plug's key.

    `pages(limit)`: the newest of them without a language prefix, and when each changed; a fixed number of statements.
    The part is renewed when the data version `subject` grows.
    """

    subject: str
    pages: Callable[[int], Iterable[tuple[str, datetime | None]]]


MORE_ADDRESSES: Slot[MoreAddresses] = Slot(
    "directory.more_addresses", "Public pages of modules above for the site map, a part for each."
)


def latest(limit: int) -> list[Change]:
    """The published things changed last, newest first. One statement for each kind."""
    rows: list[tuple[datetime, int, tuple[Any, ...]]] = []
    for kind in KINDS:
        found = PublicDocument.objects.filter(kind=kind).order_by("-modified_at")
        listed = found.values_list("modified_at", "id", "kind", "uuid", "item")[:limit]
        rows.extend((row[0], row[1], row[2:]) for row in listed)
    return [_change(moment, *rest) for moment, _, rest in nlargest(limit, rows, key=lambda row: row[:2])]


def maps() -> int:
    """How many parts the site map has."""
    return -(-PublicDocument.objects.filter(kind__in=KINDS).count() // ON_A_MAP)


def on_map(number: int) -> Iterator[tuple[str, UUID, datetime]]:
    """Kind, uuid and moment of change of part `number`, from 1."""
    rows = PublicDocument.objects.filter(kind__in=KINDS).order_by("id")
    start = (number - 1) * ON_A_MAP
    yield from rows.values_list("kind", "uuid", "modified_at")[start : start + ON_A_MAP]


def _change(moment: datetime, kind: str, uuid: UUID, item: str) -> Change:
    body = orjson.loads(item)
    return Change(kind, uuid, moment, body["name"], body["summary"], body["url"])
