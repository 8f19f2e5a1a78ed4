"""What is asked of an inverted index, before either database's own language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Protocol

# Columns of the index, best first; PostgreSQL calls them weights A to D.
NAME, LEAD, SUMMARY, BODY = "name", "lead", "summary", "body"
COLUMNS = (NAME, LEAD, SUMMARY, BODY)


class Alternative(NamedTuple):
    """Tokens that must all be there; `prefix`: the (single) token may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False


Clause = tuple[Alternative, ...]

# Tokens of name, lead, summary, body and tags; a token stands in its best column only.
Columns = tuple[Iterable[str], Iterable[str], Iterable[str], Iterable[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Branch:
    """One bounded look into the index: every clause by one of its alternatives, within the first `depth` columns.

    A document found here gets `points` and `bit`; at most `cap` documents are looked at.
    A look that stands for several (`merged`) has all their bits.
    """

    clauses: tuple[Clause, ...]
    depth: int
    points: float
    bit: int
    cap: int


# What the ranking looks at: id, weight, names, place
Row = tuple[int, float, str, str]


class Index(Protocol):
    """The inverted index of one kind of database. Each call is one statement."""

    def first(
        self, branches: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]], most: int
    ) -> dict[int, int]:
        """{document: bits} of looks of which each finds what those before it find, until there are `most` documents.

        What one look finds gets the bits of those after it as well, unasked.
        """

    def every(
        self, branches: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]], most: int
    ) -> dict[int, int]:
        """{document: bits} of the best `most` documents over all looks, by summed points, then id."""

    def rows(self, ids: Iterable[int]) -> list[Row]:
        """These documents, in any order."""

    def settle(self) -> None:
        """Put the index in order after much writing, so that reading it is cheap."""

    def write(self, rows: Sequence[tuple[int, Columns]]) -> None:
        """Insert or replace documents by id."""

    def drop(self, ids: Sequence[int]) -> None:
        """Forget documents."""

    def write_tags(self, tags: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Replace the tags of documents."""

    def write_words(self, words: Sequence[str]) -> None:
        """Remember words that are not yet known, and their grams."""

    def forget_words(self, words: Sequence[tuple[int, str]]) -> None:
        """Forget words by row number, and their grams."""


def bits_from(branches: Sequence[Branch]) -> list[int]:
    """For each look the bits of it and all after it."""
    return [sum(one.bit for one in branches[at:]) for at in range(len(branches))]


def merged(branches: Sequence[Branch]) -> list[Branch]:
    """Looks at the same things are one look, with the points and bits of all."""
    found: dict[tuple[tuple[Clause, ...], int], Branch] = {}
    for one in branches:
        key = (one.clauses, one.depth)
        same = found.get(key)
        found[key] = (
            replace(same, points=same.points + one.points, bit=same.bit | one.bit, cap=max(same.cap, one.cap))
            if same
            else one
        )
    return list(found.values())


@lru_cache(maxsize=4096)
def tag_token(tag: str) -> str:
    """A tag as one token: 'municipality:179' -> 't_municipality_3a_179'. Two tags never share a token."""
    return "t_" + "".join(
        letter if letter.isascii() and letter.isalnum() else f"_{ord(letter):x}_" for letter in tag.lower()
    )


def grams(word: str) -> list[str]:
    """Three letters at a time with the ends marked: neuvola -> ^ne neu euv uvo vol ola la$."""
    marked = f"^{word}$"
    return list(dict.fromkeys(marked[at : at + 3] for at in range(len(marked) - 2)))
