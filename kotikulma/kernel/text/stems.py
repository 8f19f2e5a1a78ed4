"""Snowball stems, marked by language so that a Swedish stem never meets a Finnish word."""

import threading
from functools import lru_cache

import Stemmer

MARKS = {"sv": "s_", "en": "e_", "fi": "f_"}
_LANGUAGES = {"sv": "swedish", "en": "english", "fi": "finnish"}
_own = threading.local()


@lru_cache(maxsize=16384)
def stem(word: str, lang: str) -> str:
    """`s_`, `e_` or `f_` and the stem of a lower-case word; "" for a language without a stemmer."""
    if lang not in MARKS:
        return ""
    return MARKS[lang] + _stemmer(lang).stemWord(word)


def _stemmer(lang: str) -> Stemmer.Stemmer:
    """PyStemmer objects are not safe to share between threads."""
    made: dict[str, Stemmer.Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if lang not in made:
        made[lang] = Stemmer.Stemmer(_LANGUAGES[lang], 0)
    return made[lang]
