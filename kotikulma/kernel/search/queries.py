"""Reading the index: by words, by tags, and what a list shows of the hits."""

from collections.abc import Sequence

from kotikulma.kernel.search.types import Card, Found

MAX_CHARACTERS = 200
MAX_WORDS = 12


def find(
    text: str,
    *,
    tags_all: Sequence[str] = (),
    tags_any: Sequence[Sequence[str]] = (),
    limit_candidates: int = 400,
) -> Found:
    """Public documents for what somebody wrote, best first; never raises on any text.

    Only the first 200 characters and 12 words count. `tags_all` must all be there, and one of each
    group in `tags_any`. One SQL statement when every word is found, two when some are not,
    three when a spelling is repaired.
    """
    return Found([])


def browse(
    *,
    tags_all: Sequence[str] = (),
    tags_any: Sequence[Sequence[str]] = (),
    limit_candidates: int = 400,
) -> Found:
    """Public documents by tags alone, heaviest first, then oldest. One SQL statement."""
    return Found([])


def cards(ids: Sequence[int]) -> list[Card]:
    """What a list shows of these documents, in the given order. One SQL statement."""
    return []
