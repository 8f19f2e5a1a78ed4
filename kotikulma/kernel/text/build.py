"""Builds the dictionary file of the bundled analyser: every Finnish form simplemma knows and its lemma.

    python -m kotikulma.kernel.text.build <file>

Takes about 10 s and 700 MB once, hence a process of its own; the file (18 MB) is then mapped
into memory and shared by all processes.
"""

import os
import sys
from pathlib import Path

import marisa_trie


def build(target: Path) -> None:
    """Write the trie beside `target` and move it into place, so that nobody ever sees half a file."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # 50 ms only this needs

    forms = DefaultDictionaryFactory().get_dictionary("fi")
    trie = marisa_trie.BytesTrie((form, lemma.encode()) for form, lemma in forms.items())
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    trie.save(str(unfinished))
    unfinished.replace(target)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
