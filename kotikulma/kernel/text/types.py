"""What an analyser says about a word, and what a text becomes."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Analysis(NamedTuple):
    """Base forms of a word and the lemmas of its compound parts, all lower case.

    mielenterveyspalvelut: bases (mielenterveyspalvelu), atoms (mieli, terveys, palvelu),
    runs of adjacent parts shorter than the whole (mielenterveys, terveyspalvelu).
    `last` is the lemma of the last part alone, "" when the word is no compound. `sure` is False for
    a guess at a name that ends like a known word.
    """

    bases: tuple[str, ...] = ()
    atoms: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    last: str = ""
    sure: bool = True

    @property
    def known(self) -> bool:
        return bool(self.bases) and self.sure


class Finnish(Protocol):
    """A Finnish analyser. Safe to call from several threads."""

    name: str

    def analyse(self, word: str, /) -> Analysis:
        """Analyse one lower-case word; an empty Analysis when it is unknown."""

    def suggest(self, word: str, /) -> list[str]:
        """Repaired spellings, likeliest first; empty when the backend has none."""


class Tokens(NamedTuple):
    """A text as tokens. `full`: surfaces, base forms, stems; `parts`: parts of compounds.

    `often`: full tokens of telling words that the text says three times or more.
    """

    full: AbstractSet[str]
    parts: AbstractSet[str]
    often: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query, analysed in every language at once.

    `full` tokens mean the word itself, `atoms` and `runs` its telling parts, `generic_parts` those
    that nearly every service shares. `generic`: the word itself is one of those.
    """

    surface: str
    full: tuple[str, ...]
    atoms: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    generic_parts: tuple[str, ...] = ()
    generic: bool = False
    known: bool = False
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as analysed words in order; stop words are marked, not dropped, since phrases may need them."""

    text: str
    words: tuple[Word, ...]

    @property
    def telling(self) -> tuple[Word, ...]:
        """The words that say something; all of them when every one is a stop word."""
        return tuple(word for word in self.words if not word.stop) or self.words
