"""Everyday words and what they should also find: the shipped file, the table coordinators edit, the phrases in use."""

import threading
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kotikulma.kernel.search.models import Synonym
from kotikulma.kernel.search.terms import Alternative
from kotikulma.kernel.text.analysis import analyse_query
from kotikulma.kernel.text.backends import finnish
from kotikulma.kernel.text.stems import stem
from kotikulma.kernel.text.types import Word

# An edited synonym is in use in every process after at most this long.
FRESH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words (each as the tokens that mean it) that together stand for the alternatives."""

    words: tuple[frozenset[str], ...]
    find: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a query: the positions of its words."""

    positions: tuple[int, ...]
    find: tuple[Alternative, ...]


class _Shelf:
    """The phrases of this process, by the tokens of their first word, renewed once a minute."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read_at = float("-inf")
        self.analyser = ""
        self.by_token: dict[str, list[Phrase]] = {}
        self.entries: list[dict[str, Any]] = []
        self.edition = 0


_shelf = _Shelf()


def matches(words: tuple[Word, ...]) -> list[Match]:
    """The phrases that occur in these words, in any order and inflection; longer phrases first."""
    shelf = _current()
    tokens = [frozenset(word.full) for word in words]
    found: list[Match] = []
    seen: set[int] = set()
    for phrase in (phrase for own in tokens for token in own for phrase in shelf.get(token, ())):
        if id(phrase) in seen:
            continue
        seen.add(id(phrase))
        positions = _positions(phrase, tokens)
        if positions:
            found.append(Match(positions, phrase.find))
    return sorted(found, key=lambda match: (-len(match.positions), match.positions))


def side_by_side(words: Sequence[Word]) -> tuple[Alternative, ...]:
    """'suun terveydenhuolto' as Finnish base forms; what is no Finnish as Swedish and English stems; as written."""
    if not words:
        return ()
    if all(word.known for word in words):
        return tuple(Alternative(tokens) for tokens in dict.fromkeys((_bases(words), tuple(w.surface for w in words))))
    swedish = tuple(stem(word.surface, "sv") for word in words)
    english = tuple(stem(word.surface, "en") for word in words)
    written = tuple(word.surface for word in words)
    return tuple(Alternative(tokens) for tokens in dict.fromkeys((swedish, english, written)))


def _bases(words: Sequence[Word]) -> tuple[str, ...]:
    """One Finnish base form for each word; the second token of a known word, unless that is all there is."""
    return tuple(word.full[1] if not word.full[1].startswith(("f_", "s_", "e_")) else word.surface for word in words)


def edition() -> int:
    """Another number in this process when the synonyms in use are others; what was found with them hangs on it."""
    _current()
    return _shelf.edition


def forget() -> None:
    """Read the table again at the next query."""
    _shelf.read_at = float("-inf")


def ensure() -> int:
    """Put the shipped entries the table lacks into it; returns how many. What coordinators changed stays."""
    known = set(Synonym.objects.values_list("key", flat=True))
    missing = [Synonym(**entry) for entry in shipped() if entry["key"] not in known]
    Synonym.objects.bulk_create(missing, ignore_conflicts=True)
    forget()
    return len(missing)


def vocabulary() -> set[str]:
    """Every word people may write for something: they are no typing errors, and errors may be repaired to them."""
    rows = Synonym.objects.filter(active=True).values_list("words", flat=True)
    return {token for own in rows for text in own for word in analyse_query(text).words for token in word.full}


@lru_cache(maxsize=1)
def shipped() -> list[dict[str, Any]]:
    """The entries of data/synonyms.toml: key, words, find."""
    text = files("kotikulma.kernel.search").joinpath("data", "synonyms.toml").read_text("utf-8")
    return [{"key": key, **entry} for key, entry in tomllib.loads(text).items()]


def _current() -> dict[str, list[Phrase]]:
    analyser = finnish().name
    if time.monotonic() - _shelf.read_at > FRESH_SECONDS or analyser != _shelf.analyser:
        with _shelf.lock:
            rows = list(Synonym.objects.values("key", "words", "find", "active"))
            entries = [row for row in rows if row["active"]] if rows else shipped()
            if (entries, analyser) != (_shelf.entries, _shelf.analyser):
                _shelf.by_token = _by_first_token(entries)
                _shelf.entries, _shelf.edition = entries, _shelf.edition + 1
            _shelf.read_at, _shelf.analyser = time.monotonic(), analyser
    return _shelf.by_token


def _by_first_token(entries: list[dict[str, Any]]) -> dict[str, list[Phrase]]:
    by_token: dict[str, list[Phrase]] = {}
    for entry in entries:
        find = tuple(dict.fromkeys(one for text in entry["find"] for one in side_by_side(analyse_query(text).telling)))
        for text in entry["words"]:
            words = analyse_query(text).telling
            if not words:
                continue
            phrase = Phrase(tuple(frozenset(_own_tokens(word)) for word in words), find)
            for token in phrase.words[0]:
                by_token.setdefault(token, []).append(phrase)
    return by_token


def _own_tokens(word: Word) -> tuple[str, ...]:
    """A word known as Finnish means its base forms; its accidental stems in other languages mean nothing."""
    if word.known:
        return tuple(token for token in word.full if not token.startswith(("s_", "e_", "f_"))) + (
            stem(word.surface, "sv"),
            stem(word.surface, "en"),
        )
    return word.full


def _positions(phrase: Phrase, tokens: list[frozenset[str]]) -> tuple[int, ...]:
    """Where each word of the phrase stands; () when one is missing."""
    positions = []
    for wanted in phrase.words:
        at = next((at for at, own in enumerate(tokens) if at not in positions and own & wanted), None)
        if at is None:
            return ()
        positions.append(at)
    return tuple(sorted(positions))
