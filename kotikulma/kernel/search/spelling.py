"""Repairing what was misspelt: words nobody has used here, compared with those that occur."""

import math
from collections.abc import Iterable, Sequence

from django.db import connection

from kotikulma.kernel.search.plan import Group
from kotikulma.kernel.search.terms import grams
from kotikulma.kernel.text.backends import finnish
from kotikulma.kernel.text.types import Analysis, Query

MOST_WORDS = 4
SHORTEST = 4
LONGEST = 40
CANDIDATES = 40
LEAST_ALIKE = 0.4
NEAR = 1.0
_VOWELS = dict.fromkeys(["aä", "äa", "oö", "öo", "åo", "oå", "aå", "åa"], 0.5)
_KNOWN = "SELECT '' AS asked, word, 0 AS shared FROM search_searchword WHERE word IN ({marks})"
# Only the words that are wanted are read.
_ALIKE = (
    "SELECT %s AS asked, w.word, f.shared FROM (SELECT word_id, count(*) AS shared FROM search_gram"
    " WHERE gram IN ({marks}) GROUP BY word_id ORDER BY count(*) DESC, word_id LIMIT {most}) AS f"
    " JOIN search_searchword w ON w.id = f.word_id"
)
# edits, what goes before what at equal edits, the word
_Option = tuple[float, int, str]
NONE: _Option = (math.inf, 0, "")


def worth_checking(groups: Sequence[Group]) -> bool:
    """A word that no analyser knows, or a lone word that found nothing."""
    return bool(_suspects(groups))


def repairs(groups: Sequence[Group]) -> dict[str, str]:
    """{misspelt: repaired} for words that occur nowhere and look like one that does. One or two SQL statements."""
    suspects = _suspects(groups)
    known, alike = _look_up(suspects)
    options = {}
    for group in suspects:
        near = alike.get(group.surface, [])
        begun = any(word.startswith(group.surface) for word, _ in near)
        if known.isdisjoint(group.full) and not begun:
            options[group.surface] = _nearest(group, near)
    # To propose takes the analyser longer than all the rest; a word that occurs and is so near needs no rival.
    far = [group for group in suspects if group.surface in options and options[group.surface][0] > NEAR]
    if far:
        _propose(far, options)
    return {word: better for word, (_, _, better) in options.items() if better and better != word}


def sentence(query: Query, fixed: dict[str, str]) -> str:
    """The query with its repaired words."""
    return " ".join(fixed.get(word.surface, word.surface) for word in query.words)


def distance(one: str, other: str, most: float = math.inf) -> float:
    """Edits from one word to the other; swapped neighbours count once, a missing umlaut half.

    Any number above `most` stands for all of them.
    """
    one, other = _apart(one, other)
    if abs(len(one) - len(other)) > most:
        return math.inf
    before: list[float] = []
    row = [float(at) for at in range(len(other) + 1)]
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [float(at)]
        last = row[0]
        for to, goal in enumerate(other, 1):
            best = before[to - 1]
            if letter != goal:
                best += _VOWELS.get(letter + goal, 1.0)
                if before[to] + 1 < best:
                    best = before[to] + 1
                if last + 1 < best:
                    best = last + 1
                if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == goal and older[to - 2] + 1 < best:
                    best = older[to - 2] + 1
            row.append(best)
            last = best
        # A swap reaches two rows back.
        if min(row) > most and min(before) + 1 > most:
            return math.inf
    return row[-1]


def _apart(one: str, other: str) -> tuple[str, str]:
    """Both words without the beginning and the end they share."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _suspects(groups: Sequence[Group]) -> list[Group]:
    """Words unknown to the analyser; a lone compound too, for it may be an accident (hamas+lääkäri)."""
    return [
        group
        for group in groups
        if (not group.known or (group.atoms and len(groups) == 1))
        and SHORTEST <= len(group.surface) <= LONGEST
        and group.surface.isalpha()
    ][:MOST_WORDS]


def _occurs(analysis: Analysis, known: set[str]) -> bool:
    """The word itself or every part of it is used somewhere."""
    return not known.isdisjoint(analysis.bases) or (bool(analysis.atoms) and known.issuperset(analysis.atoms))


def _look_up(suspects: Sequence[Group]) -> tuple[set[str], dict[str, list[tuple[str, int]]]]:
    """Which tokens occur at all, and for each suspect (word, shared grams) of those that share most with it."""
    asked = [token for group in suspects for token in group.full]
    # Only counted placeholders go into the text of the statement.
    selects = [_KNOWN.format(marks=_marks(asked))]
    values: list[object] = list(asked)
    for group in suspects:
        own = grams(group.surface)
        selects.append(_ALIKE.format(marks=_marks(own), most=CANDIDATES))
        values += [group.surface, *own]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        rows = cursor.fetchall()
    alike: dict[str, list[tuple[str, int]]] = {}
    for surface, word, shared in rows:
        if surface:
            alike.setdefault(surface, []).append((word, shared))
    return {word for surface, word, _ in rows if not surface}, alike


def _nearest(group: Group, alike: Iterable[tuple[str, int]]) -> _Option:
    """The nearest word that occurs, within reach."""
    word, best = group.surface, NONE
    reach = _reach(group)
    own = len(grams(word))
    for other, shared in alike:
        if shared < LEAST_ALIKE * min(own, len(grams(other))) or not _may_mean(word, other):
            continue
        most = min(reach, best[0])
        best = min(best, (distance(word, other, most), 0, other))
        if 1 <= len(word) - len(other) <= 4 and len(other) >= 5:
            # The misspelt word may be inflected and the known one not: neovolaan, neuvola.
            best = min(best, (distance(word[: len(other)], other, most - 0.75) + 0.75, 2, other))
    return best if best[0] <= reach else NONE


def _propose(groups: Sequence[Group], options: dict[str, _Option]) -> None:
    """Put the analyser's own repairs among the options: those of which the word itself or every part is used."""
    analyser = finnish()
    proposals = {
        group.surface: {text: analyser.analyse(text) for text in analyser.suggest(group.surface)[:5]}
        for group in groups
    }
    asked = {token for own in proposals.values() for item in own.values() for token in (*item.bases, *item.atoms)}
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN.format(marks=_marks(asked)), list(asked))
        known = {word for _, word, _ in cursor.fetchall()}
    for group in groups:
        word, reach = group.surface, _reach(group)
        for text, item in proposals[word].items():
            edits = distance(word, text, reach)
            if edits <= reach and _occurs(item, known) and _may_mean(word, text):
                options[word] = min(options[word], (edits, 1, text))


def _reach(group: Group) -> float:
    length = len(group.surface)
    return 1.0 if length < 6 or group.known else 2.0 if length < 12 else 3.0


def _may_mean(word: str, other: str) -> bool:
    """A short word has too many neighbours: tolk, folk."""
    return len(word) > 5 or other[:1] == word[0]


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)
