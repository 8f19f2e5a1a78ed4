"""The board: which documents carry which tag, and which are open, as bits of whole numbers.

What filters choose is then an AND of ORs, and a count is a number of bits: microseconds for all of the data, however
many fit. A document's bit is its rank by number in the index. A process holds one board and renews on it only the
lines that a new version of the data changed (`ChangedLine`); it is made anew when nobody can tell those any more.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from threading import Lock
from typing import Any

from django.db import connection

from kotikulma.directory.models import ChangedLine
from kotikulma.directory.queries.remembered import State
from kotikulma.directory.types import HoursKind
from kotikulma.kernel import clock
from kotikulma.kernel.memory import Memory

OPEN_KINDS = (HoursKind.OPEN, HoursKind.DROP_IN)
# Groups of tags that are counted, whatever their members; and tags counted on their own
PREFIXES = {"kind": "kind:", "access": "access:", "age": "age:", "group": "group:", "language": "lang:"}
COUNTED = ("free", "remote", "step_free")
ALONE = ""
MOST_CHANGES = 5_000  # beyond these a new board is cheaper
MOST_TAGS = 128  # that filters have asked for and that nobody counts
BATCH = 500

_DOCUMENTS = (
    "SELECT weight, string_agg(CAST(id AS text), ',') FROM search_searchdocument"
    " WHERE public AND kind IN ('service', 'place', 'organization') GROUP BY weight ORDER BY weight DESC"
)
_TAGGED = "SELECT tag, string_agg(CAST(document_id AS text), ',') FROM search_searchtag WHERE {where} GROUP BY tag"
_OPENINGS = """
SELECT string_agg(CAST(d.id AS text), ',') FROM search_searchdocument d WHERE d.object_uuid IN (
    SELECT o.listed FROM directory_openinterval o WHERE o.starts_at < %s AND o.ends_at > %s AND o.kind IN (%s, %s))
"""
_CHANGED = "SELECT DISTINCT document FROM directory_changedline WHERE version > %s LIMIT %s"
_LINES = "SELECT id, weight, tags FROM search_searchdocument WHERE public AND id IN ({ids})"
_OPEN_LINES = """
SELECT d.id FROM search_searchdocument d WHERE d.id IN ({ids}) AND EXISTS (
    SELECT 1 FROM directory_openinterval o
    WHERE o.listed = d.object_uuid AND o.starts_at < %s AND o.ends_at > %s AND o.kind IN (%s, %s))
