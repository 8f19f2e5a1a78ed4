"""Cutting text into words, the same way for documents and for queries."""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

LONGEST_WORD = 60

WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_ELLIPSIS = re.compile(r"((?:[^\W\d_]{3,}-\s*,\s*)*[^\W\d_]{3,}-)\s+(?:ja|tai|sekä|eli)\s+([^\W\d_]{5,})")


def clean(text: str) -> str:
    """Composed characters, lower case, without what no database can hold (lone surrogates, NUL)."""
    text = text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Runs of letters and digits of a cleaned text, in order; 'e-resepti' gives two and 'eresepti' besides."""
    found = [word[:LONGEST_WORD] for word in WORD.findall(text)]
    if "-" in text:
        found += [joined.replace("-", "")[:LONGEST_WORD] for joined in _JOINED.findall(text)]
    return found


def elliptic(text: str) -> list[tuple[list[str], str]]:
    """'talous- ja velkaneuvonta' -> [(['talous'], 'velkaneuvonta')]: the first halves and the word that ends them."""
    if "- " not in text and "-," not in text:
        return []
    return [
        ([half.strip(" -") for half in re.split(r"\s*,\s*", match[1])], match[2]) for match in _ELLIPSIS.finditer(text)
    ]


@lru_cache(maxsize=16)
def word_list(name: str) -> frozenset[str]:
    """The words of `data/<name>.txt`; `#` starts a comment."""
    lines = files(__package__).joinpath("data", f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


def is_stop_word(word: str) -> bool:
    """Says nothing by itself in Finnish, Swedish or English."""
    return word in word_list("stop_fi") or word in word_list("stop_sv") or word in word_list("stop_en")


def is_generic(base: str) -> bool:
    """So common among services that it tells little: palvelu, tuki, apu, service, stöd."""
    return base in word_list("generic")
