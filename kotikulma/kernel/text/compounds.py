"""The pieces of a compound, from whichever analyser found them, to atoms and runs."""

from typing import NamedTuple


class Piece(NamedTuple):
    """One part as written inside the compound and its possible lemmas."""

    surface: str
    lemmas: tuple[str, ...]


def atoms(pieces: list[Piece]) -> list[str]:
    """Every lemma of every piece, in order, once."""
    return list(dict.fromkeys(lemma for piece in pieces for lemma in piece.lemmas))


def runs(pieces: list[Piece]) -> list[str]:
    """Adjacent pieces joined, two or more but not all: mielen+terveys+palvelut -> mielenterveys, terveyspalvelu."""
    joined = []
    for start in range(len(pieces)):
        for end in range(start + 2, len(pieces) + 1):
            if end - start < len(pieces):
                front = "".join(piece.surface for piece in pieces[start : end - 1])
                closing = pieces[end - 1]
                inner = () if end == len(pieces) else (closing.surface,)
                joined += [front + close for close in (*closing.lemmas, *inner)]
    return list(dict.fromkeys(joined))
