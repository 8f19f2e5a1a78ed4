"""Where pages far down a list begin, so that who takes page after page does not pass by all before each time.

Remembered while nothing changes, and only of pages that were asked for: the nearest known one is where counting goes on
from. What is nearer to the end is counted from there.
"""

from kotikulma.directory.queries.remembered import Remembered
from kotikulma.events.queries import lines
from kotikulma.events.queries.freshness import Fresh
from kotikulma.events.queries.listing import Position
from kotikulma.events.types.records import ListFilter

NEAR = 200  # times that are passed by as fast as anything is looked up: of so many one position is remembered
# List -> part of it -> (times before the position, position)
_known: Remembered[dict[int, tuple[int, Position]]] = Remembered(most=16)


def nearest(wanted: ListFilter, fresh: Fresh, *, offset: int, count: int) -> tuple[Position | None, int]:
    """A position at or before the time with `offset` before it, and how many times lie between them."""
    if wanted.found is not None:  # few, and sorted anew each time
        return None, offset
    before, position = _nearest(_of(wanted, fresh), offset)
    if count - offset < offset - before - NEAR:
        return lines.position(wanted, offset=count - offset, backwards=True), 0
    return position, offset - before


def keep(wanted: ListFilter, fresh: Fresh, *, before: int, position: Position) -> None:
    """So many times come before what follows the position."""
    if wanted.found is not None:
        return
    marks = _of(wanted, fresh)
    known = marks.get(before // NEAR)
    if before >= NEAR and (known is None or before < known[0]):
        marks[before // NEAR] = before, position


def _of(wanted: ListFilter, fresh: Fresh) -> dict[int, tuple[int, Position]]:
    return _known.get_or_make(fresh.of_lists(), wanted, dict)


def _nearest(marks: dict[int, tuple[int, Position]], offset: int) -> tuple[int, Position | None]:
    for part in range(offset // NEAR, 0, -1):
        before, position = marks.get(part, (offset + 1, None))
        if before <= offset:
            return before, position
    return 0, None
