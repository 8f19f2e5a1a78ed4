"""The order of the candidates: where the words were found, how well they cover a name, place, static weight."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kotikulma.kernel.search.plan import APART, TOGETHER, TOGETHER_BITS, Group
from kotikulma.kernel.search.terms import Branch, Row
from kotikulma.kernel.search.types import Hit
from kotikulma.kernel.text.stems import MARKS

JUDGED = 40
NAME_POINTS = 12.0
EXACT_POINTS = 6.0
COMPLETE_POINTS = 4.0
PLACE_POINTS = 3.0
WEIGHT_POINTS = 0.5
PART_WEIGHT = 0.6
MEANING_WEIGHT = 0.7
PREFIX_WEIGHT = 0.5
GENERIC_PART_WEIGHT = 0.15
FOREIGN = (MARKS["sv"], MARKS["en"])


# weight, own tokens, phrases, meanings, parts, generic parts, how many parts, prefix
_Prepared = tuple[
    float,
    frozenset[str],
    tuple[frozenset[str], ...],
    tuple[frozenset[str], ...],
    frozenset[str],
    frozenset[str],
    int,
    str,
]


def ranked(
    bits: Mapping[int, int],
    branches: Sequence[Branch],
    groups: Sequence[Group],
    read: Callable[[Sequence[int]], Iterable[Row]],
) -> list[Hit]:
    """Hits, best first; equal scores by weight, then by id, so that the order never flickers.

    Only the best are read and judged: a good name far down is one whose words were not found in its name.
    """
    # Many documents were found by the same looks
    tally = Counter(bits.values())
    factors = _rarity(tally, branches)
    points = {own: round(-_points(own, factors), 4) for own in tally}
    complete = {own: own & TOGETHER_BITS > 0 for own in tally}
    order = sorted([(points[own], number) for number, own in bits.items()])
    judge = _Judge(groups)
    scored = [(score, 0.0, number) for score, number in order[JUDGED:]]
    for number, weight, names, places in read([number for _, number in order[:JUDGED]]):
        better = WEIGHT_POINTS * weight + judge.name(names) + judge.place(places)
        scored.append((round(points[bits[number]] - better, 4), -weight, number))
    scored.sort()
    return [Hit(number, -score, complete[bits[number]]) for score, _, number in scored]


def _points(bits: int, factors: list[tuple[int, float]]) -> float:
    score = sum(points for bit, points in factors if bits & bit)
    return score + COMPLETE_POINTS if bits & TOGETHER_BITS else score


def _rarity(tally: Mapping[int, int], branches: Sequence[Branch]) -> list[tuple[int, float]]:
    """(bit, points): what few candidates have tells more than what all of them have."""
    group_bits: dict[int, int] = {}
    for branch in branches:
        if branch.bit > TOGETHER_BITS:
            number = (branch.bit.bit_length() - 1 - len(TOGETHER)) // len(APART)
            group_bits[number] = group_bits.get(number, 0) | branch.bit
    counts = {
        number: sum(count for found, count in tally.items() if found & bits) for number, bits in group_bits.items()
    }
    rows = sum(tally.values())
    factors = []
    for branch in branches:
        factor = 1.0
        if branch.bit > TOGETHER_BITS:
            number = (branch.bit.bit_length() - 1 - len(TOGETHER)) // len(APART)
            factor = 0.5 + math.log((rows + 1) / (counts[number] + 0.5)) / math.log(rows + 2)
        factors.append((branch.bit, branch.points * factor))
    return factors


class _Judge:
    """How well names and places answer the query; the query's side is prepared once."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups: list[_Prepared] = [
            (
                group.weight,
                frozenset(group.full),
                tuple(frozenset(phrase.tokens) for phrase in group.phrases),
                tuple(frozenset(meaning.tokens) for meaning in group.meanings),
                frozenset((*group.atoms, *group.runs)),
                frozenset(group.generic_parts),
                max(len(group.atoms) + len(group.runs), 1),
                " " + group.surface if group.prefix else "",
            )
            for group in groups
        ]
        self._total = sum(group.weight for group in groups) or 1.0
        self._all = frozenset(token for group in groups for token in group.full)
        # What names a place has no stems of other languages; few look-ups in a long line are cheaper than to cut it
        self._places = tuple(f" {token} " for token in self._all if not token.startswith(FOREIGN))
        self._any = self._all.union(
            *(tokens for group in self._groups for tokens in (*group[2], *group[3], *group[4:6]))
        )
        self._prefixes = tuple(group[-1] for group in self._groups if group[-1])
        self._judged: dict[tuple[object, ...], float] = {}
        words = {*self._any, *(prefix.strip() for prefix in self._prefixes)}
        # Most documents do not have the words in their names; whatever holds one of these may
        self._hints = [word for word in words if not any(other in word for other in words if other != word)]

    def name(self, lines: str) -> float:
        """The best language's share of the query found in the name, more when the name says little else."""
        best = 0.0
        for hint in self._hints:
            if hint in lines:
                break
        else:
            return best
        for line in lines.split("\n"):
            if line:
                telling, full_text, parts_text = line.split("|")
                full, parts = self._any.intersection(full_text.split()), self._any.intersection(parts_text.split())
                spaced = " " + full_text
                begun = tuple([prefix for prefix in self._prefixes if prefix in spaced])
                if full or parts or begun:
                    # Hundreds of names have the same few words of the query
                    key = (telling, full, parts, begun)
                    points = self._judged.get(key)
                    if points is None:
                        points = self._judged[key] = self._name_points(int(telling), full, parts, begun)
                    best = max(best, points)
        return best

    def _name_points(self, telling: int, full: frozenset[str], parts: frozenset[str], begun: tuple[str, ...]) -> float:
        shares = [_share(group, full, parts, begun) for group in self._groups]
        cover = sum(group[0] * share for group, share in zip(self._groups, shares, strict=True)) / self._total
        density = min(sum(shares) / telling, 1.0)
        exact = EXACT_POINTS if cover > 0.95 and density > 0.95 else 0.0
        return NAME_POINTS * cover * (0.6 + 0.4 * density) + exact

    def place(self, line: str) -> float:
        spaced = f" {line} "
        for token in self._places:
            if token in spaced:
                return PLACE_POINTS
        return 0.0


def _share(
    group: _Prepared,
    full: frozenset[str],
    parts: frozenset[str],
    begun: Collection[str],
) -> float:
    """How much of one group a name holds: 1 the word, .7 a synonym, .6 a part, .15 a generic part."""
    _, own, phrases, meanings, own_parts, generic, count, prefix = group
    if not own.isdisjoint(full) or any(phrase <= full for phrase in phrases):
        return 1.0
    best = PART_WEIGHT if not own.isdisjoint(parts) else 0.0
    for meaning in meanings:
        if meaning <= full:
            return MEANING_WEIGHT
        if meaning <= full | parts:
            best = max(best, PART_WEIGHT)
    if not best and prefix in begun:
        best = PREFIX_WEIGHT
    met = len(own_parts & (full | parts))
    if met:
        best = max(best, PART_WEIGHT * min((met + 0.5) / (count + 0.5), 1.0))
    if not best and not generic.isdisjoint(full | parts):
        best = GENERIC_PART_WEIGHT
    return best
