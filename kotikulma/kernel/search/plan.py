"""From an analysed query to bounded looks into the index.

Together: every telling word must be there, in five depths from the name down to the body.
Apart: each word by itself, with prefixes and parts of compounds, for when together finds (nearly) nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kotikulma.kernel.search import synonyms
from kotikulma.kernel.search.terms import Alternative, Branch, Clause
from kotikulma.kernel.text.types import Query, Word

# Weight of a word that nearly every service shares, beside words that tell more.
GENERIC_WEIGHT = 0.15
IN_PHRASE_WEIGHT = 0.3
SHORTEST_PREFIX = 4
MOST_APART = 8
# (points, depth in columns, which alternatives) of the looks for all words together, best first.
TOGETHER = ((8.0, 1, "full"), (6.0, 2, "meant"), (4.0, 2, "wide"), (2.0, 3, "wide"), (1.0, 4, "wide"))
STRONG_BITS = 0b111
TOGETHER_BITS = (1 << len(TOGETHER)) - 1
APART = (
    (5.0, 1, "full"),
    (3.0, 2, "meant"),
    (1.5, 4, "meant"),
    (2.0, 2, "prefix"),
    (1.5, 2, "parts"),
    (0.5, 4, "parts"),
)
# Documents with some of the words: of these nobody reads so many.
APART_CAP = 120
MOST_INCOMPLETE = 120


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for: a word, or a phrase that a synonym understands as a whole.

    `phrases` are the words of a phrase side by side, `meanings` the synonyms' alternatives.
    `required`: must be there when words are looked for together.
    """

    surface: str
    full: tuple[str, ...]
    atoms: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    generic_parts: tuple[str, ...] = ()
    phrases: Clause = ()
    meanings: Clause = ()
    weight: float = 1.0
    required: bool = True
    known: bool = True

    @property
    def meant(self) -> Clause:
        return tuple(dict.fromkeys((*self.clause("full"), *self.meanings)))

    @property
    def wide(self) -> Clause:
        """Also a document that has every telling part of the compound."""
        return (*self.meant, Alternative(self.atoms)) if self.atoms else self.meant

    @property
    def parts(self) -> Clause:
        """Any part; those that nearly every service shares only when there is nothing better."""
        return tuple(Alternative((token,)) for token in (*self.runs, *(self.atoms or self.generic_parts)))

    @property
    def prefix(self) -> Clause:
        return (Alternative((self.surface,), prefix=True),) if len(self.surface) >= SHORTEST_PREFIX else ()

    def clause(self, which: str) -> Clause:
        if which == "full":
            return (*(Alternative((token,)) for token in self.full), *self.phrases)
        clause: Clause = getattr(self, which)
        return clause


def groups_of(query: Query, most: int) -> list[Group]:
    """What is asked for, in order; [] when there is no word in the query."""
    words = query.words[:most]
    found = synonyms.matches(words)
    telling = [word for word in words if not word.stop] or list(words)
    all_generic = all(word.generic for word in telling)
    inside_phrase = {at for match in found if len(match.positions) > 1 for at in match.positions}
    groups = []
    for at, word in enumerate(words):
        if (word.stop and word in telling) or not word.stop:
            meanings = tuple(one for match in found if match.positions == (at,) for one in match.find)
            groups.append(_word_group(word, meanings, optional=at in inside_phrase, lone=all_generic))
    for match in found:
        if len(match.positions) > 1:
            own = [words[at] for at in match.positions]
            groups.append(Group("", (), phrases=synonyms.side_by_side(own), meanings=match.find))
    return groups


def _word_group(word: Word, meanings: tuple[Alternative, ...], *, optional: bool, lone: bool) -> Group:
    generic = word.generic and not lone
    return Group(
        surface=word.surface,
        full=word.full,
        atoms=word.atoms,
        runs=word.runs,
        generic_parts=word.generic_parts,
        meanings=meanings,
        weight=GENERIC_WEIGHT if generic else IN_PHRASE_WEIGHT if optional else 1.0,
        required=not generic and not optional,
        known=word.known,
    )


def together(groups: Sequence[Group], limit: int) -> list[Branch]:
    """Every required group, in each depth. Bits 0-4."""
    required = [group for group in groups if group.required] or list(groups)
    branches: list[Branch] = []
    for at, (points, depth, which) in enumerate(TOGETHER):
        clauses = tuple(group.clause(which) for group in required)
        if not all(clauses):
            continue
        if branches and (branches[-1].clauses, branches[-1].depth) == (clauses, depth):
            branches[-1] = replace(branches[-1], points=branches[-1].points + points)
            continue
        branches.append(Branch(clauses, depth, points, 1 << at, limit + 1))
    return branches


def is_strong(bits: int) -> bool:
    """All words were found together in name, keywords or place."""
    return bool(bits & STRONG_BITS)


def apart(groups: Sequence[Group]) -> list[Branch]:
    """Each group by itself. Bits from 5 on, 6 a group."""
    branches = []
    for number, group in enumerate(sorted(groups, key=lambda one: -one.weight)[:MOST_APART]):
        for at, (points, depth, which) in enumerate(APART):
            clause = group.clause(which)
            if clause:
                bit = 1 << (len(TOGETHER) + number * len(APART) + at)
                branches.append(Branch((clause,), depth, points * group.weight, bit, APART_CAP))
    return branches


def is_cut(bits: Iterable[int], branches: Sequence[Branch]) -> bool:
    """Some look found as many as it may, so there may be others."""
    tally = Counter(bits)
    return any(sum(count for own, count in tally.items() if own & one.bit) >= one.cap for one in branches)
