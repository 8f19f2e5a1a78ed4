"""Does a query sound like distress? Decided without an analyser, so it works when search does not."""

import re
from collections.abc import Iterable, Sequence

WORD = re.compile(r"[\w'-]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a query as people type them, in small letters; the first forty are enough."""
    return tuple(WORD.findall(text.casefold())[:40])


def fits(trigger: str, words: Sequence[str]) -> bool:
    """Each word of the trigger begins some word of the query; `=word` must be that very word."""
    return all(_meets(part, words) for part in _parts(trigger))


class Index:
    """Many lists of triggers at once: one is tried only when its first word is there, so most texts cost nothing."""

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        self._begun: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, triggers in enumerate(lists):
            for parts in map(_parts, triggers):
                self._begun.setdefault(parts[0].removeprefix("="), []).append((number, parts))
        self._lengths = sorted({len(beginning) for beginning in self._begun})

    def fitting(self, words: Sequence[str]) -> list[int]:
        """The numbers of the lists of which some trigger fits, in order."""
        found = {
            number
            for word in words
            for length in self._lengths
            for number, parts in self._begun.get(word[:length], ())
            if all(_meets(part, words) for part in parts)
        }
        return sorted(found)


def _parts(trigger: str) -> tuple[str, ...]:
    return tuple(trigger.casefold().split())


def _meets(part: str, words: Sequence[str]) -> bool:
    if part.startswith("="):
        return part[1:] in words
    return any(word.startswith(part) for word in words)
