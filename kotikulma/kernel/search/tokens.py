"""A document as tokens in the columns of the index.

name: words of the names. lead: parts of their compounds, keywords, place words. summary: words of
the summaries, parts of keywords, and what the body says three times or more. body: the rest.
A token stands only in the first column it belongs to.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kotikulma.kernel.search.types import Document
from kotikulma.kernel.text.analysis import analyse_document, analyse_names
from kotikulma.kernel.text.types import Tokens
from kotikulma.kernel.text.words import clean, is_stop_word, words

OFTEN = 3
LONGEST_TEXT = 20_000
SHORTEST_KNOWN, LONGEST_KNOWN = 4, 40


class DocumentTokens(NamedTuple):
    """Columns for the inverted index, what the ranking reads of names and places, and words worth remembering."""

    columns: tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]
    name_lines: str
    place_line: str
    words: set[str]


def tokens_of(document: Document) -> DocumentTokens:
    names = {lang: analyse_document(text, lang) for lang, text in document.names.items() if text}
    keywords = [analyse_document(", ".join(own), lang) for lang, own in document.keywords.items() if own]
    summaries = _analysed(document.summaries.items())
    bodies = _analysed(document.bodies.items())
    places = analyse_names(document.place_words) if document.place_words else []
    often = [token for own in bodies for token, times in own.full.items() if times >= OFTEN and not is_stop_word(token)]
    name = dict.fromkeys(token for own in names.values() for token in own.full)
    lead = _fresh((name,), *(own.parts for own in names.values()), *(own.full for own in keywords), places)
    summary = _fresh((name, lead), *(own.full for own in summaries), *(own.parts for own in keywords), often)
    body = _fresh(
        (name, lead, summary), *(own.full for own in bodies), *(own.parts for own in (*summaries, *bodies))
    )
    return DocumentTokens(
        (tuple(name), lead, summary, body),
        "\n".join(_name_line(document.names[lang], own) for lang, own in names.items()),
        " ".join(places),
        {token for column in (name, lead, summary, body) for token in column if worth_knowing(token)},
    )


def _analysed(texts: Iterable[tuple[str, str]]) -> list[Tokens]:
    return [analyse_document(text[:LONGEST_TEXT], lang) for lang, text in texts if text]


def _fresh(earlier: tuple[Iterable[str], ...], *groups: Iterable[str]) -> tuple[str, ...]:
    """Tokens of the groups that no earlier column holds."""
    taken = set().union(*earlier)
    return tuple(dict.fromkeys(token for group in groups for token in group if token not in taken))


def _name_line(name: str, own: Tokens) -> str:
    """'<telling words>|<full tokens>|<part tokens>' of a name in one language."""
    telling = sum(not is_stop_word(word) for word in words(clean(name)))
    return f"{max(telling, 1)}|{' '.join(own.full)}|{' '.join(own.parts)}"


def worth_knowing(token: str) -> bool:
    """Letters only, neither tiny nor huge: something a person may misspell. Stems carry an underscore."""
    return SHORTEST_KNOWN <= len(token) <= LONGEST_KNOWN and token.isalpha()
