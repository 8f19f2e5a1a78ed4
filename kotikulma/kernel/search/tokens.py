"""A document as tokens in the columns of the index.

name: words of the names. lead: parts of their compounds, keywords, place words. summary: words of
the summaries, parts of keywords, and what the body says three times or more. body: the rest.
A token stands only in the first column it belongs to.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kotikulma.kernel.search.types import Document
from kotikulma.kernel.text.analysis import analyse_document, analyse_names
from kotikulma.kernel.text.types import Tokens
from kotikulma.kernel.text.words import clean, is_stop_word, words

LONGEST_TEXT = 20_000
SHORTEST_KNOWN, LONGEST_KNOWN = 4, 40


class DocumentTokens(NamedTuple):
    """Columns for the inverted index, and what the ranking reads of names and places."""

    columns: tuple[Iterable[str], Iterable[str], Iterable[str], Iterable[str]]
    name_lines: str
    place_line: str


def tokens_of(document: Document) -> DocumentTokens:
    names = {lang: analyse_document(text, lang) for lang, text in document.names.items() if text}
    keywords = _analysed((lang, ", ".join(own)) for lang, own in document.keywords.items())
    summaries = _analysed(document.summaries.items())
    bodies = _analysed(document.bodies.items())
    places = analyse_names(document.place_words) if document.place_words else []
    name = _union(own.full for own in names.values())
    lead = _union([*(own.parts for own in names.values()), *(own.full for own in keywords), places]) - name
    summary = _union(
        [*(own.full for own in summaries), *(own.parts for own in keywords), *(own.often for own in bodies)]
    )
    summary -= name | lead
    body = _union([*(own.full for own in bodies), *(own.parts for own in (*summaries, *bodies))])
    body -= name | lead | summary
    return DocumentTokens(
        (name, lead, summary, body),
        "\n".join(_name_line(document.names[lang], own) for lang, own in names.items()),
        " ".join(places),
    )


def worth_knowing(token: str) -> bool:
    """Letters only, neither tiny nor huge: something a person may misspell. Stems carry an underscore."""
    return SHORTEST_KNOWN <= len(token) <= LONGEST_KNOWN and token.isalpha()


def known_words(documents: Iterable[DocumentTokens]) -> list[str]:
    """The words of these documents that a misspelt query may mean."""
    return sorted(filter(worth_knowing, _union(column for own in documents for column in own.columns)))


def _analysed(texts: Iterable[tuple[str, str]]) -> list[Tokens]:
    return [analyse_document(text[:LONGEST_TEXT], lang) for lang, text in texts if text]


def _union(groups: Iterable[Iterable[str]]) -> set[str]:
    return set().union(*groups)


def _name_line(name: str, own: Tokens) -> str:
    """'<telling words>|<full tokens>|<part tokens>' of a name in one language."""
    telling = sum(not is_stop_word(word) for word in words(clean(name)))
    return f"{max(telling, 1)}|{' '.join(sorted(own.full))}|{' '.join(sorted(own.parts))}"
