"""The order of the candidates: where the words were found, how well they cover a name, place, static weight."""

import math
from collections.abc import Sequence

from kotikulma.kernel.search.plan import APART, TOGETHER, Group
from kotikulma.kernel.search.terms import Branch, Row
from kotikulma.kernel.search.types import Hit

JUDGED = 150
NAME_POINTS = 12.0
EXACT_POINTS = 6.0
COMPLETE_POINTS = 4.0
PLACE_POINTS = 3.0
WEIGHT_POINTS = 0.5
PART_WEIGHT = 0.6
MEANING_WEIGHT = 0.7
PREFIX_WEIGHT = 0.5
GENERIC_PART_WEIGHT = 0.15
_TOGETHER_BITS = (1 << len(TOGETHER)) - 1


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


def ranked(rows: Sequence[Row], branches: Sequence[Branch], groups: Sequence[Group]) -> list[Hit]:
    """Hits, best first; equal scores by weight, then by id, so that the order never flickers."""
    factors = _rarity(rows, branches)
    # Many rows were found by the same branches
    found = {bits: _points(bits, factors) for bits in {row.bits for row in rows}}
    judge = _Judge(groups)
    scored = [(found[row.bits] + WEIGHT_POINTS * row.weight, row) for row in rows]
    # Rows come by points already; a good name far down is one whose words were not found in its name.
    scored[:JUDGED] = [
        (score + judge.name(row.name_tokens) + judge.place(row.place_tokens), row) for score, row in scored[:JUDGED]
    ]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].weight, pair[1].id))
    return [
        Hit(
            row.id,
            row.uuid,
            row.kind,
            round(score, 4),
            frozenset(row.tags.split()),
            row.latitude,
            row.longitude,
            bool(row.bits & _TOGETHER_BITS),
        )
        for score, row in scored
    ]


def _points(bits: int, factors: list[tuple[int, float]]) -> float:
    score = sum(points for bit, points in factors if bits & bit)
    return score + COMPLETE_POINTS if bits & _TOGETHER_BITS else score


def _rarity(rows: Sequence[Row], branches: Sequence[Branch]) -> list[tuple[int, float]]:
    """(bit, points): what few candidates have tells more than what all of them have."""
    group_bits: dict[int, int] = {}
    for branch in branches:
        if branch.bit > _TOGETHER_BITS:
            number = (branch.bit.bit_length() - 1 - len(TOGETHER)) // len(APART)
            group_bits[number] = group_bits.get(number, 0) | branch.bit
    counts = {number: sum(1 for row in rows if row.bits & bits) for number, bits in group_bits.items()}
    factors = []
    for branch in branches:
        factor = 1.0
        if branch.bit > _TOGETHER_BITS:
            number = (branch.bit.bit_length() - 1 - len(TOGETHER)) // len(APART)
            factor = 0.5 + math.log((len(rows) + 1) / (counts[number] + 0.5)) / math.log(len(rows) + 2)
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
                group.surface if group.prefix else "",
            )
            for group in groups
        ]
        self._total = sum(group.weight for group in groups) or 1.0
        self._all = frozenset(token for group in groups for token in group.full)
        self._any = self._all.union(
            *(tokens for group in self._groups for tokens in (*group[2], *group[3], *group[4:6]))
        )
        self._prefixes = tuple(" " + group[-1] for group in self._groups if group[-1])

    def name(self, lines: str) -> float:
        """The best language's share of the query found in the name, more when the name says little else."""
        return max((self._line(line) for line in lines.split("\n") if line), default=0.0)

    def _line(self, line: str) -> float:
        telling, full_text, parts_text = line.split("|")
        full, parts = frozenset(full_text.split()), frozenset(parts_text.split())
        if self._any.isdisjoint(full) and self._any.isdisjoint(parts):
            spaced = " " + full_text
            if not any(prefix in spaced for prefix in self._prefixes):
                return 0.0
        shares = [_share(group, full, parts) for group in self._groups]
        cover = sum(group[0] * share for group, share in zip(self._groups, shares, strict=True)) / self._total
        density = min(sum(shares) / int(telling), 1.0)
        exact = EXACT_POINTS if cover > 0.95 and density > 0.95 else 0.0
        return NAME_POINTS * cover * (0.6 + 0.4 * density) + exact

    def place(self, line: str) -> float:
        return PLACE_POINTS if line and not self._all.isdisjoint(line.split()) else 0.0


def _share(
    group: _Prepared,
    full: frozenset[str],
    parts: frozenset[str],
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
    if prefix and not best and any(token.startswith(prefix) for token in full):
        best = PREFIX_WEIGHT
    met = len(own_parts & (full | parts))
    if met:
        best = max(best, PART_WEIGHT * min((met + 0.5) / (count + 0.5), 1.0))
    if not best and not generic.isdisjoint(full | parts):
        best = GENERIC_PART_WEIGHT
    return best
