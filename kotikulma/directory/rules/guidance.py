"""Does a query sound like distress? Decided without an analyser, so it works when search does not."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

WORD = re.compile(r"[\w'-]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a query as people type them, in small letters; the first forty are enough."""
    return tuple(WORD.findall(text.casefold())[:40])


def fits(trigger: str, words: Sequence[str]) -> bool:
    """Each word of the trigger begins some word of the query; `=word` must be that very word."""
    return all(_meets(part, words) for part in _parts(trigger))


def fits_any(triggers: Iterable[str], words: Sequence[str]) -> bool:
    return any(fits(trigger, words) for trigger in triggers)


@lru_cache(maxsize=1024)
def _parts(trigger: str) -> tuple[str, ...]:
    return tuple(trigger.casefold().split())


def _meets(part: str, words: Sequence[str]) -> bool:
    if part.startswith("="):
        return part[1:] in words
    return any(word.startswith(part) for word in words)
