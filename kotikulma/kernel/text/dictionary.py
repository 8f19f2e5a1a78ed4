"""Finnish without a system library: simplemma's dictionary in a memory-mapped trie, and our own compound splitter.

The dictionary knows 3.5 million forms but only common compounds, so an unknown word (and a known
one, for its parts) is cut where every piece is a word that can stand there: a nominative, a
genitive or an -s form in front, any nominal form last. Fewest pieces win; pieces that are
endings in disguise (data/false_parts.txt) or too short (data/short_parts.txt) are refused.
"""

import subprocess
import sys
import threading
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import marisa_trie

from kotikulma.kernel.text.build import build
from kotikulma.kernel.text.compounds import Piece, atoms, runs
from kotikulma.kernel.text.types import Analysis
from kotikulma.kernel.text.words import word_list

LONGEST_COMPOUND = 45
SHORTEST_COMPOUND = 6
MOST_PIECES = 4
_ENDINGS = (
    "issa issä ista istä illa illä ille ilta iltä iksi ssa ssä sta stä lla llä lle lta ltä ksi na nä an än en in on"
    " un yn ön jen ien a ä n t"
).split()


class Dictionary:
    """The bundled analyser. `folder` keeps the built trie."""

    name = "dictionary"

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"fi-simplemma-{version('simplemma')}.trie"
        self._lock = threading.Lock()
        self._trie: Any = None
        self.analyse = lru_cache(maxsize=16384)(self._analyse)
        self._lemma = lru_cache(maxsize=16384)(self._look_up)

    def suggest(self, word: str) -> list[str]:
        return []

    def _analyse(self, word: str) -> Analysis:
        found = self._analyse_as_written(word)
        return Analysis(
            _unhyphened(found.bases),
            _unhyphened(found.atoms),
            _unhyphened(found.runs),
            found.last.replace("-", ""),
            found.sure,
        )

    def _analyse_as_written(self, word: str) -> Analysis:
        lemma = self._lemma(word)
        if lemma and not self._is_nominal(lemma) and not lemma.endswith(("a", "ä")):
            return Analysis((lemma,))
        pieces = self._cut(lemma or word)
        if not pieces:
            return Analysis(self._bases(word, lemma)) if lemma else Analysis(self._guess(word), sure=False)
        front = "".join(piece.surface for piece in pieces[:-1])
        bases = self._bases(word, lemma) if lemma else tuple(front + close for close in pieces[-1].lemmas)
        return Analysis(
            bases,
            tuple(atom for atom in atoms(pieces) if atom not in bases),
            tuple(run for run in runs(pieces) if run not in bases),
            pieces[-1].lemmas[0],
        )

    def _bases(self, word: str, lemma: str) -> tuple[str, ...]:
        """The dictionary gives one lemma; others may be as good (suolla: suoltaa, suo; velkoja: velkoja, velka)."""
        if self._is_nominal(lemma):
            plural = word[:-3] + ("a" if word.endswith("oja") else "ä")
            if word == lemma and word.endswith(("oja", "öjä")) and self._lemma(plural) == plural:
                return (lemma, plural)
            return (lemma,)
        return tuple(dict.fromkeys((lemma, *self._nouns_by_ending(word))))

    # Looking up

    def _open(self) -> Any:
        if self._trie is None:
            with self._lock:
                if self._trie is None:
                    self._trie = self._mapped()
        return self._trie

    def _mapped(self) -> Any:
        if not self._path.exists():
            # A process of its own gives its 700 MB back to the system, a web worker never would.
            done = subprocess.run([sys.executable, "-m", "kotikulma.kernel.text.build", str(self._path)], check=False)
            if done.returncode or not self._path.exists():
                build(self._path)
        return marisa_trie.BytesTrie().mmap(str(self._path))

    def _look_up(self, form: str) -> str:
        trie = self._open()
        found = trie.get(form) or trie.get(form.capitalize())
        return found[0].decode().lower() if found else ""

    def _is_nominal(self, lemma: str) -> bool:
        """Only verbs lack an essive: tupa, tupana; but suoltaa, no suoltaana."""
        if lemma.endswith("a"):
            return self._lemma(lemma + "na") == lemma
        if lemma.endswith("ä"):
            return self._lemma(lemma + "nä") == lemma
        return True

    def _nouns_by_ending(self, form: str) -> list[str]:
        """Nouns whose nominative is left when a case ending is taken off: suolla -> suo."""
        found = []
        for ending in _ENDINGS:
            stem = form[: -len(ending)]
            if form.endswith(ending) and len(stem) >= 3 and self._lemma(stem) == stem and self._is_nominal(stem):
                found.append(stem)
        return found[:2]

    # Cutting compounds

    def _cut(self, word: str) -> list[Piece]:
        """The pieces of a compound, the likeliest cut; [] when it is none."""
        if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or not word.isalpha():
            return []
        best = self._best_cut(word, MOST_PIECES, {})
        if best is None or len(best) < 2:
            return []
        *fronts, last = best
        flat = [inner for piece in fronts for inner in self._inside(piece, piece.surface)]
        return flat + self._inside(last, last.lemmas[0])

    def _best_cut(self, rest: str, most: int, seen: dict[tuple[str, int], list[Piece] | None]) -> list[Piece] | None:
        """Fewest pieces; of these the one whose shortest piece is longest."""
        if (rest, most) in seen:
            return seen[rest, most]
        options: list[list[Piece]] = []
        for at in range(3, len(rest) - 2) if most > 1 else ():
            front = self._front(rest[:at])
            if not front:
                continue
            last = self._last(rest[at:])
            if last:
                options.append([Piece(rest[:at], front), Piece(rest[at:], last)])
            longer = self._best_cut(rest[at:], most - 1, seen) if most > 2 else None
            if longer:
                options.append([Piece(rest[:at], front), *longer])
        best = min(options, key=lambda cut: (len(cut), -min(len(piece.surface) for piece in cut)), default=None)
        seen[rest, most] = best
        return best

    def _inside(self, piece: Piece, nominative: str) -> list[Piece]:
        """A long piece may be a compound the dictionary knows as a whole: mielenterveys -> mielen, terveys."""
        if len(nominative) < 8 or nominative not in piece.lemmas:
            return [piece]
        cut = self._best_cut(nominative, 2, {})
        return cut if cut and cut[-1].surface == cut[-1].lemmas[0] else [piece]

    def _may_be_piece(self, surface: str) -> bool:
        if len(surface) < 4:
            return surface in word_list("short_parts")
        return surface not in word_list("false_parts")

    def _front(self, surface: str) -> tuple[str, ...]:
        """Lemmas of a front piece: nominative, genitive, or an adjective's -s form."""
        if not self._may_be_piece(surface):
            return ()
        if surface in word_list("bound_parts"):
            return (surface,)
        if surface.endswith("s"):
            adjective = surface[:-1] + "nen"
            if self._lemma(adjective) == adjective:
                return (adjective,)
        lemma = self._lemma(surface)
        if not lemma or not self._is_nominal(lemma) or (len(lemma) < 3):
            return ()
        return (lemma,) if lemma == surface or surface.endswith("n") else ()

    def _last(self, surface: str) -> tuple[str, ...]:
        """Lemmas of a last piece: a noun in any form."""
        if not (len(surface) >= 4 or surface in word_list("short_parts")) or surface in word_list("false_parts"):
            return ()
        lemma = self._lemma(surface)
        if not lemma:
            return ()
        if self._is_nominal(lemma):
            return (lemma,) if self._may_be_piece(lemma) else ()
        return tuple(noun for noun in self._nouns_by_ending(surface) if self._may_be_piece(noun))

    def _guess(self, word: str) -> tuple[str, ...]:
        """Base forms of a name that ends in a known noun: kuokkalassa -> kuokkala."""
        for at in range(3, len(word) - 3):
            lemmas = self._last(word[at:])
            if lemmas:
                return tuple(word[:at] + lemma for lemma in lemmas)
        return ()


def _unhyphened(lemmas: tuple[str, ...]) -> tuple[str, ...]:
    """Lemmas as one token each: the dictionary spells ruoka-apu."""
    return tuple(lemma.replace("-", "") for lemma in lemmas)
