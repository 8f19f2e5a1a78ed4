"""Documents and queries to tokens. One namespace for all languages: Finnish bare, Swedish `s_`, English `e_`."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from kotikulma.kernel.text import backends, words
from kotikulma.kernel.text.stems import stem
from kotikulma.kernel.text.types import Analysis, Query, Tokens, Word

VERSION = "1"
OFTEN = 3


def analyse_document(text: str, lang: str) -> Tokens:
    """The tokens of one text in one language; unknown languages are indexed as written."""
    cleaned = words.clean(text)
    found = words.words(cleaned)
    if lang == "fi":
        found += expand_ellipses(cleaned)
    analyser = backends.finnish().name
    different = dict.fromkeys(found)
    analysed = [_document_word(word, lang, analyser) for word in different]
    often = [
        _document_word(word, lang, analyser)[0]
        for word, times in (Counter(found) if len(found) - len(different) >= OFTEN - 1 else {}).items()
        if times >= OFTEN and not words.is_stop_word(word)
    ]
    return Tokens(
        frozenset().union(*[full for full, _ in analysed]),
        frozenset().union(*[parts for _, parts in analysed]),
        frozenset().union(*often),
    )


def analyse_names(texts: Iterable[str]) -> list[str]:
    """The tokens of proper names: as Finnish, and always with the bare stem, since no dictionary knows them all."""
    analyser = backends.finnish().name
    tokens: dict[str, None] = {}
    for word in words.words(words.clean(" ".join(texts))):
        tokens.update(dict.fromkeys(_name_word(word, analyser)))
    return list(tokens)


def analyse_query(text: str) -> Query:
    """What somebody wrote, analysed as Finnish, Swedish and English at once."""
    cleaned = words.clean(text)
    found = [word[: words.LONGEST_WORD] for word in words.WORD.findall(cleaned)]
    analyser = backends.finnish().name
    return Query(cleaned, tuple(_query_word(word, analyser) for word in dict.fromkeys(found)))


def expand_ellipses(cleaned: str) -> list[str]:
    """'talous- ja velkaneuvonta' -> ['talousneuvonta']."""
    wholes = []
    for halves, ending in words.elliptic(cleaned):
        last = _last_as_written(ending)
        wholes += [half + last for half in halves if last]
    return wholes


def analyser_version() -> str:
    """Changes when the same text would give other tokens."""
    return f"{backends.finnish().name}-{VERSION}"


def _last_as_written(word: str) -> str:
    """The lemma of the last part of a compound, "" when the word is none."""
    return backends.finnish().analyse(word).last


@lru_cache(maxsize=24576)
def _document_word(word: str, lang: str, _analyser: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Full tokens and part tokens of one word; the analyser's name keeps the two backends' answers apart."""
    if lang == "fi":
        analysis = backends.finnish().analyse(word)
        full = (word, *analysis.bases) if analysis.known else (word, *analysis.bases, stem(word, "fi"))
        return tuple(dict.fromkeys(full)), (*analysis.atoms, *analysis.runs)
    stemmed = stem(word, lang)
    return ((word, stemmed) if stemmed else (word,)), ()


@lru_cache(maxsize=4096)
def _name_word(word: str, _analyser: str) -> tuple[str, ...]:
    return (word, *backends.finnish().analyse(word).bases, stem(word, "fi"))


@lru_cache(maxsize=4096)
def _query_word(word: str, _analyser: str) -> Word:
    analysis: Analysis = backends.finnish().analyse(word)
    full = tuple(dict.fromkeys((word, *analysis.bases, stem(word, "fi"), stem(word, "sv"), stem(word, "en"))))
    return Word(
        surface=word,
        full=full,
        atoms=tuple(atom for atom in analysis.atoms if not words.is_generic(atom)),
        runs=tuple(run for run in analysis.runs if not words.is_generic(run)),
        generic_parts=tuple(atom for atom in analysis.atoms if words.is_generic(atom)),
        generic=any(words.is_generic(token) for token in full),
        known=analysis.known,
        stop=words.is_stop_word(word),
    )
