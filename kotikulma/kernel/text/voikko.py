"""Finnish by Voikko, an optional system library (Debian: libvoikko1, voikko-fi)."""

import threading
from functools import lru_cache
from typing import Any

import libvoikko

from kotikulma.kernel.text.compounds import Piece, atoms, runs
from kotikulma.kernel.text.types import Analysis


class VoikkoMissing(Exception):
    """The library or its Finnish dictionary is not on this machine."""


class Voikko:
    """Base forms and compound parts as Voikko's grammar sees them."""

    name = "voikko"

    def __init__(self) -> None:
        try:
            # Asked of the machine first: a Voikko that found no library complains on standard error as it goes
            libvoikko.VoikkoLibrary.open()
            self._voikko: Any = libvoikko.Voikko("fi")
        except (libvoikko.VoikkoException, OSError) as error:
            raise VoikkoMissing(str(error)) from error
        self._lock = threading.Lock()
        self.analyse = lru_cache(maxsize=16384)(self._analyse)
        self._segment = lru_cache(maxsize=4096)(self._segment_lemmas)

    def suggest(self, word: str) -> list[str]:
        with self._lock:
            return [suggestion.lower() for suggestion in self._voikko.suggest(word) if " " not in suggestion]

    def _readings(self, word: str) -> list[dict[str, str]]:
        with self._lock:
            return self._voikko.analyze(word) or self._voikko.analyze(word.capitalize())

    def _analyse(self, word: str) -> Analysis:
        bases: dict[str, None] = {}
        found_atoms: dict[str, None] = {}
        found_runs: dict[str, None] = {}
        last = ""
        for reading in self._readings(word):
            base = reading.get("BASEFORM", "").lower().replace("-", "")
            if not base:
                continue
            bases[base] = None
            pieces = self._pieces(base, _cut(word, reading.get("STRUCTURE", "")))
            if len(pieces) > 1:
                found_atoms.update(dict.fromkeys(atoms(pieces)))
                found_runs.update(dict.fromkeys(runs(pieces)))
                last = last or pieces[-1].lemmas[0]
        return Analysis(
            tuple(bases),
            tuple(atom for atom in found_atoms if atom not in bases and len(atom) > 1),
            tuple(run for run in found_runs if run not in bases),
            last,
        )

    def _pieces(self, base: str, segments: list[str]) -> list[Piece]:
        """Segments with their lemmas; the last one's is what remains of the base form after the others."""
        front = "".join(segments[:-1])
        if len(segments) < 2 or not base.startswith(front) or base == front:
            return []
        return [Piece(segment, self._segment(segment)) for segment in segments[:-1]] + [
            Piece(segments[-1], (base[len(front) :],))
        ]

    def _segment_lemmas(self, segment: str) -> tuple[str, ...]:
        """Lemmas of a part that is not the last; a bound form such as 'yhteis' stands for itself.

        A nominative means itself and nothing else: 'tuki' in front is support, never the verb 'tukea'.
        """
        simple = [item for item in self._readings(segment) if item.get("STRUCTURE", "").count("=") == 1]
        found = {item.get("BASEFORM", "").lower() for item in simple if item.get("CLASS") != "teonsana"} - {""}
        if segment in found:
            return (segment,)
        if not found and segment.endswith("s") and self._readings(segment[:-1] + "nen"):
            return (segment[:-1] + "nen",)
        return tuple(sorted(found)) or (segment,)


def _cut(word: str, structure: str) -> list[str]:
    """'hyvinvointituvat' by '=ppppp=pppppp=ppppp' -> its segments; [] when they do not fit together."""
    segments, at = [], 0
    for piece in structure.split("=")[1:]:
        segments.append(word[at : at + len(piece)].strip("-"))
        at += len(piece)
    return [segment for segment in segments if segment] if at == len(word) else []
