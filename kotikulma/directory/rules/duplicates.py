"""Which two entries look like one thing: a score from 0 to 1, and from SUGGESTED_FROM a suggestion, never a deed.

A place is told by its name and where it is; whose it is and how it is reached only adds, since one door is often in
the register of a city and of a county. A service is told by its name and whose it is: the same name given by another
organisation, or in another municipality, is another service. A channel is in no municipality: it is told by its name
and by whose it is or the very number or address behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from kotikulma.directory.types.duplicates import Reason, Suggestion, Traits
from kotikulma.kernel import municipalities

SUGGESTED_FROM = 0.85
SAME_NAME_FROM = 0.8
NEAR_KILOMETRES = 0.075
BLOCK = 40  # of more with one word in common, each meets its neighbours by name only
NEIGHBOURS = 6
LINK = "link:"  # marks of web addresses among contacts


def suggestions(kind: str, things: Sequence[Traits]) -> list[Suggestion]:
    """Every pair worth a look, most alike first. Work grows with the number of things, not with its square."""
    found = []
    for one, other in candidates(things):
        points, reasons = score(kind, one, other)
        if points >= SUGGESTED_FROM:
            first, second = sorted((one.uuid, other.uuid), key=str)
            found.append(Suggestion(first, second, round(points, 3), reasons))
    return sorted(found, key=lambda pair: (-pair.score, str(pair.first), str(pair.second)))


def score(kind: str, one: Traits, other: Traits) -> tuple[float, tuple[Reason, ...]]:
    """How much two things of a kind are one, and why. Things that share no municipality or sort are not."""
    if one.sort != other.sort or not one.areas & other.areas:
        return 0.0, ()
    name = similarity(" ".join(sorted(one.words)), " ".join(sorted(other.words)))
    reasons = [Reason.NAME] if name >= SAME_NAME_FROM else []
    same_keeper = bool(one.keeper) and one.keeper == other.keeper
    contact, why = _contact(one, other)
    if kind == "place":
        points = _place_points(name, one, other, reasons, same_keeper) + 0.1 * contact
    elif kind == "channel":
        points = 0.6 * name + 0.25 * (same_keeper or contact == 1.0) + 0.15 * contact
    else:
        doors = 1.0 if one.doors & other.doors else 0.0
        points = 0.6 * name + 0.25 * same_keeper + 0.15 * max(contact, doors)
        reasons += [Reason.PLACE] if doors else []
    reasons += [Reason.ORGANIZATION] if same_keeper else []
    return min(points, 1.0), (*reasons, *why)


def candidates(things: Sequence[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Pairs that share a municipality and a word of the name, the address or a contact. Each pair once."""
    seen: set[tuple[int, int]] = set()
    for block in _blocks(things).values():
        for pair in _pairs(things, block):
            if pair not in seen:
                seen.add(pair)
                yield things[pair[0]], things[pair[1]]


def similarity(one: str, other: str) -> float:
    """Dice of trigrams: 1 for the same words in any order, 0 for nothing in common."""
    if one == other:
        return 1.0 if one else 0.0
    first, second = _trigrams(one), _trigrams(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _place_points(name: float, one: Traits, other: Traits, reasons: list[Reason], same_keeper: bool) -> float:
    """A library and a school in one house share an address and half of a name, so the name weighs most."""
    if not (_located(one) and _located(other)):
        return 0.75 * name + 0.1 * same_keeper
    same = bool(one.address) and one.address == other.address
    near = bool(one.point and other.point) and _kilometres(one, other) <= NEAR_KILOMETRES
    reasons += [Reason.ADDRESS] if same else [Reason.NEAR] if near else []
    return 0.65 * name + 0.35 * (same or near) + 0.05 * same_keeper


def _located(thing: Traits) -> bool:
    return bool(thing.address or thing.point)


def _kilometres(one: Traits, other: Traits) -> float:
    return municipalities.kilometres(one.point or (0.0, 0.0), other.point or (0.0, 0.0))


def _contact(one: Traits, other: Traits) -> tuple[float, tuple[Reason, ...]]:
    if shared := one.contacts & other.contacts:
        link = all(mark.startswith(LINK) for mark in shared)
        return 1.0, (Reason.LINK if link else Reason.CONTACT,)
    return (0.5, (Reason.SITE,)) if one.sites & other.sites else (0.0, ())


def _blocks(things: Sequence[Traits]) -> dict[tuple[str, str], list[int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, thing in enumerate(things):
        marks = {*thing.words, *thing.contacts, *([f"@{thing.address}"] if thing.address else [])}
        for area in thing.areas:
            for mark in marks:
                blocks[area, mark].append(number)
    return {key: block for key, block in blocks.items() if len(block) > 1}


def _pairs(things: Sequence[Traits], block: Sequence[int]) -> Iterable[tuple[int, int]]:
    if len(block) <= BLOCK:
        return combinations(block, 2)
    ordered = sorted(block, key=lambda number: sorted(things[number].words))
    near = (ordered[at : at + NEIGHBOURS] for at in range(len(ordered)))
    return (tuple(sorted((some[0], other))) for some in near for other in some[1:])  # type: ignore[misc]


@lru_cache(maxsize=65536)
def _trigrams(text: str) -> frozenset[str]:
    padded = [f"  {word} " for word in text.split()]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))
