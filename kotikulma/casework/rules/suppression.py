"""Small numbers are not told, and cannot be reckoned from what is told. Pure.

A number from 1 to 4 shows as "<5". Where sums would betray it, other numbers are kept back ("..") until each small one
could be any of 1, 2, 3 and 4 as far as the reader can tell. Zero is told: it is about nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

from kotikulma.casework.types.statistics import FEW, HIDDEN, SUPPRESSED_BELOW

Shown = int | str
_SMALL = range(1, SUPPRESSED_BELOW)


def is_small(number: int) -> bool:
    return number in _SMALL


def parts(numbers: Mapping[str, int]) -> tuple[Shown, dict[str, Shown]]:
    """A total that is told with its parts, which it is the sum of. If nothing else helps, all parts are kept back."""
    total = sum(numbers.values())
    if is_small(total):
        return FEW, dict.fromkeys(numbers, HIDDEN)
    small = [name for name, number in numbers.items() if is_small(number)]
    others = sorted((name for name, number in numbers.items() if number >= SUPPRESSED_BELOW), key=numbers.__getitem__)
    for kept in _kept_back(others):
        hidden = {*small, *kept}
        if not small or _safe([numbers[name] for name in hidden]):
            return total, {name: _shown(number, name in hidden) for name, number in numbers.items()}
    return total, dict.fromkeys(numbers, HIDDEN)


def subset(number: int, total: int) -> Shown:
    """A number told beside the whole it is part of: neither it nor the rest may be small."""
    if is_small(number):
        return FEW
    return HIDDEN if is_small(total - number) or is_small(total) else number


def flows(
    opening: int, closing: int, effects: Mapping[str, Mapping[str, int]], *, told_elsewhere: Collection[str] = ()
) -> dict[str, dict[str, Shown]]:
    """Who came ("in") and left ("out") between two told numbers, and "adjustments" with their sign.

    The ends and all effects are one sum: each small number needs a large one kept back beside it, with room to be
    any of 1 to 4. Where there is none, nothing but the ends is told. Small: 1 to 4 of either sign. What other pages
    tell shares or sums of hides nothing: `told_elsewhere` names it.
    """
    cells = {(effect, name): number for effect, told in effects.items() for name, number in told.items()}
    small = {cell for cell, number in cells.items() if is_small(abs(number))}
    room = SUPPRESSED_BELOW + _SMALL[-1] * max(1, len(small))
    large = [cell for cell, number in cells.items() if abs(number) >= room and cell[1] not in told_elsewhere]
    if is_small(opening) or is_small(closing) or (small and not large):
        return {effect: dict.fromkeys(told, HIDDEN) for effect, told in effects.items()}
    kept = {min(large, key=lambda cell: abs(cells[cell]))} if small else set()
    return {
        effect: {
            name: FEW if (effect, name) in small else HIDDEN if (effect, name) in kept else number
            for name, number in told.items()
        }
        for effect, told in effects.items()
    }


def table(rows: Sequence[Sequence[int]]) -> list[list[Shown]]:
    """A table told with the sums of its rows and columns and of all; they are the last column and row.

    Every small number stands in a corner of a rectangle of hidden ones around which 1 to 4 can be moved.
    """
    small = {(r, c) for r, row in enumerate(rows) for c, number in enumerate(row) if is_small(number)}
    sums = [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
    if any(is_small(number) for line in sums for number in line):
        return _only_total(rows)
    hidden = set(small)
    for cell in sorted(small):
        corners = _rectangle(rows, cell, hidden)
        if corners is None:
            return _only_total(rows)
        hidden |= corners
    told = [[_shown(number, (r, c) in hidden) for c, number in enumerate(row)] for r, row in enumerate(rows)]
    return [[*row, total] for row, total in zip(told, sums[0], strict=True)] + [[*sums[1], sum(sums[0])]]


def _only_total(rows: Sequence[Sequence[int]]) -> list[list[Shown]]:
    total = sum(map(sum, rows))
    width = len(rows[0]) if rows else 0
    told: list[list[Shown]] = [[HIDDEN] * (width + 1) for _ in rows]
    return [*told, [*[HIDDEN] * width, _shown(total, is_small(total))]]


def _kept_back(others: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Fewest first, the smallest numbers first."""
    for count in range(len(others) + 1):
        yield from combinations(others, count)


def _safe(hidden: Sequence[int]) -> bool:
    """May each small number be 1, 2, 3 or 4, when only the sum of the hidden ones is known?"""
    total = sum(hidden)
    lowest = sum(1 if is_small(one) else SUPPRESSED_BELOW for one in hidden)
    large = any(not is_small(one) for one in hidden)
    few = sum(map(is_small, hidden))
    for value in _SMALL:
        least = lowest - 1 + value
        most = total if large else value + (few - 1) * _SMALL[-1]
        if not least <= total <= most:
            return False
    return True


def _rectangle(
    rows: Sequence[Sequence[int]], cell: tuple[int, int], hidden: set[tuple[int, int]]
) -> set[tuple[int, int]] | None:
    """Corners to hide with the cell, the fewest and smallest. None: nothing large enough stands across."""
    r, c = cell
    best: tuple[tuple[int, int], set[tuple[int, int]]] | None = None
    for other, column in product(range(len(rows)), range(len(rows[0]))):
        corners = {(other, c), (r, column), (other, column)}
        if other == r or column == c or not _moves(rows, cell, (other, c), (r, column), (other, column)):
            continue
        new = corners - hidden
        cost = len(new), sum(rows[a][b] for a, b in new)
        if best is None or cost < best[0]:
            best = cost, corners
    return best[1] if best else None


def _moves(
    rows: Sequence[Sequence[int]],
    cell: tuple[int, int],
    beside: tuple[int, int],
    below: tuple[int, int],
    across: tuple[int, int],
) -> bool:
    """Can the cell be each of 1 to 4 while the sums stand, each corner staying what it shows itself to be?"""
    number = rows[cell[0]][cell[1]]
    for value in _SMALL:
        step = value - number
        for (r, c), sign in ((beside, -1), (below, -1), (across, 1)):
            was, would = rows[r][c], rows[r][c] + sign * step
            if was == 0 or is_small(was) != is_small(would) or would < 1:
                return False
    return True


def _shown(number: int, hidden: bool) -> Shown:
    if is_small(number):
        return FEW
    return HIDDEN if hidden else number