"""
_ANY = re.compile(rb"[^\0]")
Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Board:
    """`numbers`: of all documents, ascending; the index of one is its bit. `weights`: heaviest first."""

    version: int
    doors: tuple[datetime | None, date]
    numbers: "array[int]"
    weights: dict[float, int]
    counted: dict[str, dict[str, int]]
    asked: dict[str, int]
    open_now: int | None = None
    open_today: int | None = None

    @property
    def everything(self) -> int:
        found = 0
        for bits in self.weights.values():
            found |= bits
        return found

    def any_of(self, tags: Iterable[str]) -> int:
        """Whatever carries any of these; tags that nobody counts are asked of the database once."""
        tags = list(tags)
        missing = [tag for tag in tags if _group(tag) is None and tag not in self.asked]
        if missing:
            self._ask(missing)
        found = 0
        for tag in tags:
            group = _group(tag)
            found |= (self.asked if group is None else self.counted[group]).get(tag, 0)
        return found

    def _ask(self, tags: Sequence[str]) -> None:
        rows = _rows(_TAGGED.format(where=f"tag IN ({_marks(tags)})"), tags)
        found = {tag: self.bits(map(int, listed.split(","))) for tag, listed in rows}
        self.asked |= {tag: found.get(tag, 0) for tag in tags}
        for old in list(self.asked)[: max(len(self.asked) - max(MOST_TAGS, len(tags)), 0)]:
            del self.asked[old]

    def open(self, now: datetime) -> int:
        """Whatever is open at `now`, which must be of this board's state."""
        if self.open_now is None:
            self.open_now = self._opened(_moment(now))
        return self.open_now

    def today(self, now: datetime) -> int:
        """Whatever is open at some time from `now` to midnight."""
        if self.open_today is None:
            self.open_today = self._opened(_rest_of_day(now))
        return self.open_today

    def _opened(self, span: Span) -> int:
        ((listed,),) = _rows(_OPENINGS, _during(span))
        return self.bits(map(int, listed.split(","))) if listed else 0

    def bits(self, numbers: Iterable[int]) -> int:
        """Of these documents; those that are not on the board are left out."""
        held, most, places = self.numbers, len(self.numbers), []
        lowest = held[0] if held else 0
        for number in numbers:
            place = number - lowest  # as long as nothing between was ever taken away
            if not (0 <= place < most and held[place] == number):
                place = bisect_left(held, number)
            if place < most and held[place] == number:
                places.append(place)
        return _bits(places, most)

    def place(self, number: int) -> int | None:
        found = bisect_left(self.numbers, number)
        return found if found < len(self.numbers) and self.numbers[found] == number else None

    def has(self, bits: int) -> Callable[[int], bool]:
        """Whether a document is among `bits`, for asking of hundreds."""
        marks = bits.to_bytes(len(self.numbers) // 8 + 1, "little")

        def told(number: int) -> bool:
            place = self.place(number)
            return place is not None and bool(marks[place >> 3] >> (place & 7) & 1)

        return told

    def in_order(self, bits: int) -> Iterator[int]:
        """Numbers of these documents, heaviest first, then oldest."""
        for weight in self.weights.values():
            if chosen := bits & weight:
                marks = chosen.to_bytes(len(self.numbers) // 8 + 1, "little")
                for found in _ANY.finditer(marks):
                    byte, at = marks[found.start()], found.start() << 3
                    yield from (self.numbers[at + bit] for bit in range(8) if byte >> bit & 1)

    def counts(self, bits: int, lifted: Mapping[str, int]) -> dict[str, int]:
        """How many each counted tag would leave of `bits`; a group in `lifted` counts there instead."""
        return {
            tag: count
            for group, tags in self.counted.items()
            if (among := lifted.get(group, bits))
            for tag, carried in tags.items()
            if (count := (among & carried).bit_count())
        }


class _Held(Memory):
    """The board of the latest state."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._board: Board | None = None

    def forget(self) -> None:
        self._board = None

    def at(self, state: State, now: datetime) -> Board:
        version, until, day = state
        with self._lock:
            board = self._board
            if board and (board.version, board.doors) == (version, (until, day)):
                return board
            self._board = _renewed(board, state, now) if board else None
            if self._board is None:
                self._board = _made(state)
            return self._board


_held = _Held()
at = _held.at


def _made(state: State) -> Board:
    """All of it, by two statements; what is read is let go row by row, for it is several times the board."""
    version, until, day = state
    listed = {float(weight): array("Q", map(int, text.split(","))) for weight, text in _each(_DOCUMENTS, [])}
    numbers = array("Q", sorted(chain.from_iterable(listed.values())))
    place = {number: at for at, number in enumerate(numbers)}
    size = len(numbers)
    counted: dict[str, dict[str, int]] = {group: {} for group in (*PREFIXES, ALONE)}
    for tag, text in _each(*_counted_tags()):
        places = (place[number] for number in map(int, text.split(",")) if number in place)
        counted[_group(tag) or ALONE][tag] = _bits(places, size)
    weights = {weight: _bits(map(place.__getitem__, found), size) for weight, found in listed.items()}
    return Board(version, (until, day), numbers, weights, counted, {})


def _counted_tags() -> tuple[str, list[str]]:
    """Ranges of the index of tags, in the order of bytes whatever the language of the database."""
    order = "BINARY" if connection.vendor == "sqlite" else '"C"'
    ranged = _TAGGED.format(where=f"tag COLLATE {order} >= %s AND tag COLLATE {order} < %s")
    listed = _TAGGED.format(where=f"tag IN ({_marks(COUNTED)})")
    ends = [end for prefix in PREFIXES.values() for end in (prefix, f"{prefix[:-1]};")]
    return " UNION ALL ".join([*[ranged] * len(PREFIXES), listed]), [*ends, *COUNTED]


def _renewed(board: Board, state: State, now: datetime) -> Board | None:
    """The same with what has changed since; None when a new one must be made."""
    version, until, day = state
    same_doors = board.doors == (until, day)
    changed: list[int] = []
    if version != board.version:
        if not 0 < version - board.version < ChangedLine.KEPT:
            return None
        changed = [number for (number,) in _rows(_CHANGED, [board.version, MOST_CHANGES + 1])]
        if len(changed) > MOST_CHANGES or None in changed:
            return None
    renewed = Board(
        version,
        (until, day),
        board.numbers,
        dict(board.weights),
        {group: dict(tags) for group, tags in board.counted.items()},
        dict(board.asked),
        board.open_now if same_doors else None,
        board.open_today if same_doors else None,
    )
    return renewed if _rewrite(renewed, changed, now) else None


def _rewrite(board: Board, changed: Sequence[int], now: datetime) -> bool:
    """These lines as they stand in the index; False when there is no room for one between the others."""
    if not changed:
        return True
    lines = [row for ids in _batches(changed) for row in _rows(_LINES.format(ids=_marks(ids)), ids)]
    new = sorted(number for number, *_ in lines if board.place(number) is None)
    if new and board.numbers and new[0] < board.numbers[-1]:
        return False
    board.numbers = board.numbers + array("Q", new) if new else board.numbers
    every = board.bits(changed)
    board.weights = {weight: bits & ~every for weight, bits in board.weights.items()}
    for tags_of in (board.asked, *board.counted.values()):
        tags_of.update({tag: bits & ~every for tag, bits in tags_of.items()})
    for number, weight, tags in lines:
        bit = board.bits([number])
        board.weights[float(weight)] = board.weights.get(float(weight), 0) | bit
        for tag in tags.split():
            group = _group(tag)
            if group is not None:
                board.counted[group][tag] = board.counted[group].get(tag, 0) | bit
            elif tag in board.asked:
                board.asked[tag] |= bit
    board.weights = dict(sorted(board.weights.items(), reverse=True))
    _reopen(board, changed, every, now)
    return True


def _reopen(board: Board, changed: Sequence[int], every: int, now: datetime) -> None:
    if board.open_now is not None:
        board.open_now = board.open_now & ~every | board.bits(_open_among(changed, _moment(now)))
    if board.open_today is not None:
        board.open_today = board.open_today & ~every | board.bits(_open_among(changed, _rest_of_day(now)))


def _open_among(numbers: Sequence[int], span: Span) -> Iterator[int]:
    for ids in _batches(numbers):
        for (number,) in _rows(_OPEN_LINES.format(ids=_marks(ids)), [*ids, *_during(span)]):
            yield number


def _group(tag: str) -> str | None:
    """The counted group of a tag; None when nobody counts it."""
    if tag in COUNTED:
        return ALONE
    return _GROUPS.get(tag.partition(":")[0])


_GROUPS = {prefix[:-1]: group for group, prefix in PREFIXES.items()}


def _bits(places: Iterable[int], size: int) -> int:
    marks = bytearray(size // 8 + 1)
    for place in places:
        marks[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


def _moment(now: datetime) -> Span:
    return now, now + timedelta(microseconds=1)


def _rest_of_day(now: datetime) -> Span:
    tomorrow = now.astimezone(clock.HELSINKI).date() + timedelta(days=1)
    return now, datetime.combine(tomorrow, time(0), tzinfo=clock.HELSINKI)


def _during(span: Span) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value
    return [moment(span[1]), moment(span[0]), *(str(kind.value) for kind in OPEN_KINDS)]


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    return list(_each(sql, params))


def _each(sql: str, params: Sequence[Any]) -> Iterator[Any]:
    """Past the ORM, which would take most of the time."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        yield from cursor
